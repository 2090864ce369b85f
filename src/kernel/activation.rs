//! Functions between linear layers, which are applied while a layer's sums are still in registers.

use super::math::{exp2, gelu};
use super::simd::Simd;

/// A function of single numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// x Φ(x), exact (Hendrycks and Gimpel, 2016).
    Gelu,
    /// x · σ(linear · x + cubic · x³), where σ is the logistic function.
    Gated {
        /// Factor of x.
        linear: f32,
        /// Factor of x³.
        cubic: f32,
    },
}

/// √(8/π).
const ROOT: f32 = 1.595_769;

impl Activation {
    /// x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), GELU's older form; (1 + tanh(u)) / 2 is σ(2u).
    pub const GELU_BY_TANH: Activation = Activation::Gated { linear: ROOT, cubic: ROOT * 0.044_715 };
    /// x · σ(1.702 x), its shortest form.
    pub const GELU_BY_SIGMOID: Activation = Activation::Gated { linear: 1.702, cubic: 0.0 };
    /// x · σ(x), also called Swish.
    pub const SILU: Activation = Activation::Gated { linear: 1.0, cubic: 0.0 };
}

/// An activation of a vector; `PRECISE` as in `math`.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
pub(super) unsafe fn activate<S: Simd, const PRECISE: bool>(activation: Activation, x: S::F) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe {
        match activation {
            Activation::Gelu => gelu::<S, PRECISE, 1>([x])[0],
            Activation::Gated { linear, cubic } => {
                let to_base_2 = -std::f32::consts::LOG2_E;
                let factor = S::fma(S::mul(x, x), S::splat(cubic * to_base_2), S::splat(linear * to_base_2));
                // Beyond, the result is 0; NaN stays NaN.
                let power = exp2::<S, PRECISE>(S::min(S::splat(126.0), S::mul(x, factor)));
                S::div(x, S::add(S::splat(1.0), power))
            }
        }
    }
}
