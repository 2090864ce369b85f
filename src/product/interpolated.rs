//! Maps between the centres of cells.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};

/// Pixels of a map over cells, whose values lie between those of the cells' centres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interpolated {
    /// Columns and rows of cells.
    pub cells: [usize; 2],
    /// Columns and rows of pixels. The first pixel begins where the first cell does.
    pub pixels: [usize; 2],
    /// Lengths of a pixel's sides, in cells.
    pub step: [f64; 2],
}

/// Two neighbours along an axis, the further one's weight, and the one in which the pixel's centre lies.
#[derive(Clone, Copy)]
struct Place {
    near: usize,
    far: usize,
    weight: f64,
    own: usize,
}

impl Interpolated {
    /// Rows of pixels, `[rows × width][bands]`, from values of cells, `[cells][bands]`: bilinear between the centres of cells,
    /// whose value an outer half of a cell keeps. A pixel is valid (no NaN) where the cell is in which its centre lies; invalid
    /// neighbours count for nothing.
    pub fn rows(&self, values: ArrayView2<f32>, rows: Range<usize>) -> Array2<f32> {
        let columns: Vec<Place> = (0..self.pixels[0]).map(|x| self.place(0, x)).collect();
        let (width, bands) = (self.cells[0], values.ncols());
        let mut out = Array2::from_elem((rows.len() * columns.len(), bands), f32::NAN);
        let places = rows.flat_map(|y| {
            let row = self.place(1, y);
            columns.iter().map(move |column| (column, row))
        });
        for ((column, row), mut to) in places.zip(out.rows_mut()) {
            let corners = [
                (row.near, column.near, (1.0 - row.weight) * (1.0 - column.weight)),
                (row.near, column.far, (1.0 - row.weight) * column.weight),
                (row.far, column.near, row.weight * (1.0 - column.weight)),
                (row.far, column.far, row.weight * column.weight),
            ];
            for (band, to) in to.iter_mut().enumerate() {
                if values[(row.own * width + column.own, band)].is_nan() {
                    continue;
                }
                let (mut sum, mut weights) = (0.0, 0.0);
                for (y, x, weight) in corners {
                    let value = values[(y * width + x, band)];
                    if !value.is_nan() {
                        (sum, weights) = (sum + weight * f64::from(value), weights + weight);
                    }
                }
                *to = (sum / weights) as f32;
            }
        }
        out
    }

    fn place(&self, axis: usize, pixel: usize) -> Place {
        let last = self.cells[axis] - 1;
        let centre = (pixel as f64 + 0.5) * self.step[axis];
        let between = (centre - 0.5).clamp(0.0, last as f64);
        let near = between as usize;
        Place { near, far: (near + 1).min(last), weight: between.fract(), own: (centre as usize).min(last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn map(cells: [usize; 2], per_cell: f64) -> Interpolated {
        let pixels = cells.map(|n| (n as f64 * per_cell).ceil() as usize);
        Interpolated { cells, pixels, step: [1.0 / per_cell; 2] }
    }

    proptest! {
        #[test]
        fn a_plane_stays_a_plane(w in 2usize..9, h in 2usize..9, per_cell in 1.0f64..9.0, a in -3.0f64..3.0, b in -3.0f64..3.0) {
            let plane = |x: f64, y: f64| (5.0 + a * x + b * y) as f32;
            let values = Array2::from_shape_fn((w * h, 1), |(i, _)| plane((i % w) as f64 + 0.5, (i / w) as f64 + 0.5));
            let map = map([w, h], per_cell);
            let out = map.rows(values.view(), 0..map.pixels[1]);
            for (i, value) in out.iter().enumerate() {
                let at = |pixel: usize, cells: usize| ((pixel as f64 + 0.5) / per_cell).clamp(0.5, cells as f64 - 0.5);
                let expected = plane(at(i % map.pixels[0], w), at(i / map.pixels[0], h));
                prop_assert!((value - expected).abs() < 1e-4, "{} at {}: {}", expected, i, value);
            }
        }
    }

    #[test]
    fn pixels_are_valid_where_their_cell_is() {
        let values = ndarray::array![[1.0f32], [f32::NAN], [3.0], [5.0]];
        let map = map([2, 2], 2.0);
        let out = map.rows(values.view(), 0..4);
        let row = |y: usize| out.column(0).to_vec()[4 * y..4 * y + 4].to_vec();
        assert_eq!(row(0)[..2], [1.0, 1.0]);
        assert!(row(0)[2..].iter().chain(&row(1)[2..]).all(|v| v.is_nan()));
        // Beside the cell without a value, its weight is shared out: (9 + 3 · 3 + 5) / (9 + 3 + 1) at weights 9, 3, 1.
        let corner = (0.5625 * 1.0 + 0.1875 * 3.0 + 0.0625 * 5.0) / 0.8125;
        assert!((row(1)[1] - corner as f32).abs() < 1e-6, "{:?}", row(1));
        assert_eq!(row(3), [3.0, 3.5, 4.5, 5.0]);
        // Some rows are those of the whole.
        assert_eq!(map.rows(values.view(), 3..4).column(0).to_vec(), row(3));
    }
}
