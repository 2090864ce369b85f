//! What stands beside the network where texture does: the fixed filters before it and the linear map behind it.
//!
//! `features = head · [learned | energies, means, deviations | the same, blurred | pixels] + bias` for each cell. Energies are
//! those of [`Bank`] in each band, means and deviations those of the cell's own pixels; they are blurred over cells by the
//! binomial filter 1 4 6 4 1 along rows and columns. The learned part is the transformer's, whose tokens are given the energies
//! beside the patch. Pixels and cells beyond the chip are its own, mirrored.

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::kernel::{Affine, Isa, LinearWeights};
use crate::model::bank::{BINOMIAL, Bank, CELL, CLIP, ENERGIES, MARGIN};
use crate::model::spec::BANDS;
use crate::model::weights::Weights;

/// Means and deviations of a cell.
pub const STATISTICS: usize = 2 * BANDS.len();
/// Numbers that tell of a cell without a network.
pub const TOLD: usize = ENERGIES + STATISTICS;
/// Numbers of a cell that are carried beside the learned ones: told, blurred, pixels.
pub const CARRIED: usize = 2 * TOLD + BANDS.len() * CELL * CELL;

/// The filters and the map.
pub struct Front {
    bank: Bank,
    head: Affine,
}

impl Front {
    /// Of a network that has them, on these instructions. The map is f32 in every precision: in bf16 it made most of the error.
    pub fn of(weights: &Weights, isa: Isa) -> Option<Front> {
        let (head, bias) = (weights.0.get("head.weight")?, weights.0.get("head.bias")?);
        let head = LinearWeights { weight: &head.values, bias: &bias.values };
        Some(Front { bank: Bank::new(isa), head: Affine::new(isa, head) })
    }

    /// Log energies of a chip's cells, `[cells][ENERGIES]`. The chip is `[bands][side][side]`, standardised.
    pub fn energies(&self, chip: &[f32], side: usize) -> Array2<f32> {
        let padded = mirrored(chip, side);
        self.bank.of_chip(&padded, side + 2 * MARGIN)
    }

    /// Features of a chip's cells, `[cells][outputs]`, from what the transformer learned of them, `[cells][learned]`, and their
    /// energies, `[cells][ENERGIES]`.
    ///
    /// # Errors
    /// [`Error::Internal`] if the lengths do not fit.
    pub fn features(&self, learned: &[f32], energies: &[f32], chip: &[f32], side: usize) -> Result<Vec<f32>> {
        let cells = (side / CELL).pow(2);
        let (width, inputs) = (learned.len() / cells, self.head.inputs());
        if energies.len() != cells * ENERGIES || learned.len() != cells * width || width + CARRIED != inputs {
            return Err(Error::Internal(format!("{} learned numbers and {} energies", learned.len(), energies.len())));
        }
        let mut all = vec![0f32; cells * inputs];
        let mut told = Vec::with_capacity(cells * TOLD);
        let each = learned.chunks_exact(width).zip(energies.chunks_exact(ENERGIES));
        for ((cell, (learned, energies)), row) in each.enumerate().zip(all.chunks_exact_mut(inputs)) {
            let (to, rest) = row.split_at_mut(width);
            let (to_told, rest) = rest.split_at_mut(TOLD);
            let pixels = &mut rest[TOLD..];
            to.copy_from_slice(learned);
            write_pixels(chip, side, cell, pixels);
            to_told[..ENERGIES].copy_from_slice(energies);
            write_statistics(pixels, &mut to_told[ENERGIES..]);
            told.extend_from_slice(to_told);
        }
        let blurred = blurred(&told, TOLD, side / CELL);
        for (row, blurred) in all.chunks_exact_mut(inputs).zip(blurred.chunks_exact(TOLD)) {
            row[width + TOLD..][..TOLD].copy_from_slice(blurred);
        }
        Ok(self.head.apply(&mut all))
    }
}

/// Planes with `MARGIN` more pixels on every side, mirrored without repeating the edge, and cut at `CLIP`.
fn mirrored(chip: &[f32], side: usize) -> Vec<f32> {
    let wide = side + 2 * MARGIN;
    let mut out = Vec::with_capacity(chip.len() / (side * side) * wide * wide);
    for plane in chip.chunks_exact(side * side) {
        let rows: Vec<&[f32]> = plane.chunks_exact(side).collect();
        let before = rows[1..=MARGIN].iter().rev();
        let behind = rows[side - 1 - MARGIN..side - 1].iter().rev();
        for row in before.chain(&rows).chain(behind) {
            let cut = |v: &f32| v.clamp(-CLIP, CLIP);
            out.extend(row[1..=MARGIN].iter().rev().map(cut));
            out.extend(row.iter().map(cut));
            out.extend(row[side - 1 - MARGIN..side - 1].iter().rev().map(cut));
        }
    }
    out
}

/// Pixels of a cell, band by band and row by row, cut at `CLIP`: `[bands][CELL][CELL]`.
fn write_pixels(chip: &[f32], side: usize, cell: usize, to: &mut [f32]) {
    let across = side / CELL;
    let corner = cell / across * CELL * side + cell % across * CELL;
    for (band, plane) in to.chunks_exact_mut(CELL * CELL).zip(chip.chunks_exact(side * side)) {
        for (y, row) in band.chunks_exact_mut(CELL).enumerate() {
            let from = &plane[corner + y * side..][..CELL];
            row.iter_mut().zip(from).for_each(|(to, v)| *to = v.clamp(-CLIP, CLIP));
        }
    }
}

/// Mean of each band and deviation of each band over the pixels of a cell, `[2][bands]`.
fn write_statistics(pixels: &[f32], to: &mut [f32]) {
    let count = CELL * CELL;
    let (means, deviations) = to.split_at_mut(to.len() / 2);
    for ((values, to_mean), deviation) in pixels.chunks_exact(count).zip(means).zip(deviations) {
        let mean = values.iter().sum::<f32>() / count as f32;
        *to_mean = mean;
        *deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count as f32).sqrt();
    }
}

/// `count` numbers of each cell of a square, blurred along rows and columns; beyond the edge they are mirrored.
fn blurred(cells: &[f32], count: usize, across: usize) -> Vec<f32> {
    let one_way = |from: &[f32], step: usize, place: fn(usize, usize) -> usize| {
        let mut to = vec![0f32; from.len()];
        for (cell, sums) in to.chunks_exact_mut(count).enumerate() {
            let at = place(cell, across);
            for (weight, offset) in BINOMIAL.iter().zip(0..) {
                let neighbour = cell - at * step + reflected(at + offset, across) * step;
                let numbers = &from[neighbour * count..][..count];
                sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += weight * number);
            }
        }
        to
    };
    let along_rows = one_way(cells, 1, |cell, across| cell % across);
    one_way(&along_rows, across, |cell, across| cell / across)
}

/// Where position `shifted - 2` of `count` lies, mirrored without repeating the edge.
fn reflected(shifted: usize, count: usize) -> usize {
    let half = BINOMIAL.len() / 2;
    match shifted.checked_sub(half) {
        None => half - shifted,
        Some(at) if at < count => at,
        Some(at) => 2 * (count - 1) - at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_those_of_the_cells_own_pixels() {
        let side = 2 * CELL;
        // The right half of each cell is 1, the left one 0, in the second band twice that.
        let plane = |height: f32| (0..side * side).map(move |i| height * f32::from(i % CELL >= CELL / 2));
        let chip: Vec<f32> = plane(1.0).chain(plane(2.0)).collect();
        for cell in 0..4 {
            let (mut pixels, mut found) = ([0.0; 2 * CELL * CELL], [0.0; 4]);
            write_pixels(&chip, side, cell, &mut pixels);
            write_statistics(&pixels, &mut found);
            assert_eq!(found, [0.5, 1.0, 0.5, 1.0]);
        }
    }

    #[test]
    fn a_single_cell_blurs_into_the_square_around_it() {
        let across = 9;
        let mut cells = vec![0.0; across * across];
        cells[4 * across + 4] = 256.0;
        let found = blurred(&cells, 1, across);
        let at = |y: usize, x: usize| found[y * across + x];
        assert_eq!([at(4, 4), at(4, 5), at(3, 4), at(2, 2), at(6, 6), at(4, 7)], [36.0, 24.0, 24.0, 1.0, 1.0, 0.0]);
        // Mirrored without repeating the edge, even ground stays even, and a corner counts neighbours twice.
        assert!(blurred(&[1.0; 9], 1, 3).iter().all(|v| (v - 1.0).abs() < 1e-6));
        let mut middle = [0.0; 9];
        middle[4] = 256.0;
        assert_eq!(blurred(&middle, 1, 3)[0], 64.0);
    }

    #[test]
    fn beyond_the_chip_its_pixels_are_mirrored_without_the_edge() {
        let side = 32;
        let chip: Vec<f32> = (0..side * side).map(|i| (i % side) as f32 / 8.0).collect();
        let padded = mirrored(&chip, side);
        let row = &padded[MARGIN * (side + 2 * MARGIN)..][..side + 2 * MARGIN];
        assert_eq!(row[MARGIN - 3..MARGIN + 2], [0.375, 0.25, 0.125, 0.0, 0.125]);
        assert_eq!(row[MARGIN + side - 1..][..3], [31.0 / 8.0, 30.0 / 8.0, 29.0 / 8.0]);
        assert!(padded.iter().all(|v| *v <= CLIP));
    }
}
