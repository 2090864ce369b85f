//! How far one picture lies beside another, by phase correlation: pure, a few milliseconds per window.

use std::f64::consts::PI;

use rustfft::num_complex::Complex64;
use rustfft::{FftDirection, FftPlanner};

/// Pixels along a window.
pub const SIDE: usize = 128;
/// Standard deviation in pixels of the peak that is fitted.
const PEAK_WIDTH: f64 = 1.0;
/// Least height of the peak, as a share of that of two equal pictures, for an answer.
const CLEAR: f64 = 0.02;
/// How far above its surroundings the peak must stand, in standard deviations.
const STANDS_OUT: f64 = 8.0;

/// Gathers pairs of windows and tells their common shift.
pub struct ShiftEstimate {
    cross: Vec<Complex64>,
    pairs: usize,
}

impl Default for ShiftEstimate {
    fn default() -> Self {
        ShiftEstimate { cross: vec![Complex64::ZERO; SIDE * SIDE], pairs: 0 }
    }
}

impl ShiftEstimate {
    /// Adds a pair of windows of `SIDE × SIDE` values.
    pub fn add(&mut self, first: &[f32], second: &[f32]) {
        let (a, b) = (spectrum(first), spectrum(second));
        for ((sum, a), b) in self.cross.iter_mut().zip(a).zip(b) {
            let product = a.conj() * b;
            let length = product.norm();
            if length > 1e-12 {
                *sum += product / length;
            }
        }
        self.pairs += 1;
    }

    /// Columns and rows by which the second picture's content lies right of and below the first's; `None` without a
    /// clear answer.
    pub fn finish(mut self) -> Option<(f64, f64)> {
        if self.pairs == 0 {
            return None;
        }
        let frequency = |i: usize| (if i <= SIDE / 2 { i as f64 } else { i as f64 - SIDE as f64 }) / SIDE as f64;
        let mut most = 0.0;
        for (i, c) in self.cross.iter_mut().enumerate() {
            let f2 = frequency(i % SIDE).powi(2) + frequency(i / SIDE).powi(2);
            let weight = (-2.0 * (PI * PEAK_WIDTH).powi(2) * f2).exp() / self.pairs as f64;
            *c *= weight;
            most += weight * self.pairs as f64;
        }
        transform(&mut self.cross, FftDirection::Inverse);
        let height: Vec<f64> = self.cross.iter().map(|c| c.re / most).collect();
        let peak = (0..height.len()).max_by(|a, b| height[*a].total_cmp(&height[*b]))?;
        let spread = (height.iter().map(|v| v * v).sum::<f64>() / height.len() as f64).sqrt();
        if height[peak] < CLEAR || height[peak] < STANDS_OUT * spread {
            return None;
        }
        let (x, y) = (peak % SIDE, peak / SIDE);
        let at = |dx: usize, dy: usize| height[(y + dy + SIDE - 1) % SIDE * SIDE + (x + dx + SIDE - 1) % SIDE];
        let signed = |i: usize| if i < SIDE / 2 { i as f64 } else { i as f64 - SIDE as f64 };
        Some((signed(x) + vertex(at(0, 1), at(1, 1), at(2, 1)), signed(y) + vertex(at(1, 0), at(1, 1), at(1, 2))))
    }
}

/// The top of a Gaussian through three values, beside the middle one.
fn vertex(left: f64, middle: f64, right: f64) -> f64 {
    if left <= 0.0 || right <= 0.0 {
        return 0.0;
    }
    let (l, m, r) = (left.ln(), middle.ln(), right.ln());
    let curvature = l - 2.0 * m + r;
    if curvature < 0.0 { (0.5 * (l - r) / curvature).clamp(-0.5, 0.5) } else { 0.0 }
}

/// The window's spectrum, less its mean and faded out towards the edge.
fn spectrum(values: &[f32]) -> Vec<Complex64> {
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len().max(1) as f64;
    let fade = |i: usize| 0.5 - 0.5 * (2.0 * PI * (i as f64 + 0.5) / SIDE as f64).cos();
    let faded = |i: usize| (f64::from(values[i]) - mean) * fade(i % SIDE) * fade(i / SIDE);
    let mut out: Vec<_> = (0..SIDE * SIDE).map(|i| Complex64::from(faded(i))).collect();
    transform(&mut out, FftDirection::Forward);
    out
}

/// Fourier transform of a `SIDE × SIDE` picture in place; not scaled.
fn transform(data: &mut [Complex64], direction: FftDirection) {
    let lines = FftPlanner::new().plan_fft(SIDE, direction);
    lines.process(data);
    transpose(data);
    lines.process(data);
    transpose(data);
}

/// Exchanges rows and columns.
fn transpose(data: &mut [Complex64]) {
    for y in 0..SIDE {
        for x in 0..y {
            data.swap(y * SIDE + x, x * SIDE + y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Smooth random blots of two sizes, moved.
    fn picture(dx: f64, dy: f64) -> Vec<f32> {
        let random = |x: i64, y: i64, k: u64| {
            let mut h =
                (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F) ^ k;
            for _ in 0..3 {
                h = (h ^ (h >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            }
            (h >> 40) as f64 / (1u64 << 24) as f64
        };
        let blots = |x: f64, y: f64, size: f64, k: u64| {
            let (x, y) = (x / size, y / size);
            let (x0, y0) = (x.floor(), y.floor());
            let weight = |t: f64| t * t * (3.0 - 2.0 * t);
            let (u, v) = (weight(x - x0), weight(y - y0));
            let at = |i: i64, j: i64| random(x0 as i64 + i, y0 as i64 + j, k);
            (at(0, 0) * (1.0 - u) + at(1, 0) * u) * (1.0 - v) + (at(0, 1) * (1.0 - u) + at(1, 1) * u) * v
        };
        (0..SIDE * SIDE)
            .map(|i| {
                let (x, y) = ((i % SIDE) as f64 - dx, (i / SIDE) as f64 - dy);
                (blots(x, y, 2.5, 1) + 3.0 * blots(x, y, 9.0, 2)) as f32
            })
            .collect()
    }

    #[test]
    fn shifts_are_found_below_a_pixel() {
        for (dx, dy) in [(0.0, 0.0), (0.4, -0.3), (2.25, 1.0), (-5.5, 3.7)] {
            let mut estimate = ShiftEstimate::default();
            estimate.add(&picture(0.0, 0.0), &picture(dx, dy));
            let (x, y) = estimate.finish().expect("a clear peak");
            assert!((x - dx).abs() < 0.15 && (y - dy).abs() < 0.15, "{dx} {dy}: {x} {y}");
        }
    }

    #[test]
    fn unlike_pictures_give_no_answer() {
        let noise = |seed: u64| -> Vec<f32> {
            let mut state = seed;
            let step = |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f32
            };
            (0..SIDE * SIDE).map(step).collect()
        };
        let mut estimate = ShiftEstimate::default();
        estimate.add(&noise(1), &noise(99));
        assert_eq!(estimate.finish(), None);
    }
}
