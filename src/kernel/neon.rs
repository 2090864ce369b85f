//! ARM with NEON (aarch64): its tests pass under qemu's emulation (`make test-arm`). It has not run on a real processor, so
//! it is off unless `LEJEPA_GIS_SIMD=neon` asks for it.
use std::arch::aarch64::*;

use super::simd::{Op, Simd};

/// Proof that the CPU has NEON, which every aarch64 target of Rust's has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neon(());

impl Neon {
    /// The only way to a value: asks the CPU.
    pub(super) fn detect() -> Option<Self> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Self(()))
    }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features.
#[target_feature(enable = "neon")]
unsafe fn door<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; its features are those of `Neon`.
    unsafe { op.run::<Neon>() }
}

// SAFETY of the blocks below: each method is called behind the door (the trait's rule), so
// the instructions exist; addresses are the caller's obligation.
#[allow(clippy::undocumented_unsafe_blocks)]
impl Simd for Neon {
    type F = float32x4_t;
    const LANES: usize = 4;
    // 24 accumulators, 3 vectors of weights and one broadcast fill 28 of 32 registers.
    const ROWS: usize = 8;
    const VECTORS: usize = 3;

    #[inline(always)]
    unsafe fn enter<O: Op>(self, op: O) -> O::Output {
        // `self` is the proof that the CPU has the door's features, the rest is the caller's obligation.
        unsafe { door(op) }
    }

    #[inline(always)]
    unsafe fn splat(x: f32) -> float32x4_t {
        unsafe { vdupq_n_f32(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> float32x4_t {
        unsafe { vld1q_f32(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: float32x4_t) {
        unsafe { vst1q_f32(p, v) }
    }
    #[inline(always)]
    unsafe fn broadcast(p: *const f32) -> float32x4_t {
        unsafe { vld1q_dup_f32(p) }
    }
    #[inline(always)]
    unsafe fn add(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vaddq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn sub(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vsubq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vmulq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vdivq_f32(a, b) }
    }
    #[inline(always)]
    unsafe fn sqrt(v: float32x4_t) -> float32x4_t {
        unsafe { vsqrtq_f32(v) }
    }
    #[inline(always)]
    unsafe fn fma(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        unsafe { vfmaq_f32(c, a, b) }
    }
    #[inline(always)]
    unsafe fn max(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // By comparison and not `vmaxq`, so that NaN comes out as the trait says.
        unsafe { vbslq_f32(vcgtq_f32(a, b), a, b) }
    }
    #[inline(always)]
    unsafe fn min(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vbslq_f32(vcltq_f32(a, b), a, b) }
    }
    #[inline(always)]
    unsafe fn where_greater(a: float32x4_t, b: float32x4_t, x: float32x4_t, y: float32x4_t) -> float32x4_t {
        unsafe { vbslq_f32(vcgtq_f32(a, b), x, y) }
    }
    #[inline(always)]
    unsafe fn any_greater(a: float32x4_t, b: float32x4_t) -> bool {
        unsafe { vmaxvq_u32(vcgtq_f32(a, b)) != 0 }
    }
    #[inline(always)]
    unsafe fn sum(v: float32x4_t) -> f32 {
        unsafe { vaddvq_f32(v) }
    }
    #[inline(always)]
    unsafe fn add_exponent(p: float32x4_t, t: float32x4_t) -> float32x4_t {
        unsafe {
            let n = vshlq_n_u32::<23>(vreinterpretq_u32_f32(t));
            vreinterpretq_f32_u32(vaddq_u32(vreinterpretq_u32_f32(p), n))
        }
    }
    #[inline(always)]
    unsafe fn bf16_low(v: float32x4_t) -> float32x4_t {
        unsafe { vreinterpretq_f32_u32(vshlq_n_u32::<16>(vreinterpretq_u32_f32(v))) }
    }
    #[inline(always)]
    unsafe fn bf16_high(v: float32x4_t) -> float32x4_t {
        unsafe { vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(v), vdupq_n_u32(0xffff_0000))) }
    }
    #[inline(always)]
    unsafe fn bf16_pairs(low: float32x4_t, high: float32x4_t) -> float32x4_t {
        unsafe {
            let low = vshrq_n_u32::<16>(round_bf16(low));
            let high = vandq_u32(round_bf16(high), vdupq_n_u32(0xffff_0000));
            vreinterpretq_f32_u32(vorrq_u32(low, high))
        }
    }
    #[inline(always)]
    unsafe fn store_bf16(p: *mut u16, v: float32x4_t, n: usize) {
        unsafe {
            let half = vshrn_n_u32::<16>(round_bf16(v));
            if n == 4 {
                vst1_u16(p, half);
            } else {
                let mut lanes = [0u16; 4];
                vst1_u16(lanes.as_mut_ptr(), half);
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
            }
        }
    }
}

/// Rounds to bf16 in the upper half (to nearest, ties to even); the lower half is left dirty.
///
/// # Safety
///
/// - Behind the door of [`Neon`].
#[inline(always)]
unsafe fn round_bf16(v: float32x4_t) -> uint32x4_t {
    // SAFETY: the caller's obligation.
    unsafe {
        let bits = vreinterpretq_u32_f32(v);
        let odd = vandq_u32(vshrq_n_u32::<16>(bits), vdupq_n_u32(1));
        vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)))
    }
}
