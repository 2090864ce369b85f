//! x86-64 with AVX2 and FMA: most computers since 2013.
use std::arch::asm;
use std::arch::x86_64::*;

use super::simd::{Left, Op, Right, Simd};

/// Proof that the CPU has AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx2(());

impl Avx2 {
    /// The only way to a value: asks the CPU.
    pub(super) fn detect() -> Option<Self> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Self(()))
    }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features.
#[target_feature(enable = "avx2,fma")]
unsafe fn door<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; its features are those of `Avx2`.
    unsafe { op.run::<Avx2>() }
}

// SAFETY of the blocks below: each method is called behind the door (the trait's rule), so
// the instructions exist; addresses are the caller's obligation.
#[allow(clippy::undocumented_unsafe_blocks)]
impl Simd for Avx2 {
    type F = __m256;
    const LANES: usize = 8;
    // 12 accumulators, 2 vectors of weights and one broadcast fill 15 of 16 registers.
    const ROWS: usize = 6;
    const VECTORS: usize = 2;

    #[inline(always)]
    unsafe fn enter<O: Op>(self, op: O) -> O::Output {
        // `self` is the proof that the CPU has the door's features, the rest is the caller's obligation.
        unsafe { door(op) }
    }

    #[inline(always)]
    unsafe fn splat(x: f32) -> __m256 {
        unsafe { _mm256_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> __m256 {
        unsafe { _mm256_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: __m256) {
        unsafe { _mm256_storeu_ps(p, v) }
    }
    #[inline(always)]
    unsafe fn broadcast(p: *const f32) -> __m256 {
        unsafe { _mm256_broadcast_ss(&*p) }
    }
    #[inline(always)]
    unsafe fn add(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_add_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn sub(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_sub_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_div_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn sqrt(v: __m256) -> __m256 {
        unsafe { _mm256_sqrt_ps(v) }
    }
    #[inline(always)]
    unsafe fn fma(a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    unsafe fn max(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_max_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn min(a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_min_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn where_greater(a: __m256, b: __m256, x: __m256, y: __m256) -> __m256 {
        unsafe { _mm256_blendv_ps(y, x, _mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) }
    }
    #[inline(always)]
    unsafe fn any_greater(a: __m256, b: __m256) -> bool {
        unsafe { _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a, b)) != 0 }
    }
    #[inline(always)]
    unsafe fn sum(v: __m256) -> f32 {
        unsafe {
            let v = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
            let v = _mm_add_ps(v, _mm_movehl_ps(v, v));
            _mm_cvtss_f32(_mm_add_ss(v, _mm_shuffle_ps::<1>(v, v)))
        }
    }
    #[inline(always)]
    unsafe fn multiply<const ROWS: usize, const VECTORS: usize>(
        acc: &mut [[__m256; VECTORS]; ROWS],
        depth: usize,
        left: Left,
        right: Right,
    ) -> bool {
        if ROWS != Self::ROWS || VECTORS != Self::VECTORS {
            return false;
        }
        // The sizes have just been compared.
        unsafe { multiply_6x16(&mut *std::ptr::from_mut(acc).cast(), depth, left, right) };
        true
    }
    #[inline(always)]
    unsafe fn add_exponent(p: __m256, t: __m256) -> __m256 {
        unsafe {
            let n = _mm256_slli_epi32::<23>(_mm256_castps_si256(t));
            _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), n))
        }
    }
    #[inline(always)]
    unsafe fn bf16_low(v: __m256) -> __m256 {
        unsafe { _mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_castps_si256(v))) }
    }
    #[inline(always)]
    unsafe fn bf16_high(v: __m256) -> __m256 {
        unsafe { _mm256_and_ps(v, _mm256_castsi256_ps(upper())) }
    }
    #[inline(always)]
    unsafe fn bf16_pairs(low: __m256, high: __m256) -> __m256 {
        unsafe {
            let low = _mm256_srli_epi32::<16>(round_bf16(low));
            let high = _mm256_and_si256(round_bf16(high), upper());
            _mm256_castsi256_ps(_mm256_or_si256(low, high))
        }
    }
    #[inline(always)]
    unsafe fn store_bf16(p: *mut u16, v: __m256, n: usize) {
        unsafe {
            let v = _mm256_srli_epi32::<16>(round_bf16(v));
            let half = _mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v));
            if n == 8 {
                _mm_storeu_si128(p.cast(), half);
            } else {
                let lanes: [u16; 8] = std::mem::transmute(half);
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
            }
        }
    }
    #[inline(always)]
    unsafe fn from_i32(v: __m256) -> __m256 {
        unsafe { _mm256_cvtepi32_ps(_mm256_castps_si256(v)) }
    }
    #[inline(always)]
    unsafe fn store_bytes(p: *mut u8, v: __m256, n: usize, signed: bool) {
        unsafe {
            let words = _mm256_cvtps_epi32(v);
            let halves = _mm_packs_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256::<1>(words));
            let bytes = if signed { _mm_packs_epi16(halves, halves) } else { _mm_packus_epi16(halves, halves) };
            if n == 8 {
                _mm_storel_epi64(p.cast(), bytes);
            } else {
                let lanes: [u8; 16] = std::mem::transmute(bytes);
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
            }
        }
    }
    #[inline(always)]
    unsafe fn quads(v: [__m256; 4], signed: bool) -> __m256 {
        unsafe {
            let (a, b) = (_mm256_cvtps_epi32(v[0]), _mm256_cvtps_epi32(v[1]));
            let (c, d) = (_mm256_cvtps_epi32(v[2]), _mm256_cvtps_epi32(v[3]));
            // In each half: four bytes of `a`, four of `b`, ...; then the four first ones, ...
            let (low, high) = (_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
            let bytes = if signed { _mm256_packs_epi16(low, high) } else { _mm256_packus_epi16(low, high) };
            let turn = _mm_set_epi32(0x0f0b_0703, 0x0e0a_0602, 0x0d09_0501, 0x0c08_0400);
            _mm256_castsi256_ps(_mm256_shuffle_epi8(bytes, _mm256_broadcastsi128_si256(turn)))
        }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: __m256, u: __m256, s: __m256) -> __m256 {
        unsafe {
            let (acc, u, s) = (_mm256_castps_si256(acc), _mm256_castps_si256(u), _mm256_castps_si256(s));
            // Widened to 16 bits: the instruction that multiplies bytes would cut sums of two products.
            let even = _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(s));
            let even = _mm256_madd_epi16(_mm256_and_si256(u, _mm256_set1_epi16(0xff)), even);
            let odd = _mm256_madd_epi16(_mm256_srli_epi16::<8>(u), _mm256_srai_epi16::<8>(s));
            _mm256_castsi256_ps(_mm256_add_epi32(acc, _mm256_add_epi32(even, odd)))
        }
    }
    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        unsafe {
            let half = |row: usize, column: usize| _mm_loadu_ps(from.add(row * from_step + column));
            // Rows 4 apart share a vector, so that nothing but squares of 4 in each half is left to do.
            for column in [0, 4] {
                let row = |i: usize| _mm256_set_m128(half(i + 4, column), half(i, column));
                let double = |v: __m256| _mm256_castps_pd(v);
                let (a, b, c, d) = (row(0), row(1), row(2), row(3));
                let low = (double(_mm256_unpacklo_ps(a, b)), double(_mm256_unpacklo_ps(c, d)));
                let high = (double(_mm256_unpackhi_ps(a, b)), double(_mm256_unpackhi_ps(c, d)));
                let columns = [
                    _mm256_unpacklo_pd(low.0, low.1),
                    _mm256_unpackhi_pd(low.0, low.1),
                    _mm256_unpacklo_pd(high.0, high.1),
                    _mm256_unpackhi_pd(high.0, high.1),
                ];
                for (i, v) in columns.into_iter().enumerate() {
                    _mm256_storeu_ps(to.add((column + i) * to_step), _mm256_castpd_ps(v));
                }
            }
        }
    }
}

/// The upper half of each word.
#[inline(always)]
fn upper() -> __m256i {
    // SAFETY: both are 32 bytes without invalid patterns.
    unsafe { std::mem::transmute([0xffff_0000_u32; 8]) }
}

/// Rounds to bf16 in the upper half (to nearest, ties to even); the lower half is left dirty.
///
/// # Safety
///
/// - Behind the door of [`Avx2`].
#[inline(always)]
unsafe fn round_bf16(v: __m256) -> __m256i {
    // SAFETY: the caller's obligation.
    unsafe {
        let bits = _mm256_castps_si256(v);
        let odd = _mm256_and_si256(_mm256_srli_epi32::<16>(bits), _mm256_set1_epi32(1));
        _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)))
    }
}

/// The tile of 6 rows and 2 vectors.
///
/// Written out because all 16 registers are in use: compilers spill some of them as soon as the loop is unrolled, and
/// not unrolled it lacks a tenth of the speed. An odd depth enters in the middle.
///
/// # Safety
///
/// - As [`multiply`](super::tile::multiply), behind the door of [`Avx2`].
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn multiply_6x16(acc: &mut [[__m256; 2]; 6], depth: usize, left: Left, right: Right) {
    if depth == 0 {
        return;
    }
    macro_rules! step {
        () => {
            concat!(
                "vmovups {w0}, [{b}]\n vmovups {w1}, [{b} + 32]\n",
                "vbroadcastss {x0}, [{a}]\n vbroadcastss {x1}, [{a} + {row}]\n",
                "vfmadd231ps {s00}, {x0}, {w0}\n vfmadd231ps {s01}, {x0}, {w1}\n",
                "vfmadd231ps {s10}, {x1}, {w0}\n vfmadd231ps {s11}, {x1}, {w1}\n",
                "vbroadcastss {x0}, [{a} + 2*{row}]\n vbroadcastss {x1}, [{a3}]\n",
                "vfmadd231ps {s20}, {x0}, {w0}\n vfmadd231ps {s21}, {x0}, {w1}\n",
                "vfmadd231ps {s30}, {x1}, {w0}\n vfmadd231ps {s31}, {x1}, {w1}\n",
                "vbroadcastss {x0}, [{a3} + {row}]\n vbroadcastss {x1}, [{a3} + 2*{row}]\n",
                "vfmadd231ps {s40}, {x0}, {w0}\n vfmadd231ps {s41}, {x0}, {w1}\n",
                "vfmadd231ps {s50}, {x1}, {w0}\n vfmadd231ps {s51}, {x1}, {w1}\n",
                "add {a}, {step}\n add {a3}, {step}\n add {b}, {width}\n",
            )
        };
    }
    let [
        [mut s00, mut s01],
        [mut s10, mut s11],
        [mut s20, mut s21],
        [mut s30, mut s31],
        [mut s40, mut s41],
        [mut s50, mut s51],
    ] = *acc;
    // SAFETY: reads what `left` and `right` promise, `depth` times, and writes registers only.
    unsafe {
        asm!(
            "test {odd:e}, 1\n jnz 3f\n .p2align 5\n 2:",
            step!(),
            "3:",
            step!(),
            "dec {n}\n jnz 2b",
            odd = in(reg) depth,
            n = inout(reg) depth.div_ceil(2) => _,
            a = inout(reg) left.at => _,
            a3 = inout(reg) left.at.wrapping_add(3 * left.row_step) => _,
            b = inout(reg) right.at => _,
            row = in(reg) left.row_step * 4,
            step = in(reg) left.step * 4,
            width = in(reg) right.step * 4,
            s00 = inout(ymm_reg) s00, s01 = inout(ymm_reg) s01, s10 = inout(ymm_reg) s10, s11 = inout(ymm_reg) s11,
            s20 = inout(ymm_reg) s20, s21 = inout(ymm_reg) s21, s30 = inout(ymm_reg) s30, s31 = inout(ymm_reg) s31,
            s40 = inout(ymm_reg) s40, s41 = inout(ymm_reg) s41, s50 = inout(ymm_reg) s50, s51 = inout(ymm_reg) s51,
            w0 = out(ymm_reg) _, w1 = out(ymm_reg) _, x0 = out(ymm_reg) _, x1 = out(ymm_reg) _,
            options(nostack, readonly),
        );
    }
    *acc = [[s00, s01], [s10, s11], [s20, s21], [s30, s31], [s40, s41], [s50, s51]];
}
