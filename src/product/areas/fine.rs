//! Scores between the centres of cells.

use crate::error::Result;
use crate::product::interpolated::{Interpolated, Rows};

/// Scores of cells, row by row; NaN where a cell is invalid.
#[derive(Clone, Copy)]
pub struct Scores<'a> {
    /// Columns.
    pub width: usize,
    /// `[height][width]`.
    pub values: &'a [f32],
    /// Parts into which a cell's side is divided.
    pub factor: usize,
}

impl Scores<'_> {
    /// Columns of fine pixels.
    pub fn fine_width(&self) -> usize {
        self.width * self.factor
    }

    /// Rows of fine pixels.
    pub fn fine_height(&self) -> usize {
        self.values.len() / self.width.max(1) * self.factor
    }

    /// Rows of fine pixels, which lie between the centres of cells as those of maps do.
    ///
    /// # Errors
    /// If there is no memory for a row.
    pub fn fine(&self) -> Result<FineRows<'_>> {
        let (fine, step) = ([self.fine_width(), self.fine_height()], [1.0 / self.factor as f64; 2]);
        let cells = fine.map(|pixels| pixels / self.factor);
        Ok(FineRows { values: self.values, rows: Interpolated { cells, pixels: fine, step }.by_rows()? })
    }
}

/// Goes over rows of fine pixels.
pub struct FineRows<'a> {
    values: &'a [f32],
    rows: Rows,
}

impl FineRows<'_> {
    /// One row; NaN in invalid cells.
    pub fn row(&mut self, row: usize, to: &mut [f32]) {
        let values = self.values;
        self.rows.row(row, |cell| values[cell], to.iter_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(width: usize, values: &[f32], factor: usize) -> Vec<Vec<f32>> {
        let scores = Scores { width, values, factor };
        let one = |row| {
            let mut line = vec![0.0; scores.fine_width()];
            scores.fine().unwrap().row(row, &mut line);
            line
        };
        (0..scores.fine_height()).map(one).collect()
    }

    #[test]
    fn scores_lie_between_the_centres_of_cells() {
        let rows = rows(2, &[0.0, 4.0, 8.0, 12.0], 2);
        assert_eq!(rows[0], [0.0, 1.0, 3.0, 4.0]);
        assert_eq!(rows[1], [2.0, 3.0, 5.0, 6.0]);
        assert_eq!(rows[3], [8.0, 9.0, 11.0, 12.0]);
    }

    #[test]
    fn invalid_cells_lend_nothing() {
        let rows = rows(3, &[1.0, f32::NAN, 3.0], 2);
        let told: Vec<_> = rows[0].iter().map(|v| v.is_finite().then_some(*v)).collect();
        assert_eq!(told, [Some(1.0), Some(1.0), None, None, Some(3.0), Some(3.0)]);
    }
}
