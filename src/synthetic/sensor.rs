//! From the ground to numbers: air, optics, noise and rounding.

use super::grid::Grid;
use super::noise::{Noise, derive, hash2, lerp, normal};

/// What differs between the dates besides the land.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conditions {
    /// Time of the year: 0 = June, 1 = September.
    pub(super) autumn: f32,
    /// Direction to the sun, to the right and down, and cotangent of its height.
    pub(super) sun: ((f32, f32), f32),
    /// Gain of each band.
    pub(super) gain: [f32; 5],
    /// What haze adds to each band, × 10000, where it is densest.
    pub(super) haze: [f32; 5],
    /// Error of registration in pixels.
    pub(super) shift: (f32, f32),
    /// Number of the date: its noise is its own.
    pub(super) number: u64,
}

impl Conditions {
    /// A clear day in June.
    pub(super) fn june(number: u64) -> Self {
        Self { autumn: 0.0, sun: ((0.5, 0.866), 0.55), gain: [1.0; 5], haze: [0.0; 5], shift: (0.0, 0.0), number }
    }

    /// A day in September: lower sun, a little haze, and a registration of its own.
    pub(super) fn september(number: u64) -> Self {
        Self {
            autumn: 1.0,
            sun: ((0.42, 0.9075), 0.95),
            gain: [0.97, 0.96, 0.98, 0.94, 0.97],
            haze: [65.0, 90.0, 130.0, 35.0, 12.0],
            shift: (0.16, -0.11),
            number,
        }
    }
}

/// Turns reflectances at ground or cloud top, five planes in one, into stored numbers.
///
/// The point spread blurs by about a pixel, so that light leaks from bright to dark neighbours;
/// swir16 is seen at 20 m and interpolated to 10 m. 0 means nodata in Sentinel-2 products, so valid
/// pixels start at 1.
pub(super) fn record(
    planes: [Vec<f32>; 5],
    (width, height): (usize, usize),
    seed: u64,
    conditions: &Conditions,
) -> Vec<u16> {
    let seed = derive(seed, 900 + conditions.number);
    let veil = Noise::new(seed, 1, 260.0);
    let veil = Grid::smooth(width, height, |x, y| 1.0 + 0.7 * veil.at(x, y));
    let mut stored = Vec::with_capacity(5 * width * height);
    for (band, mut plane) in planes.into_iter().enumerate() {
        let (gain, haze) = (conditions.gain[band], conditions.haze[band]);
        blur(&mut plane, width, height, conditions.shift);
        if band == 4 {
            plane = halve(&plane, width, height);
        }
        let pitch = if band == 4 { 2 } else { 1 };
        let wide = width.div_ceil(pitch);
        let band_seed = derive(seed, 10 + band as u64);
        for (index, value) in plane.iter_mut().enumerate() {
            let (x, y) = (index % wide, index / wide);
            let mut seen = *value * gain;
            if haze > 0.0 {
                let thick = veil.at(x * pitch, y * pitch);
                seen += haze * thick * (1.0 - seen / 10_000.0);
            }
            // Shot noise grows with the signal; the floor is the electronics'.
            let deviation = 11.0 + 0.006 * seen;
            *value = seen + deviation * normal(hash2(band_seed, x as i32, y as i32));
        }
        if band == 4 {
            plane = double(&plane, width, height);
        }
        stored.extend(plane.iter().map(|value| (value + 0.5).clamp(1.0, 65_534.0) as u16));
    }
    stored
}

/// Blurs with a bell of about 0.75 pixels deviation whose centre is `shift` off.
fn blur(plane: &mut [f32], width: usize, height: usize, shift: (f32, f32)) {
    let across = taps(shift.0);
    let down = taps(shift.1);
    let mut row = vec![0.0; width];
    for line in plane.chunks_exact_mut(width) {
        row.copy_from_slice(line);
        for (x, out) in line.iter_mut().enumerate() {
            *out = weigh(&across, x, width, |i| row[i]);
        }
    }
    let source = plane.to_vec();
    for (y, line) in plane.chunks_exact_mut(width).enumerate() {
        for (x, out) in line.iter_mut().enumerate() {
            *out = weigh(&down, y, height, |i| source[i * width + x]);
        }
    }
}

/// Weighted sum around a position; the border repeats its last pixel.
fn weigh(taps: &[f32; 5], at: usize, size: usize, value: impl Fn(usize) -> f32) -> f32 {
    (0..5).map(|k| taps[k] * value((at + k).saturating_sub(2).min(size - 1))).sum()
}

/// Five weights of a bell without `exp`, a little off centre, of sum 1.
fn taps(shift: f32) -> [f32; 5] {
    const REACH: f32 = 2.2;
    let bell = |distance: f32| {
        let t = (1.0 - (distance * distance) / (REACH * REACH)).max(0.0);
        t * t * t
    };
    let raw: [f32; 5] = std::array::from_fn(|k| bell(k as f32 - 2.0 - shift));
    let sum: f32 = raw.iter().sum();
    raw.map(|weight| weight / sum)
}

/// Means of 2 × 2 pixels; at an odd border, of those that there are.
fn halve(plane: &[f32], width: usize, height: usize) -> Vec<f32> {
    let (wide, high) = (width.div_ceil(2), height.div_ceil(2));
    let at = |x: usize, y: usize| plane[y.min(height - 1) * width + x.min(width - 1)];
    (0..wide * high)
        .map(|index| {
            let (x, y) = (2 * (index % wide), 2 * (index / wide));
            0.25 * (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1))
        })
        .collect()
}

/// Bilinear interpolation from half the resolution.
fn double(plane: &[f32], width: usize, height: usize) -> Vec<f32> {
    let (wide, high) = (width.div_ceil(2), height.div_ceil(2));
    // The centre of a fine pixel lies a quarter of a coarse one beside the coarse centre.
    let pair = |at: usize, size: usize| {
        let (near, other) = (at / 2, if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 });
        (near, other.min(size - 1))
    };
    (0..width * height)
        .map(|index| {
            let (x, far_x) = pair(index % width, wide);
            let (y, far_y) = pair(index / width, high);
            let row = |y: usize| lerp(plane[y * wide + x], plane[y * wide + far_x], 0.25);
            lerp(row(y), row(far_y), 0.25)
        })
        .collect()
}
