//! Compact storage of features: half precision, and 8-bit codes with a scale and offset per band.

use half::f16;

use super::is_valid;

/// Rounds to the nearest half-precision number.
pub fn round_to_f16(value: f32) -> f32 {
    f16::from_f32(value).to_f32()
}

/// Range of each band over all valid cells.
#[derive(Clone)]
pub struct CodeFit {
    low: Vec<f32>,
    high: Vec<f32>,
}

impl CodeFit {
    /// For `dim` bands.
    pub fn new(dim: usize) -> Self {
        CodeFit { low: vec![f32::INFINITY; dim], high: vec![f32::NEG_INFINITY; dim] }
    }

    /// Adds one cell; an invalid one is left out.
    pub fn add(&mut self, cell: &[f32]) {
        if is_valid(cell) {
            for ((low, high), v) in self.low.iter_mut().zip(&mut self.high).zip(cell) {
                *low = low.min(*v);
                *high = high.max(*v);
            }
        }
    }

    /// Adds the cells of another range.
    pub fn merge(&mut self, other: &CodeFit) {
        self.low.iter_mut().zip(&other.low).for_each(|(low, v)| *low = low.min(*v));
        self.high.iter_mut().zip(&other.high).for_each(|(high, v)| *high = high.max(*v));
    }

    /// The codes.
    pub fn finish(self) -> Codes {
        let band = |(low, high): (&f32, &f32)| {
            if low > high {
                return (1.0, 0.0); // no valid cell
            }
            let (low, high) = (f64::from(*low), f64::from(*high));
            let scale = (high - low) / (2.0 * Codes::LARGEST);
            (if scale > 0.0 { scale } else { 1.0 }, (low + high) / 2.0)
        };
        Codes { bands: self.low.iter().zip(&self.high).map(band).collect() }
    }
}

/// Linear 8-bit codes: value = code × scale + offset, codes from −127 to 127.
pub struct Codes {
    /// Scale and offset of each band.
    pub bands: Vec<(f64, f64)>,
}

impl Codes {
    const LARGEST: f64 = 127.0;
    /// 1.5 · 2⁵²: numbers of this size have no fraction.
    const ROUND: f64 = 6_755_399_441_055_744.0;

    /// The codes of a cell's values; NaN stays NaN.
    pub fn encode(&self, cell: &[f32], codes: &mut [f32]) {
        for ((code, value), (scale, offset)) in codes.iter_mut().zip(cell).zip(&self.bands) {
            let steps = ((f64::from(*value) - offset) / scale).clamp(-Self::LARGEST, Self::LARGEST);
            // To the nearest integer, in two additions that become vector instructions; `round` would be a call.
            *code = ((steps + Self::ROUND) - Self::ROUND) as f32;
        }
    }

    /// The values of a cell's codes.
    pub fn decode(&self, codes: &[f32], cell: &mut [f32]) {
        for ((value, code), (scale, offset)) in cell.iter_mut().zip(codes).zip(&self.bands) {
            *value = (f64::from(*code) * scale + offset) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_off_by_half_a_step_at_most() {
        let cells: Vec<[f32; 2]> =
            (0..100).map(|i| [i as f32 * 0.1 - 3.0, 5.0]).chain([[f32::NAN, f32::NAN]]).collect();
        let mut fit = CodeFit::new(2);
        cells.iter().for_each(|c| fit.add(c));
        let codes = fit.finish();
        for cell in &cells[..100] {
            let (mut coded, mut back) = ([0.0; 2], [0.0; 2]);
            codes.encode(cell, &mut coded);
            codes.decode(&coded, &mut back);
            for band in 0..2 {
                assert!((-127.0..=127.0).contains(&coded[band]) && coded[band].fract() == 0.0);
                assert!((back[band] - cell[band]).abs() as f64 <= codes.bands[band].0 / 2.0 + 1e-6);
            }
        }
        let mut coded = [0.0; 2];
        codes.encode(&[f32::NAN; 2], &mut coded);
        assert!(coded.iter().all(|c| c.is_nan()));
    }

    #[test]
    fn halves_keep_three_digits() {
        assert!((round_to_f16(1.2345) - 1.2345).abs() < 1e-3 && round_to_f16(f32::NAN).is_nan());
    }
}
