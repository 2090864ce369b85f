//! One space for the features of many dates: what the whole scene does on a date (season, light, haze) is not in it.

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};
use rayon::prelude::*;

use crate::error::Result;
use crate::numeric::{Moments, solve_ridge, whitening};
use crate::product::{Standard, StandardFit, is_valid};

/// Strength of the ridge penalty, as a share of the mean variance: the one of two dates.
const RIDGE: f64 = 0.01;

/// A date's way into the common space.
#[derive(Debug, Clone, PartialEq)]
struct Map {
    mean: Array1<f32>,
    matrix: Array2<f32>,
    shift: Array1<f32>,
}

/// Maps of all dates into the space of their consensus.
///
/// Of a sample of cells: each date's numbers are standardised by their mean and deviation over the date; the consensus of a
/// cell is their median over the dates on which it is valid, standardised again. Each date is mapped onto the consensus by a
/// ridge regression of its own (`W = (Szz + λ I)⁻¹ Szy`, as between two dates), so that what a look stands for counts, not
/// the look. The axes are those of the covariance of what all maps together leave, each divided by a power of its variance.
#[derive(Debug, Clone, PartialEq)]
pub struct Harmony {
    maps: Vec<Map>,
    /// Root of the mean square of the consensus on these axes, number by number.
    spread: f32,
    /// Dates that had too few cells for a regression: they are standardised alone.
    short: Vec<usize>,
}

/// What maps are fitted on: the same cells of every date, `[cells][dim]` each, NaN where a cell is invalid.
pub struct HarmonyFit<'a> {
    /// The dates in their order.
    pub samples: &'a [Array2<f32>],
    /// Power of the variance by which axes are divided.
    pub whitening: f64,
}

impl HarmonyFit<'_> {
    /// Fits the maps, on rayon's workers. The same samples give the same bits for any number of them.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::error::Error::Internal) if the moments are not finite.
    pub fn finish(&self) -> Result<Harmony> {
        let standards: Vec<Standard> = self
            .samples
            .par_iter()
            .map(|sample| {
                let mut fit = StandardFit::new(sample.ncols());
                fit.add(sample.view());
                fit.finish()
            })
            .collect();
        let consensus = self.consensus(&standards);
        let parts: Vec<Part> = self
            .samples
            .par_iter()
            .zip(&standards)
            .map(|(sample, standard)| Part::new(sample, standard, &consensus))
            .collect::<Result<_>>()?;
        let dim = consensus.ncols();
        let (mut left, mut count) = (Array2::<f64>::zeros((dim, dim)), 0);
        parts.iter().for_each(|part| {
            left += &part.left;
            count += part.count;
        });
        let axes = whitening(&(left / count.max(1) as f64), self.whitening);
        let axes_f32 = axes.mapv(|v| v as f32);
        let turned = valid_rows(&consensus).dot(&axes_f32);
        let spread = (turned.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / turned.len().max(1) as f64).sqrt();
        let short = parts.iter().enumerate().filter(|(_, part)| part.short).map(|(date, _)| date).collect();
        let map = |(part, standard): (&Part, &Standard)| {
            let per = Array1::from_iter(standard.deviation.iter().map(|d| d.recip())).insert_axis(Axis(1));
            Map {
                mean: standard.mean.iter().map(|v| *v as f32).collect(),
                matrix: (&per * &part.weights.dot(&axes)).mapv(|v| v as f32),
                shift: part.mean.dot(&axes).mapv(|v| v as f32),
            }
        };
        let maps = parts.iter().zip(&standards).map(map).collect();
        Ok(Harmony { maps, spread: spread as f32, short })
    }

    /// Median over a cell's valid dates of its standardised numbers, standardised; NaN without a valid date.
    fn consensus(&self, standards: &[Standard]) -> Array2<f32> {
        let standardised: Vec<Array2<f32>> =
            self.samples.par_iter().zip(standards).map(|(sample, standard)| standard.of(sample.view())).collect();
        let (cells, dim) = self.samples.first().map_or((0, 0), Array2::dim);
        let row = |cell: usize| {
            let dates: Vec<_> = standardised.iter().map(|date| date.row(cell)).filter(|row| is_valid(*row)).collect();
            let mut numbers = vec![0.0; dates.len()];
            let median = |k: usize| {
                numbers.iter_mut().zip(&dates).for_each(|(to, date)| *to = date[k]);
                numbers.sort_unstable_by(f32::total_cmp);
                match numbers.len() {
                    0 => f32::NAN,
                    n if n % 2 == 1 => numbers[n / 2],
                    n => 0.5 * (numbers[n / 2 - 1] + numbers[n / 2]),
                }
            };
            (0..dim).map(median).collect::<Vec<f32>>()
        };
        let rows: Vec<Vec<f32>> = (0..cells).into_par_iter().map(row).collect();
        let consensus = Array2::from_shape_fn((cells, dim), |(cell, k)| rows[cell][k]);
        let mut fit = StandardFit::new(dim);
        fit.add(consensus.view());
        fit.finish().of(consensus.view())
    }
}

/// What one date's regression gives.
struct Part {
    weights: Array2<f64>,
    /// Mean of the consensus over the date's valid cells.
    mean: Array1<f64>,
    /// Sum of the squares and products of what is left.
    left: Array2<f64>,
    count: u64,
    short: bool,
}

impl Part {
    fn new(sample: &Array2<f32>, standard: &Standard, consensus: &Array2<f32>) -> Result<Self> {
        let dim = sample.ncols();
        let valid: Vec<usize> = (0..sample.nrows()).filter(|row| is_valid(sample.row(*row))).collect();
        let own = standard.of(sample.select(Axis(0), &valid).view());
        let joint = concatenate![Axis(1), own, consensus.select(Axis(0), &valid)];
        let mut moments = Moments::new(2 * dim);
        moments.add(joint.view());
        let scatter = moments.scatter();
        let part = |a: usize, b: usize| scatter.slice(s![a * dim..(a + 1) * dim, b * dim..(b + 1) * dim]).to_owned();
        let (xx, xy, yy) = (part(0, 0), part(0, 1), part(1, 1));
        let short = 2 * valid.len() < 3 * dim;
        let weights = if short { Array2::eye(dim) } else { solve_ridge(&xx, &xy, RIDGE)? };
        let explained = xy.t().dot(&weights);
        let left = &yy - &explained - explained.t() + weights.t().dot(&xx).dot(&weights);
        let mean = moments.mean().slice(s![dim..]).to_owned();
        Ok(Part { weights, mean, left, count: moments.count(), short })
    }
}

fn valid_rows(cells: &Array2<f32>) -> Array2<f32> {
    let valid: Vec<usize> = (0..cells.nrows()).filter(|row| is_valid(cells.row(*row))).collect();
    cells.select(Axis(0), &valid)
}

impl Harmony {
    /// Cells of a date in the common space, `[cells][dim]`; invalid ones are NaN throughout.
    pub fn of(&self, date: usize, cells: ArrayView2<f32>) -> Array2<f32> {
        let map = &self.maps[date];
        let mut found = (&cells - &map.mean).dot(&map.matrix) + &map.shift;
        for (mut to, cell) in found.rows_mut().into_iter().zip(cells.rows()).filter(|(_, cell)| !is_valid(*cell)) {
            debug_assert_eq!(to.len(), cell.len());
            to.fill(f32::NAN);
        }
        found
    }

    /// How far cells of a scene lie from their mean in this space: root of the mean square of one number.
    pub fn spread(&self) -> f32 {
        self.spread
    }

    /// Dates that had fewer valid cells than one and a half for each number: they are standardised, not regressed.
    pub fn short(&self) -> &[usize] {
        &self.short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(i: usize, j: usize) -> f32 {
        ((i * 31 + j * 17 + i * i * j) % 97) as f32 / 97.0
    }

    #[test]
    fn what_the_whole_scene_does_on_a_date_is_not_left() {
        let ground = Array2::from_shape_fn((200, 3), |(i, j)| noise(i, j));
        // Three seasons: numbers are mixed, scaled and shifted, each date in its own way.
        let season = |t: usize| {
            Array2::from_shape_fn((200, 3), |(i, j)| {
                (1.0 + t as f32) * ground[(i, j)] + 0.3 * t as f32 * ground[(i, (j + 1) % 3)] + 5.0 * t as f32
            })
        };
        let mut samples: Vec<Array2<f32>> = (0..3).map(season).collect();
        samples[1].row_mut(7).fill(f32::NAN);
        let harmony = HarmonyFit { samples: &samples, whitening: 0.0 }.finish().unwrap();
        let common: Vec<Array2<f32>> =
            samples.iter().enumerate().map(|(date, sample)| harmony.of(date, sample.view())).collect();
        assert!(common[1].row(7).iter().all(|v| v.is_nan()) && harmony.short().is_empty());
        let apart = |a: usize, b: usize| {
            let of = |cell: usize| {
                crate::product::series::history::distance(
                    common[a].row(cell).to_slice().unwrap(),
                    common[b].row(cell).to_slice().unwrap(),
                )
            };
            (0..200).filter(|cell| *cell != 7).map(of).fold(0f32, f32::max)
        };
        assert!((harmony.spread() - 1.0).abs() < 0.01, "{}", harmony.spread());
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            assert!(apart(a, b) < 0.15 * harmony.spread(), "dates {a} and {b}: {}", apart(a, b));
        }
        // A cell that changes lies far from itself.
        let mut changed = samples[2].slice(s![0..1, ..]).to_owned();
        changed.assign(&samples[2].slice(s![5..6, ..]));
        let moved = crate::product::series::history::distance(
            harmony.of(2, changed.view()).row(0).to_slice().unwrap(),
            common[0].row(0).to_slice().unwrap(),
        );
        assert!(moved > 0.5, "{moved}");
    }

    #[test]
    fn too_few_cells_are_standardised_and_said() {
        let sample = Array2::from_shape_fn((4, 3), |(i, j)| noise(i, j));
        let harmony = HarmonyFit { samples: &[sample.clone(), sample], whitening: 0.1 }.finish().unwrap();
        assert_eq!(harmony.short(), [0, 1]);
    }
}
