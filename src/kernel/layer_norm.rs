//! Layer normalisation (Ba, Kiros and Hinton, 2016): (x - mean) / √(variance + ε) · scale + shift.
use super::buffer::Table;
use super::detect::Isa;
use super::simd::{Op, Simd};

/// Scale, shift and ε of a norm.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    scale: Vec<f32>,
    shift: Vec<f32>,
    epsilon: f32,
}

impl LayerNorm {
    /// A norm over rows of `scale.len()` numbers.
    ///
    /// # Panics
    ///
    /// `scale` and `shift` differ in length.
    pub fn new(scale: &[f32], shift: &[f32], epsilon: f32) -> Self {
        assert_eq!(scale.len(), shift.len(), "scale and shift are equally long");
        Self { scale: scale.to_vec(), shift: shift.to_vec(), epsilon }
    }

    /// Normalises `rows` rows, into f32 or, where `to_bf16`, into bf16.
    ///
    /// # Safety
    ///
    /// - `input` holds `rows` rows of f32, `output` has room for as many of its kind; they do
    ///   not overlap unless they are the same.
    pub(super) unsafe fn rows(&self, isa: Isa, input: Table<'_>, rows: usize, output: Table<'_>, to_bf16: bool) {
        // SAFETY: the caller's obligations.
        unsafe { isa.run(Rows { norm: self, input, rows, output, to_bf16 }) }
    }
}

/// A norm on rows.
///
/// # Safety of its run
///
/// - As [`LayerNorm::rows`].
struct Rows<'a> {
    norm: &'a LayerNorm,
    input: Table<'a>,
    rows: usize,
    output: Table<'a>,
    to_bf16: bool,
}

impl Op for Rows<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        for row in 0..self.rows {
            // SAFETY: the caller's obligations; `row` is in range.
            unsafe { self.row::<S>(self.input.row(row), self.output.row(row)) }
        }
    }
}

impl Rows<'_> {
    #[inline(always)]
    unsafe fn row<S: Simd>(&self, x: *const f32, y: *mut f32) {
        let width = self.norm.scale.len();
        let whole = width / S::LANES * S::LANES;
        // SAFETY: rows are `width` long; whole vectors end at `whole`, the rest goes one by one.
        unsafe {
            // Two passes: the variance is taken about the mean, so nothing cancels.
            let mut sum = S::splat(0.0);
            for i in (0..whole).step_by(S::LANES) {
                sum = S::add(sum, S::load(x.add(i)));
            }
            let mut total = S::sum(sum);
            for i in whole..width {
                total += *x.add(i);
            }
            let mean = total / width as f32;
            let centre = S::splat(mean);
            let mut squares = S::splat(0.0);
            for i in (0..whole).step_by(S::LANES) {
                let d = S::sub(S::load(x.add(i)), centre);
                squares = S::fma(d, d, squares);
            }
            let mut total = S::sum(squares);
            for i in whole..width {
                total += (*x.add(i) - mean) * (*x.add(i) - mean);
            }
            let inverse = 1.0 / (total / width as f32 + self.norm.epsilon).sqrt();
            let factor = S::splat(inverse);
            let (scale, shift) = (self.norm.scale.as_ptr(), self.norm.shift.as_ptr());
            let mut i = 0;
            while i < width {
                let n = (width - i).min(S::LANES);
                let [x, scale, shift] = if n == S::LANES {
                    [S::load(x.add(i)), S::load(scale.add(i)), S::load(shift.add(i))]
                } else {
                    [S::load_first(x.add(i), n), S::load_first(scale.add(i), n), S::load_first(shift.add(i), n)]
                };
                let normal = S::fma(S::mul(S::sub(x, centre), factor), scale, shift);
                if self.to_bf16 {
                    S::store_bf16(y.cast::<u16>().add(i), normal, n);
                } else if n == S::LANES {
                    S::store(y.add(i), normal);
                } else {
                    S::store_first(y.add(i), normal, n);
                }
                i += S::LANES;
            }
        }
    }
}
