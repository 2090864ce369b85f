//! Rows of f32 as unsigned bytes: x ≈ lowest + scale · byte, with both numbers for each row.
use crate::kernel::buffer::Table;
use crate::kernel::simd::{Op, Simd};

/// Rounds rows to bytes.
///
/// # Safety of its run
///
/// - `input` holds `rows` rows of `width` f32.
/// - `bytes` has room for `rows` rows of `width` bytes, `ranges` for two f32 each (scale, lowest); none overlap.
pub(super) struct Rows<'a> {
    pub input: Table<'a>,
    pub rows: usize,
    pub width: usize,
    pub bytes: Table<'a>,
    pub ranges: Table<'a>,
}

impl Op for Rows<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        for row in 0..self.rows {
            let (from, to) = (self.input.row(row), self.bytes.row(row).cast::<u8>());
            // SAFETY: the caller's obligations.
            unsafe {
                let (lowest, highest) = range::<S>(from, self.width);
                let (scale, inverse) = scales(lowest, highest);
                self.ranges.row(row).write(scale);
                self.ranges.row(row).add(1).write(lowest);
                let (shift, factor) = (S::splat(lowest), S::splat(inverse));
                let mut i = 0;
                while i < self.width {
                    let n = (self.width - i).min(S::LANES);
                    let x = if n == S::LANES { S::load(from.add(i)) } else { S::load_first(from.add(i), n) };
                    S::store_bytes(to.add(i), S::mul(S::sub(x, shift), factor), n, false);
                    i += S::LANES;
                }
            }
        }
    }
}

/// Step between bytes, and its inverse; both 0 for a row of equal numbers.
pub(super) fn scales(lowest: f32, highest: f32) -> (f32, f32) {
    let span = highest - lowest;
    if span > f32::MIN_POSITIVE * 256.0 { (span / 255.0, 255.0 / span) } else { (0.0, 0.0) }
}

/// Smallest and largest of `width` numbers.
///
/// # Safety
///
/// - Behind the door of `S`.
/// - `width` numbers, at least one, are readable at `x`.
#[inline(always)]
unsafe fn range<S: Simd>(x: *const f32, width: usize) -> (f32, f32) {
    // SAFETY: the caller's obligations; whole vectors end at `whole`, the rest goes one by one.
    unsafe {
        let (mut low, mut high) = (*x, *x);
        let whole = width / S::LANES * S::LANES;
        if whole > 0 {
            let (mut least, mut most) = (S::load(x), S::load(x));
            for i in (S::LANES..whole).step_by(S::LANES) {
                least = S::min(least, S::load(x.add(i)));
                most = S::max(most, S::load(x.add(i)));
            }
            low = -S::highest(S::sub(S::splat(0.0), least));
            high = S::highest(most);
        }
        for i in whole..width {
            low = low.min(*x.add(i));
            high = high.max(*x.add(i));
        }
        (low, high)
    }
}
