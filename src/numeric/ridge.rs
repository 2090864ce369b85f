//! Ridge regression of one vector on another, and its residual on whitened axes, from accumulated moments.

use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use serde::{Deserialize, Serialize};

use super::{Moments, symmetric_eigen};
use crate::error::{Error, Result};

/// Share of the mean variance that is added to every axis before whitening, so that axes that hardly vary do not rule.
const LEAST_AXIS: f64 = 0.01;

/// Share of the mean variance that a number's variance is taken for at least, so that rounding of a constant is not change.
const LEAST_VARIANCE: f64 = 1e-8;

/// What a linear prediction of `y` from `x` leaves, on the axes of its covariance, each divided by a power of its variance:
/// `r = (y − mean_y)·to − (x − mean_x)·from`. With `power` 0 these are the plain residuals, turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ridge {
    mean_x: Vec<f32>,
    mean_y: Vec<f32>,
    /// `[dim][dim]`, row by row.
    from: Vec<f32>,
    to: Vec<f32>,
    /// Root of the mean square of `(y − mean_y)·to`: how long residuals are of a date that knows nothing of the other.
    spread: f64,
}

/// Fits both directions between the halves of joint vectors `[x, y]` of equal length: `y` from `x`, and `x` from `y`.
///
/// Each number is standardised first, by the root of its mean variance in both halves, so that neither its unit nor its length
/// counts: all below is of standardised numbers, and `to` and `from` hold the factors.
///
/// The penalty is `strength` times the mean variance of the predictors, so that it does not depend on their unit:
/// `W = (Sxx + λ I)⁻¹ Sxy`, `λ = strength · trace(Sxx) / dim`. The residual's covariance follows from the moments,
/// `C = Syy − WᵀSxy − SyxW + WᵀSxxW`; with its axes `V` and variances `v`, `to = V · (v + 1 % of their mean)^(−power)`
/// and `from = W · to`.
///
/// # Errors
/// [`Error::Internal`] if the moments are not finite.
pub fn fit_ridge(joint: &Moments, strength: f64, power: f64) -> Result<[Ridge; 2]> {
    let dim = joint.mean().len() / 2;
    let (mean, mut covariance) = (joint.mean(), joint.scatter() / joint.count().max(1) as f64);
    let factors = factors(&covariance.diag().to_vec());
    covariance.indexed_iter_mut().for_each(|((y, x), v)| *v *= factors[y % dim] * factors[x % dim]);
    let factors = Array1::from(factors).insert_axis(Axis(1));
    let part = |a: usize, b: usize| covariance.slice(s![a * dim..(a + 1) * dim, b * dim..(b + 1) * dim]).to_owned();
    let half = |a: usize| mean.slice(s![a * dim..(a + 1) * dim]).iter().map(|v| *v as f32).collect::<Vec<f32>>();
    let one = |x: usize, y: usize| -> Result<Ridge> {
        let (xx, xy, yy) = (part(x, x), part(x, y), part(y, y));
        let weights = solve_ridge(&xx, &xy, strength)?;
        let explained = xy.t().dot(&weights);
        let left = &yy - &explained - explained.t() + weights.t().dot(&xx).dot(&weights);
        let to = whitening(&left, power);
        let spread = to.t().dot(&yy).dot(&to).diag().sum().max(0.0).sqrt();
        let numbers = |m: &Array2<f64>| m.iter().map(|v| *v as f32).collect::<Vec<f32>>();
        let (from, to) = (&factors * &weights.dot(&to), &factors * &to);
        Ok(Ridge { mean_x: half(x), mean_y: half(y), from: numbers(&from), to: numbers(&to), spread })
    };
    Ok([one(0, 1)?, one(1, 0)?])
}

/// What each number of a half is multiplied with, from the variances of both halves.
fn factors(variances: &[f64]) -> Vec<f64> {
    let (x, y) = variances.split_at(variances.len() / 2);
    let pooled: Vec<f64> = x.iter().zip(y).map(|(x, y)| ((x + y) / 2.0).max(0.0)).collect();
    let least = LEAST_VARIANCE * pooled.iter().sum::<f64>() / pooled.len().max(1) as f64;
    pooled.iter().map(|v| if v.max(least) > 0.0 { v.max(least).sqrt().recip() } else { 1.0 }).collect()
}

/// Axes of a covariance as columns, each divided by its variance to the power; to each variance 1 % of their mean is added.
pub fn whitening(covariance: &Array2<f64>, power: f64) -> Array2<f64> {
    let (variances, axes) = symmetric_eigen(covariance);
    let variances = variances.mapv(|v| v.max(0.0));
    let least = LEAST_AXIS * variances.mean().unwrap_or(0.0);
    // Without any residual there is nothing to whiten.
    let scales = variances.mapv(|v| if v + least > 0.0 { (v + least).powf(-power) } else { 1.0 });
    (&axes * &scales.insert_axis(Axis(1))).reversed_axes()
}

/// `W = (Sxx + λ I)⁻¹ Sxy`, with `λ = strength · trace(Sxx) / dim`: the weights of `y` by `x`, from their moments.
///
/// # Errors
/// [`Error::Internal`] if the moments are not finite.
pub fn solve_ridge(sxx: &Array2<f64>, sxy: &Array2<f64>, strength: f64) -> Result<Array2<f64>> {
    let (n, many) = sxy.dim();
    let trace: f64 = sxx.diag().sum();
    // Without any variance the prediction is the mean, whatever the weights.
    let lambda = if trace > 0.0 { strength * trace / n as f64 } else { 1.0 };
    let a = nalgebra::DMatrix::from_fn(n, n, |i, j| sxx[(i, j)] + if i == j { lambda } else { 0.0 });
    let b = nalgebra::DMatrix::from_fn(n, many, |i, j| sxy[(i, j)]);
    // The penalty makes every matrix of finite numbers positive definite.
    let factor = a.cholesky().ok_or_else(|| Error::Internal("moments of a ridge regression are not finite".into()))?;
    let w = factor.solve(&b);
    Ok(Array2::from_shape_fn((n, many), |(i, j)| w[(i, j)]))
}

impl Ridge {
    /// Lengths of the whitened residuals of matching rows of `xs` and `ys` (`[rows][dim]`).
    pub fn residual_lengths(&self, xs: ArrayView2<f32>, ys: ArrayView2<f32>) -> Vec<f32> {
        let centred = |v: ArrayView2<f32>, mean: &[f32]| &v - &Array1::from(mean.to_vec());
        let (from, to) = (self.square(&self.from), self.square(&self.to));
        let (Some(from), Some(to)) = (from, to) else { return vec![f32::NAN; ys.nrows()] };
        let left = centred(ys, &self.mean_y).dot(&to) - centred(xs, &self.mean_x).dot(&from);
        left.rows()
            .into_iter()
            .map(|row| row.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt() as f32)
            .collect()
    }

    /// Root of the mean square length of `y` about its mean, on the same axes.
    pub fn spread(&self) -> f64 {
        self.spread
    }

    /// Numbers of a vector.
    pub fn dim(&self) -> usize {
        self.mean_x.len()
    }

    /// Whether everything has its length and is finite, as what comes from a file may not be.
    pub fn is_sound(&self) -> bool {
        let dim = self.dim();
        let finite = |v: &[f32]| v.iter().all(|v| v.is_finite());
        self.mean_y.len() == dim
            && [&self.from, &self.to].iter().all(|m| Some(m.len()) == dim.checked_mul(dim) && finite(m))
            && finite(&self.mean_x)
            && finite(&self.mean_y)
            && self.spread.is_finite()
    }

    fn square<'a>(&self, numbers: &'a [f32]) -> Option<ArrayView2<'a, f32>> {
        ArrayView2::from_shape((self.dim(), self.dim()), numbers).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates() -> (Array2<f32>, Array2<f32>) {
        let x = Array2::from_shape_fn((200, 3), |(i, j)| {
            (((i * 7 + j * 31) * 2_654_435_761usize) % 1000) as f32 / 500.0 - 1.0
        });
        let y = Array2::from_shape_fn((200, 3), |(i, j)| 2.0 * x[(i, (j + 1) % 3)] - 0.5 * x[(i, j)] + 3.0);
        (x, y)
    }

    fn moments(x: &Array2<f32>, y: &Array2<f32>) -> Moments {
        let mut moments = Moments::new(6);
        moments.add(ndarray::concatenate![Axis(1), *x, *y].view());
        moments
    }

    #[test]
    fn a_linear_relation_leaves_no_residual() {
        let (x, mut y) = dates();
        let [forward, backward] = fit_ridge(&moments(&x, &y), 1e-9, 0.0).unwrap();
        assert!(forward.residual_lengths(x.view(), y.view()).iter().all(|r| *r < 1e-5));
        assert!(backward.residual_lengths(y.view(), x.view()).iter().all(|r| *r < 1e-5));
        y[(5, 0)] += 10.0;
        // In units of the root of the mean variance of both dates' number.
        let before = moments(&x, &dates().1).scatter().diag().to_vec();
        let unit = ((before[0] + before[3]) / 2.0 / 200.0).sqrt();
        assert!((f64::from(forward.residual_lengths(x.view(), y.view())[5]) - 10.0 / unit).abs() < 1e-3);
        // Of three numbers, each 4.25 times as variable at the later date as at the earlier.
        assert!((forward.spread() / (3.0f64 * 4.25 / 2.625).sqrt() - 1.0).abs() < 0.1, "{}", forward.spread());
    }

    #[test]
    fn whitening_divides_axes_by_a_power_of_their_variance() {
        // Two numbers that the other date tells nothing of, of variance 4 and 1, and one that is always the same.
        let y =
            Array2::from_shape_fn((4000, 3), |(i, j)| [2.0, 1.0, 0.0][j] * if (i >> j) % 2 == 0 { 1.0 } else { -1.0 });
        let x = Array2::from_shape_fn((4000, 3), |(i, j)| if (i >> (j + 3)) % 2 == 0 { 1.0f32 } else { -1.0 });
        let [forward, _] = fit_ridge(&moments(&x, &y), 0.01, 0.5).unwrap();
        // Standardised by both dates (the other's numbers have variance 1) they have variance 1.6 and 1. Each has length 1
        // then, but for the 1 % of their mean variance.
        let least = LEAST_AXIS * 2.6 / 3.0;
        let expected = (1.6 / (1.6 + least) + 1.0 / (1.0 + least)) as f32;
        let lengths = forward.residual_lengths(x.view(), y.view());
        assert!(lengths.iter().all(|r| (r * r - expected).abs() < 0.01), "{} {expected}", lengths[0]);
    }

    #[test]
    fn moments_that_are_not_finite_are_an_error() {
        let mut moments = Moments::new(4);
        moments.add(ndarray::array![[1.0f32, 2.0, 3.0, 4.0], [f32::INFINITY, 2.0, 3.0, 4.0]].view());
        assert!(matches!(fit_ridge(&moments, 0.01, 0.1), Err(Error::Internal(_))));
    }
}
