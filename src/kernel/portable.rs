//! Any CPU: vectors are arrays, and the compiler does what it can with them.
use super::simd::{Op, Simd};

/// Needs no proof.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portable;

/// Four numbers, as the smallest vector registers in use (SSE2, NEON, wasm) hold.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub(super) struct Four([f32; 4]);

#[inline(always)]
fn zip(a: Four, b: Four, f: impl Fn(f32, f32) -> f32) -> Four {
    Four([f(a.0[0], b.0[0]), f(a.0[1], b.0[1]), f(a.0[2], b.0[2]), f(a.0[3], b.0[3])])
}

#[inline(always)]
fn map(a: Four, f: impl Fn(u32) -> u32) -> Four {
    Four(a.0.map(|x| f32::from_bits(f(x.to_bits()))))
}

/// Rounds to bf16 in the upper half (to nearest, ties to even); the lower half is left dirty.
#[inline(always)]
fn round_bf16(bits: u32) -> u32 {
    bits.wrapping_add(0x7fff + (bits >> 16 & 1))
}

impl Simd for Portable {
    type F = Four;
    const LANES: usize = 4;
    const ROWS: usize = 4;
    const VECTORS: usize = 2;

    #[inline(always)]
    unsafe fn enter<O: Op>(self, op: O) -> O::Output {
        // SAFETY: the caller's obligation; no instruction beyond the target's own is used.
        unsafe { op.run::<Self>() }
    }

    #[inline(always)]
    unsafe fn splat(x: f32) -> Four {
        Four([x; 4])
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Four {
        // SAFETY: four numbers are readable at `p`.
        Four(unsafe { p.cast::<[f32; 4]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: Four) {
        // SAFETY: four numbers are writable at `p`.
        unsafe { p.cast::<[f32; 4]>().write_unaligned(v.0) }
    }
    #[inline(always)]
    unsafe fn broadcast(p: *const f32) -> Four {
        // SAFETY: one number is readable at `p`.
        Four([unsafe { p.read_unaligned() }; 4])
    }
    #[inline(always)]
    unsafe fn add(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    unsafe fn sub(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    unsafe fn mul(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    unsafe fn div(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| a / b)
    }
    #[inline(always)]
    unsafe fn sqrt(v: Four) -> Four {
        zip(v, v, |v, _| v.sqrt())
    }
    #[inline(always)]
    unsafe fn fma(a: Four, b: Four, c: Four) -> Four {
        // Two roundings: without the instruction, `f32::mul_add` is a slow library call.
        Four([a.0[0] * b.0[0] + c.0[0], a.0[1] * b.0[1] + c.0[1], a.0[2] * b.0[2] + c.0[2], a.0[3] * b.0[3] + c.0[3]])
    }
    #[inline(always)]
    unsafe fn max(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    unsafe fn min(a: Four, b: Four) -> Four {
        zip(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    unsafe fn where_greater(a: Four, b: Four, x: Four, y: Four) -> Four {
        let mut lanes = y;
        for i in 0..4 {
            if a.0[i] > b.0[i] {
                lanes.0[i] = x.0[i];
            }
        }
        lanes
    }
    #[inline(always)]
    unsafe fn any_greater(a: Four, b: Four) -> bool {
        (0..4).any(|i| a.0[i] > b.0[i])
    }
    #[inline(always)]
    unsafe fn sum(v: Four) -> f32 {
        (v.0[0] + v.0[2]) + (v.0[1] + v.0[3])
    }
    #[inline(always)]
    unsafe fn add_exponent(p: Four, t: Four) -> Four {
        zip(p, t, |p, t| f32::from_bits(p.to_bits().wrapping_add(t.to_bits() << 23)))
    }
    #[inline(always)]
    unsafe fn bf16_low(v: Four) -> Four {
        map(v, |bits| bits << 16)
    }
    #[inline(always)]
    unsafe fn bf16_high(v: Four) -> Four {
        map(v, |bits| bits & 0xffff_0000)
    }
    #[inline(always)]
    unsafe fn bf16_pairs(low: Four, high: Four) -> Four {
        zip(low, high, |low, high| {
            let (low, high) = (round_bf16(low.to_bits()), round_bf16(high.to_bits()));
            f32::from_bits(low >> 16 | high & 0xffff_0000)
        })
    }
    #[inline(always)]
    unsafe fn store_bf16(p: *mut u16, v: Four, n: usize) {
        for (lane, x) in v.0.iter().enumerate().take(n) {
            // SAFETY: `n` numbers are writable at `p`.
            unsafe { p.add(lane).write((round_bf16(x.to_bits()) >> 16) as u16) }
        }
    }
}
