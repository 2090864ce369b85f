//! Scores between the centres of cells.

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

    /// One row of fine pixels, bilinear between the centres of valid cells; NaN in invalid cells. Invalid neighbours do not
    /// count: next to them, and at the raster's edge, a cell's own score reaches to its border.
    pub fn row(&self, row: usize, to: &mut [f32]) {
        let (width, factor) = (self.width, self.factor);
        let height = self.values.len() / width;
        let ((above, below), down) = around(row, factor, height);
        let line = |row: usize| &self.values[row * width..][..width];
        let (upper, lower, own) = (line(above), line(below), line(row / factor));
        // Sum of weighted scores, and of the weights of valid cells, in one column.
        let column = |x: usize| {
            let part = |value: f32, weight: f32| if value.is_finite() { (value * weight, weight) } else { (0.0, 0.0) };
            let (a, b) = (part(upper[x], 1.0 - down), part(lower[x], down));
            (a.0 + b.0, a.1 + b.1)
        };
        for (x, fine) in to.chunks_exact_mut(factor).enumerate() {
            if !own[x].is_finite() {
                fine.fill(f32::NAN);
                continue;
            }
            let (left, middle, right) = (column(x.saturating_sub(1)), column(x), column((x + 1).min(width - 1)));
            for (i, value) in fine.iter_mut().enumerate() {
                let at = (i as f32 + 0.5) / factor as f32 - 0.5;
                let (other, weight) = if at < 0.0 { (left, -at) } else { (right, at) };
                *value =
                    (middle.0 * (1.0 - weight) + other.0 * weight) / (middle.1 * (1.0 - weight) + other.1 * weight);
            }
        }
    }
}

/// The cells whose centres lie before and after a fine pixel's, and how far it lies from the first to the second.
fn around(fine: usize, factor: usize, cells: usize) -> ((usize, usize), f32) {
    let at = ((fine as f32 + 0.5) / factor as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
    ((at as usize, (at as usize + 1).min(cells - 1)), at.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(width: usize, values: &[f32], factor: usize) -> Vec<Vec<f32>> {
        let scores = Scores { width, values, factor };
        let one = |row| {
            let mut line = vec![0.0; scores.fine_width()];
            scores.row(row, &mut line);
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
