//! Maps between the centres of cells.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};

use crate::error::{Error, Result};
use crate::memory;

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

/// What rows of one map are made with: where its columns lie, and room for one row of cells.
pub struct Rows {
    map: Interpolated,
    columns: Vec<Place>,
    /// Of each column of cells, the sum of weighted values above and below a row of pixels, and of the weights of valid ones.
    between: Vec<(f64, f64)>,
}

const WHAT: &str = "pixels between cells";

impl Interpolated {
    /// For going over rows one by one.
    ///
    /// # Errors
    /// If there is no memory for a row.
    pub fn by_rows(self) -> Result<Rows> {
        let mut columns = memory::reserved(self.pixels[0], WHAT)?;
        columns.extend((0..self.pixels[0]).map(|x| self.place(0, x)));
        Ok(Rows { map: self, columns, between: memory::filled(self.cells[0], (0.0, 0.0), WHAT)? })
    }

    /// Rows of pixels, `[rows × width][bands]`, from values of cells, `[cells][bands]`: see [`Rows::row`].
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn rows(&self, values: ArrayView2<f32>, rows: Range<usize>) -> Result<Array2<f32>> {
        let (width, bands) = (self.pixels[0], values.ncols());
        let area = rows.len() * width;
        let mut out = memory::filled(area * bands, f32::NAN, WHAT)?;
        let mut lines = self.by_rows()?;
        for (y, line) in rows.zip(out.chunks_exact_mut((width * bands).max(1))) {
            for band in 0..bands {
                lines.row(y, |cell| values[(cell, band)], line[band..].iter_mut().step_by(bands));
            }
        }
        Array2::from_shape_vec((area, bands), out).map_err(|e| Error::Internal(e.to_string()))
    }

    /// The cell in which a pixel's centre lies.
    pub fn own(&self, [x, y]: [usize; 2]) -> usize {
        self.place(1, y).own * self.cells[0] + self.place(0, x).own
    }

    fn place(&self, axis: usize, pixel: usize) -> Place {
        let last = self.cells[axis] - 1;
        let centre = (pixel as f64 + 0.5) * self.step[axis];
        let between = (centre - 0.5).clamp(0.0, last as f64);
        let near = between as usize;
        Place { near, far: (near + 1).min(last), weight: between.fract(), own: (centre as usize).min(last) }
    }
}

impl Rows {
    /// One row of pixels from the values of cells: bilinear between the centres of cells, whose value an outer half of a cell
    /// keeps. A pixel is valid (no NaN) where the cell is in which its centre lies; invalid neighbours count for nothing.
    pub fn row<'a>(&mut self, y: usize, value: impl Fn(usize) -> f32, to: impl Iterator<Item = &'a mut f32>) {
        let (row, width) = (self.map.place(1, y), self.map.cells[0]);
        for (x, between) in self.between.iter_mut().enumerate() {
            let part = |row: usize, weight: f64| match value(row * width + x) {
                value if value.is_finite() => (f64::from(value) * weight, weight),
                _ => (0.0, 0.0),
            };
            let (above, below) = (part(row.near, 1.0 - row.weight), part(row.far, row.weight));
            *between = (above.0 + below.0, above.1 + below.1);
        }
        for (column, to) in self.columns.iter().zip(to) {
            let (near, far) = (self.between[column.near], self.between[column.far]);
            let between = |a: f64, b: f64| a * (1.0 - column.weight) + b * column.weight;
            let is_valid = value(row.own * width + column.own).is_finite();
            *to = if is_valid { (between(near.0, far.0) / between(near.1, far.1)) as f32 } else { f32::NAN };
        }
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
            let out = map.rows(values.view(), 0..map.pixels[1]).unwrap();
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
        let out = map.rows(values.view(), 0..4).unwrap();
        let row = |y: usize| out.column(0).to_vec()[4 * y..4 * y + 4].to_vec();
        assert_eq!(row(0)[..2], [1.0, 1.0]);
        assert!(row(0)[2..].iter().chain(&row(1)[2..]).all(|v| v.is_nan()));
        // Beside the cell without a value, its weight is shared out: (9 + 3 · 3 + 5) / (9 + 3 + 1) at weights 9, 3, 1.
        let corner = (0.5625 * 1.0 + 0.1875 * 3.0 + 0.0625 * 5.0) / 0.8125;
        assert!((row(1)[1] - corner as f32).abs() < 1e-6, "{:?}", row(1));
        assert_eq!(row(3), [3.0, 3.5, 4.5, 5.0]);
        // Some rows are those of the whole.
        assert_eq!(map.rows(values.view(), 3..4).unwrap().column(0).to_vec(), row(3));
    }
}
