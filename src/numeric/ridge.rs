//! Ridge regression of one vector on another, fitted from accumulated moments.

use ndarray::{Array1, Array2, ArrayView1, s};

use super::Moments;
use crate::error::{Error, Result};

/// A linear prediction `y ≈ mean_y + (x − mean_x)·weights`.
#[derive(Debug, Clone)]
pub struct Ridge {
    mean_x: Array1<f64>,
    mean_y: Array1<f64>,
    weights: Array2<f64>,
}

/// Fits both directions between the halves of joint vectors `[x, y]` of equal length.
///
/// The penalty is `strength` times the mean variance of the predictors, so that it does not depend on their unit:
/// `weights = (Sxx + λ I)⁻¹ Sxy`, `λ = strength · trace(Sxx) / dim`.
///
/// # Errors
/// [`Error::Internal`] if the moments are not finite.
pub fn fit_ridge(joint: &Moments, strength: f64) -> Result<(Ridge, Ridge)> {
    let dim = joint.mean().len() / 2;
    let (mean, scatter) = (joint.mean(), joint.scatter());
    let part = |a: usize, b: usize| scatter.slice(s![a * dim..(a + 1) * dim, b * dim..(b + 1) * dim]).to_owned();
    let half = |a: usize| mean.slice(s![a * dim..(a + 1) * dim]).to_owned();
    let one = |x: usize, y: usize| -> Result<Ridge> {
        Ok(Ridge { mean_x: half(x), mean_y: half(y), weights: solve(part(x, x), &part(x, y), strength)? })
    };
    Ok((one(0, 1)?, one(1, 0)?))
}

fn solve(mut sxx: Array2<f64>, sxy: &Array2<f64>, strength: f64) -> Result<Array2<f64>> {
    let n = sxx.nrows();
    let trace: f64 = sxx.diag().sum();
    // Without any variance the prediction is the mean, whatever the weights.
    let lambda = if trace > 0.0 { strength * trace / n as f64 } else { 1.0 };
    sxx.diag_mut().mapv_inplace(|v| v + lambda);
    let a = nalgebra::DMatrix::from_fn(n, n, |i, j| sxx[(i, j)]);
    let b = nalgebra::DMatrix::from_fn(n, n, |i, j| sxy[(i, j)]);
    // The penalty makes every matrix of finite numbers positive definite.
    let factor = a.cholesky().ok_or_else(|| Error::Internal("moments of a ridge regression are not finite".into()))?;
    let w = factor.solve(&b);
    Ok(Array2::from_shape_fn((n, n), |(i, j)| w[(i, j)]))
}

impl Ridge {
    /// Lengths of `y − prediction(x)` for matching rows of `xs` and `ys` (`[rows][dim]`).
    pub fn residual_lengths(&self, xs: &Array2<f64>, ys: &Array2<f64>) -> Vec<f32> {
        let predicted = (xs - &self.mean_x).dot(&self.weights);
        let length = |y: ArrayView1<f64>, p: ArrayView1<f64>| {
            let squares = y.iter().zip(&p).zip(&self.mean_y).map(|((y, p), m)| (y - m - p).powi(2));
            squares.sum::<f64>().sqrt() as f32
        };
        ys.rows().into_iter().zip(predicted.rows()).map(|(y, p)| length(y, p)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_relation_leaves_no_residual() {
        let x = Array2::from_shape_fn((200, 3), |(i, j)| {
            (((i * 7 + j * 31) * 2_654_435_761usize) % 1000) as f32 / 500.0 - 1.0
        });
        let y = Array2::from_shape_fn((200, 3), |(i, j)| 2.0 * x[(i, (j + 1) % 3)] - 0.5 * x[(i, j)] + 3.0);
        let joint = ndarray::concatenate![ndarray::Axis(1), x, y];
        let mut moments = Moments::new(6);
        moments.add(joint.view());
        let (forward, backward) = fit_ridge(&moments, 1e-9).unwrap();
        let (x, mut y) = (x.mapv(f64::from), y.mapv(f64::from));
        assert!(forward.residual_lengths(&x, &y).iter().all(|r| *r < 1e-5));
        assert!(backward.residual_lengths(&y, &x).iter().all(|r| *r < 1e-5));
        y[(5, 0)] += 10.0;
        assert!((forward.residual_lengths(&x, &y)[5] - 10.0).abs() < 1e-4);
    }

    #[test]
    fn moments_that_are_not_finite_are_an_error() {
        let mut moments = Moments::new(4);
        moments.add(ndarray::array![[1.0f32, 2.0, 3.0, 4.0], [f32::INFINITY, 2.0, 3.0, 4.0]].view());
        assert!(matches!(fit_ridge(&moments, 0.01), Err(Error::Internal(_))));
    }
}
