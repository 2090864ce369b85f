//! A head's keys and values as bytes, rounded once for all queries.
//!
//! Keys lose their mean first: it shifts all scores of a query alike, which softmax does not see, and without it less
//! is lost by rounding (as in SageAttention; Zhang et al., 2024). A key has its own scale, values have one for each
//! channel.
use crate::kernel::buffer::Table;
use crate::kernel::pages::LINE;
use crate::kernel::simd::{Op, Simd};

/// Vectors of a row that are read together.
const SIDE_BY_SIDE: usize = 4;

/// Where a head's bytes lie.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a> {
    pub width: usize,
    pub tokens: usize,
    pub memory: Table<'a>,
}

impl<'a> Bytes<'a> {
    /// Words in all.
    pub fn words(width: usize, tokens: usize) -> usize {
        (tokens * (width.div_ceil(4) + 2) + (Self::channel(tokens) + 2) * width).next_multiple_of(16)
    }

    /// Signed bytes, one key in a row.
    pub fn keys(self) -> Table<'a> {
        self.memory.in_rows_of(self.width.div_ceil(4))
    }

    /// Two numbers for each key: -128 times the sum of its bytes, and its scale.
    pub fn about_keys(self) -> Table<'a> {
        self.keys().below(self.tokens).in_rows_of(2)
    }

    /// Words of a channel of the values: some more than its tokens fill, so that whole steps may be read from any block
    /// on, and an odd number of cache lines, so that channels do not push each other out of the cache.
    fn channel(tokens: usize) -> usize {
        (tokens.div_ceil(4) + LINE).div_ceil(LINE) / 2 * 2 * LINE + LINE
    }

    /// Signed bytes, one channel in a row: its word `t` holds tokens 4t to 4t + 3. Missing tokens count as zeros.
    pub fn values(self) -> Table<'a> {
        self.about_keys().below(self.tokens).in_rows_of(Self::channel(self.tokens))
    }

    /// A scale for each channel of the values.
    pub fn value_scales(self) -> *mut f32 {
        self.values().row(self.width)
    }

    /// The mean key, while keys are rounded.
    fn mean(self) -> *mut f32 {
        self.value_scales().wrapping_add(self.width)
    }
}

/// Rounds the keys and values of a head.
///
/// # Safety of its run
///
/// - `keys` and `values` hold as many rows of f32 as `to` has tokens; `to` has room for its words, and nobody else
///   touches them.
pub(super) struct Round<'a> {
    pub keys: Table<'a>,
    pub values: Table<'a>,
    pub to: Bytes<'a>,
}

impl Op for Round<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        // SAFETY: the caller's obligations.
        unsafe {
            self.columns::<S>();
            for token in 0..self.to.tokens {
                self.key::<S>(token);
            }
            for quad in (0..self.to.tokens.div_ceil(4)).step_by(S::LANES) {
                self.quads::<S>(quad);
            }
        }
    }
}

/// The numbers from column `i` on, as many as a vector or the row of `width` numbers has.
///
/// # Safety
///
/// - Behind the door of `S`; the row is readable.
#[inline(always)]
pub(super) unsafe fn some<S: Simd>(row: *const f32, i: usize, width: usize) -> S::F {
    // SAFETY: the caller's row has `width` numbers.
    unsafe { if i + S::LANES <= width { S::load(row.add(i)) } else { S::load_first(row.add(i), width - i) } }
}

/// Numbers without their signs.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
pub(super) unsafe fn magnitude<S: Simd>(x: S::F) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe { S::max(x, S::sub(S::splat(0.0), x)) }
}

impl Round<'_> {
    /// The mean key and the values' scales.
    #[inline(always)]
    unsafe fn columns<S: Simd>(&self) {
        let Bytes { width, tokens, .. } = self.to;
        // Several vectors of a row at once: rows lie far apart, and each is fetched once so.
        for first in (0..width).step_by(SIDE_BY_SIDE * S::LANES) {
            // SAFETY: see `Round`; columns are below `width`.
            unsafe {
                let mut sums = [S::splat(0.0); SIDE_BY_SIDE];
                let mut peaks = [S::splat(f32::MIN_POSITIVE * 256.0); SIDE_BY_SIDE];
                for token in 0..tokens {
                    for v in 0..SIDE_BY_SIDE {
                        let i = first + v * S::LANES;
                        if i < width {
                            sums[v] = S::add(sums[v], some::<S>(self.keys.row(token), i, width));
                            let value = some::<S>(self.values.row(token), i, width);
                            peaks[v] = S::max(magnitude::<S>(value), peaks[v]);
                        }
                    }
                }
                for (v, i) in (first..width).step_by(S::LANES).enumerate().take(SIDE_BY_SIDE) {
                    let n = (width - i).min(S::LANES);
                    S::store_first(self.to.mean().add(i), S::mul(sums[v], S::splat(1.0 / tokens as f32)), n);
                    S::store_first(self.to.value_scales().add(i), S::mul(peaks[v], S::splat(1.0 / 127.0)), n);
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn key<S: Simd>(&self, token: usize) {
        let width = self.to.width;
        let (from, mean) = (self.keys.row(token), self.to.mean());
        let to = self.to.keys().row(token).cast::<u8>();
        let about = self.to.about_keys().row(token);
        // SAFETY: see `Round`; bytes behind the last channel are zeroed, as their word is read whole.
        unsafe {
            let mut peak = S::splat(f32::MIN_POSITIVE * 256.0);
            for i in (0..width).step_by(S::LANES) {
                let x = S::sub(some::<S>(from, i, width), some::<S>(mean, i, width));
                peak = S::max(magnitude::<S>(x), peak);
            }
            let scale = S::highest(peak) / 127.0;
            let inverse = S::splat(1.0 / scale);
            if !width.is_multiple_of(4) {
                to.add(width / 4 * 4).cast::<u32>().write_unaligned(0);
            }
            for i in (0..width).step_by(S::LANES) {
                let x = S::sub(some::<S>(from, i, width), some::<S>(mean, i, width));
                S::store_bytes(to.add(i), S::mul(x, inverse), (width - i).min(S::LANES), true);
            }
            let bytes = std::slice::from_raw_parts(to.cast_const().cast::<i8>(), width);
            let sum: i32 = bytes.iter().map(|x| i32::from(*x)).sum();
            about.write((-128 * sum) as f32);
            about.add(1).write(scale);
        }
    }

    /// The values of up to `LANES` words of four tokens, from word `first` on.
    #[inline(always)]
    unsafe fn quads<S: Simd>(&self, first: usize) {
        let Bytes { width, tokens, .. } = self.to;
        let to = self.to.values().right(first);
        let mut square = [0.0f32; 16 * 16];
        let words = (tokens.div_ceil(4) - first).min(S::LANES);
        // SAFETY: see `Round`; only rows of tokens that exist are read, and no vector has more than 16 lanes.
        unsafe {
            for i in (0..width).step_by(S::LANES) {
                let channels = (width - i).min(S::LANES);
                let inverse = S::div(S::splat(1.0), some::<S>(self.to.value_scales(), i, width));
                for (word, row) in square.chunks_exact_mut(S::LANES).take(words).enumerate() {
                    let mut numbers = [S::splat(0.0); 4];
                    for (token, numbers) in (4 * (first + word)..tokens).zip(&mut numbers) {
                        *numbers = S::mul(some::<S>(self.values.row(token), i, width), inverse);
                    }
                    S::store(row.as_mut_ptr(), S::quads(numbers, true));
                }
                if channels == S::LANES {
                    // A row has room for whole vectors; what lies behind the last word meets weights of zero.
                    S::transpose(square.as_ptr(), S::LANES, to.row(i), to.step);
                    continue;
                }
                for channel in 0..channels {
                    let row = to.row(i + channel);
                    (0..words).for_each(|word| row.add(word).write(square[word * S::LANES + channel]));
                }
            }
        }
    }
}
