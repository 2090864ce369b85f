//! Blending the cells of overlapping chips, one row of chips after the other.

/// How much a chip's cell counts, by its distance from the chip's edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taper {
    /// Every cell alike.
    Flat,
    /// Falls linearly to the edge.
    Triangle,
    /// Falls as a squared sine: small near the edge, flat in the middle.
    Cosine,
}

impl Taper {
    /// Weights along one side of a chip of `cells` cells, all above 0. In two dimensions, weights multiply.
    pub fn weights(self, cells: usize) -> Vec<f32> {
        (0..cells)
            .map(|i| match self {
                Taper::Flat => 1.0,
                Taper::Triangle => (i + 1).min(cells - i) as f32,
                Taper::Cosine => {
                    let s = (std::f64::consts::PI * (i as f64 + 0.5) / cells as f64).sin();
                    (s * s) as f32
                }
            })
            .collect()
    }
}

/// Weighted sums of cells for one band of rows. Chips are added row by row of chips; rows that no later chip can touch
/// are taken out finished.
pub struct Blend {
    width: usize,
    dim: usize,
    chip_cells: usize,
    taper: Vec<f32>,
    /// Cell row that is first in the buffers.
    first: usize,
    rows: usize,
    sums: Vec<f32>,
    weights: Vec<f32>,
}

impl Blend {
    /// For a grid `width` cells wide, chips of `chip_cells` and features of `dim` numbers.
    pub fn new(width: usize, dim: usize, chip_cells: usize, taper: Taper) -> Self {
        Blend {
            width,
            dim,
            chip_cells,
            taper: taper.weights(chip_cells),
            first: 0,
            rows: 0,
            sums: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// Adds a chip's cells, `[chip_cells][chip_cells][dim]`, whose first cell is at `(column, row)`. Cells beyond the
    /// grid's `height` or its width are dropped. Order matters for the last bits, so callers add in one fixed order.
    pub fn add(&mut self, column: usize, row: usize, height: usize, cells: &[f32]) {
        let (n, d) = (self.chip_cells, self.dim);
        let end = (row + n).min(height);
        if end > self.first + self.rows {
            self.rows = end - self.first;
            self.sums.resize(self.rows * self.width * d, 0.0);
            self.weights.resize(self.rows * self.width, 0.0);
        }
        let columns = n.min(self.width - column);
        for y in 0..end - row {
            let line = (row + y - self.first) * self.width + column;
            for x in 0..columns {
                let weight = self.taper[y] * self.taper[x];
                self.weights[line + x] += weight;
                let from = &cells[(y * n + x) * d..][..d];
                let to = &mut self.sums[(line + x) * d..][..d];
                for (sum, value) in to.iter_mut().zip(from) {
                    *sum += weight * value;
                }
            }
        }
    }

    /// Takes out the rows before `until`, divided by their weights, as `[rows][width][dim]`. Cells that no chip gave
    /// a value are NaN.
    pub fn take(&mut self, until: usize) -> Vec<f32> {
        let (count, d) = (until - self.first, self.dim);
        // Rows that no encoded chip has touched may lie beyond the buffer.
        let rows = self.rows.max(count);
        self.sums.resize(rows * self.width * d, 0.0);
        self.weights.resize(rows * self.width, 0.0);
        let mut done: Vec<f32> = self.sums.drain(..count * self.width * d).collect();
        for (cell, weight) in done.chunks_exact_mut(d).zip(self.weights.drain(..count * self.width)) {
            let scale = if weight > 0.0 { 1.0 / weight } else { f32::NAN };
            cell.iter_mut().for_each(|v| *v *= scale);
        }
        self.first = until;
        self.rows = rows - count;
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiling::ChipPlan;
    use proptest::prelude::*;

    /// A feature that every chip agrees on must come out unchanged, whatever the overlap and taper.
    fn blended(plan: &ChipPlan, taper: Taper, feature: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        let n = plan.chip_cells;
        let mut blend = Blend::new(plan.width, 1, n, taper);
        let mut out = Vec::new();
        for (i, &row) in plan.rows.iter().enumerate() {
            for &column in &plan.columns {
                let cells: Vec<f32> = (0..n * n).map(|k| feature(column + k % n, row + k / n)).collect();
                blend.add(column, row, plan.height, &cells);
            }
            out.extend(blend.take(plan.rows.get(i + 1).copied().unwrap_or(plan.height)));
        }
        out
    }

    proptest! {
        #[test]
        fn agreement_survives_blending(w in 1usize..90, h in 1usize..90, overlap in 0.0f64..0.8, taper in 0usize..3) {
            let plan = ChipPlan::new(w * 4 - 3, h * 4, 32, 4, overlap);
            let taper = [Taper::Flat, Taper::Triangle, Taper::Cosine][taper];
            let value = |x: usize, y: usize| (x * 7 % 13) as f32 + 0.5 * (y * 5 % 11) as f32;
            let out = blended(&plan, taper, value);
            prop_assert_eq!(out.len(), plan.width * plan.height);
            for (i, v) in out.iter().enumerate() {
                let expected = value(i % plan.width, i / plan.width);
                prop_assert!((v - expected).abs() < 1e-4, "{} at {}: {}", expected, i, v);
            }
        }
    }

    #[test]
    fn cells_without_a_chip_are_nan() {
        let mut blend = Blend::new(3, 2, 2, Taper::Triangle);
        blend.add(0, 0, 4, &[1.0; 8]);
        let rows = blend.take(2);
        assert!(rows[..4].iter().all(|v| *v == 1.0) && rows[4..6].iter().all(|v| v.is_nan()), "{rows:?}");
        assert!(blend.take(4).iter().all(|v| v.is_nan()));
    }

    #[test]
    fn weights_fall_towards_the_edge() {
        for taper in [Taper::Triangle, Taper::Cosine] {
            let w = taper.weights(16);
            assert!(w[..8].windows(2).all(|p| p[0] < p[1]) && w.iter().all(|v| *v > 0.0));
            assert!((0..16).all(|i| (w[i] - w[15 - i]).abs() < 1e-6));
        }
    }
}
