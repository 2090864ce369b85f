//! What stands beside the network where texture does: the fixed filters before it and the linear map behind it.
//!
//! `features = head · [learned | energies, means, deviations | the same, blurred | pixels] + bias` for each cell. Energies are
//! those of [`Bank`] in each band, means and deviations those of the cell's own pixels; they are blurred over cells by the
//! binomial filter 1 4 6 4 1 along rows and columns. The learned part is the transformer's, whose tokens are given the energies
//! beside the patch. Pixels and cells beyond the chip are its own, mirrored.

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};

use crate::error::{Error, Result};
use crate::kernel::Isa;
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
    /// `[learned + CARRIED][outputs]`.
    head: Array2<f32>,
    bias: Array1<f32>,
}

impl Front {
    /// Of a network that has them, on these instructions.
    pub fn of(weights: &Weights, isa: Isa) -> Option<Front> {
        let (head, bias) = (weights.0.get("head.weight")?, weights.0.get("head.bias")?);
        let [outputs, inputs] = head.shape[..] else { return None };
        let head = ArrayView2::from_shape((outputs, inputs), &head.values).ok()?.t().to_owned();
        Some(Front { bank: Bank::new(isa), head, bias: bias.values.clone().into() })
    }

    /// Log energies of a chip's cells, `[cells][ENERGIES]`. The chip is `[bands][side][side]`, standardised.
    pub fn energies(&self, chip: &[f32], side: usize) -> Array2<f32> {
        let padded = mirrored(chip, side);
        self.bank.of_chip(&padded, side + 2 * MARGIN)
    }

    /// Features of a chip's cells, `[cells][outputs]`, from what the transformer learned of them, `[cells][learned]`.
    ///
    /// # Errors
    /// [`Error::Internal`] if the lengths do not fit.
    pub fn features(&self, learned: Vec<f32>, energies: &Array2<f32>, chip: &[f32], side: usize) -> Result<Vec<f32>> {
        let internal = |e: ndarray::ShapeError| Error::Internal(e.to_string());
        let cells = energies.nrows();
        let width = learned.len() / cells.max(1);
        let learned = Array2::from_shape_vec((cells, width), learned).map_err(internal)?;
        let pixels = pixels(chip, side);
        let told = concatenate(Axis(1), &[energies.view(), statistics(&pixels).view()]).map_err(internal)?;
        let blurred = blurred(&told, side / CELL);
        let parts = [learned.view(), told.view(), blurred.view(), pixels.view()];
        let all = concatenate(Axis(1), &parts).map_err(internal)?;
        Ok((all.dot(&self.head) + &self.bias).into_iter().collect())
    }
}

/// Planes with `MARGIN` more pixels on every side, mirrored without repeating the edge, and cut at `CLIP`.
fn mirrored(chip: &[f32], side: usize) -> Vec<f32> {
    let at = |i: usize| match i.checked_sub(MARGIN) {
        None => MARGIN - i,
        Some(i) if i < side => i,
        Some(i) => 2 * (side - 1) - i,
    };
    let columns: Vec<usize> = (0..side + 2 * MARGIN).map(at).collect();
    let mut out = Vec::with_capacity(chip.len() / (side * side) * columns.len() * columns.len());
    for plane in chip.chunks_exact(side * side) {
        for y in &columns {
            out.extend(columns.iter().map(|x| plane[y * side + x].clamp(-CLIP, CLIP)));
        }
    }
    out
}

/// Pixels of each cell, band by band and row by row, cut at `CLIP`: `[cells][bands × CELL × CELL]`.
fn pixels(chip: &[f32], side: usize) -> Array2<f32> {
    let (across, bands) = (side / CELL, chip.len() / (side * side));
    let mut out = Vec::with_capacity(chip.len());
    for cell in 0..across * across {
        let corner = cell / across * CELL * side + cell % across * CELL;
        for plane in chip.chunks_exact(side * side) {
            let rows = (0..CELL).map(|y| &plane[corner + y * side..][..CELL]);
            out.extend(rows.flatten().map(|v| v.clamp(-CLIP, CLIP)));
        }
    }
    Array2::from_shape_vec((across * across, bands * CELL * CELL), out).unwrap_or_default()
}

/// Mean of each band and deviation of each band over the pixels of each cell, `[cells][2 × bands]`.
fn statistics(pixels: &Array2<f32>) -> Array2<f32> {
    let count = CELL * CELL;
    let bands = pixels.ncols() / count;
    let mut out = Array2::zeros((pixels.nrows(), 2 * bands));
    for (row, mut numbers) in pixels.rows().into_iter().zip(out.rows_mut()) {
        for (band, values) in row.exact_chunks(count).into_iter().enumerate() {
            let mean = values.sum() / count as f32;
            numbers[band] = mean;
            numbers[bands + band] = (values.fold(0.0, |sum, v| sum + (v - mean).powi(2)) / count as f32).sqrt();
        }
    }
    out
}

/// Numbers of a square of cells, `[across × across][numbers]`, blurred along rows and columns; beyond the edge they are mirrored.
fn blurred(cells: &Array2<f32>, across: usize) -> Array2<f32> {
    let one_way = |from: &Array2<f32>, step: usize, place: fn(usize, usize) -> usize| {
        let mut to = Array2::zeros(from.dim());
        for (cell, mut sum) in to.rows_mut().into_iter().enumerate() {
            let at = place(cell, across);
            for (weight, offset) in BINOMIAL.iter().zip(0..) {
                let neighbour = reflected(at + offset, across);
                sum.scaled_add(*weight, &from.row(cell - at * step + neighbour * step));
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
        let found = statistics(&pixels(&chip, side));
        assert_eq!(found.dim(), (4, 4));
        assert!(found.rows().into_iter().all(|row| row.to_vec() == [0.5, 1.0, 0.5, 1.0]));
    }

    #[test]
    fn a_single_cell_blurs_into_the_square_around_it() {
        let across = 9;
        let mut cells = Array2::zeros((across * across, 1));
        cells[(4 * across + 4, 0)] = 256.0;
        let found = blurred(&cells, across);
        let at = |y: usize, x: usize| found[(y * across + x, 0)];
        assert_eq!([at(4, 4), at(4, 5), at(3, 4), at(2, 2), at(6, 6), at(4, 7)], [36.0, 24.0, 24.0, 1.0, 1.0, 0.0]);
        // Mirrored without repeating the edge, even ground stays even, and a corner counts neighbours twice.
        assert!(blurred(&Array2::ones((9, 1)), 3).iter().all(|v| (v - 1.0).abs() < 1e-6));
        let mut corner = Array2::zeros((9, 1));
        corner[(4, 0)] = 256.0;
        assert_eq!(blurred(&corner, 3)[(0, 0)], 64.0);
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
