//! Smoothing a raster of cells.

use crate::error::Result;
use crate::memory;

/// Width of a bell that weighs no neighbour.
const LEAST: f64 = 0.05;
/// Standard deviations of the bell that are kept on each side.
const REACH: f64 = 4.0;

/// Each valid cell's mean with its valid neighbours, weighted by a round Gaussian bell of `sigma` cells; invalid cells (NaN)
/// stay invalid and count for nothing. `values` are rows of `width` cells.
///
/// # Errors
/// If there is no memory for them.
pub fn smoothed(values: Vec<f32>, width: usize, sigma: f64) -> Result<Vec<f32>> {
    if sigma < LEAST || width == 0 {
        return Ok(values);
    }
    let radius = (REACH * sigma + 0.5) as usize;
    let bell: Vec<f64> = (0..=radius).map(|i| (-(i as f64).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
    let height = values.len() / width;
    let sum = |i: usize| {
        let (x, y) = (i % width, i / width);
        let (mut total, mut weights) = (0.0, 0.0);
        for row in y.saturating_sub(radius)..(y + radius + 1).min(height) {
            for column in x.saturating_sub(radius)..(x + radius + 1).min(width) {
                let value = values[row * width + column];
                if value.is_finite() {
                    let weight = bell[row.abs_diff(y)] * bell[column.abs_diff(x)];
                    (total, weights) = (total + weight * f64::from(value), weights + weight);
                }
            }
        }
        (total / weights) as f32
    };
    let one = |i: usize| if values[i].is_finite() { sum(i) } else { f32::NAN };
    memory::collected((0..values.len()).map(one), "smoothed values")
}

#[cfg(test)]
mod tests {
    fn smoothed(values: &[f32], width: usize, sigma: f64) -> Vec<f32> {
        super::smoothed(values.to_vec(), width, sigma).unwrap()
    }

    #[test]
    fn a_peak_spreads_and_an_even_ground_stays() {
        let mut values = vec![1.0f32; 25];
        assert_eq!(smoothed(&values, 5, 0.4), values);
        values[12] = 2.0;
        let smooth = smoothed(&values, 5, 0.4);
        // SciPy's gaussian_filter of a peak of 1 with sigma 0.4: 0.844962 in the middle, 0.037125 beside it.
        assert!((smooth[12] - 1.844_962).abs() < 1e-4 && (smooth[11] - 1.037_125).abs() < 1e-4, "{smooth:?}");
        assert_eq!(smoothed(&values, 5, 0.0), values);
    }

    #[test]
    fn invalid_cells_count_for_nothing() {
        let values = [1.0, f32::NAN, 1.0, 1.0];
        let smooth = smoothed(&values, 2, 1.0);
        assert!(smooth[1].is_nan());
        assert!([0, 2, 3].iter().all(|i| (smooth[*i] - 1.0).abs() < 1e-6));
    }
}
