//! How much a cell changed between two dates.

use ndarray::{ArrayView2, Axis, concatenate};

use super::is_valid;
use crate::error::Result;
use crate::numeric::{Moments, Ridge, fit_ridge, percentiles};

/// `1 − cos(a, b)` per cell, 0 to 2; NaN where a date is invalid or a feature has no length.
pub fn cosine_change(before: ArrayView2<f32>, after: ArrayView2<f32>) -> Vec<f32> {
    let one = |(a, b): (ndarray::ArrayView1<f32>, ndarray::ArrayView1<f32>)| {
        let (mut ab, mut aa, mut bb) = (0f64, 0f64, 0f64);
        for (x, y) in a.iter().zip(&b) {
            let (x, y) = (f64::from(*x), f64::from(*y));
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }
        // 0/0 is NaN, and so is anything with an invalid cell
        (1.0 - ab / (aa * bb).sqrt()).clamp(0.0, 2.0) as f32
    };
    before.rows().into_iter().zip(after.rows()).map(one).collect()
}

/// Strength of the ridge penalty, as a share of the mean variance.
const RIDGE: f64 = 0.01;

/// First pass of the residual method: moments of both dates' features together.
pub struct ResidualFit {
    moments: Moments,
}

impl ResidualFit {
    /// For features of `dim` numbers.
    pub fn new(dim: usize) -> Self {
        ResidualFit { moments: Moments::new(2 * dim) }
    }

    /// Adds matching cells of both dates, `[cells][dim]`; those that are invalid on a date are left out.
    pub fn add(&mut self, before: ArrayView2<f32>, after: ArrayView2<f32>) {
        let both_valid = |i: &usize| is_valid(before.row(*i)) && is_valid(after.row(*i));
        let valid: Vec<usize> = (0..before.nrows()).filter(both_valid).collect();
        let joint = concatenate![Axis(1), before.select(Axis(0), &valid), after.select(Axis(0), &valid)];
        self.moments.add(joint.view());
    }

    /// What measures, as fitted.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::error::Error::Internal) if the moments are not finite.
    pub fn finish(self) -> Result<Residual> {
        Ok(Residual { ridges: fit_ridge(&self.moments, RIDGE)?, lengths: [Vec::new(), Vec::new()] })
    }
}

/// The residual method: each date's features are predicted from the other's by one ridge regression over the scene,
/// so that what the whole scene does (season, light, haze) is not change. A cell's change is the shorter of its two
/// residuals, each in units of that direction's median, so it is ≥ 0 and around 1 where nothing happened.
pub struct Residual {
    /// Prediction of the later date from the earlier, and back.
    ridges: (Ridge, Ridge),
    /// Residual lengths of both directions so far.
    lengths: [Vec<f32>; 2],
}

impl Residual {
    /// Measures matching cells of both dates, `[cells][dim]`.
    pub fn add(&mut self, before: ArrayView2<f32>, after: ArrayView2<f32>) {
        let (x, y) = (before.mapv(f64::from), after.mapv(f64::from));
        self.lengths[0].extend(self.ridges.0.residual_lengths(&x, &y));
        self.lengths[1].extend(self.ridges.1.residual_lengths(&y, &x));
    }

    /// Change of every cell in the order given, NaN where a date is invalid.
    pub fn finish(self) -> Vec<f32> {
        let [forward, backward] = self.lengths;
        let median = |v: &[f32]| percentiles(v.iter().copied(), &[50.0]).map_or(0.0, |p| p[0]);
        let scales = [median(&forward), median(&backward)];
        // A median of 0 means that a date repeats the other: then there is no change to scale.
        let scaled = |v: f32, s: f64| if s > 0.0 { (f64::from(v) / s) as f32 } else { v };
        let shorter = |(f, b): (&f32, &f32)| {
            let (f, b) = (scaled(*f, scales[0]), scaled(*b, scales[1]));
            if is_valid(&[f]) && is_valid(&[b]) { f.min(b) } else { f32::NAN }
        };
        forward.iter().zip(&backward).map(shorter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn cosine_of_known_angles() {
        let before = array![[1.0f32, 0.0], [1.0, 0.0], [1.0, 0.0], [f32::NAN, f32::NAN], [0.0, 0.0]];
        let after = array![[2.0f32, 0.0], [0.0, 3.0], [-1.0, 0.0], [1.0, 0.0], [1.0, 0.0]];
        let change = cosine_change(before.view(), after.view());
        assert_eq!(change[..3], [0.0, 1.0, 2.0]);
        assert!(change[3].is_nan() && change[4].is_nan());
    }

    #[test]
    fn a_season_is_no_change_and_a_new_cell_is() {
        let noise = |i: usize, j: usize| ((i * 31 + j * 17 + i * i * j) % 97) as f32 / 97.0;
        let before = Array2::from_shape_fn((300, 4), |(i, j)| noise(i, j));
        // every feature shifts and mixes the same way: a season
        let mut after = Array2::from_shape_fn((300, 4), |(i, j)| {
            0.7 * before[(i, j)] + 0.3 * before[(i, (j + 1) % 4)] + 2.0 + 0.01 * noise(j, i)
        });
        after.row_mut(42).fill(9.0);
        after.row_mut(7).fill(f32::NAN);
        let mut fit = ResidualFit::new(4);
        fit.add(before.view(), after.view());
        let mut method = fit.finish().unwrap();
        method.add(before.slice(ndarray::s![..100, ..]), after.slice(ndarray::s![..100, ..]));
        method.add(before.slice(ndarray::s![100.., ..]), after.slice(ndarray::s![100.., ..]));
        let change = method.finish();
        assert_eq!(change.len(), 300);
        assert!(change[7].is_nan());
        let others =
            change.iter().enumerate().filter(|(i, _)| ![7, 42].contains(i)).map(|(_, v)| *v).fold(0.0, f32::max);
        assert!(change[42] > 2.0 * others, "{} against {others}", change[42]);
    }
}
