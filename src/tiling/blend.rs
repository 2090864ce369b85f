//! Blending the cells of overlapping chips, one row of chips after the other.

use std::collections::VecDeque;

use crate::error::Result;
use crate::memory;

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
    /// Every taper.
    pub const ALL: [Taper; 3] = [Taper::Flat, Taper::Triangle, Taper::Cosine];

    /// Name as parameter and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Taper::Flat => "flat",
            Taper::Triangle => "triangle",
            Taper::Cosine => "cosine",
        }
    }

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

/// Weighted sums of cells for the rows under one row of chips. Chips are added row by row of chips; rows that no later
/// chip can touch are taken out finished, one at a time.
pub struct Blend {
    width: usize,
    dim: usize,
    chip_cells: usize,
    taper: Vec<f32>,
    /// Cell row of the first of `rows`.
    first: usize,
    rows: VecDeque<Row>,
    /// The row that was taken out last.
    done: Row,
    /// Rows that were taken out before, whose memory is used again.
    spare: Vec<Row>,
}

#[derive(Default)]
struct Row {
    /// `[width][dim]`.
    sums: Vec<f32>,
    /// `[width]`.
    weights: Vec<f32>,
}

impl Blend {
    /// For a grid `width` cells wide, chips of `chip_cells` and features of `dim` numbers.
    pub fn new(width: usize, dim: usize, chip_cells: usize, taper: Taper) -> Self {
        let taper = taper.weights(chip_cells);
        let (rows, done, spare) = (VecDeque::new(), Row::default(), Vec::new());
        Blend { width, dim, chip_cells, taper, first: 0, rows, done, spare }
    }

    /// Adds a chip's cells, `[chip_cells][chip_cells][dim]`, whose first cell is at `(column, row)`. Cells beyond the
    /// grid's `height` or its width are dropped. Order matters for the last bits, so callers add in one fixed order.
    ///
    /// # Errors
    /// If there is no memory for another row.
    pub fn add(&mut self, column: usize, row: usize, height: usize, cells: &[f32]) -> Result<()> {
        let (n, d) = (self.chip_cells, self.dim);
        let end = (row + n).min(height);
        while self.first + self.rows.len() < end {
            let empty = self.empty_row()?;
            self.rows.push_back(empty);
        }
        let columns = n.min(self.width - column);
        let rows = self.rows.iter_mut().skip(row - self.first);
        for ((to, from), down) in rows.zip(cells.chunks_exact(n * d)).zip(&self.taper) {
            let sums = to.sums[column * d..].chunks_exact_mut(d);
            let weights = to.weights[column..][..columns].iter_mut();
            for (((sums, total), cell), across) in sums.zip(weights).zip(from.chunks_exact(d)).zip(&self.taper) {
                let weight = down * across;
                *total += weight;
                sums.iter_mut().zip(cell).for_each(|(sum, value)| *sum += weight * value);
            }
        }
        Ok(())
    }

    /// Takes out the next row, divided by its weights, as `[width][dim]`. Cells that no chip gave a value are NaN.
    ///
    /// # Errors
    /// If no chip has touched it, and there is no memory for it.
    pub fn next_row(&mut self) -> Result<&mut [f32]> {
        let mut row = self.rows.pop_front().map_or_else(|| self.empty_row(), Ok)?;
        self.first += 1;
        for (cell, weight) in row.sums.chunks_exact_mut(self.dim).zip(&row.weights) {
            let scale = if *weight > 0.0 { 1.0 / weight } else { f32::NAN };
            cell.iter_mut().for_each(|v| *v *= scale);
        }
        self.spare.push(std::mem::replace(&mut self.done, row));
        Ok(&mut self.done.sums)
    }

    fn empty_row(&mut self) -> Result<Row> {
        let mut row = self.spare.pop().unwrap_or_default();
        for (numbers, count) in [(&mut row.sums, self.width * self.dim), (&mut row.weights, self.width)] {
            numbers.clear();
            memory::resize(numbers, count, 0.0, "cells that are blended")?;
        }
        Ok(row)
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
        for (i, row) in plan.rows.iter().enumerate() {
            for column in plan.columns.iter() {
                let cells: Vec<f32> = (0..n * n).map(|k| feature(column + k % n, row + k / n)).collect();
                blend.add(column, row, plan.height, &cells).unwrap();
            }
            for _ in row..plan.rows.iter().nth(i + 1).unwrap_or(plan.height) {
                out.extend_from_slice(blend.next_row().unwrap());
            }
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
        blend.add(0, 0, 4, &[1.0; 8]).unwrap();
        for _ in 0..2 {
            let row = blend.next_row().unwrap();
            assert!(row[..4].iter().all(|v| *v == 1.0) && row[4..].iter().all(|v| v.is_nan()), "{row:?}");
        }
        assert!((2..4).all(|_| blend.next_row().unwrap().iter().all(|v| v.is_nan())));
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
