//! All cells through all dates, in windows: memory does not grow with their number.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::calibrated::Rules;
use super::layers::bands;
use crate::error::Result;
use crate::geometry::Window;
use crate::memory;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::work::Work;
use crate::pipeline::progress::Stage;
use crate::pipeline::record::Point;
use crate::product::is_valid;
use crate::product::series::{Walk, distance};

/// Columns of a window, and most rows of one: a block of a features raster.
pub const BLOCK: usize = 128;
/// Bytes of the cells of a window over all dates, as they are read and in the common space.
const WINDOW_BYTES: usize = 192 << 20;
/// Cells that a worker takes at a time.
const TAKEN: usize = 64;

/// Rows of windows: whole parts of a block, so that few blocks are read twice.
fn rows_of(dates: usize, dim: usize) -> usize {
    let row = BLOCK * dates * dim * size_of::<f32>();
    let fits = WINDOW_BYTES / row.max(1);
    let mut rows = BLOCK;
    while rows > 1 && rows > fits {
        rows /= 2;
    }
    rows
}

/// Bytes of a window over so many dates, as its cells are read and in the common space.
pub fn window_bytes(count: usize, dim: usize) -> u64 {
    memory::product(&[BLOCK, rows_of(count, dim), count, dim, size_of::<f32>()])
}

/// The bands of every cell, `[cells][bands]`.
pub fn all(
    work: &Work,
    dates: &mut [EncodedInput],
    clear: &[usize],
    rules: &Rules,
    judging: &mut Stage,
) -> Result<Array2<f32>> {
    let (grid, dim) = (dates[0].store.grid.clone(), dates[0].store.dim);
    let columns = bands(work.job.options).len();
    let cells = memory::filled(grid.width * grid.height * columns, f32::NAN, "what is said of cells")?;
    let mut out = Array2::from_shape_vec((grid.width * grid.height, columns), cells)
        .map_err(|e| crate::error::Error::Internal(e.to_string()))?;
    let step = rows_of(clear.len(), dim);
    let corners = (0..grid.height).step_by(step).flat_map(|y| (0..grid.width).step_by(BLOCK).map(move |x| (x, y)));
    let mut done = 0;
    for (x, y) in corners {
        judging.report(done as f64 / (grid.width * grid.height) as f64, "judging cells")?;
        let window = Window { x, y, width: BLOCK.min(grid.width - x), height: step.min(grid.height - y) };
        let mut common = Vec::with_capacity(clear.len());
        for (k, date) in clear.iter().enumerate() {
            let cells = dates[*date].store.read_window(window)?;
            common.push(in_common(work, rules, k, cells.view()));
        }
        let found: Vec<Vec<f32>> = work.session.pool.install(|| {
            (0..window.area().div_ceil(TAKEN))
                .into_par_iter()
                .map(|piece| {
                    let mut walk = Walk::new(dim, common.len());
                    let own = piece * TAKEN..((piece + 1) * TAKEN).min(window.area());
                    own.flat_map(|cell| one(rules, &mut walk, &common, cell)).collect()
                })
                .collect()
        });
        for (cell, bands) in found.iter().flatten().collect::<Vec<_>>().chunks_exact(columns).enumerate() {
            let to = (y + cell / window.width) * grid.width + x + cell % window.width;
            out.row_mut(to).iter_mut().zip(bands).for_each(|(to, value)| *to = **value);
        }
        done += window.area();
    }
    Ok(out)
}

/// Cells of a date in the common space, made on the workers in pieces of fixed size.
fn in_common(work: &Work, rules: &Rules, date: usize, cells: ArrayView2<f32>) -> Array2<f32> {
    let dim = cells.ncols();
    let pieces: Vec<ArrayView2<f32>> = cells.axis_chunks_iter(ndarray::Axis(0), 512).collect();
    let made: Vec<f32> = work
        .session
        .pool
        .install(|| pieces.into_par_iter().flat_map_iter(|piece| rules.harmony.of(date, piece).into_iter()).collect());
    Array2::from_shape_vec((cells.nrows(), dim), made).unwrap_or_else(|_| Array2::from_elem((0, dim), f32::NAN))
}

/// What is said of one cell.
fn one(rules: &Rules, walk: &mut Walk, common: &[Array2<f32>], cell: usize) -> Vec<f32> {
    let mut last_score = None;
    walked(rules, walk, common, cell, |_, score| last_score = score);
    let verdict = walk.verdict();
    let valid = verdict.valid as f32;
    if rules.watch {
        return vec![newest(rules, common, cell, last_score).unwrap_or(f32::NAN), valid];
    }
    let first = verdict.first.map_or(f32::NAN, |date| rules.days[date] as f32);
    let known = !verdict.magnitude.is_nan() || last_score.is_some();
    let or_nan = |value: f32| if known { value } else { f32::NAN };
    vec![first, verdict.magnitude, or_nan(verdict.confirming as f32), valid, or_nan(f32::from(verdict.state as u8))]
}

/// Takes a cell through its valid dates, and tells of each its score, if it could be asked.
fn walked(
    rules: &Rules,
    walk: &mut Walk,
    common: &[Array2<f32>],
    cell: usize,
    mut tell: impl FnMut(usize, Option<f32>),
) {
    walk.clear();
    let of = |date: usize| features(common, date, cell);
    let mut class = None;
    for date in (0..common.len()).filter(|date| is_valid(of(*date))) {
        let distances = walk.distances(&rules.rule, date, of(date), of);
        // A cell's class is what it was when its past became long enough.
        class = class.or_else(|| walk.past(&rules.rule).map(|past| rules.classes.of(past)));
        let measured = distances.zip(class).map(|(found, class)| (found, rules.floors[date][class]));
        tell(date, walk.take(&rules.rule, date, of(date), measured, of));
    }
}

/// How far a cell stands out on the newest date, of its score then. New is what also differs from the last look: a change that
/// was seen before is no news.
fn newest(rules: &Rules, common: &[Array2<f32>], cell: usize, score: Option<f32>) -> Option<f32> {
    let of = |date: usize| features(common, date, cell);
    let newest = common.len() - 1;
    let last = (0..newest).rev().find(|date| is_valid(of(*date)))?;
    let score = score.filter(|_| is_valid(of(newest)))?;
    Some(score.min(distance(of(last), of(newest)) / rules.since_last))
}

/// A cell's features on a date.
fn features(common: &[Array2<f32>], date: usize, cell: usize) -> &[f32] {
    common[date].row(cell).to_slice().unwrap_or_default()
}

/// What is known of some cells on each date that is used; `cells` in rising order.
pub fn histories(
    work: &Work,
    dates: &mut [EncodedInput],
    clear: &[usize],
    rules: &Rules,
    cells: &[usize],
) -> Result<Vec<Vec<Point>>> {
    let mut common = Vec::with_capacity(clear.len());
    for (k, date) in clear.iter().enumerate() {
        common.push(in_common(work, rules, k, dates[*date].store.gather(cells)?.view()));
    }
    let mut walk = Walk::new(dates[clear[0]].store.dim, common.len());
    let one = |cell: usize| {
        let mut points = vec![Point::Unseen; common.len()];
        walked(rules, &mut walk, &common, cell, |date, score| points[date] = score.map_or(Point::Early, Point::Score));
        if let (true, Some(Point::Score(last))) = (rules.watch, points.last_mut()) {
            *last = newest(rules, &common, cell, Some(*last)).unwrap_or(*last);
        }
        points
    };
    Ok((0..cells.len()).map(one).collect())
}
