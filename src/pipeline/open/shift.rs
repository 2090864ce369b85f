//! How far two dates lie beside each other.

use super::scene::Scene;
use crate::error::Result;
use crate::numeric::{SHIFT_SIDE, ShiftEstimate};
use crate::raster::{RasterSource, places};

/// Windows along a side for the shift.
const WINDOWS: usize = 3;
/// Least share of valid pixels of a window in both dates.
const MOSTLY_VALID: f64 = 0.7;

/// Columns and rows by which the second date seems to lie beside the first, by phase correlation of a few windows, all
/// bands together.
pub fn shift(first: &mut Scene, second: &mut Scene) -> Result<Option<[f64; 2]>> {
    let (width, height) = (first.source.grid().width, first.source.grid().height);
    if width < SHIFT_SIDE || height < SHIFT_SIDE {
        return Ok(None);
    }
    let bands = first.source.bands();
    let area = SHIFT_SIDE * SHIFT_SIDE;
    let mut estimate = ShiftEstimate::default();
    for window in places::windows(&first.source, WINDOWS, SHIFT_SIDE) {
        let read = |scene: &mut Scene| -> Result<Option<Vec<f32>>> {
            let (mut pixels, mut valid) = (vec![0f32; area * bands], vec![0u8; area]);
            scene.source.read(window, &mut pixels, &mut valid)?;
            let count = valid.iter().filter(|v| **v != 0).count();
            if (count as f64) < MOSTLY_VALID * area as f64 {
                return Ok(None);
            }
            for band in pixels.chunks_exact_mut(area) {
                let sum: f64 = band.iter().zip(&valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| f64::from(*v)).sum();
                let mean = (sum / count as f64) as f32;
                band.iter_mut().zip(&valid).filter(|(_, ok)| **ok == 0).for_each(|(v, _)| *v = mean);
            }
            Ok(Some(pixels))
        };
        if let (Some(a), Some(b)) = (read(first)?, read(second)?) {
            a.chunks_exact(area).zip(b.chunks_exact(area)).for_each(|(a, b)| estimate.add(a, b));
        }
    }
    Ok(estimate.finish().map(|(x, y)| [x, y].map(|v| (v * 100.0).round() / 100.0)))
}
