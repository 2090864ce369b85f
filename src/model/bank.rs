//! Local texture: how much a band varies around each cell, by scale and orientation.
//!
//! Morlet wavelets as in scattering transforms (Bruna and Mallat 2013): a plane wave of wave number 2.4 / 2^j under a round
//! Gaussian bell of 0.8 · 2^j pixels, less as much of the bell as takes its mean away; 4 scales j, 4 orientations. With a
//! round bell every filter is separable. The coarser scales run on rows and columns thinned out by 2 and 4, after the
//! binomial filter 1 4 6 4 1, whose loss at the wave's number is made good.

use std::f32::consts::FRAC_1_SQRT_2;

use ndarray::Array2;

use crate::kernel::{FILTERS, Isa, ORIENTATIONS, Wavelets, filter};
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

    /// Every second row and column after the binomial filter, two pixels short on every side.
    fn halved(&self, isa: Isa) -> Plane {
        let lost = BINOMIAL.len() - 1;
        let (width, height) = (self.width - lost, self.height() - lost);
        // All rows as one line: what runs over the end of a row is not looked at again.
        let mut along_rows = vec![0f32; self.values.len() - lost];
        filter(isa, &BINOMIAL, 1, &self.values, &mut along_rows);
        let mut row = vec![0f32; width];
        let mut values = Vec::with_capacity(width.div_ceil(2) * height.div_ceil(2));
        for y in (0..height).step_by(2) {
            filter(isa, &BINOMIAL, self.width, &along_rows[y * self.width..], &mut row);
            values.extend(row.chunks(2).map(|pair| pair[0]));
        }
        Plane { width: width.div_ceil(2), values }
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
    wavelets: Wavelets,
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
        let ([straight, straight_i], [slanted, slanted_i]) = (waved(wave), waved(wave * FRAC_1_SQRT_2));
        let sum = |v: &[f32]| v.iter().sum::<f32>();
        // The imaginary parts are odd and have no mean.
        let means = [sum(&straight), sum(&slanted).powi(2)];
        // Waves along an axis and across it lose alike, to 1 %.
        let lost: f32 = (1..=thinning.ilog2()).map(|k| binomial_response(wave / 2f32.powi(k as i32))).product();
        let wavelets = Wavelets { filters: [bell, straight, straight_i, slanted, slanted_i], means };
        Scale { thinning, radius, wavelets, gain: 1.0 / lost }
    }

    fn kernel(&self) -> Kernel {
        let [straight, slanted] = self.wavelets.means;
        let [bell, real, imaginary, wave, turned] = &self.wavelets.filters;
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

    /// Log energies of a plane's square of cells, of which the first is `numbers[..ORIENTATIONS]` and each next one `apart`
    /// numbers behind. `left` are the plane's pixels on every side that lie around the cells; `scratch` is any memory.
    fn energies(
        &self,
        isa: Isa,
        plane: &Plane,
        left: usize,
        numbers: &mut [f32],
        apart: usize,
        scratch: &mut Vec<f32>,
    ) {
        let (step, cut) = (CELL / self.thinning, left - self.radius);
        let cells = (plane.width - 2 * left) / step;
        let (width, rows) = (cells * step, plane.height() - 2 * cut);
        let sums = ORIENTATIONS * width;
        scratch.resize(FILTERS * rows * width + sums, 0.0);
        let (sums, planes) = scratch.split_at_mut(sums);
        let from = &plane.values[cut * plane.width + cut..];
        self.wavelets.along_rows(isa, from, plane.width, [rows, width], planes);
        let share = self.gain / (step * step) as f32;
        for (y, numbers) in numbers.chunks_mut(cells * apart).enumerate() {
            sums.fill(0.0);
            self.wavelets.add_moduli(isa, planes, [rows, width], y * step, step, sums);
            for (o, sums) in sums.chunks_exact(width).enumerate() {
                for (cell, moduli) in numbers.chunks_mut(apart).zip(sums.chunks_exact(step)) {
                    cell[o] = (moduli.iter().sum::<f32>() * share + QUIET).ln();
                }
            }
        }
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

    /// Log energies of all cells of a chip with its margin, `[bands][side][side]`, of which [`MARGIN`] pixels on every side
    /// lie around the cells, to `[cells][bands × PER_BAND]`. Values have been standardised and cut at [`CLIP`].
    pub fn of_chip(&self, chip: &[f32], side: usize) -> Array2<f32> {
        let cells = (side - 2 * MARGIN) / CELL;
        let apart = chip.len() / (side * side) * PER_BAND;
        let (mut energies, mut scratch) = (vec![0f32; cells * cells * apart], Vec::new());
        for (band, pixels) in chip.chunks_exact(side * side).enumerate() {
            let full = Plane { width: side, values: pixels.to_vec() };
            let half = full.halved(self.isa);
            let quarter = half.halved(self.isa);
            for (k, scale) in self.scales.iter().enumerate() {
                let plane = match scale.thinning {
                    1 => &full,
                    2 => &half,
                    _ => &quarter,
                };
                let first = band * PER_BAND + k * ORIENTATIONS;
                let left = left_of(scale.thinning);
                scale.energies(self.isa, plane, left, &mut energies[first..], apart, &mut scratch);
            }
        }
        Array2::from_shape_vec((cells * cells, apart), energies).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 2 * CELL + 2 * MARGIN;

    fn energies(value: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let band: Vec<f32> = (0..SIDE * SIDE).map(|i| value((i % SIDE) as f32, (i / SIDE) as f32)).collect();
        Bank::new(Isa::chosen().unwrap()).of_chip(&band, SIDE).into_raw_vec_and_offset().0
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
