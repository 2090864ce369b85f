//! How a cell and what lies around it look: a window of standardised pixels, the middle counting most.

use ndarray::Array2;

use crate::model::bank::{CELL, MARGIN};
use crate::model::spec::BANDS;

/// Pixels along a window: the cell with four on every side.
const WINDOW: usize = 16;
/// Width of the bell over the window, in pixels.
const BELL: f32 = 5.0;
/// Numbers of a window, `[bands][16][16]`.
pub(super) const NUMBERS: usize = BANDS.len() * WINDOW * WINDOW;

/// The windows of all cells of a chip with its margin, `[cells][NUMBERS]`.
pub(super) fn windows(chip: &[f32], side: usize) -> Array2<f32> {
    let cells = (side - 2 * MARGIN) / CELL;
    let around = MARGIN - (WINDOW - CELL) / 2;
    let mut out = Vec::with_capacity(cells * cells * NUMBERS);
    for cell in 0..cells * cells {
        let corner = (around + cell / cells * CELL) * side + around + cell % cells * CELL;
        for band in chip.chunks_exact(side * side) {
            (0..WINDOW).for_each(|y| out.extend_from_slice(&band[corner + y * side..][..WINDOW]));
        }
    }
    Array2::from_shape_vec((cells * cells, NUMBERS), out).unwrap_or_default()
}

/// Weight of each number of a window.
pub(super) fn bell() -> impl Iterator<Item = f32> {
    let square = |i: usize| (i as f32 - (WINDOW - 1) as f32 / 2.0).powi(2);
    let weight = move |i: usize| (-(square(i / WINDOW) + square(i % WINDOW)) / (2.0 * BELL * BELL)).exp();
    (0..NUMBERS).map(move |i| weight(i % (WINDOW * WINDOW)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lies_around_its_cell() {
        let side = 2 * CELL + 2 * MARGIN;
        let chip: Vec<f32> = (0..BANDS.len() * side * side).map(|i| i as f32).collect();
        let windows = windows(&chip, side);
        assert_eq!(windows.dim(), (4, NUMBERS));
        // The second cell of the second row, its window's first number in the second band.
        let corner = side * side + (MARGIN + CELL - 4) * side + MARGIN + CELL - 4;
        assert_eq!(windows[(3, WINDOW * WINDOW)], corner as f32);
        let weights: Vec<f32> = bell().collect();
        assert_eq!(weights[WINDOW * 7 + 7], weights[WINDOW * 8 + 8]);
        assert!(weights[0] < 0.11 && weights[WINDOW * 7 + 7] > 0.98);
    }
}
