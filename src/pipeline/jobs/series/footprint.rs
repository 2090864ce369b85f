//! What many dates take, for a dry run: little of it grows with their number.

use super::layers::bands;
use super::{calibrated, judged, sampled};
use crate::memory;
use crate::pipeline::jobs::features;
use crate::pipeline::options::Options;

/// Dates of a dry run.
pub struct Dates {
    /// How many.
    pub count: usize,
    /// How many of them are to be encoded.
    pub encoded: usize,
    /// Columns and rows of one.
    pub cells: [usize; 2],
    /// Numbers in a feature.
    pub dim: usize,
    /// Memory that encoding one takes.
    pub encoding: u64,
}

/// Bytes of memory, of outputs before compression with what a store keeps, and of temporary files.
pub fn bounded(dates: &Dates, options: &Options) -> [u64; 3] {
    let Dates { count, cells: [columns, rows], dim, .. } = *dates;
    let (cells, encoded) = (memory::product(&[columns, rows]), dates.encoded as u64);
    let all = memory::product(&[columns, rows, dim, size_of::<f32>(), count]);
    let has_store = options.series.store.is_some();
    let kept = encoded > 0 && all <= options.encoding.memory as u64 / 4 && !has_store;
    let sample = memory::product(&[sampled::cells(columns * rows, count, dim), count, dim, size_of::<f32>()]);
    let maps = memory::product(&[count, dim, dim, 2 * size_of::<f64>() + size_of::<f32>()]);
    let window = judged::window_bytes(count, dim).min(2 * all) + calibrated::MOST_BYTES as u64;
    let output = cells.saturating_mul(4 * bands(options).len() as u64);
    let looking = (3 * sample + maps).max(window).saturating_add(output);
    let stored = features::bytes((cells, cells), dim as u64, options).saturating_mul(encoded);
    [
        dates.encoding.max(looking).saturating_add(if kept { all } else { 0 }),
        output.saturating_add(if has_store { stored } else { 0 }),
        if kept || encoded == 0 || has_store { 0 } else { all },
    ]
}
