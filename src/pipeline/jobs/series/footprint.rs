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
    /// Most bytes of GDAL's cache of blocks.
    pub cache: u64,
}

/// Bytes of memory, of outputs before compression with what a store keeps, and of temporary files.
pub fn bounded(dates: &Dates, options: &Options) -> [u64; 3] {
    let Dates { count, cells: [columns, rows], dim, .. } = *dates;
    let (cells, encoded) = (memory::product(&[columns, rows]), dates.encoded as u64);
    let all = memory::product(&[columns, rows, dim, size_of::<f32>(), count]);
    let has_store = options.series.store.is_some();
    let kept = encoded > 0 && all <= options.encoding.memory as u64 / 4 && !has_store;
    // What is read from features rasters stays in GDAL's cache, in whole blocks, as far as there is room.
    let rasters = if has_store { count } else { count - dates.encoded };
    let [across, down] = [columns, rows].map(|cells| cells.div_ceil(judged::BLOCK) * judged::BLOCK);
    let cached = memory::product(&[across, down, dim, size_of::<f32>(), rasters]).min(dates.cache);
    let output = cells.saturating_mul(4 * bands(options).len() as u64);
    let looking = looking(dates, options).saturating_add(output);
    let stored = features::bytes((cells, cells), dim as u64, options).saturating_mul(encoded);
    [
        dates.encoding.max(looking).saturating_add(if kept { all } else { 0 }).saturating_add(cached),
        output.saturating_add(if has_store { stored } else { 0 }),
        if kept || encoded == 0 || has_store { 0 } else { all },
    ]
}

/// Bytes that one or the other part of the work on features takes: each gives its own back before the next one begins.
fn looking(dates: &Dates, options: &Options) -> u64 {
    let Dates { count, cells: [columns, rows], dim, .. } = *dates;
    let one = memory::product(&[sampled::cells(columns * rows, count, dim), dim, size_of::<f32>()]);
    let sample = one.saturating_mul(count as u64);
    // The sample of all dates, the same standardised, and the consensus as rows, whole, and standardised.
    let consensus = 2 * sample + 3 * one;
    // Then each worker has a date: its valid cells, these beside their consensus, and moments of both.
    let matrix = memory::product(&[dim, dim, size_of::<f64>()]);
    let workers = options.encoding.threads.min(count) as u64;
    let maps = memory::product(&[count, dim, dim, 2 * size_of::<f64>() + size_of::<f32>()]);
    let regressions = sample + one + workers * (4 * one + 14 * matrix) + maps;
    let floors = sample + calibrated::bytes(count, dim);
    // The window of all dates in the common space; of the one that is read its cells, those of the pieces, and all of them.
    let window = judged::window_bytes(count, dim).min(memory::product(&[columns, rows, dim, size_of::<f32>(), count]));
    let judging = window.saturating_add(window / count.max(1) as u64 * 3);
    consensus.max(regressions).max(floors).max(judging)
}
