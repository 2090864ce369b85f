//! A function of single numbers, as a graph puts it together.

use crate::kernel::Activation as Known;

/// Numbers by which functions are told apart: from -9 to 9.
const POINTS: usize = 37;

/// A function of one number, by what it makes of some: in whatever order a graph composes a GELU, it makes the same of them.
#[derive(Clone, PartialEq)]
pub struct Activation(Box<[f64; POINTS]>);

/// The numbers themselves.
fn points() -> [f64; POINTS] {
    std::array::from_fn(|i| (i as f64 - (POINTS / 2) as f64) / 2.0)
}

impl Activation {
    /// x itself.
    pub fn identity() -> Self {
        Activation(Box::new(points()))
    }

    /// Whether it is x itself.
    pub fn is_identity(&self) -> bool {
        *self.0 == points()
    }

    /// The factor, if it is x times a factor.
    pub fn factor(&self) -> Option<f32> {
        let x = points();
        let factor = self.0[POINTS - 1] / x[POINTS - 1];
        let fits = |(y, x): (&f64, f64)| (y - factor * x).abs() <= 1e-6 * (factor * x).abs();
        self.0.iter().zip(x).all(fits).then_some(factor as f32)
    }

    /// Which of the kernels' functions it is, but for rounding.
    pub fn known(&self) -> Option<Known> {
        let is = |known: &Known| {
            let fits = |(y, x): (&f64, f64)| (y - exact(*known, x)).abs() <= 1e-6 * (1.0 + x.abs());
            self.0.iter().zip(points()).all(fits)
        };
        [Known::Gelu, Known::GELU_BY_TANH, Known::GELU_BY_SIGMOID, Known::SILU].into_iter().find(is)
    }

    /// Something of each of its results.
    pub fn then(&self, function: impl Fn(f64) -> f64) -> Self {
        Activation(Box::new(self.0.map(function)))
    }

    /// Something of the results of both.
    pub fn with(&self, other: &Activation, function: impl Fn(f64, f64) -> f64) -> Self {
        Activation(Box::new(std::array::from_fn(|i| function(self.0[i], other.0[i]))))
    }
}

/// What a function of the kernels makes of a number.
pub fn exact(known: Known, x: f64) -> f64 {
    match known {
        Known::Gelu => x / 2.0 * (1.0 + libm::erf(x * std::f64::consts::FRAC_1_SQRT_2)),
        Known::Gated { linear, cubic } => x / (1.0 + (-x * (f64::from(linear) + f64::from(cubic) * x * x)).exp()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_however_they_are_put_together() {
        let x = Activation::identity();
        let erf = x.then(|x| libm::erf(x * f64::from(std::f32::consts::FRAC_1_SQRT_2)));
        let gelu = x.then(|x| 0.5 * x).with(&erf.then(|x| x + 1.0), |a, b| a * b);
        assert_eq!(gelu.known(), Some(Known::Gelu));
        let inner = x.then(|x| f64::from(0.797_884_6_f32) * (x + f64::from(0.044_715_f32) * x * x * x));
        let by_tanh = x.with(&inner.then(f64::tanh), |x, t| 0.5 * x * (1.0 + t));
        assert_eq!(by_tanh.known(), Some(Known::GELU_BY_TANH));
        let sigmoid = |factor: f64| x.with(&x.then(move |x| 1.0 / (1.0 + (-factor * x).exp())), |x, s| x * s);
        assert_eq!(sigmoid(f64::from(1.702_f32)).known(), Some(Known::GELU_BY_SIGMOID));
        assert_eq!(sigmoid(1.0).known(), Some(Known::SILU));
        assert_eq!(sigmoid(1.7).known(), None);
        assert_eq!(x.then(|x| x.max(0.0)).known(), None);
    }

    #[test]
    fn factors_are_told_from_other_functions() {
        let x = Activation::identity();
        assert!(x.is_identity() && x.factor() == Some(1.0));
        assert_eq!(x.then(|x| x * 0.25).factor(), Some(0.25));
        assert_eq!(x.then(|x| x + 0.001).factor(), None);
        assert!(!x.then(|x| x * 0.25).is_identity());
    }
}
