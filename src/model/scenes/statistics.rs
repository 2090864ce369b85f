//! Mean and deviation of a scene's bands.

use serde::{Deserialize, Serialize};

/// Means and standard deviations of one scene's bands, reflectance × 10000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BandStatistics {
    /// Mean of each band.
    pub mean: Vec<f32>,
    /// Standard deviation of each band.
    pub std: Vec<f32>,
}

/// Collects the statistics of one scene, piece by piece.
#[derive(Debug, Clone)]
pub struct BandSums(Vec<[f64; 3]>);

impl BandSums {
    /// For a scene of `bands` bands.
    pub fn new(bands: usize) -> Self {
        BandSums(vec![[0.0; 3]; bands])
    }

    /// Adds reflectance, `[bands][pixels]`, where `valid` is not 0.
    pub fn add(&mut self, pixels: &[f32], valid: &[u8]) {
        for ([count, sum, squares], band) in self.0.iter_mut().zip(pixels.chunks_exact(valid.len().max(1))) {
            for value in band.iter().zip(valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| f64::from(*v)) {
                *count += 1.0;
                *sum += value;
                *squares += value * value;
            }
        }
    }

    /// What was collected; `None` without a valid pixel.
    pub fn finish(&self) -> Option<BandStatistics> {
        if self.0.iter().any(|[count, ..]| *count == 0.0) {
            return None;
        }
        let mean = |[count, sum, _]: &[f64; 3]| sum / count;
        let std = |s: &[f64; 3]| (s[2] / s[0] - mean(s).powi(2)).max(0.0).sqrt();
        Some(BandStatistics {
            mean: self.0.iter().map(|s| mean(s) as f32).collect(),
            std: self.0.iter().map(|s| std(s) as f32).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_pixels_do_not_count() {
        let mut sums = BandSums::new(2);
        assert_eq!(sums.finish(), None);
        sums.add(&[1.0, 3.0, 1e6, 5.0, 5.0, f32::NAN], &[1, 1, 0]);
        let expected = BandStatistics { mean: vec![2.0, 5.0], std: vec![1.0, 0.0] };
        assert_eq!(sums.finish(), Some(expected));
    }
}
