//! What a sample of cells tells of the scene: the space that all dates have in common, and what distances are there on each
//! date.

use ndarray::Array2;
use rayon::prelude::*;

use super::layers::STANDS_OUT;
use super::sampled::Sampled;
use crate::error::{Error, Result};
use crate::memory;
use crate::numeric::percentiles;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::work::Work;
use crate::pipeline::open::days;
use crate::product::series::{Classes, Floor, Harmony, HarmonyFit, Rule, Walk, distance};
use crate::product::{Threshold, is_valid};

/// Most cells on which floors are found, and most bytes of their pasts.
const MOST_CELLS: usize = 2048;
const MOST_BYTES: usize = 64 << 20;
const LEAST_CELLS: usize = 256;
/// What noise may move features by at least, as a share of how far the scene's cells lie apart: no floor is lower.
const NOISE: f32 = 0.075;

/// What cells are judged by.
pub struct Rules {
    /// Brings the dates' features into one space.
    pub harmony: Harmony,
    /// What is asked of every cell.
    pub rule: Rule,
    /// Classes of cells that were alike in the beginning.
    pub classes: Classes,
    /// Of each date that is used, of each class.
    pub floors: Vec<Vec<Floor>>,
    /// Of the newest date, the scene's median distance from the cell's last valid date: only to watch.
    pub since_last: f32,
    /// Days since 1970 of the dates that are used.
    pub days: Vec<i64>,
    /// Whether only the newest date is asked.
    pub watch: bool,
    /// Score from which on a date stands out.
    pub threshold: f32,
}

impl Rules {
    /// Says which dates had too few cells for a regression.
    pub fn warn(&self, dates: &mut [EncodedInput], clear: &[usize]) {
        for date in self.harmony.short() {
            dates[clear[*date]].facts.warnings.push(
                "has too few valid cells for a regression on the other dates: its features are standardised alone, and season and haze show more"
                    .into(),
            );
        }
    }
}

/// Dates that are a cell's past before one is asked, of so many.
pub fn least_of(count: usize) -> usize {
    if count < 4 { 1 } else { (count / 4).clamp(2, 6) }
}

/// Most cells on which floors are found.
fn most_cells(count: usize, dim: usize) -> usize {
    (MOST_BYTES / (count * dim * size_of::<f32>())).clamp(LEAST_CELLS, MOST_CELLS)
}

/// Bytes that finding floors takes: features of its cells, and the same in the pasts of those on their way.
pub fn bytes(count: usize, dim: usize) -> u64 {
    memory::product(&[most_cells(count, dim), count, dim, 2 * size_of::<f32>()])
}

/// Finds what cells are judged by.
pub fn rules(work: &Work, dates: &[EncodedInput], clear: &[usize], sampled: &Sampled) -> Result<Rules> {
    let (options, choice) = (work.job.options, &work.job.options.series);
    let pool = &work.session.pool;
    let harmony =
        pool.install(|| HarmonyFit { samples: &sampled.samples, whitening: options.change.whitening }.finish())?;
    let day = |date: &usize| {
        let told = &dates[*date].facts.date;
        days(told).ok_or_else(|| Error::Internal(format!("{told} is no date")))
    };
    let days = clear.iter().map(day).collect::<Result<Vec<i64>>>()?;
    let count = clear.len();
    let threshold = match options.change.threshold {
        Threshold::Value(value) => value,
        _ => STANDS_OUT,
    };
    // Who watches asks no date but the newest, so that all others are the past.
    let asked = if choice.watch { f32::INFINITY } else { threshold };
    let least = choice.history.unwrap_or(least_of(count));
    if least >= count {
        return Err(Error::refused(
            "HISTORY",
            format!("HISTORY={least}: of {count} dates that are clear enough, none is left to ask about"),
        ));
    }
    let rule = Rule::new(asked, least, &days, choice.season);
    let dim = sampled.samples[0].ncols();
    let wanted = most_cells(count, dim);
    // The sample lies in the order of the grid: every so many of it lie all over it, too.
    let step = sampled.samples[0].nrows().div_ceil(wanted).max(1);
    let rows: Vec<usize> = (0..sampled.samples[0].nrows()).step_by(step).collect();
    let common: Vec<Array2<f32>> = pool.install(|| {
        let of =
            |(date, sample): (usize, &Array2<f32>)| harmony.of(date, sample.select(ndarray::Axis(0), &rows).view());
        sampled.samples.par_iter().enumerate().map(of).collect()
    });
    let classes = pool.install(|| classes(&common, &rule));
    let (floors, since_last) = pool.install(|| floors(&common, &rule, &classes, NOISE * harmony.spread()))?;
    Ok(Rules { harmony, rule, classes, floors, since_last, days, watch: choice.watch, threshold })
}

/// A cell of the sample on a date.
fn cell(common: &[Array2<f32>], row: usize, date: usize) -> &[f32] {
    common[date].row(row).to_slice().unwrap_or_default()
}

/// Classes of the sample's cells by the medians of their first dates.
fn classes(common: &[Array2<f32>], rule: &Rule) -> Classes {
    let (rows, dim) = common[0].dim();
    let beginning = |row: usize| -> Vec<f32> {
        let mut walk = Walk::new(dim, common.len());
        let of = |date: usize| cell(common, row, date);
        for date in (0..common.len()).filter(|date| is_valid(of(*date))) {
            if let Some(past) = walk.past(rule) {
                return past.to_vec();
            }
            walk.take(rule, date, of(date), None, of);
        }
        vec![f32::NAN; dim]
    };
    let all: Vec<Vec<f32>> = (0..rows).into_par_iter().map(beginning).collect();
    Classes::of_sample(Array2::from_shape_fn((rows, dim), |(row, k)| all[row][k]).view())
}

/// A cell of the sample on its way.
struct OnItsWay {
    walk: Walk,
    class: Option<usize>,
    last: Option<usize>,
}

/// Walks over the sample date by date: on each, the medians are found before any cell is judged. Also the scene's median
/// distance of the newest date from a cell's last valid one.
fn floors(common: &[Array2<f32>], rule: &Rule, classes: &Classes, least: f32) -> Result<(Vec<Vec<Floor>>, f32)> {
    let (rows, dim) = common[0].dim();
    let start = || OnItsWay { walk: Walk::new(dim, common.len()), class: None, last: None };
    let mut cells: Vec<OnItsWay> = (0..rows).map(|_| start()).collect();
    let (mut floors, mut since_last) = (Vec::with_capacity(common.len()), least);
    for date in 0..common.len() {
        let of = |row: usize| Some(cell(common, row, date)).filter(|cell| is_valid(*cell));
        let found: Vec<Option<(f32, Option<f32>)>> = cells
            .par_iter_mut()
            .enumerate()
            .map(|(row, one)| {
                let own = of(row)?;
                let distances = one.walk.distances(rule, date, own, |date| cell(common, row, date))?;
                one.class = one.class.or_else(|| one.walk.past(rule).map(|past| classes.of(past)));
                Some(distances)
            })
            .collect();
        let known = || found.iter().zip(&cells).filter_map(|(found, one)| Some((one.class?, (*found)?)));
        let past: Vec<(usize, f32)> = known().map(|(class, (past, _))| (class, past)).collect();
        let nearest: Vec<(usize, f32)> = known().filter_map(|(class, (_, near))| Some((class, near?))).collect();
        let past = classes.medians(&past, least)?.unwrap_or_else(|| vec![least; classes.count()]);
        let nearest = classes.medians(&nearest, least)?.unwrap_or_else(|| past.clone());
        let here: Vec<Floor> =
            past.iter().zip(&nearest).map(|(past, nearest)| Floor { past: *past, nearest: *nearest }).collect();
        let since =
            cells.iter().enumerate().filter_map(|(row, one)| Some(distance(of(row)?, cell(common, row, one.last?))));
        since_last = percentiles(since, &[50.0])?.map_or(least, |p| (p[0] as f32).max(least));
        cells.par_iter_mut().enumerate().for_each(|(row, one)| {
            if let Some(own) = of(row) {
                let measured = found[row].zip(one.class).map(|(found, class)| (found, here[class]));
                one.walk.take(rule, date, own, measured, |date| cell(common, row, date));
                one.last = Some(date);
            }
        });
        floors.push(here);
    }
    Ok((floors, since_last))
}
