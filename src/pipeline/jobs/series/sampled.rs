//! What is known of all dates after reading them once: which are clear, and the features of a sample of cells.

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::memory;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::cellwise::strips;
use crate::pipeline::progress::Stage;
use crate::product::is_valid;

/// Most cells of the sample, and most bytes that it takes over all dates. Neither depends on the machine or on MEMORY, so that
/// results do not.
const MOST_CELLS: usize = 16_384;
const MOST_BYTES: usize = 192 << 20;
/// Fewest cells of the sample for each number of a feature, whatever the bytes.
const LEAST: usize = 4;

/// What was read.
pub struct Sampled {
    /// Of each date the same cells, `[cells][dim]`, NaN where one is invalid.
    pub samples: Vec<Array2<f32>>,
    /// Of each date, the share of cells valid on any date that are valid on it.
    pub clear: Vec<f64>,
}

/// The cells of the sample: about so many, scattered over the grid, the same on every machine.
fn chosen(cells: usize, wanted: usize) -> Vec<usize> {
    if cells <= wanted {
        return (0..cells).collect();
    }
    // One cell of each stretch of the grid, at a place that a hash tells: no pattern of the ground can keep step with it.
    let mix = |i: u64| {
        let z = (i.wrapping_add(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (z ^ (z >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33
    };
    let start = |i: usize| i * cells / wanted;
    (0..wanted).map(|i| start(i) + mix(i as u64) as usize % (start(i + 1) - start(i))).collect()
}

/// How many cells of so many are in the sample.
pub fn cells(all: usize, count: usize, dim: usize) -> usize {
    (MOST_BYTES / (count * dim * size_of::<f32>())).max(LEAST * dim).min(MOST_CELLS).min(all)
}

/// Reads all dates once.
pub fn read(dates: &mut [EncodedInput], reading: &mut Stage) -> Result<Sampled> {
    let first = &dates[0].store;
    let (area, dim, count) = (first.grid.width * first.grid.height, first.dim, dates.len());
    let chosen = chosen(area, cells(area, count, dim));
    memory::require(
        memory::product(&[chosen.len(), count, dim, size_of::<f32>(), 3]),
        &format!("a sample of cells over {count} dates"),
    )?;
    let mut ever = memory::filled(area, false, "cells that are valid on any date")?;
    let mut valid = vec![0usize; count];
    let mut samples = Vec::with_capacity(count);
    for (i, date) in dates.iter_mut().enumerate() {
        let mut sample = memory::filled(chosen.len() * dim, f32::NAN, "a sample of cells")?;
        let mut part = reading.part(i as f64 / count as f64, (i + 1) as f64 / count as f64);
        strips(date, &mut part, "reading features", |piece, cells| {
            for (number, cell) in piece.numbers().zip(cells.rows()) {
                let there = is_valid(cell);
                valid[i] += usize::from(there);
                ever[number] |= there;
                if let (true, Ok(row)) = (there, chosen.binary_search(&number)) {
                    sample[row * dim..(row + 1) * dim].iter_mut().zip(cell).for_each(|(to, value)| *to = *value);
                }
            }
            Ok(())
        })?;
        let shape = (chosen.len(), dim);
        samples.push(Array2::from_shape_vec(shape, sample).map_err(|e| Error::Internal(e.to_string()))?);
    }
    let all = ever.iter().filter(|there| **there).count();
    if all == 0 {
        let names: Vec<&str> = dates.iter().map(|date| date.name.as_str()).collect();
        return Err(Error::raster(names.join(", "), "no cell is valid on any date"));
    }
    Ok(Sampled { samples, clear: valid.iter().map(|n| *n as f64 / all as f64).collect() })
}

/// The dates that are clear enough, in their order; the others are named in warnings and their samples dropped.
///
/// # Errors
/// If fewer than three are left.
pub fn only_clear(dates: &mut [EncodedInput], sampled: &mut Sampled, least: f64) -> Result<Vec<usize>> {
    let clear: Vec<usize> =
        (0..dates.len()).filter(|i| sampled.clear[*i] >= least && sampled.clear[*i] > 0.0).collect();
    for (i, date) in dates.iter_mut().enumerate().filter(|(i, _)| !clear.contains(i)) {
        let share = 100.0 * sampled.clear[i];
        date.facts.warnings.push(format!(
            "is left out: {share:.0} % of the cells that are valid on any date are valid on it, fewer than MIN_CLEAR ({:.0} %)",
            100.0 * least
        ));
    }
    if clear.len() < 3 {
        return Err(Error::refused(
            "MIN_CLEAR",
            format!(
                "three dates or more were expected of which at least {:.0} % of the cells are valid; there are {} of {}",
                100.0 * least,
                clear.len(),
                dates.len()
            ),
        ));
    }
    let samples = std::mem::take(&mut sampled.samples);
    sampled.samples = samples.into_iter().enumerate().filter(|(i, _)| clear.contains(i)).map(|(_, s)| s).collect();
    Ok(clear)
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn a_sample_lies_all_over_the_grid() {
        assert_eq!(chosen(5, 9), [0, 1, 2, 3, 4]);
        let cells = chosen(1000, 64);
        assert_eq!(cells.len(), 64);
        assert!(cells.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] < 2 * 1000usize.div_ceil(64)));
        let apart: std::collections::BTreeSet<usize> = cells.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(apart.len() > 8, "no fixed step: {apart:?}");
    }
}
