//! Compact storage of features: half precision, and 8-bit codes with a scale and offset per band.

use half::f16;

use super::is_valid;

/// Rounds to the nearest half-precision number.
pub fn round_to_f16(value: f32) -> f32 {
    f16::from_f32(value).to_f32()
}

/// Range of each band over all valid cells.
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

    /// The code of a value; NaN stays NaN.
    pub fn encode(&self, band: usize, value: f32) -> f32 {
        let (scale, offset) = self.bands[band];
        ((f64::from(value) - offset) / scale).round().clamp(-Self::LARGEST, Self::LARGEST) as f32
    }

    /// The value of a code.
    pub fn decode(&self, band: usize, code: f32) -> f32 {
        let (scale, offset) = self.bands[band];
        (f64::from(code) * scale + offset) as f32
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
            for (band, v) in cell.iter().enumerate() {
                let code = codes.encode(band, *v);
                assert!((-127.0..=127.0).contains(&code) && code.fract() == 0.0);
                assert!((codes.decode(band, code) - v).abs() as f64 <= codes.bands[band].0 / 2.0 + 1e-6);
            }
        }
        assert!(codes.encode(0, f32::NAN).is_nan());
    }

    #[test]
    fn halves_keep_three_digits() {
        assert!((round_to_f16(1.2345) - 1.2345).abs() < 1e-3 && round_to_f16(f32::NAN).is_nan());
    }
}
