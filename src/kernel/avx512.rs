//! x86-64 with AVX-512 (F, BW, VL, DQ), and with VNNI, BF16 and AMX besides.
use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::amx;
use super::simd::{Left, Op, Right, Simd, Word};

/// What the CPU has beyond AVX-512 F, BW, VL and DQ; each level has those before it.
pub(super) const PLAIN: u8 = 0;
/// AVX512_VNNI.
pub(super) const VNNI: u8 = 1;
/// AVX512_BF16.
pub(super) const BF16: u8 = 2;
/// Matrices of bf16 and of bytes (AMX).
pub(super) const AMX: u8 = 3;

/// Proof that the CPU has AVX-512 F, BW, VL and DQ, and what `LEVEL` says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx512<const LEVEL: u8>(());

impl<const LEVEL: u8> Avx512<LEVEL> {
    /// The only way to a value: asks the CPU, and with `AMX` the system too.
    pub(super) fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("fma")
            && (LEVEL < VNNI || is_x86_feature_detected!("avx512vnni"))
            && (LEVEL < BF16 || is_x86_feature_detected!("avx512bf16"))
            && (LEVEL < AMX || amx::permitted());
        has.then_some(Self(()))
    }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,fma")]
unsafe fn door<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; its features are those of `PLAIN`.
    unsafe { op.run::<Avx512<PLAIN>>() }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma")]
unsafe fn door_vnni<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; its features are those of `VNNI`.
    unsafe { op.run::<Avx512<VNNI>>() }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx512bf16,fma")]
unsafe fn door_bf16<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; its features are those of `BF16`.
    unsafe { op.run::<Avx512<BF16>>() }
}

/// # Safety
///
/// - As [`Simd::enter`], on a CPU with these features and with AMX, which the system permits.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx512bf16,fma")]
unsafe fn door_amx<O: Op>(op: O) -> O::Output {
    // SAFETY: the caller's obligation, and this is the door; the tiles are set up while an operation runs that needs them.
    unsafe { if O::MATRICES { amx::with_tiles(|| op.run::<Avx512<AMX>>()) } else { op.run::<Avx512<AMX>>() } }
}

/// The first `n` of 16 lanes.
#[inline(always)]
fn first(n: usize) -> __mmask16 {
    debug_assert!(n <= 16);
    ((1u32 << n) - 1) as __mmask16
}

// SAFETY of the blocks below: each method is called behind the door (the trait's rule), so
// the instructions exist; addresses are the caller's obligation.
#[allow(clippy::undocumented_unsafe_blocks)]
impl<const LEVEL: u8> Simd for Avx512<LEVEL> {
    type F = __m512;
    const LANES: usize = 16;
    // 24 accumulators, 3 vectors of weights and one broadcast fill 28 of 32 registers. With AMX, two by two matrices of
    // sums, and two of each operand, fill all 8; for f32, 16 accumulators are enough too.
    const ROWS: usize = 8;
    const VECTORS: usize = if LEVEL >= AMX { 2 } else { 3 };
    const SHORT_ROWS: usize = if LEVEL >= AMX { 32 } else { 8 };
    const STEP: usize = if LEVEL >= AMX { amx::WORDS } else { 1 };

    #[inline(always)]
    unsafe fn enter<O: Op>(self, op: O) -> O::Output {
        // `self` is the proof that the CPU has the door's features, the rest is the caller's obligation.
        match LEVEL {
            PLAIN => unsafe { door(op) },
            VNNI => unsafe { door_vnni(op) },
            BF16 => unsafe { door_bf16(op) },
            _ => unsafe { door_amx(op) },
        }
    }

    #[inline(always)]
    unsafe fn splat(x: f32) -> __m512 {
        unsafe { _mm512_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> __m512 {
        unsafe { _mm512_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, v: __m512) {
        unsafe { _mm512_storeu_ps(p, v) }
    }
    #[inline(always)]
    unsafe fn load_first(p: *const f32, n: usize) -> __m512 {
        unsafe { _mm512_maskz_loadu_ps(first(n), p) }
    }
    #[inline(always)]
    unsafe fn store_first(p: *mut f32, v: __m512, n: usize) {
        unsafe { _mm512_mask_storeu_ps(p, first(n), v) }
    }
    #[inline(always)]
    unsafe fn broadcast(p: *const f32) -> __m512 {
        unsafe { _mm512_set1_ps(p.read()) }
    }
    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn sub(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn mul(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn div(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn sqrt(v: __m512) -> __m512 {
        unsafe { _mm512_sqrt_ps(v) }
    }
    #[inline(always)]
    unsafe fn fma(a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    unsafe fn max(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn min(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn where_greater(a: __m512, b: __m512, x: __m512, y: __m512) -> __m512 {
        unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b), y, x) }
    }
    #[inline(always)]
    unsafe fn any_greater(a: __m512, b: __m512) -> bool {
        unsafe { _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b) != 0 }
    }
    #[inline(always)]
    unsafe fn sum(v: __m512) -> f32 {
        unsafe { _mm512_reduce_add_ps(v) }
    }
    #[inline(always)]
    unsafe fn product<W: Word, const ROWS: usize, const VECTORS: usize>(
        sums: &mut MaybeUninit<[[__m512; VECTORS]; ROWS]>,
        depth: usize,
        left: Left,
        right: Right,
    ) -> usize {
        if LEVEL < AMX || W::NUMBERS == 1 || ROWS < amx::ROWS || left.step != 1 {
            return 0;
        }
        unsafe { amx::product::<W, ROWS, VECTORS>(sums.as_mut_ptr().cast(), depth, left, right) }
    }
    #[inline(always)]
    unsafe fn add_exponent(p: __m512, t: __m512) -> __m512 {
        unsafe {
            let n = _mm512_slli_epi32::<23>(_mm512_castps_si512(t));
            _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), n))
        }
    }
    #[inline(always)]
    unsafe fn bf16_low(v: __m512) -> __m512 {
        unsafe { _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_castps_si512(v))) }
    }
    #[inline(always)]
    unsafe fn bf16_high(v: __m512) -> __m512 {
        unsafe {
            let upper = _mm512_set1_epi32(0xffff_0000_u32 as i32);
            _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(v), upper))
        }
    }
    #[inline(always)]
    unsafe fn bf16_pairs(low: __m512, high: __m512) -> __m512 {
        unsafe {
            if LEVEL >= BF16 {
                // 16 of `low`, then 16 of `high`; the permutation interleaves them.
                let both: __m512i = std::mem::transmute(_mm512_cvtne2ps_pbh(high, low));
                _mm512_castsi512_ps(_mm512_permutexvar_epi16(interleave(), both))
            } else {
                let low = _mm512_srli_epi32::<16>(round_bf16(low));
                let upper = _mm512_set1_epi32(0xffff_0000_u32 as i32);
                let high = _mm512_and_si512(round_bf16(high), upper);
                _mm512_castsi512_ps(_mm512_or_si512(low, high))
            }
        }
    }
    #[inline(always)]
    unsafe fn store_bf16(p: *mut u16, v: __m512, n: usize) {
        unsafe {
            let half: __m256i = if LEVEL >= BF16 {
                std::mem::transmute::<__m256bh, __m256i>(_mm512_cvtneps_pbh(v))
            } else {
                _mm512_cvtepi32_epi16(_mm512_srli_epi32::<16>(round_bf16(v)))
            };
            if n == 16 {
                _mm256_storeu_si256(p.cast(), half);
            } else {
                _mm256_mask_storeu_epi16(p.cast(), first(n), half);
            }
        }
    }
    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_step: usize, to: *mut f32, to_step: usize) {
        unsafe {
            let mut a = [_mm512_setzero_ps(); 16];
            for (i, row) in a.iter_mut().enumerate() {
                *row = _mm512_loadu_ps(from.add(i * from_step));
            }
            // Squares of 2, then of 4, within each quarter of a vector.
            let mut b = a;
            for i in (0..16).step_by(2) {
                b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
                b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
            }
            let double = |v: __m512| _mm512_castps_pd(v);
            for i in (0..16).step_by(4) {
                a[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(double(b[i]), double(b[i + 2])));
                a[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(double(b[i]), double(b[i + 2])));
                a[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(double(b[i + 1]), double(b[i + 3])));
                a[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(double(b[i + 1]), double(b[i + 3])));
            }
            // Quarter L of `a[4q + c]` holds rows 4q to 4q + 3 of column 4L + c: the quarters are transposed too.
            for c in 0..4 {
                let even = _mm512_shuffle_f32x4::<0x88>(a[c], a[4 + c]);
                let odd = _mm512_shuffle_f32x4::<0xdd>(a[c], a[4 + c]);
                let even_below = _mm512_shuffle_f32x4::<0x88>(a[8 + c], a[12 + c]);
                let odd_below = _mm512_shuffle_f32x4::<0xdd>(a[8 + c], a[12 + c]);
                let put = |row: usize, v: __m512| _mm512_storeu_ps(to.add(row * to_step), v);
                put(c, _mm512_shuffle_f32x4::<0x88>(even, even_below));
                put(4 + c, _mm512_shuffle_f32x4::<0x88>(odd, odd_below));
                put(8 + c, _mm512_shuffle_f32x4::<0xdd>(even, even_below));
                put(12 + c, _mm512_shuffle_f32x4::<0xdd>(odd, odd_below));
            }
        }
    }
    #[inline(always)]
    unsafe fn highest(v: __m512) -> f32 {
        unsafe { _mm512_reduce_max_ps(v) }
    }
    #[inline(always)]
    unsafe fn from_i32(v: __m512) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(_mm512_castps_si512(v)) }
    }
    #[inline(always)]
    unsafe fn store_bytes(p: *mut u8, v: __m512, n: usize, signed: bool) {
        unsafe {
            let words = _mm512_cvtps_epi32(v);
            let bytes = if signed { _mm512_cvtsepi32_epi8(words) } else { _mm512_cvtusepi32_epi8(words) };
            if n == 16 {
                _mm_storeu_si128(p.cast(), bytes);
            } else {
                _mm_mask_storeu_epi8(p.cast(), first(n), bytes);
            }
        }
    }
    #[inline(always)]
    unsafe fn quads(v: [__m512; 4], signed: bool) -> __m512 {
        unsafe {
            let (a, b) = (_mm512_cvtps_epi32(v[0]), _mm512_cvtps_epi32(v[1]));
            let (c, d) = (_mm512_cvtps_epi32(v[2]), _mm512_cvtps_epi32(v[3]));
            // In each quarter of a vector: four bytes of `a`, four of `b`, ...; then the four first ones, ...
            let (low, high) = (_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
            let bytes = if signed { _mm512_packs_epi16(low, high) } else { _mm512_packus_epi16(low, high) };
            _mm512_castsi512_ps(_mm512_shuffle_epi8(bytes, turn()))
        }
    }
    // In 64 steps to a power of two, from 2^15 down.
    const POWER: [f32; 2] = [-64.0, 959.0];
    #[inline(always)]
    unsafe fn powers(x: [__m512; 4]) -> Option<__m512> {
        unsafe {
            let (a, b) = (_mm512_cvtps_epi32(x[0]), _mm512_cvtps_epi32(x[1]));
            let (c, d) = (_mm512_cvtps_epi32(x[2]), _mm512_cvtps_epi32(x[3]));
            let (low, high) = (power(_mm512_packs_epi32(a, b)), power(_mm512_packs_epi32(c, d)));
            Some(_mm512_castsi512_ps(_mm512_shuffle_epi8(_mm512_packus_epi16(low, high), turn())))
        }
    }
    #[inline(always)]
    unsafe fn dot_bytes(acc: __m512, u: __m512, s: __m512) -> __m512 {
        unsafe {
            let (acc, u, s) = (_mm512_castps_si512(acc), _mm512_castps_si512(u), _mm512_castps_si512(s));
            _mm512_castsi512_ps(if LEVEL >= VNNI {
                _mm512_dpbusd_epi32(acc, u, s)
            } else {
                // Widened to 16 bits: the instruction that multiplies bytes would cut sums of two products.
                let even = _mm512_srai_epi16::<8>(_mm512_slli_epi16::<8>(s));
                let even = _mm512_madd_epi16(_mm512_and_si512(u, _mm512_set1_epi16(0xff)), even);
                let odd = _mm512_madd_epi16(_mm512_srli_epi16::<8>(u), _mm512_srai_epi16::<8>(s));
                _mm512_add_epi32(acc, _mm512_add_epi32(even, odd))
            })
        }
    }
    #[inline(always)]
    unsafe fn dot_bf16(acc: __m512, a: __m512, b: __m512) -> __m512 {
        unsafe {
            if LEVEL >= BF16 {
                _mm512_dpbf16_ps(
                    acc,
                    std::mem::transmute::<__m512, __m512bh>(a),
                    std::mem::transmute::<__m512, __m512bh>(b),
                )
            } else {
                let acc = Self::fma(Self::bf16_low(a), Self::bf16_low(b), acc);
                Self::fma(Self::bf16_high(a), Self::bf16_high(b), acc)
            }
        }
    }
}

/// Index vector that, in each quarter, makes of the bytes of four vectors the first ones, the second ones, ...
#[inline(always)]
fn turn() -> __m512i {
    // SAFETY: as for `interleave`.
    unsafe { std::mem::transmute([[0u8, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]; 4]) }
}

/// 2^((959 - x) / 64), rounded, where x is at least 447; NaN's x gives 0.
///
/// # Safety
///
/// - Behind a door with AVX-512 BW.
#[inline(always)]
unsafe fn power(x: __m512i) -> __m512i {
    /// 2^(15 + (63 - i) / 64).
    const TABLE: [u16; 64] = [
        64830, 64132, 63441, 62757, 62081, 61413, 60751, 60097, 59449, 58809, 58176, 57549, 56929, 56316, 55709, 55109,
        54515, 53928, 53347, 52773, 52204, 51642, 51085, 50535, 49991, 49452, 48920, 48393, 47871, 47356, 46846, 46341,
        45842, 45348, 44859, 44376, 43898, 43425, 42958, 42495, 42037, 41584, 41136, 40693, 40255, 39821, 39392, 38968,
        38548, 38133, 37722, 37316, 36914, 36516, 36123, 35734, 35349, 34968, 34591, 34219, 33850, 33486, 33125, 32768,
    ];
    // SAFETY: the caller's obligation; the table fills two vectors.
    unsafe {
        let [first, second] = std::mem::transmute::<[u16; 64], [__m512i; 2]>(TABLE);
        // Twice the power, so that the mean with zero rounds it.
        let double = _mm512_srlv_epi16(_mm512_permutex2var_epi16(first, x, second), _mm512_srli_epi16::<6>(x));
        _mm512_avg_epu16(double, _mm512_setzero_si512())
    }
}

/// Index vector that turns `0..16, 16..32` into `0, 16, 1, 17, …`.
#[inline(always)]
fn interleave() -> __m512i {
    const ORDER: [u16; 32] = {
        let mut order = [0; 32];
        let mut i = 0;
        while i < 16 {
            order[2 * i] = i as u16;
            order[2 * i + 1] = i as u16 + 16;
            i += 1;
        }
        order
    };
    // SAFETY: both are 64 bytes without invalid patterns.
    unsafe { std::mem::transmute(ORDER) }
}

/// Rounds to bf16 in the upper half (to nearest, ties to even); the lower half is left dirty.
/// Not for NaN, whose payload may carry over.
///
/// # Safety
///
/// - Behind a door with AVX-512 F.
#[inline(always)]
unsafe fn round_bf16(v: __m512) -> __m512i {
    // SAFETY: the caller's obligation.
    unsafe {
        let bits = _mm512_castps_si512(v);
        let odd = _mm512_and_si512(_mm512_srli_epi32::<16>(bits), _mm512_set1_epi32(1));
        _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)))
    }
}
