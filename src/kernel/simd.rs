//! The vector trait: what an operation may ask of an instruction set.
//!
//! An operation is a struct that implements [`Op`]; its `run` is written once,
//! over any [`Simd`]. An instruction set is a type that implements `Simd` and
//! is its own proof: a value of it exists only where the CPU can run it (see
//! `detect.rs`). `Simd::enter` is the one door where `target_feature` is
//! switched on; everything behind it is `#[inline(always)]`, so that it is
//! compiled *inside* the door, with the door's instructions.

use std::mem::MaybeUninit;

/// An operation, written once for every instruction set.
pub(super) trait Op {
    /// What it returns.
    type Output;
    /// Whether it multiplies bf16 or bytes in tiles: sets with matrices get ready for these only where it does.
    const MATRICES: bool = false;

    /// Does the work.
    ///
    /// # Safety
    ///
    /// - Called from [`Simd::enter`] of `S` only, so that the instructions of `S` are switched on.
    /// - The struct that implements this states what its pointers must be.
    unsafe fn run<S: Simd>(self) -> Self::Output;
}

/// Where the tile's left operand lies: word `(row, k)` is at `at + row * row_step + k * step`.
#[derive(Clone, Copy)]
pub(super) struct Left {
    /// The first word.
    pub at: *const f32,
    /// Words from a row to the next.
    pub row_step: usize,
    /// Words from a `k` to the next.
    pub step: usize,
}

/// Where the tile's right operand lies: `VECTORS` vectors for each `k`, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Right {
    /// The first word.
    pub at: *const f32,
    /// Words from a `k` to the next.
    pub step: usize,
    /// Where what later tiles need may lie; any address will do.
    pub ahead: *const f32,
}

/// A vector of `LANES` f32 and what can be done with it.
///
/// A word of 32 bits may also hold two bf16 numbers (the lower half is the
/// first) and travel through `load`, `broadcast` and `store` unchanged: only
/// `dot_bf16` and `bf16_*` look inside.
///
/// # Safety of the methods
///
/// - All are called behind [`Simd::enter`] only.
/// - `load`, `store` and `broadcast` need the address to be valid for the lanes that they touch.
///   No alignment beyond that of the element is required.
#[allow(clippy::missing_safety_doc)] // The list above holds for each of them.
pub(super) trait Simd: Copy {
    /// The vector.
    type F: Copy;
    /// Numbers in a vector.
    const LANES: usize;
    /// Rows of a register tile.
    const ROWS: usize;
    /// Rows of a tile of bf16 or bytes.
    const SHORT_ROWS: usize = Self::ROWS;
    /// Words of depth that a tile of bf16 or bytes does at once: it is fastest where zeros fill the depth up to these.
    const STEP: usize = 1;
    /// Vectors side by side in a register tile; at most 3.
    const VECTORS: usize;

    /// Runs `op` with the instructions of this type switched on.
    ///
    /// # Safety
    ///
    /// - What the struct of `op` states of its pointers holds; `self` proves the rest.
    unsafe fn enter<O: Op>(self, op: O) -> O::Output;

    unsafe fn splat(x: f32) -> Self::F;
    unsafe fn load(p: *const f32) -> Self::F;
    unsafe fn store(p: *mut f32, v: Self::F);
    /// The first `n` lanes; the others are 0. Nothing behind them is touched.
    unsafe fn load_first(p: *const f32, n: usize) -> Self::F {
        let mut lanes = [0.0f32; 16];
        // SAFETY: `n` numbers are readable at `p` and fit in `lanes`.
        unsafe {
            std::ptr::copy_nonoverlapping(p, lanes.as_mut_ptr(), n);
            Self::load(lanes.as_ptr())
        }
    }
    /// Writes the first `n` lanes only.
    unsafe fn store_first(p: *mut f32, v: Self::F, n: usize) {
        let mut lanes = [0.0f32; 16];
        // SAFETY: `n` numbers are writable at `p`.
        unsafe {
            Self::store(lanes.as_mut_ptr(), v);
            std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
        }
    }
    /// One number in all lanes.
    unsafe fn broadcast(p: *const f32) -> Self::F;
    unsafe fn add(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn sub(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn mul(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn div(a: Self::F, b: Self::F) -> Self::F;
    unsafe fn sqrt(v: Self::F) -> Self::F;
    /// `a * b + c`, rounded once where the machine has it.
    unsafe fn fma(a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// The larger; `b` where either is NaN.
    unsafe fn max(a: Self::F, b: Self::F) -> Self::F;
    /// The smaller; `b` where either is NaN.
    unsafe fn min(a: Self::F, b: Self::F) -> Self::F;
    /// Lane by lane, `x` where `a > b`, else `y`.
    unsafe fn where_greater(a: Self::F, b: Self::F, x: Self::F, y: Self::F) -> Self::F;
    /// Whether `a > b` in any lane.
    unsafe fn any_greater(a: Self::F, b: Self::F) -> bool;
    /// Sum over the lanes.
    unsafe fn sum(v: Self::F) -> f32;
    /// The bits of `p` plus the bits of `t` shifted left by 23: see `math::exp2`.
    unsafe fn add_exponent(p: Self::F, t: Self::F) -> Self::F;
    /// The first of each pair of bf16, widened to f32.
    unsafe fn bf16_low(v: Self::F) -> Self::F;
    /// The second of each pair.
    unsafe fn bf16_high(v: Self::F) -> Self::F;
    /// Rounds to pairs of bf16: `low` becomes the first of each, `high` the second.
    unsafe fn bf16_pairs(low: Self::F, high: Self::F) -> Self::F;
    /// Rounds to bf16 and writes the first `n` lanes.
    unsafe fn store_bf16(p: *mut u16, v: Self::F, n: usize);
    /// Transposes a square of words with `LANES` on each side; `from_step` and `to_step` are the words in a row.
    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        for i in 0..Self::LANES {
            for j in 0..Self::LANES {
                // SAFETY: both squares are valid.
                unsafe { to.add(j * to_step + i).write(from.add(i * from_step + j).read()) }
            }
        }
    }
    /// Largest lane.
    #[inline(always)]
    unsafe fn highest(v: Self::F) -> f32 {
        // SAFETY: behind the door of `Self`.
        let lanes = unsafe { lanes::<Self>(v) };
        lanes[..Self::LANES].iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }
    /// The words, taken as i32, as f32.
    #[inline(always)]
    unsafe fn from_i32(v: Self::F) -> Self::F {
        // SAFETY: behind the door of `Self`; there are 16 lanes.
        unsafe {
            let mut lanes = lanes::<Self>(v);
            for x in &mut lanes[..Self::LANES] {
                *x = x.to_bits() as i32 as f32;
            }
            Self::load(lanes.as_ptr())
        }
    }
    /// Rounds numbers (ties to even) to bytes, from 0 to 255 or, where `signed`, from -128 to 127, and writes the first
    /// `n` lanes.
    #[inline(always)]
    unsafe fn store_bytes(p: *mut u8, v: Self::F, n: usize, signed: bool) {
        // SAFETY: `n` bytes are writable at `p`.
        unsafe {
            for (lane, x) in lanes::<Self>(v).iter().enumerate().take(n) {
                p.add(lane).write(byte(*x, signed));
            }
        }
    }
    /// Rounds numbers like `store_bytes` to the four bytes of each word, that of `v[0]` lowest.
    #[inline(always)]
    unsafe fn quads(v: [Self::F; 4], signed: bool) -> Self::F {
        // SAFETY: behind the door of `Self`; there are 16 lanes.
        unsafe {
            let v = [lanes::<Self>(v[0]), lanes::<Self>(v[1]), lanes::<Self>(v[2]), lanes::<Self>(v[3])];
            let mut words = [0.0f32; 16];
            for lane in 0..Self::LANES {
                let bytes = std::array::from_fn(|i| byte(v[i][lane], signed));
                words[lane] = f32::from_bits(u32::from_le_bytes(bytes));
            }
            Self::load(words.as_ptr())
        }
    }
    /// A factor and a summand, which stand for x in what `powers` takes.
    const POWER: [f32; 2] = [1.0, 0.0];
    /// 2^x by a table, where the set has one, within 0.6 %, rounded to unsigned bytes in words as by `quads`. Instead of x,
    /// which is 8 at most, it takes x times the first of `POWER` plus the second.
    #[inline(always)]
    unsafe fn powers(_x: [Self::F; 4]) -> Option<Self::F> {
        None
    }
    /// `acc`, as i32, plus in each word the four products of the unsigned bytes of `u` and the signed ones of `s`.
    #[inline(always)]
    unsafe fn dot_bytes(acc: Self::F, u: Self::F, s: Self::F) -> Self::F {
        // SAFETY: behind the door of `Self`; there are 16 lanes.
        unsafe {
            let (mut acc, u, s) = (lanes::<Self>(acc), lanes::<Self>(u), lanes::<Self>(s));
            for lane in 0..Self::LANES {
                // Shifts instead of bytes, so that the compiler makes vectors of them.
                let (u, s) = (u[lane].to_bits(), s[lane].to_bits() as i32);
                let products = (u & 255) as i32 * (s << 24 >> 24)
                    + (u >> 8 & 255) as i32 * (s << 16 >> 24)
                    + (u >> 16 & 255) as i32 * (s << 8 >> 24)
                    + (u >> 24) as i32 * (s >> 24);
                acc[lane] = f32::from_bits((acc[lane].to_bits() as i32 + products) as u32);
            }
            Self::load(acc.as_ptr())
        }
    }
    /// A set's own loop for a tile of f32, as [`multiply`](super::tile::multiply); false where it has none of this size.
    ///
    /// # Safety
    ///
    /// - As `multiply`.
    #[inline(always)]
    unsafe fn multiply<const ROWS: usize, const VECTORS: usize>(
        _acc: &mut [[Self::F; VECTORS]; ROWS],
        _depth: usize,
        _left: Left,
        _right: Right,
    ) -> bool {
        false
    }
    /// A set's own loop for a tile of bf16 or bytes, as [`product`](super::tile::product): the words of depth that it did,
    /// from the first on; none, and nothing is written, where it has no loop for this size.
    ///
    /// # Safety
    ///
    /// - As `product`.
    #[inline(always)]
    unsafe fn product<W: Word, const ROWS: usize, const VECTORS: usize>(
        _sums: &mut MaybeUninit<[[Self::F; VECTORS]; ROWS]>,
        _depth: usize,
        _left: Left,
        _right: Right,
    ) -> usize {
        0
    }
    /// `acc` plus the product of the pairs of bf16 in `a` and `b`.
    #[inline(always)]
    unsafe fn dot_bf16(acc: Self::F, a: Self::F, b: Self::F) -> Self::F {
        // SAFETY: behind the door of `Self`.
        unsafe {
            let acc = Self::fma(Self::bf16_low(a), Self::bf16_low(b), acc);
            Self::fma(Self::bf16_high(a), Self::bf16_high(b), acc)
        }
    }
}

/// The lanes as numbers; behind the last are zeros.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
unsafe fn lanes<S: Simd>(v: S::F) -> [f32; 16] {
    let mut lanes = [0.0f32; 16];
    // SAFETY: no vector has more than 16 lanes.
    unsafe { S::store(lanes.as_mut_ptr(), v) };
    lanes
}

/// Adding and taking away 1.5 · 2²³ rounds to the nearest integer, ties to even, and
/// leaves that integer in the low bits of the sum.
pub(super) const ROUND: f32 = 12_582_912.0;

/// The nearest integer, ties to even, where |x| < 2²²; faster than the library's where the compiler may not use SSE4.
#[inline(always)]
pub(super) fn nearest(x: f32) -> f32 {
    (x + ROUND) - ROUND
}

/// The nearest byte.
#[inline(always)]
fn byte(x: f32, signed: bool) -> u8 {
    let x = nearest(x);
    if signed { x as i8 as u8 } else { x as u8 }
}

/// How a word of 32 bits multiplies: as one f32, two bf16 or four bytes.
pub(super) trait Word: Copy {
    /// Numbers in a word.
    const NUMBERS: usize;
    /// With bytes: whether those on the left have signs.
    const SIGNED_LEFT: bool = false;

    /// `acc` plus the product of the words `a` and `b`.
    ///
    /// # Safety
    ///
    /// - Behind the door of `S`.
    unsafe fn dot<S: Simd>(acc: S::F, a: S::F, b: S::F) -> S::F;
}

/// Words that are f32.
#[derive(Clone, Copy)]
pub(super) struct F32;

/// Words that are two bf16.
#[derive(Clone, Copy)]
pub(super) struct Bf16;

impl Word for F32 {
    const NUMBERS: usize = 1;
    #[inline(always)]
    unsafe fn dot<S: Simd>(acc: S::F, a: S::F, b: S::F) -> S::F {
        // SAFETY: the caller's obligation.
        unsafe { S::fma(a, b, acc) }
    }
}

impl Word for Bf16 {
    const NUMBERS: usize = 2;
    #[inline(always)]
    unsafe fn dot<S: Simd>(acc: S::F, a: S::F, b: S::F) -> S::F {
        // SAFETY: the caller's obligation.
        unsafe { S::dot_bf16(acc, a, b) }
    }
}

/// Words that are four bytes: unsigned ones on the left, signed ones on the right, sums are i32.
#[derive(Clone, Copy)]
pub(super) struct UnsignedSigned;

/// Words that are four bytes: signed ones on the left, unsigned ones on the right, sums are i32.
#[derive(Clone, Copy)]
pub(super) struct SignedUnsigned;

impl Word for UnsignedSigned {
    const NUMBERS: usize = 4;
    #[inline(always)]
    unsafe fn dot<S: Simd>(acc: S::F, a: S::F, b: S::F) -> S::F {
        // SAFETY: the caller's obligation.
        unsafe { S::dot_bytes(acc, a, b) }
    }
}

impl Word for SignedUnsigned {
    const NUMBERS: usize = 4;
    const SIGNED_LEFT: bool = true;
    #[inline(always)]
    unsafe fn dot<S: Simd>(acc: S::F, a: S::F, b: S::F) -> S::F {
        // SAFETY: the caller's obligation.
        unsafe { S::dot_bytes(acc, b, a) }
    }
}
