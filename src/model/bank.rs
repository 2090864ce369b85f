//! Local texture: how much a band varies around each cell, by scale and orientation.
//!
//! Morlet wavelets as in scattering transforms (Bruna and Mallat 2013): a plane wave of wave number 2.4 / 2^j under a round
//! Gaussian bell of 0.8 · 2^j pixels, less as much of the bell as takes its mean away; 4 scales j, 4 orientations. With a
//! round bell every filter is separable. The coarser scales run on rows and columns thinned out by 2 and 4, after the
//! binomial filter 1 4 6 4 1, whose loss at the wave's number is made good.

use std::f32::consts::FRAC_1_SQRT_2;

use ndarray::{Array2, Axis, concatenate};

use crate::kernel::{Isa, filter};
use crate::model::spec::BANDS;

/// Pixels around a chip that its cells' texture and windows see: what the coarsest filter reaches, so chosen that thinning
/// keeps the pixels at multiples of 4 from a cell's corner.
pub const MARGIN: usize = 26;
/// Numbers of one band: 4 scales × 4 orientations.
pub const PER_BAND: usize = 16;
/// Numbers of a cell in all bands.
pub const ENERGIES: usize = BANDS.len() * PER_BAND;
/// Pixels along a cell.
pub const CELL: usize = 8;
/// Deviations from the mean at which standardised values are cut, so that clouds and glints do not rule.
pub const CLIP: f32 = 6.0;
/// Added before the logarithm, in standard deviations of the band.
pub const QUIET: f32 = 0.1;
/// Width of the bell in pixels of the finest scale.
const BELL: f32 = 0.8;
/// Wave number at the finest scale, radians a pixel.
const WAVE: f32 = 2.4;
/// Octave from the finest scale and thinning of each scale.
const SCALES: [(i32, usize); 4] = [(0, 1), (1, 1), (2, 2), (3, 4)];

/// A rectangle of numbers, row by row.
struct Plane {
    width: usize,
    values: Vec<f32>,
}

impl Plane {
    fn height(&self) -> usize {
        self.values.len() / self.width
    }

    fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.width..][..self.width]
    }

    /// What is left when `margin` is taken off every side.
    fn inner(&self, margin: usize) -> Plane {
        let width = self.width - 2 * margin;
        let rows = margin..self.height() - margin;
        Plane { width, values: rows.flat_map(|y| &self.row(y)[margin..][..width]).copied().collect() }
    }

    /// Sums along rows weighted by the kernel, where all of it lies inside.
    fn along_rows(&self, isa: Isa, kernel: &[f32]) -> Plane {
        let width = self.width + 1 - kernel.len();
        let mut values = vec![0f32; width * self.height()];
        for (to, from) in values.chunks_exact_mut(width).zip(self.values.chunks_exact(self.width)) {
            filter(isa, kernel, 1, from, to);
        }
        Plane { width, values }
    }

    /// The same along columns.
    fn along_columns(&self, isa: Isa, kernel: &[f32]) -> Plane {
        let mut values = vec![0f32; self.width * (self.height() + 1 - kernel.len())];
        filter(isa, kernel, self.width, &self.values, &mut values);
        Plane { width: self.width, values }
    }

    /// Every second row and column after the binomial filter, two pixels short on every side.
    fn halved(&self, isa: Isa) -> Plane {
        let filtered = self.along_rows(isa, &BINOMIAL).along_columns(isa, &BINOMIAL);
        let width = filtered.width.div_ceil(2);
        let rows = (0..filtered.height()).step_by(2);
        let values = rows.flat_map(|y| filtered.row(y).iter().step_by(2)).copied().collect();
        Plane { width, values }
    }
}

/// The binomial filter 1 4 6 4 1.
pub const BINOMIAL: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];

/// What the binomial filter leaves of a wave of this number.
fn binomial_response(wave: f32) -> f32 {
    (wave / 2.0).cos().powi(4)
}

/// The separable parts of one scale's filters, on thinned pixels.
struct Scale {
    thinning: usize,
    /// Pixels on each side of the middle one.
    radius: usize,
    bell: Vec<f32>,
    /// Bell times wave, real and imaginary, straight and at 45 degrees.
    straight: [Vec<f32>; 2],
    slanted: [Vec<f32>; 2],
    /// Shares of the bell that take the means of the straight and the slanted filters away.
    means: [f32; 2],
    /// Makes good what thinning took.
    gain: f32,
}

impl Scale {
    fn new(octave: i32, thinning: usize) -> Scale {
        let size = 2f32.powi(octave) / thinning as f32;
        let (width, wave) = (BELL * size, WAVE / size);
        let radius = (3.2 * width).round() as usize;
        let at = |i: usize| i as f32 - radius as f32;
        let plain: Vec<f32> = (0..=2 * radius).map(|i| (-at(i).powi(2) / (2.0 * width * width)).exp()).collect();
        let total: f32 = plain.iter().sum();
        let bell: Vec<f32> = plain.iter().map(|v| v / total).collect();
        let waved = |number: f32| {
            let part =
                |f: fn(f32) -> f32| bell.iter().enumerate().map(|(i, b)| b * f(number * at(i))).collect::<Vec<f32>>();
            [part(f32::cos), part(f32::sin)]
        };
        let (straight, slanted) = (waved(wave), waved(wave * FRAC_1_SQRT_2));
        let sum = |v: &[f32]| v.iter().sum::<f32>();
        // The imaginary parts are odd and have no mean.
        let means = [sum(&straight[0]), sum(&slanted[0]).powi(2)];
        // Waves along an axis and across it lose alike, to 1 %.
        let lost: f32 = (1..=thinning.ilog2()).map(|k| binomial_response(wave / 2f32.powi(k as i32))).product();
        Scale { thinning, radius, bell, straight, slanted, means, gain: 1.0 / lost }
    }

    fn kernel(&self) -> Kernel {
        let [straight, slanted] = self.means;
        let (bell, [real, imaginary], [wave, turned]) = (&self.bell, &self.straight, &self.slanted);
        let size = bell.len();
        let square = |f: &dyn Fn(usize, usize) -> f32| (0..size * size).map(|i| f(i / size, i % size)).collect();
        let low = |y: usize, x: usize| bell[y] * bell[x];
        let parts: [Vec<f32>; 8] = [
            square(&|y, x| bell[y] * real[x] - straight * low(y, x)),
            square(&|y, x| wave[y] * wave[x] - turned[y] * turned[x] - slanted * low(y, x)),
            square(&|y, x| real[y] * bell[x] - straight * low(y, x)),
            square(&|y, x| wave[y] * wave[x] + turned[y] * turned[x] - slanted * low(y, x)),
            square(&|y, x| bell[y] * imaginary[x]),
            square(&|y, x| turned[y] * wave[x] + wave[y] * turned[x]),
            square(&|y, x| imaginary[y] * bell[x]),
            square(&|y, x| turned[y] * wave[x] - wave[y] * turned[x]),
        ];
        Kernel {
            thinning: self.thinning,
            cut: left_of(self.thinning) - self.radius,
            size,
            real: parts[..4].concat(),
            imaginary: parts[4..].concat(),
            gain: self.gain,
        }
    }

    /// Moduli of the four orientations' filters, at 0, 45, 90 and 135 degrees, where the filters lie inside.
    fn moduli(&self, isa: Isa, band: &Plane) -> [Vec<f32>; 4] {
        let across = band.along_rows(isa, &self.bell);
        let [across_real, across_imaginary] = self.straight.each_ref().map(|k| band.along_rows(isa, k));
        let [slant_real, slant_imaginary] = self.slanted.each_ref().map(|k| band.along_rows(isa, k));
        let low = across.along_columns(isa, &self.bell).values;
        let [real_0, imaginary_0] =
            [&across_real, &across_imaginary].map(|plane| plane.along_columns(isa, &self.bell).values);
        let [real_90, imaginary_90] = self.straight.each_ref().map(|k| across.along_columns(isa, k).values);
        let [rr, ri] = self.slanted.each_ref().map(|k| slant_real.along_columns(isa, k).values);
        let [ir, ii] = self.slanted.each_ref().map(|k| slant_imaginary.along_columns(isa, k).values);
        let length = |real: f32, imaginary: f32| self.gain * (real * real + imaginary * imaginary).sqrt();
        let [straight, slanted] = self.means;
        let along = |real: &[f32], imaginary: &[f32]| -> Vec<f32> {
            let numbers = real.iter().zip(imaginary).zip(&low);
            numbers.map(|((real, imaginary), low)| length(real - straight * low, *imaginary)).collect()
        };
        let across_corners = |sign: f32| -> Vec<f32> {
            let numbers = rr.iter().zip(&ii).zip(ri.iter().zip(&ir)).zip(&low);
            numbers.map(|(((rr, ii), (ri, ir)), low)| length(rr - sign * ii - slanted * low, ri + sign * ir)).collect()
        };
        [along(&real_0, &imaginary_0), across_corners(1.0), along(&real_90, &imaginary_90), across_corners(-1.0)]
    }
}

/// The filters of one scale as squares of weights, on thinned pixels, for whoever cannot take them apart.
pub struct Kernel {
    /// Every how many pixels of a row and column are looked at.
    pub thinning: usize,
    /// Thinned pixels that are taken off every side of what lies around the cells.
    pub cut: usize,
    /// Weights along a side.
    pub size: usize,
    /// Real and imaginary parts of the four orientations, `[4][size][size]`.
    pub real: Vec<f32>,
    /// The same of the imaginary parts.
    pub imaginary: Vec<f32>,
    /// What a modulus is multiplied with.
    pub gain: f32,
}

/// The binomial filter of both directions, `[5][5]`.
pub fn binomial_square() -> Vec<f32> {
    BINOMIAL.iter().flat_map(|y| BINOMIAL.map(|x| x * y)).collect()
}

/// The filters of all scales as squares of weights.
pub fn kernels() -> Vec<Kernel> {
    SCALES.iter().map(|(octave, thinning)| Scale::new(*octave, *thinning).kernel()).collect()
}

/// Pixels of a thinned plane around the cells.
const fn left_of(thinning: usize) -> usize {
    // Each halving takes two pixels of its own size off every side.
    match thinning {
        1 => MARGIN,
        2 => (MARGIN - 2) / 2,
        _ => (MARGIN - 6) / 4,
    }
}

/// The filters of all scales.
pub struct Bank {
    scales: Vec<Scale>,
    isa: Isa,
}

impl Bank {
    /// The filters, on these instructions.
    pub fn new(isa: Isa) -> Self {
        Bank { scales: SCALES.iter().map(|(octave, thinning)| Scale::new(*octave, *thinning)).collect(), isa }
    }

    /// Log energies of all cells of a chip with its margin, `[bands][side][side]`, to `[cells][bands × PER_BAND]`. Values
    /// have been standardised and cut at [`CLIP`].
    pub fn of_chip(&self, chip: &[f32], side: usize) -> Array2<f32> {
        let bands: Vec<Array2<f32>> = chip
            .chunks_exact(side * side)
            .map(|band| {
                let energies = self.energies(band, side);
                Array2::from_shape_vec((energies.len() / PER_BAND, PER_BAND), energies).unwrap_or_default()
            })
            .collect();
        let views: Vec<_> = bands.iter().map(|part| part.view()).collect();
        // Joined along columns, an array may lie column by column.
        concatenate(Axis(1), &views).unwrap_or_default().as_standard_layout().into_owned()
    }

    /// Log energies of the cells of one standardised band of `side × side` pixels, of which [`MARGIN`] on every side lie
    /// around the cells: `[cells][cells][PER_BAND]`.
    fn energies(&self, band: &[f32], side: usize) -> Vec<f32> {
        let cells = (side - 2 * MARGIN) / CELL;
        let full = Plane { width: side, values: band.to_vec() };
        let half = full.halved(self.isa);
        let quarter = half.halved(self.isa);
        let mut energies = vec![0f32; cells * cells * PER_BAND];
        for (k, scale) in self.scales.iter().enumerate() {
            let plane = match scale.thinning {
                1 => &full,
                2 => &half,
                _ => &quarter,
            };
            let inner = plane.inner(left_of(scale.thinning) - scale.radius);
            let (step, width) = (CELL / scale.thinning, cells * CELL / scale.thinning);
            for (o, moduli) in scale.moduli(self.isa, &inner).iter().enumerate() {
                for (y, row) in moduli.chunks_exact(width).enumerate() {
                    for (x, values) in row.chunks_exact(step).enumerate() {
                        energies[(y / step * cells + x) * PER_BAND + k * 4 + o] += values.iter().sum::<f32>();
                    }
                }
            }
            let count = (step * step) as f32;
            for energy in energies.chunks_exact_mut(PER_BAND) {
                energy[k * 4..][..4].iter_mut().for_each(|e| *e = (*e / count + QUIET).ln());
            }
        }
        energies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 2 * CELL + 2 * MARGIN;

    fn energies(value: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let band: Vec<f32> = (0..SIDE * SIDE).map(|i| value((i % SIDE) as f32, (i / SIDE) as f32)).collect();
        Bank::new(Isa::chosen().unwrap()).energies(&band, SIDE)
    }

    #[test]
    fn an_even_ground_is_quiet_and_a_slope_nearly() {
        assert!(energies(|_, _| 3.0).iter().all(|e| (e - QUIET.ln()).abs() < 1e-3));
        assert!(energies(|x, _| 0.01 * x).iter().all(|e| *e < (QUIET + 0.15).ln()));
    }

    #[test]
    fn a_wave_is_strongest_at_its_own_scale_and_orientation() {
        for (k, (octave, _)) in SCALES.iter().enumerate() {
            let number = WAVE / 2f32.powi(*octave);
            for o in 0..4 {
                let angle = std::f32::consts::PI * o as f32 / 4.0;
                let (sin, cos) = angle.sin_cos();
                let all = energies(|x, y| (number * (x * cos + y * sin)).cos());
                for cell in all.chunks_exact(PER_BAND) {
                    let best = (0..PER_BAND).max_by(|a, b| cell[*a].total_cmp(&cell[*b])).unwrap();
                    assert_eq!(best, k * 4 + o);
                    // A real wave of height 1 has modulus one half.
                    assert!((cell[best].exp() - QUIET - 0.5).abs() < 0.06, "scale {k}, {o}: {}", cell[best].exp());
                }
            }
        }
    }

    #[test]
    fn a_cell_does_not_depend_on_where_it_lies() {
        let value = |x: f32, y: f32| (x * 12.9898 + y * 78.233).sin() * 43.5 % 1.0;
        let here = energies(value);
        let there = energies(|x, y| value(x + 8.0, y + 8.0));
        assert_eq!(here[3 * PER_BAND..], there[..PER_BAND]);
    }
}
