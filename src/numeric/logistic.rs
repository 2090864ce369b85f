//! Multinomial logistic regression with a quadratic penalty, by L-BFGS (Nocedal and Wright 2006, algorithm 7.5).

use std::collections::VecDeque;

use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::error::{Error, Result};

/// Pairs of steps that L-BFGS remembers.
const REMEMBERED: usize = 10;
/// Most steps.
const STEPS: usize = 500;
/// Largest entry of the gradient, per unit of weight, at which it is done.
const DONE: f64 = 1e-5;

/// Weights `[classes][dim]` and intercepts `[classes]`: the logit of a class is `weights · x + intercept`.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// Weights, `[classes][dim]`.
    pub weights: Array2<f64>,
    /// Intercepts, which no penalty holds down.
    pub intercepts: Array1<f64>,
}

/// Fits rows of `x` (`[rows][dim]`) to the numbers of their classes, each row counting as much as its weight: the least of
/// `½ |W|² + C Σ weight · −log softmax(W x + b)[class]`. Deterministic: one thread, from zero.
///
/// # Errors
/// [`Error::Internal`] if the rows are not finite.
pub fn fit_logistic(x: ArrayView2<f64>, class: &[usize], weight: &[f64], classes: usize, c: f64) -> Result<Logistic> {
    let dim = x.ncols();
    let goal = |at: &Array1<f64>| goal(x, class, weight, classes, c, at);
    let mut at = Array1::<f64>::zeros(classes * (dim + 1));
    let (mut value, mut gradient) = goal(&at);
    let enough = DONE * c * weight.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut pairs: VecDeque<(Array1<f64>, Array1<f64>, f64)> = VecDeque::new();
    for _ in 0..STEPS {
        if !value.is_finite() || !gradient.iter().all(|g| g.is_finite()) {
            return Err(Error::Internal("numbers of a logistic regression are not finite".into()));
        }
        if gradient.iter().all(|g| g.abs() <= enough) {
            break;
        }
        let direction = -two_loops(&gradient, &pairs);
        let slope = direction.dot(&gradient);
        let mut step = if pairs.is_empty() { 1.0 / gradient.dot(&gradient).sqrt() } else { 1.0 };
        // Halved until the goal falls by its share (Armijo); a convex goal always does.
        let found = (0..40).find_map(|_| {
            let next = &at + &(&direction * step);
            let (v, g) = goal(&next);
            if v <= value + 1e-4 * step * slope {
                return Some((next, v, g));
            }
            step /= 2.0;
            None
        });
        let Some((next, v, g)) = found else { break };
        let (moved, turned) = (&next - &at, &g - &gradient);
        let curvature = moved.dot(&turned);
        if curvature > 0.0 {
            pairs.push_back((moved, turned, curvature));
            if pairs.len() > REMEMBERED {
                pairs.pop_front();
            }
        }
        (at, value, gradient) = (next, v, g);
    }
    let split = classes * dim;
    let weights = Array2::from_shape_fn((classes, dim), |(k, i)| at[k * dim + i]);
    Ok(Logistic { weights, intercepts: Array1::from_shape_fn(classes, |k| at[split + k]) })
}

/// The inverse of the curvature that was met so far, times a gradient.
fn two_loops(gradient: &Array1<f64>, pairs: &VecDeque<(Array1<f64>, Array1<f64>, f64)>) -> Array1<f64> {
    let mut q = gradient.clone();
    let mut shares = Vec::with_capacity(pairs.len());
    for (moved, turned, curvature) in pairs.iter().rev() {
        let share = moved.dot(&q) / curvature;
        q.scaled_add(-share, turned);
        shares.push(share);
    }
    if let Some((_, turned, curvature)) = pairs.back() {
        q *= curvature / turned.dot(turned);
    }
    for ((moved, turned, curvature), share) in pairs.iter().zip(shares.into_iter().rev()) {
        let other = turned.dot(&q) / curvature;
        q.scaled_add(share - other, moved);
    }
    q
}

/// The goal and its gradient at weights, then intercepts.
fn goal(
    x: ArrayView2<f64>,
    class: &[usize],
    weight: &[f64],
    classes: usize,
    c: f64,
    at: &Array1<f64>,
) -> (f64, Array1<f64>) {
    let dim = x.ncols();
    let split = classes * dim;
    let weights = Array2::from_shape_fn((classes, dim), |(k, i)| at[k * dim + i]);
    // Row by row in memory, whichever way the product came.
    let mut left = x.dot(&weights.t()).as_standard_layout().into_owned();
    let mut loss = 0.0;
    for ((mut row, &class), &weight) in left.rows_mut().into_iter().zip(class).zip(weight) {
        row.iter_mut().enumerate().for_each(|(k, v)| *v += at[split + k]);
        let own = row[class];
        let log_sum = softmax(row.as_slice_mut().unwrap_or_default());
        loss += weight * (log_sum - own);
        row[class] -= 1.0;
        row.mapv_inplace(|v| v * weight * c);
    }
    let penalty = weights.iter().map(|w| w * w).sum::<f64>() / 2.0;
    let slopes = left.t().dot(&x) + &weights;
    let mut gradient = Array1::zeros(at.len());
    slopes.iter().zip(gradient.iter_mut()).for_each(|(s, g)| *g = *s);
    left.sum_axis(Axis(0)).iter().enumerate().for_each(|(k, s)| gradient[split + k] = *s);
    (penalty + c * loss, gradient)
}

/// Turns logits into probabilities; gives the logarithm of the sum of their exponentials.
pub fn softmax(logits: &mut [f64]) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logits.iter_mut().for_each(|v| *v = (*v - largest).exp());
    let sum: f64 = logits.iter().sum();
    logits.iter_mut().for_each(|v| *v /= sum);
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;
    use ndarray::array;

    #[test]
    fn one_number_and_two_classes_as_solved_by_hand() {
        // Rows at −1 and 1 of one class each: by symmetry the intercepts are equal and the weights opposite, ±w, with
        // w = 2C(1 − p), p = 1 / (1 + exp(−2w)): for C = 1, w solves w = 2 / (1 + exp(2w)).
        let found = fit_logistic(array![[-1.0], [1.0]].view(), &[0, 1], &[1.0, 1.0], 2, 1.0).unwrap();
        let w = found.weights[(1, 0)];
        assert!((w - 2.0 / (1.0 + (2.0 * w).exp())).abs() < 1e-4, "{w}");
        assert!((found.weights[(0, 0)] + w).abs() < 1e-6 && (found.intercepts[0] - found.intercepts[1]).abs() < 1e-6);
    }

    #[test]
    fn no_direction_leads_lower() {
        let x = Array2::from_shape_fn((60, 4), |(i, j)| f64::from(normal((i * 4 + j) as u64)));
        let class: Vec<usize> = (0..60).map(|i| (x[(i, 0)] > 0.0) as usize + (x[(i, 1)] > 0.5) as usize).collect();
        let weight: Vec<f64> = (0..60).map(|i| 0.5 + (i % 3) as f64).collect();
        let found = fit_logistic(x.view(), &class, &weight, 3, 0.7).unwrap();
        let at: Array1<f64> = found.weights.iter().chain(&found.intercepts).copied().collect();
        let (least, _) = goal(x.view(), &class, &weight, 3, 0.7, &at);
        for i in 0..at.len() {
            for step in [-0.05, 0.05] {
                let mut other = at.clone();
                other[i] += step;
                assert!(goal(x.view(), &class, &weight, 3, 0.7, &other).0 >= least - 1e-6, "{i}");
            }
        }
        let rows = fit_logistic(array![[f64::NAN]].view(), &[0], &[1.0], 2, 1.0);
        assert!(matches!(rows, Err(Error::Internal(_))));
    }

    #[test]
    fn probabilities_add_up() {
        let mut logits = [1000.0, 1000.0, -1000.0];
        assert!((softmax(&mut logits) - (1000.0 + 2f64.ln())).abs() < 1e-9);
        assert_eq!(logits, [0.5, 0.5, 0.0]);
    }
}
