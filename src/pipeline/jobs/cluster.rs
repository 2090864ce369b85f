//! `cluster`: cells that are alike, without labels.

use ndarray::{Array2, Axis, concatenate};

use super::cellwise::{each, hectares, standard, strips};
use super::companions;
use super::job::same_model;
use super::learned::is_there;
use super::legend;
use super::overlay::Overlay;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::numeric::Draws;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::write_classes;
use crate::product::{BasisFit, Clusters, Stretch, is_valid};
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Cluster,
    layout: |_| Layout::Bands(1, Content::Classes, Storage::Class8),
    bytes: |(cells, _), _, _| cells,
    make,
};

/// Cells that clusters begin with, all over the inputs.
const SAMPLE: usize = 32_768;
/// Bytes of the largest file of centres that is read.
const LARGEST: u64 = 64 << 20;
/// Shares of progress up to which statistics are read, clusters are learned, and cells are grouped.
const READ: f64 = 0.3;
const LEARNED: f64 = 0.6;
const GROUPED: f64 = 0.9;

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, options) = (&work.session, work.job.options);
    let mut inputs = session.encode(opened, progress, 0.0, false)?;
    same_model(&inputs)?;
    let saved = is_there(&options.change.fit).filter(|path| !work.outputs.writes(path));
    let mut clusters = match saved {
        Some(path) => kept(path, &inputs[0])?,
        None => learned(work, &mut inputs, progress)?,
    };
    let mut grouping = Stage::new(progress, LEARNED, GROUPED);
    let count = inputs.len() as f64;
    let mut maps: Vec<Vec<u8>> = Vec::new();
    for (i, input) in inputs.iter_mut().enumerate() {
        let mut values = memory::filled(input.store.grid.width * input.store.grid.height, 0u8, "clusters of cells")?;
        let mut part = grouping.part(i as f64 / count, (i + 1) as f64 / count);
        strips(input, &mut part, "grouping", |piece, cells| {
            let nearest = each(session, &cells, |cells| clusters.of(cells)).into_iter();
            piece.put(nearest.map(|k| k.map_or(0, |k| k + 1)), &mut values);
            Ok(())
        })?;
        maps.push(values);
    }
    if let (Some(path), None) = (&options.finding.image, saved) {
        clusters.colours = of_image(work, path, &inputs, &maps[0], clusters.count())?;
    }
    let mut writing = Stage::new(progress, GROUPED, WRITTEN);
    let mut areas = Vec::new();
    for ((input, name), values) in inputs.iter().zip(&work.job.outputs).zip(&maps) {
        let grid = &input.store.grid;
        let named = clusters.colours.iter().zip(1u8..).map(|(colour, k)| (k, format!("cluster {k}"), *colour));
        let classes = legend::counted(named, values, hectares(session, grid));
        areas.push(legend::reported(&classes));
        let more = [(legend::KEY, legend::names(&classes))];
        let about = metadata("clusters", &[input], options, &more);
        let path = work.outputs.path(name)?;
        write_classes(session, &path, grid, ("cluster", classes), |cell| values[cell].into(), about, &mut writing)?;
    }
    if let Some(path) = options.change.fit.as_deref().filter(|path| work.outputs.writes(path)) {
        let path = work.outputs.path(path)?;
        std::fs::write(&path, clusters.to_json()).map_err(|e| Error::io(path, e))?;
    }
    let sets: Vec<[&EncodedInput; 1]> = inputs.iter().map(|input| [input]).collect();
    let pairs: Vec<(&[&EncodedInput], &str)> =
        sets.iter().map(|s| &s[..]).zip(work.job.outputs.iter().copied()).collect();
    companions::write(work, &pairs, &mut writing)?;
    Ok(Report::new("cluster", &inputs, work.started).with("class_areas", areas))
}

fn kept(path: &str, input: &EncodedInput) -> Result<Clusters> {
    let found = Clusters::from_json(&memory::read_text(path.as_ref(), LARGEST)?, path)?;
    input.expect_model(path, &found.model, &found.model_sha256, found.dim())?;
    Ok(found)
}

fn learned(work: &Work, inputs: &mut [EncodedInput], progress: &mut dyn Progress) -> Result<Clusters> {
    let (session, asked) = (&work.session, &work.job.options.finding.grouping);
    let fit = standard(inputs, &mut Stage::new(progress, 0.0, READ))?;
    if fit.count() == 0 {
        let names: Vec<&str> = inputs.iter().map(|i| i.name.as_str()).collect();
        return Err(Error::raster(names.join(", "), "no cell is valid, so there are no clusters"));
    }
    let sample = sample(inputs, asked.seed)?;
    let mut learning = Stage::new(progress, READ, LEARNED);
    learning.report(0.0, "beginning clusters")?;
    let mut clusters = Clusters::begin(fit.finish(), sample.view(), asked.clusters, asked.seed)?;
    let mut sizes = vec![0; clusters.count()];
    let count = inputs.len() as f64;
    for (i, input) in inputs.iter_mut().enumerate() {
        let mut part = learning.part(i as f64 / count, (i + 1) as f64 / count);
        strips(input, &mut part, "learning clusters", |_, cells| {
            let nearest = each(session, &cells, |cells| clusters.of(cells));
            clusters.learn(cells.view(), &nearest, &mut sizes);
            Ok(())
        })?;
    }
    clusters.model = inputs[0].model.name.clone();
    clusters.model_sha256 = inputs[0].model.digest.clone();
    clusters.colours = by_components(&clusters, &sample)?;
    Ok(clusters)
}

/// Valid cells all over the inputs, one at random of each stretch.
fn sample(inputs: &mut [EncodedInput], seed: u64) -> Result<Array2<f32>> {
    let total: usize = inputs.iter().map(|input| input.store.grid.width * input.store.grid.height).sum();
    let step = total.div_ceil(SAMPLE).max(1);
    let mut draws = Draws::new(seed);
    let mut found = Array2::zeros((0, inputs[0].store.dim));
    for input in inputs.iter_mut() {
        let area = input.store.grid.width * input.store.grid.height;
        let within = |first: usize, draw: f64| first + (draw * step.min(area - first) as f64) as usize;
        let wanted: Vec<usize> = (0..area).step_by(step).map(|first| within(first, draws.uniform())).collect();
        let cells = input.store.gather(&wanted)?;
        let valid: Vec<usize> = (0..cells.nrows()).filter(|&i| is_valid(cells.row(i))).collect();
        let kept = cells.select(Axis(0), &valid);
        found = concatenate(Axis(0), &[found.view(), kept.view()]).map_err(|e| Error::Internal(e.to_string()))?;
    }
    match found.is_empty() {
        true => Err(Error::argument("too few cells are valid to group them")),
        false => Ok(found),
    }
}

/// Colours by the principal components of each cluster's mean, as pictures of components have them.
fn by_components(clusters: &Clusters, sample: &Array2<f32>) -> Result<Vec<[u8; 3]>> {
    let mut fit = BasisFit::new(clusters.dim());
    fit.add(sample.view());
    let mut basis = fit.finish("", "")?;
    basis.set_range(basis.scores(sample.view()).view(), Stretch::Percentile)?;
    let mut sums = Array2::<f64>::zeros((clusters.count(), clusters.dim()));
    let mut sizes = vec![0f64; clusters.count()];
    for (cell, k) in sample.rows().into_iter().zip(clusters.of(sample.view())) {
        let Some(k) = k.map(usize::from) else { continue };
        sums.row_mut(k).iter_mut().zip(cell).for_each(|(sum, v)| *sum += f64::from(*v));
        sizes[k] += 1.0;
    }
    let means = Array2::from_shape_fn(sums.dim(), |(k, i)| (sums[(k, i)] / sizes[k].max(1.0)) as f32);
    let scores = basis.scores(means.view());
    Ok(scores.rows().into_iter().map(|row| basis.colour(row).unwrap_or([128; 3])).collect())
}

/// Colours by the mean of the image's first three bands over each cluster, brightened as a picture is.
fn of_image(work: &Work, path: &str, inputs: &[EncodedInput], map: &[u8], count: usize) -> Result<Vec<[u8; 3]>> {
    let [input] = inputs else {
        return Err(Error::refused("IMAGE", format!("IMAGE is of one input; {} inputs are given", inputs.len())));
    };
    let mut image = Overlay::open(&work.session, path, &input.store.grid, "IMAGE")?;
    if image.bands() < 3 {
        return Err(Error::refused(
            "IMAGE",
            format!("IMAGE={path}: three bands or more were expected, it has {}", image.bands()),
        ));
    }
    let mut sums = vec![[0f64; 4]; count + 1];
    image.visit(&input.store.grid, |cell, values, valid| {
        if valid {
            let sum = &mut sums[usize::from(map[cell])];
            (0..3).for_each(|band| sum[band] += f64::from(values[band]));
            sum[3] += 1.0;
        }
    })?;
    let means: Vec<[f64; 3]> = sums[1..].iter().map(|s| std::array::from_fn(|band| s[band] / s[3].max(1.0))).collect();
    let brightest = means.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    let shade = |v: f64| ((v / brightest).clamp(0.0, 1.0).powf(1.0 / 1.6) * 255.0).round() as u8;
    Ok(means.iter().map(|mean| mean.map(shade)).collect())
}
