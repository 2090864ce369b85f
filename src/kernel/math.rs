//! Exponential and GELU over vectors, by polynomials found by a minimax fit.
//!
//! `PRECISE` is what f32 needs; the other form is for results that are rounded
//! to bf16 anyway (eight bits of significand) and saves a third of the work.
use super::simd::{ROUND, Simd};

/// 2^f on [-1/2, 1/2]; relative error 2e-7 with f32's own rounding.
const EXP2: [f32; 6] = [1.000_000_1, 0.693_146_94, 0.240_221_2, 0.055_507_135, 0.009_675_541, 0.001_327_646_7];
/// The same to 8e-5.
const EXP2_BF16: [f32; 4] = [0.999_928_06, 0.693_260_97, 0.242_611_13, 0.055_171_624];

/// The normal distribution's Φ(x) - 1/2 is x times this polynomial in 2x²/L² - 1, where
/// |x| ≤ L; as GELU it is off by less than 1e-6 where |x| < 8.
const GELU: [f32; 14] = [
    0.134_659_35,
    -0.067_126_594,
    0.049_645_17,
    -0.039_771_24,
    0.032_045_648,
    -0.024_965_424,
    0.018_423_142,
    -0.013_089_625,
    0.008_845_681,
    -0.004_830_568,
    0.002_105_144_6,
    -0.001_614_784_8,
    0.001_365_143_6,
    -0.000_452_969_5,
];
const GELU_LIMIT: f32 = 5.25;
/// The same to 3e-5.
const GELU_BF16: [f32; 9] = [
    0.164_053_3,
    -0.080_056_29,
    0.055_596_948,
    -0.039_509_278,
    0.025_848_098,
    -0.015_079_001,
    0.009_793_57,
    -0.006_619_717_5,
    0.002_250_474_9,
];
const GELU_LIMIT_BF16: f32 = 4.3;

/// Horner's rule for `N` vectors: a chain in which each step waits for the one before, so vectors side by side cost
/// little more than one.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
unsafe fn polynomial<S: Simd, const TERMS: usize, const N: usize>(
    x: [S::F; N],
    coefficients: &[f32; TERMS],
) -> [S::F; N] {
    // SAFETY: the caller's obligation.
    unsafe {
        let mut y = [S::splat(coefficients[TERMS - 1]); N];
        for i in (0..TERMS - 1).rev() {
            let coefficient = S::splat(coefficients[i]);
            // A loop: a closure would not be compiled behind the door.
            for n in 0..N {
                y[n] = S::fma(y[n], x[n], coefficient);
            }
        }
        y
    }
}

/// 2^x for x ≤ 127; what is below 2^-126 becomes 2^-126, NaN stays NaN.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
pub(super) unsafe fn exp2<S: Simd, const PRECISE: bool>(x: S::F) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe {
        let x = S::max(S::splat(-126.0), x);
        let shifted = S::add(x, S::splat(ROUND));
        let fraction = S::sub(x, S::sub(shifted, S::splat(ROUND)));
        let [power] = if PRECISE {
            polynomial::<S, 6, 1>([fraction], &EXP2)
        } else {
            polynomial::<S, 4, 1>([fraction], &EXP2_BF16)
        };
        // Shifted by 23, the integer in `shifted` lands on the exponent; what is above it falls off.
        S::add_exponent(power, shifted)
    }
}

/// 2^x for x ≤ 8 as the bytes of words: the nearest to it, or to a number within 0.6 % of it. For x stand numbers as
/// [`Simd::POWER`] says.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
pub(super) unsafe fn bytes_of_powers<S: Simd>(mut x: [S::F; 4]) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe {
        if let Some(bytes) = S::powers(x) {
            return bytes;
        }
        for x in &mut x {
            *x = exp2::<S, false>(*x);
        }
        S::quads(x, false)
    }
}

/// GELU in its exact form, x Φ(x) = x (1 + erf(x/√2)) / 2 (Hendrycks and Gimpel, 2016), of `N` vectors.
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
pub(super) unsafe fn gelu<S: Simd, const PRECISE: bool, const N: usize>(x: [S::F; N]) -> [S::F; N] {
    let limit = if PRECISE { GELU_LIMIT } else { GELU_LIMIT_BF16 };
    // SAFETY: the caller's obligation.
    unsafe {
        let (mut factor, mut z, mut u) = (x, x, x);
        for n in 0..N {
            // Far below zero the result is zero, whatever the rounding of Φ: so the factor is clamped too.
            factor[n] = S::max(S::splat(-limit), x[n]);
            z[n] = S::min(S::splat(limit), factor[n]);
            u[n] = S::fma(S::mul(z[n], z[n]), S::splat(2.0 / (limit * limit)), S::splat(-1.0));
        }
        let mut y = if PRECISE { polynomial::<S, 14, N>(u, &GELU) } else { polynomial::<S, 9, N>(u, &GELU_BF16) };
        for n in 0..N {
            y[n] = S::mul(factor[n], S::fma(z[n], y[n], S::splat(0.5)));
        }
        y
    }
}
