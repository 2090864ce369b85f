//! `similar`: how much each cell is like examples.

use ndarray::Array2;
use serde::Serialize;

use super::cellwise::{each, hectares, standard, strips, told};
use super::companions;
use super::job::same_model;
use super::located::{self, Located};
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::memory;
use crate::params::Task;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::open::Input;
use crate::pipeline::options::Examples;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::{MapGrid, write_values};
use crate::product::{Likeness, Standard};
use crate::raster::gdal::{Content, Storage, same_crs};

pub(super) const MAKER: Maker = Maker {
    task: Task::Similar,
    layout: |_| Layout::Bands(1, Content::Values, Storage::Float32),
    bytes: |(cells, _), _, _| cells.saturating_mul(4),
    make,
};

/// Most cells of one place that a discriminant learns from.
const MOST_OF_PLACE: usize = 256;
/// Share of progress up to which features are read for their statistics.
const READ: f64 = 0.4;
/// Share of progress up to which cells are scored.
const SCORED: f64 = 0.9;

/// What was found in one input.
#[derive(Serialize)]
struct Found {
    threshold: f64,
    valid_cells: usize,
    like_cells: usize,
    /// Area of these cells, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    like_hectares: Option<f64>,
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let session = &work.session;
    let asked = &work.job.options.finding.examples;
    let mut inputs = session.encode(opened, progress, 0.0, false)?;
    same_model(&inputs)?;
    if asked.difference {
        one_grid(session, &inputs)?;
    }
    let standard = standard(&mut inputs, &mut Stage::new(progress, 0.0, READ))?.finish();
    let (likeness, examples) = likeness(session, &mut inputs, asked, standard)?;
    let names = &work.job.outputs;
    let mut scored: Vec<Vec<f32>> = Vec::new();
    let mut scoring = Stage::new(progress, READ, SCORED);
    let count = inputs.len() as f64;
    for (i, input) in inputs.iter_mut().enumerate() {
        let area = input.store.grid.width * input.store.grid.height;
        let mut scores = memory::filled(area, f32::NAN, "scores of cells")?;
        let mut part = scoring.part(i as f64 / count, (i + 1) as f64 / count);
        strips(input, &mut part, "scoring", |piece, cells| {
            piece.put(each(session, &cells, |cells| likeness.scores(cells)), &mut scores);
            Ok(())
        })?;
        scored.push(scores);
    }
    let choice = work.job.options.change.threshold;
    let threshold = choice.of(scored.iter().flatten().copied(), likeness.threshold())?;
    let mut writing = Stage::new(progress, SCORED, WRITTEN);
    let mut found = Vec::new();
    for (i, (input, name)) in inputs.iter().zip(names).enumerate() {
        let first = (asked.difference && i == 1).then(|| &scored[0]);
        let own = &scored[i];
        let columns = 1 + usize::from(first.is_some());
        let value = |(cell, band): (usize, usize)| {
            if band == 0 { own[cell] } else { own[cell] - first.map_or(0.0, |f| f[cell]) }
        };
        let all = (0..own.len() * columns).map(|i| value((i / columns, i % columns)));
        let values = Array2::from_shape_vec((own.len(), columns), memory::collected(all, "scores of cells")?)
            .map_err(|e| Error::Internal(e.to_string()))?;
        let bands = [likeness.description().to_owned(), "difference from the first date".into()];
        let more = [("METHOD", likeness.description().to_owned()), ("THRESHOLD", threshold.to_string())];
        let about = metadata("similar", &[input], work.job.options, &more);
        let path = work.outputs.path(name)?;
        write_values(
            session,
            &path,
            &MapGrid::of_cells(&input.store.grid),
            &values,
            &bands[..columns],
            about,
            &mut writing,
        )?;
        let like_cells = own.iter().filter(|v| **v >= threshold).count();
        let cell = hectares(session, &input.store.grid);
        let valid_cells = own.iter().filter(|v| v.is_finite()).count();
        found.push(Found {
            threshold: (f64::from(threshold) * 1e6).round() / 1e6,
            valid_cells,
            like_cells,
            like_hectares: cell.map(|c| told(c * like_cells as f64)),
        });
    }
    let sets: Vec<[&EncodedInput; 1]> = inputs.iter().map(|input| [input]).collect();
    let pairs: Vec<(&[&EncodedInput], &str)> = sets.iter().map(|s| &s[..]).zip(names.iter().copied()).collect();
    companions::write(work, &pairs, &mut writing)?;
    Ok(Report::new("similar", &inputs, work.started)
        .with("method", likeness.description())
        .with("examples", examples)
        .with("similar", found))
}

/// What is looked for, and how many places show it: those of the first input that holds any.
fn likeness(
    session: &Session,
    inputs: &mut [EncodedInput],
    asked: &Examples,
    standard: Standard,
) -> Result<(Likeness, usize)> {
    if asked.at.is_empty() && asked.examples.is_none() {
        return Err(Error::refused(
            "EXAMPLES",
            "say what is looked for: places with AT, or a vector file with EXAMPLES",
        ));
    }
    if asked.union && asked.counter.is_some() {
        return Err(Error::refused("UNION", "UNION acts only without COUNTER_EXAMPLES"));
    }
    let lie_on = |grid: &Grid| -> Result<Vec<Located>> {
        let mut places = located::of_points(session, &asked.at, asked.at_crs.as_deref(), grid)?;
        if let Some(path) = &asked.examples {
            places.extend(located::of_file(session, path, None, grid, "EXAMPLES")?);
        }
        Ok(places)
    };
    for input in inputs.iter_mut() {
        let places = lie_on(&input.store.grid)?;
        let examples = located::means(&mut input.store, &places)?;
        if examples.nrows() == 0 {
            continue;
        }
        let Some(path) = &asked.counter else {
            return Ok((Likeness::cosine(standard, examples.view(), asked.union)?, examples.nrows()));
        };
        let others = located::of_file(session, path, None, &input.store.grid, "COUNTER_EXAMPLES")?;
        let counter = located::all_cells(&mut input.store, &others, MOST_OF_PLACE)?;
        if counter.nrows() == 0 {
            let message = format!("COUNTER_EXAMPLES={path}: none lies on a valid cell of {}", input.name);
            return Err(Error::refused("COUNTER_EXAMPLES", message));
        }
        let cells = located::all_cells(&mut input.store, &places, MOST_OF_PLACE)?;
        return Ok((Likeness::discriminant(standard, cells.view(), counter.view())?, examples.nrows()));
    }
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    Err(Error::refused("EXAMPLES", format!("no example lies on a valid cell of {}", names.join(", "))))
}

/// Whether the difference of two dates has a meaning.
fn one_grid(session: &Session, inputs: &[EncodedInput]) -> Result<()> {
    let [first, second] = inputs else {
        return Err(Error::refused(
            "DIFFERENCE",
            format!("two dates were expected, {} inputs are given", inputs.len()),
        ));
    };
    let same = |a: &str, b: &str| same_crs(session.gdal, a, b);
    match first.store.grid.difference(&second.store.grid, same) {
        Some(difference) => Err(Error::Grid(format!(
            "the features rasters {} and {} do not share one cell grid: {difference}",
            first.name, second.name
        ))),
        None => Ok(()),
    }
}
