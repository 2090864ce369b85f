//! Sums of a line of numbers under a short kernel of weights, as separable image filters need them.

use super::detect::Isa;
use super::simd::{Op, Simd};

/// Vectors whose sums are held at once.
const HELD: usize = 4;

/// `to[i] = Σ weights[k] · from[i + k · step]`. With `step` 1 along a row, with the row's length along columns: then a whole
/// image is one line.
///
/// # Panics
///
/// `from` ends before the last sum's last number.
pub fn filter(isa: Isa, weights: &[f32], step: usize, from: &[f32], to: &mut [f32]) {
    let last = weights.len().saturating_sub(1) * step + to.len();
    assert!(from.len() >= last, "a filter's line holds all that it sums");
    // SAFETY: the assertion above; `to` is borrowed alone.
    unsafe { isa.run(Filter { weights, step, from, to }) }
}

/// The sums.
///
/// # Safety of its run
///
/// - `from` has `(weights.len() − 1) · step + to.len()` numbers.
struct Filter<'a> {
    weights: &'a [f32],
    step: usize,
    from: &'a [f32],
    to: &'a mut [f32],
}

impl Op for Filter<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        let (from, to, count) = (self.from.as_ptr(), self.to.as_mut_ptr(), self.to.len());
        let block = HELD * S::LANES;
        let mut i = 0;
        // SAFETY: all addresses lie within `from` and `to`, as the caller says; the last few are read and written in part.
        unsafe {
            while i + block <= count {
                let mut sums = [S::splat(0.0); HELD];
                for (k, weight) in self.weights.iter().enumerate() {
                    let weight = S::splat(*weight);
                    for (v, sum) in sums.iter_mut().enumerate() {
                        *sum = S::fma(weight, S::load(from.add(i + v * S::LANES + k * self.step)), *sum);
                    }
                }
                for (v, sum) in sums.into_iter().enumerate() {
                    S::store(to.add(i + v * S::LANES), sum);
                }
                i += block;
            }
            while i < count {
                let n = (count - i).min(S::LANES);
                let mut sum = S::splat(0.0);
                for (k, weight) in self.weights.iter().enumerate() {
                    sum = S::fma(S::splat(*weight), S::load_first(from.add(i + k * self.step), n), sum);
                }
                S::store_first(to.add(i), sum, n);
                i += n;
            }
        }
    }
}
