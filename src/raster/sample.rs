//! A small sample of a raster's valid values, for checks before any work.

use super::RasterSource;
use crate::error::Result;
use crate::geometry::Window;

/// Windows along a side.
const WINDOWS: usize = 4;
/// Pixels along a window.
const SIDE: usize = 96;

/// Valid raw values of each band, in order of size.
pub struct Sample {
    bands: Vec<Vec<f32>>,
}

impl Sample {
    /// Values of each band.
    pub fn of(mut bands: Vec<Vec<f32>>) -> Self {
        bands.iter_mut().for_each(|b| b.sort_by(f32::total_cmp));
        Sample { bands }
    }

    /// Reads 4 × 4 small windows spread over the raster.
    ///
    /// # Errors
    /// If reading fails.
    pub fn take(source: &mut dyn RasterSource) -> Result<Self> {
        let mut bands = vec![Vec::new(); source.bands()];
        for window in spread(source.grid().width, source.grid().height, WINDOWS, SIDE) {
            let (mut pixels, mut valid) = (vec![0f32; window.area() * bands.len()], vec![0u8; window.area()]);
            source.read(window, &mut pixels, &mut valid)?;
            for (band, values) in bands.iter_mut().zip(pixels.chunks_exact(window.area())) {
                band.extend(values.iter().zip(&valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| *v));
            }
        }
        Ok(Sample::of(bands))
    }

    /// Number of bands.
    pub fn bands(&self) -> usize {
        self.bands.len()
    }

    /// Number of pixels.
    pub fn count(&self) -> usize {
        self.bands.first().map_or(0, Vec::len)
    }

    /// The value below which this share of a band's pixels lies; NaN without any.
    pub fn quantile(&self, band: usize, share: f64) -> f64 {
        let values = &self.bands[band];
        let at = (share * values.len().saturating_sub(1) as f64).round() as usize;
        values.get(at).map_or(f64::NAN, |v| f64::from(*v))
    }

    /// The same over a band's values above 0 alone: zeros may mean "no measurement".
    pub fn quantile_above_zero(&self, band: usize, share: f64) -> f64 {
        let values = &self.bands[band];
        let values = &values[values.partition_point(|v| *v <= 0.0)..];
        let at = (share * values.len().saturating_sub(1) as f64).round() as usize;
        values.get(at).map_or(f64::NAN, |v| f64::from(*v))
    }

    /// One phrase about the values.
    pub fn range(&self) -> String {
        if self.count() == 0 {
            return "no valid pixel was sampled".into();
        }
        let ends = |q: f64| (0..self.bands()).map(move |b| self.quantile(b, q));
        let (low, high) = (ends(0.01).fold(f64::MAX, f64::min), ends(0.99).fold(f64::MIN, f64::max));
        let digits = if high.abs() < 10.0 { 4 } else { 0 };
        format!("its values run from {low:.digits$} to {high:.digits$}")
    }
}

/// Windows spread evenly; fewer where the raster is small.
pub fn spread(width: usize, height: usize, along: usize, side: usize) -> Vec<Window> {
    let starts = |size: usize| -> Vec<usize> {
        let side = side.min(size);
        let count = size.div_ceil(side.max(1)).min(along);
        (0..count).map(|i| if count == 1 { (size - side) / 2 } else { (size - side) * i / (count - 1) }).collect()
    };
    let (xs, ys) = (starts(width), starts(height));
    let window = |x: usize, y: usize| Window { x, y, width: side.min(width), height: side.min(height) };
    ys.iter().flat_map(|&y| xs.iter().map(move |&x| window(x, y))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn windows_lie_inside(w in 1usize..700, h in 1usize..700) {
            let windows = spread(w, h, 4, 96);
            prop_assert!(!windows.is_empty() && windows.len() <= 16);
            prop_assert!(windows.iter().all(|v| v.fits(w, h) && v.area() > 0));
        }
    }

    #[test]
    fn quantiles_are_values() {
        let sample = Sample::of(vec![(0..=100).rev().map(|i| i as f32).collect()]);
        assert_eq!((sample.quantile(0, 0.0), sample.quantile(0, 0.5), sample.quantile(0, 1.0)), (0.0, 50.0, 100.0));
    }
}
