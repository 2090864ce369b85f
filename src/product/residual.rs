//! Change as what the other date does not tell: season-proof, with a zero and a scale that can be kept.

use ndarray::{ArrayView2, Axis, concatenate};
use serde::{Deserialize, Serialize};

use super::is_valid;
use crate::error::Result;
use crate::memory;
use crate::numeric::{Moments, Ridge, fit_ridge, percentiles};

/// Strength of the ridge penalty, as a share of the mean variance.
const RIDGE: f64 = 0.01;
/// Power of the variance by which the residual's axes are divided.
pub const WHITENING: f64 = 0.1;
/// How many times the residual that noise can cause makes a change of 1: a change of 0.3 or more is beyond noise.
const ABOVE_NOISE: f64 = 3.6;
/// Residual that noise can cause where it cannot be tried, as a share of the spread of features.
pub const UNKNOWN_NOISE: f64 = 0.075;
/// Change below which a cell is within noise.
const WITHIN_NOISE: f64 = 0.3;
/// Cells on which noise is tried first, and where dates may be alike.
const FEW: usize = 1024;
pub const MOST_WITH_NOISE: usize = 8192;
/// Cells that are compared at a time; fixed, so that sums do not depend on how many work at once.
pub const COMPARED_TOGETHER: usize = 2048;
/// How many times the largest residual among few cells may be exceeded among all.
const DOUBT: f64 = 2.5;

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

    /// Adds all that `other` has seen.
    pub fn merge(&mut self, other: &ResidualFit) {
        self.moments.merge(&other.moments);
    }

    /// What measures, without a scale yet. `whitening` is the power of the variance by which axes are divided.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::error::Error::Internal) if the moments are not finite.
    pub fn finish(&self, whitening: f64) -> Result<Residual> {
        Ok(Residual { ridges: fit_ridge(&self.moments, RIDGE, whitening)?, scales: [1.0; 2] })
    }
}

/// The residual method: each date's features are predicted from the other's by one ridge regression over the scene,
/// so that what the whole scene does (season, light, haze) is not change. What is left is turned to the axes of its
/// covariance, each divided by a power of its variance ([`WHITENING`]): axes on which everything varies count a little
/// less. A cell's change is the shorter of its two residuals, each in units of its direction's scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    /// Prediction of the later date from the earlier, and back.
    ridges: [Ridge; 2],
    /// Lengths that count as 1, of both directions.
    scales: [f64; 2],
}

/// Residual lengths of cells: of the later date from the earlier, and back; NaN where a date is invalid.
pub type Lengths = [Vec<f32>; 2];

impl Residual {
    /// Lengths of matching cells of both dates, `[cells][dim]`.
    pub fn lengths(&self, before: ArrayView2<f32>, after: ArrayView2<f32>) -> Lengths {
        let [forward, backward] = &self.ridges;
        [forward.residual_lengths(before, after), backward.residual_lengths(after, before)]
    }

    /// Sets the scale from the lengths of a whole scene, so that its median change is 1; but no smaller than what noise
    /// explains. `noise` finds [`noise_share`] on about as many cells as it is given; it is asked for more cells only if the
    /// dates may be alike. True if more than half of the cells are within noise: then they are as good as alike.
    ///
    /// # Errors
    /// Those of `noise`; or if there is no memory to sort lengths.
    pub fn set_scale(&mut self, lengths: &Lengths, mut noise: impl FnMut(usize) -> Result<f64>) -> Result<bool> {
        let median = |v: &[f32]| Ok(percentiles(v.iter().copied(), &[50.0])?.map_or(0.0, |p| p[0]));
        let medians = [median(&lengths[0])?, median(&lengths[1])?];
        // A median of 0 means that a date repeats the other.
        self.scales = medians.map(|m| if m > 0.0 { m } else { 1.0 });
        let shorter = median(&self.change(lengths)?)?;
        let medians = medians.map(|m| m * shorter);
        let floors = |share: f64| self.ridges.each_ref().map(|ridge| ABOVE_NOISE * share * ridge.spread());
        let below = |floors: &[f64; 2], times: f64| medians.iter().zip(floors).all(|(m, f)| *m < times * f);
        let mut floor = floors(noise(FEW)?);
        if below(&floor, DOUBT) {
            floor = floors(noise(MOST_WITH_NOISE)?);
        }
        self.scales = std::array::from_fn(|i| Some(medians[i].max(floor[i])).filter(|s| *s > 0.0).unwrap_or(1.0));
        Ok(below(&floor, WITHIN_NOISE))
    }

    /// Change of cells, ≥ 0, from their lengths; NaN where a date is invalid.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn change(&self, lengths: &Lengths) -> Result<Vec<f32>> {
        let scaled = |v: f32, scale: f64| (f64::from(v) / scale) as f32;
        let shorter = |(f, b): (&f32, &f32)| {
            let (f, b) = (scaled(*f, self.scales[0]), scaled(*b, self.scales[1]));
            if is_valid(&[f]) && is_valid(&[b]) { f.min(b) } else { f32::NAN }
        };
        memory::collected(lengths[0].iter().zip(&lengths[1]).map(shorter), "values of change")
    }

    /// Numbers of a feature.
    pub fn dim(&self) -> usize {
        self.ridges[0].dim()
    }

    /// Whether it can measure, as what comes from a file may not.
    pub fn is_sound(&self) -> bool {
        let dim = self.dim();
        let scales = self.scales.iter().all(|s| s.is_finite() && *s > 0.0);
        dim > 0 && scales && self.ridges.iter().all(|ridge| ridge.dim() == dim && ridge.is_sound())
    }
}

/// The largest residual of cells from themselves with noise, `[cells][dim]` both, as a share of the spread of features: what
/// two dates may differ by without any change. 0 without cells.
///
/// # Errors
/// [`Error::Internal`](crate::error::Error::Internal) if there are numbers that are not finite.
pub fn noise_share(features: ArrayView2<f32>, noisy: ArrayView2<f32>, whitening: f64) -> Result<f64> {
    let pieces = || {
        features.axis_chunks_iter(Axis(0), COMPARED_TOGETHER).zip(noisy.axis_chunks_iter(Axis(0), COMPARED_TOGETHER))
    };
    let mut fit = ResidualFit::new(features.ncols());
    pieces().for_each(|(features, noisy)| fit.add(features, noisy));
    let residual = fit.finish(whitening)?;
    let spreads = residual.ridges.each_ref().map(Ridge::spread);
    let measured = Residual { scales: spreads.map(|s| if s > 0.0 { s } else { 1.0 }), ..residual };
    let mut most = 0f64;
    for (features, noisy) in pieces() {
        let change = measured.change(&measured.lengths(features, noisy))?;
        most = change.into_iter().filter(|v| !v.is_nan()).fold(most, |most, v| most.max(f64::from(v)));
    }
    Ok(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, s};

    fn noise(i: usize, j: usize) -> f32 {
        ((i * 31 + j * 17 + i * i * j) % 97) as f32 / 97.0
    }

    fn change(before: &Array2<f32>, after: &Array2<f32>) -> (Vec<f32>, bool) {
        let mut fit = ResidualFit::new(4);
        fit.add(before.view(), after.view());
        let mut residual = fit.finish(WHITENING).unwrap();
        let part = |rows: std::ops::Range<usize>| {
            residual.lengths(before.slice(s![rows.clone(), ..]), after.slice(s![rows, ..]))
        };
        let ([mut a, mut b], [c, d]) = (part(0..100), part(100..before.nrows()));
        a.extend(c);
        b.extend(d);
        let alike = residual.set_scale(&[a.clone(), b.clone()], |_| Ok(0.02)).unwrap();
        (residual.change(&[a, b]).unwrap(), alike)
    }

    #[test]
    fn a_season_is_no_change_and_a_new_cell_is() {
        let before = Array2::from_shape_fn((300, 4), |(i, j)| noise(i, j));
        // every feature shifts and mixes the same way: a season
        let mut after = Array2::from_shape_fn((300, 4), |(i, j)| {
            0.7 * before[(i, j)] + 0.3 * before[(i, (j + 1) % 4)] + 2.0 + 0.3 * noise(j + 7, i)
        });
        after.row_mut(42).fill(9.0);
        after.row_mut(7).fill(f32::NAN);
        let (change, alike) = change(&before, &after);
        assert_eq!((change.len(), alike), (300, false));
        assert!(change[7].is_nan());
        let others = || change.iter().enumerate().filter(|(i, _)| ![7, 42].contains(i)).map(|(_, v)| *v);
        assert!(change[42] > 2.0 * others().fold(0.0, f32::max), "{}", change[42]);
        let median = percentiles(others(), &[50.0]).unwrap().unwrap()[0];
        assert!((median - 1.0).abs() < 0.01, "{median}");
    }

    #[test]
    fn a_date_against_itself_is_zero_and_said_to_be_alike() {
        let before = Array2::from_shape_fn((300, 4), |(i, j)| noise(i, j));
        for other in [before.clone(), before.mapv(|v| v + 0.002 * noise((v * 1e4) as usize, 3))] {
            let (change, alike) = change(&before, &other);
            assert!(alike && change.iter().all(|v| *v < 0.3), "{:?}", change.iter().fold(0f32, |a, b| a.max(*b)));
        }
        let flat = Array2::zeros((300, 4));
        assert!(change(&flat, &flat).0.iter().all(|v| *v == 0.0));
    }

    #[test]
    fn a_kept_residual_gives_the_same_numbers() {
        let before = Array2::from_shape_fn((300, 4), |(i, j)| noise(i, j));
        let after = Array2::from_shape_fn((300, 4), |(i, j)| before[(i, j)] + noise(j + 9, i));
        let mut fit = ResidualFit::new(4);
        fit.add(before.view(), after.view());
        let mut residual = fit.finish(WHITENING).unwrap();
        let lengths = residual.lengths(before.view(), after.view());
        residual.set_scale(&lengths, |_| Ok(0.0)).unwrap();
        let text = serde_json::to_string(&residual).unwrap();
        let kept: Residual = serde_json::from_str(&text).unwrap();
        assert!(kept == residual && kept.is_sound());
        let again = kept.change(&kept.lengths(before.view(), after.view())).unwrap();
        assert_eq!(again, residual.change(&lengths).unwrap());
        let damaged: Residual = serde_json::from_str(&text.replacen("\"to\":[", "\"to\":[1.0,", 1)).unwrap();
        assert!(!damaged.is_sound());
    }
}
