//! `classify`: classes from a few labels, learned here or before.

use ndarray::Array2;

use super::assess::{CAVEAT, assess};
use super::cellwise::{each, hectares, strips};
use super::companions;
use super::job::same_model;
use super::labels;
use super::learned::is_there;
use super::legend;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::{MapGrid, write_classes, write_values};
use crate::product::{Classifier, Labelled};
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Classify,
    layout: |_| Layout::Bands(1, Content::Classes, Storage::Class8),
    bytes: |(cells, _), _, options| cells.saturating_mul(if options.finding.labels.confidence { 9 } else { 1 }),
    make,
};

/// Bytes of the largest classifier that is read.
const LARGEST: u64 = 64 << 20;
/// Share of progress up to which labels are learned.
const LEARNED: f64 = 0.3;
/// Share of progress up to which cells are classified.
const CLASSIFIED: f64 = 0.9;

/// Name of the raster of probabilities beside an output.
pub(super) fn confidence_beside(output: &str) -> String {
    companions::beside(output, "probability", None)
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, options) = (&work.session, work.job.options);
    let mut inputs = session.encode(opened, progress, 0.0, false)?;
    same_model(&inputs)?;
    Stage::new(progress, 0.0, LEARNED).report(0.0, "learning")?;
    let mut report = Vec::new();
    let classifier = match is_there(&options.change.fit).filter(|path| !work.outputs.writes(path)) {
        Some(path) => kept(work, path, &inputs[0])?,
        None => learned(work, &mut inputs, &mut report)?,
    };
    let confident = options.finding.labels.confidence;
    let mut classifying = Stage::new(progress, LEARNED, CLASSIFIED);
    let count = inputs.len() as f64;
    let mut maps: Vec<(Vec<u8>, Vec<[f32; 2]>)> = Vec::new();
    for (i, input) in inputs.iter_mut().enumerate() {
        let area = input.store.grid.width * input.store.grid.height;
        let mut values = memory::filled(area, 0u8, "classes of cells")?;
        let mut sure = memory::filled(if confident { area } else { 0 }, [f32::NAN; 2], "probabilities of cells")?;
        let mut part = classifying.part(i as f64 / count, (i + 1) as f64 / count);
        strips(input, &mut part, "classifying", |piece, cells| {
            for (cell, found) in piece.numbers().zip(each(session, &cells, |cells| classifier.classify(cells))) {
                values[cell] = found.class.map_or(0, |k| classifier.classes[k].value);
                if confident {
                    sure[cell] = [found.probability, found.margin];
                }
            }
            Ok(())
        })?;
        maps.push((values, sure));
    }
    let mut writing = Stage::new(progress, CLASSIFIED, WRITTEN);
    let digest = classifier.digest();
    let mut areas = Vec::new();
    for ((input, name), (values, sure)) in inputs.iter().zip(&work.job.outputs).zip(&maps) {
        let grid = &input.store.grid;
        let named = classifier
            .classes
            .iter()
            .enumerate()
            .map(|(k, class)| (class.value, class.name.clone(), legend::colour(k)));
        let classes = legend::counted(named, values, hectares(session, grid));
        areas.push(legend::reported(&classes));
        let more = [(legend::KEY, legend::names(&classes)), ("FIT_SHA256", digest.clone())];
        let about = metadata("classes", &[input], options, &more);
        let path = work.outputs.path(name)?;
        write_classes(session, &path, grid, ("class", classes), |cell| values[cell].into(), about, &mut writing)?;
        if confident {
            let all = memory::collected(sure.iter().flatten().copied(), "probabilities of cells")?;
            let table = Array2::from_shape_vec((sure.len(), 2), all).map_err(|e| Error::Internal(e.to_string()))?;
            let bands = ["probability of the class", "margin over the next class"].map(String::from);
            let path = work.outputs.path(&confidence_beside(name))?;
            write_values(
                session,
                &path,
                &MapGrid::of_cells(grid),
                &table,
                &bands,
                metadata("probability", &[input], options, &more[1..]),
                &mut writing,
            )?;
        }
    }
    if let Some(path) = options.change.fit.as_deref().filter(|path| work.outputs.writes(path)) {
        let path = work.outputs.path(path)?;
        std::fs::write(&path, classifier.to_json()).map_err(|e| Error::io(path, e))?;
    }
    let sets: Vec<[&EncodedInput; 1]> = inputs.iter().map(|input| [input]).collect();
    let pairs: Vec<(&[&EncodedInput], &str)> =
        sets.iter().map(|s| &s[..]).zip(work.job.outputs.iter().copied()).collect();
    companions::write(work, &pairs, &mut writing)?;
    let report = report
        .into_iter()
        .fold(Report::new("classify", &inputs, work.started), |all, (name, value)| all.with(name, value));
    Ok(report.with("class_areas", areas).with("fit_sha256", digest).with("caveat", CAVEAT))
}

/// A classifier that was kept, for features of its own model only.
fn kept(work: &Work, path: &str, input: &EncodedInput) -> Result<Classifier> {
    let labels = &work.job.options.finding.labels;
    if labels.vector.is_some() || labels.raster.is_some() {
        let message =
            format!("FIT={path} exists and is used as it is; give no labels beside it, or the name of a new file");
        return Err(Error::refused("FIT", message));
    }
    let found = Classifier::from_json(&memory::read_text(path.as_ref(), LARGEST)?, path)?;
    input.expect_model(path, &found.model, &found.model_sha256, found.dim())?;
    Ok(found)
}

/// A classifier of the labels, and what the report says of how it was learned.
fn learned(
    work: &Work,
    inputs: &mut [EncodedInput],
    report: &mut Vec<(&'static str, serde_json::Value)>,
) -> Result<Classifier> {
    let (session, options) = (&work.session, work.job.options);
    let image = options.finding.image.as_deref();
    if image.is_some() && inputs.len() > 1 {
        return Err(Error::refused("IMAGE", format!("IMAGE is of one input; {} inputs are given", inputs.len())));
    }
    let mut warnings = Vec::new();
    let found = labels::read(session, inputs, &mut warnings)?;
    let grid = inputs[0].store.grid.clone();
    let assessment = assess(session, &found, image.map(|path| (path, &grid)), &mut warnings)?;
    inputs[0].facts.warnings.extend(warnings);
    let labelled = Labelled { cells: found.cells.view(), class: &found.class };
    let mut classifier = Classifier::fit(&labelled, &found.classes, options.finding.labels.balanced)?;
    classifier.model = inputs[0].model.name.clone();
    classifier.model_sha256 = inputs[0].model.digest.clone();
    let class = |(class, cells): (&crate::product::Named, &usize)| serde_json::json!({"value": class.value, "name": class.name, "labelled_cells": cells});
    report.push(("classes", found.classes.iter().zip(&found.labelled).map(class).collect()));
    report.push(("assessment", serde_json::json!(assessment)));
    Ok(classifier)
}
