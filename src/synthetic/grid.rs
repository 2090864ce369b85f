//! A plane of numbers, one per pixel, and lines drawn on it.

use super::noise::lerp;

/// `width × height` numbers, row by row. Neither side is zero.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) data: Vec<f32>,
}

impl Grid {
    /// A plane of zeros.
    pub(super) fn zeros(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![0.0; width * height] }
    }

    /// A plane whose pixel at column x and row y is `value(x, y)`.
    pub(super) fn from_fn(width: usize, height: usize, mut value: impl FnMut(f32, f32) -> f32) -> Self {
        let mut grid = Self::zeros(width, height);
        for (index, out) in grid.data.iter_mut().enumerate() {
            *out = value((index % width) as f32, (index / width) as f32);
        }
        grid
    }

    /// The same for a plane without detail below some ten pixels: evaluated at every fourth pixel
    /// only, and interpolated between.
    pub(super) fn smooth(width: usize, height: usize, value: impl FnMut(f32, f32) -> f32) -> Self {
        const STEP: usize = 4;
        let mut value = value;
        let coarse = Self::from_fn(width / STEP + 2, height / STEP + 2, |x, y| value(x * STEP as f32, y * STEP as f32));
        let mut grid = Self::zeros(width, height);
        for (y, row) in grid.data.chunks_exact_mut(width).enumerate() {
            let (j, t) = (y / STEP, (y % STEP) as f32 / STEP as f32);
            for (x, out) in row.iter_mut().enumerate() {
                let (i, s) = (x / STEP, (x % STEP) as f32 / STEP as f32);
                let top = lerp(coarse.at(i, j), coarse.at(i + 1, j), s);
                let bottom = lerp(coarse.at(i, j + 1), coarse.at(i + 1, j + 1), s);
                *out = lerp(top, bottom, t);
            }
        }
        grid
    }

    /// The value at a pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.data[y * self.width + x]
    }

    /// Slope at a pixel, per pixel, to the right and down; one-sided at the border.
    pub(super) fn slope(&self, x: usize, y: usize) -> (f32, f32) {
        let (left, right) = (x.saturating_sub(1), (x + 1).min(self.width - 1));
        let (up, down) = (y.saturating_sub(1), (y + 1).min(self.height - 1));
        let run = |a: usize, b: usize| (b - a).max(1) as f32;
        ((self.at(right, y) - self.at(left, y)) / run(left, right), (self.at(x, down) - self.at(x, up)) / run(up, down))
    }

    /// Distance in pixels to the line where the plane crosses `level`, taken as straight nearby.
    pub(super) fn isoline(&self, x: usize, y: usize, level: f32) -> f32 {
        let (gx, gy) = self.slope(x, y);
        (self.at(x, y) - level).abs() / (gx * gx + gy * gy).sqrt().max(1e-6)
    }

    /// Draws a line of `half` pixels to each side: the share of each pixel that it covers.
    pub(super) fn draw(&mut self, line: &[(f32, f32)], half: f32) {
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let reach = half + 1.0;
            let span = |p: f32, q: f32, size: usize| {
                let first = (p.min(q) - reach).floor().max(0.0) as usize;
                let last = (p.max(q) + reach).ceil().clamp(0.0, size as f32) as usize;
                first..last
            };
            for y in span(a.1, b.1, self.height) {
                for x in span(a.0, b.0, self.width) {
                    let cover = half + 0.5 - to_segment((x as f32, y as f32), a, b);
                    let out = &mut self.data[y * self.width + x];
                    *out = out.max(cover.clamp(0.0, (2.0 * half).min(1.0)));
                }
            }
        }
    }
}

/// Distance from a point to a line segment.
pub(super) fn to_segment(p: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length2 = (dx * dx + dy * dy).max(1e-6);
    let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length2).clamp(0.0, 1.0);
    let (ex, ey) = (p.0 - a.0 - t * dx, p.1 - a.1 - t * dy);
    (ex * ex + ey * ey).sqrt()
}

/// A quadratic Bézier curve as a chain of short segments.
pub(super) fn curve(from: (f32, f32), control: (f32, f32), to: (f32, f32)) -> Vec<(f32, f32)> {
    const PIECES: u8 = 40;
    (0..=PIECES)
        .map(|i| {
            let t = f32::from(i) / f32::from(PIECES);
            let s = 1.0 - t;
            let bend = |a: f32, b: f32, c: f32| s * s * a + 2.0 * s * t * b + t * t * c;
            (bend(from.0, control.0, to.0), bend(from.1, control.1, to.1))
        })
        .collect()
}
