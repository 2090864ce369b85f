//! A small sample of a raster's values, for checks before any work.

use super::{RasterSource, places};
use crate::error::Result;
use crate::geometry::Window;

/// Windows along a side.
const WINDOWS: usize = 4;
/// Pixels along a window.
const SIDE: usize = 96;
/// Least share of valid pixels in the windows; with less, others are looked at too.
const VALID: f64 = 0.25;
/// Rasters of up to so many pixels are read whole, so that nothing small is missed in them.
const WHOLE: usize = 512 * 512;

/// Pixels of a raster as they are, with the classes that a mask has there.
pub struct Look {
    /// Raw values of each band.
    pub bands: Vec<Vec<f32>>,
    /// 0 where a pixel is invalid.
    pub valid: Vec<u8>,
    /// The mask's value at each pixel, [`UNKNOWN`](Self::UNKNOWN) where it has none; empty without a mask.
    pub classes: Vec<f32>,
    /// Whether these are all pixels of the raster.
    pub whole: bool,
}

impl Look {
    /// The class of pixels that the mask does not cover.
    pub const UNKNOWN: f32 = f32::NEG_INFINITY;

    /// Reads a small raster whole, of a larger one 16 windows ([`places::windows`]), and where they show little that is
    /// valid, 4 × 4 more. The mask lies on the same grid.
    ///
    /// # Errors
    /// If reading fails.
    pub fn take(source: &mut dyn RasterSource, mut mask: Option<&mut dyn RasterSource>) -> Result<Self> {
        let (width, height) = (source.grid().width, source.grid().height);
        let whole = width * height <= WHOLE;
        let windows = match whole {
            true => vec![Window { x: 0, y: 0, width, height }],
            false => places::windows(source, WINDOWS, SIDE),
        };
        let mut look = Look { bands: vec![Vec::new(); source.bands()], valid: vec![], classes: vec![], whole };
        windows.iter().try_for_each(|window| look.add(source, mask.as_deref_mut(), *window))?;
        let spread = places::spread(width, height, WINDOWS, SIDE);
        let valid = look.valid.iter().filter(|v| **v != 0).count();
        if !whole && windows != spread && (valid as f64) < VALID * look.count() as f64 {
            spread.iter().try_for_each(|window| look.add(source, mask.as_deref_mut(), *window))?;
        }
        Ok(look)
    }

    fn add<'a>(
        &mut self,
        source: &mut dyn RasterSource,
        mask: Option<&mut (dyn RasterSource + 'a)>,
        window: Window,
    ) -> Result<()> {
        let area = window.area();
        let (mut pixels, mut valid) = (vec![0f32; area * self.bands.len()], vec![0u8; area]);
        source.read(window, &mut pixels, &mut valid)?;
        for (band, values) in self.bands.iter_mut().zip(pixels.chunks_exact(area)) {
            band.extend_from_slice(values);
        }
        self.valid.append(&mut valid);
        if let Some(mask) = mask {
            let (mut classes, mut known) = (vec![0f32; area], vec![0u8; area]);
            mask.read(window, &mut classes, &mut known)?;
            classes.iter_mut().zip(&known).filter(|(_, k)| **k == 0).for_each(|(c, _)| *c = Look::UNKNOWN);
            self.classes.append(&mut classes);
        }
        Ok(())
    }

    /// Number of pixels.
    pub fn count(&self) -> usize {
        self.valid.len()
    }

    /// Makes the pixels invalid for which `gone` is true; returns the number of those that were valid.
    pub fn take_away(&mut self, gone: impl Fn(&Look, usize) -> bool) -> usize {
        let gone: Vec<usize> = (0..self.count()).filter(|&i| self.valid[i] != 0 && gone(self, i)).collect();
        gone.iter().for_each(|&i| self.valid[i] = 0);
        gone.len()
    }

    /// The values of valid pixels.
    pub fn sample(&self) -> Sample {
        let of = |band: &Vec<f32>| band.iter().zip(&self.valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| *v).collect();
        Sample::of(self.bands.iter().map(of).collect())
    }
}

/// Valid raw values of each band, in order of size.
pub struct Sample {
    bands: Vec<Vec<f32>>,
}

impl Sample {
    /// Values of each band.
    pub fn of(mut bands: Vec<Vec<f32>>) -> Self {
        bands.iter_mut().for_each(|b| b.sort_unstable_by(f32::total_cmp));
        Sample { bands }
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

    /// A band's values in order of size.
    pub fn values(&self, band: usize) -> &[f32] {
        &self.bands[band]
    }

    /// Share of a band's values that lie from `low` on and below `high`; 0 without any.
    pub fn share(&self, band: usize, low: f64, high: f64) -> f64 {
        let values = &self.bands[band];
        let below = |end: f64| values.partition_point(|v| f64::from(*v) < end);
        below(high).saturating_sub(below(low)) as f64 / values.len().max(1) as f64
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values() {
        let sample = Sample::of(vec![(0..=100).rev().map(|i| i as f32).collect()]);
        assert_eq!((sample.quantile(0, 0.0), sample.quantile(0, 0.5), sample.quantile(0, 1.0)), (0.0, 50.0, 100.0));
    }
}
