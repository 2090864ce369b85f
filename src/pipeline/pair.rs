//! Two dates: one grid, one level, one convention, and how far they lie beside each other.

use super::area;
use super::options::Options;
use super::scene::{Scene, unlike_grids};
use crate::error::{Error, Result};
use crate::numeric::{SHIFT_SIDE, ShiftEstimate};
use crate::raster::RasterSource;
use crate::raster::gdal::{Gdal, same_crs};
use crate::raster::sample::spread;

/// Windows along a side for the shift.
const WINDOWS: usize = 3;
/// Least share of valid pixels of a window in both dates.
const MOSTLY_VALID: f64 = 0.7;
/// Shift in pixels from which it is worth a warning.
const TOLERATED: f64 = 1.0;

/// Makes the pixels of two whole scenes coincide, cuts both to the area of interest, and checks that they compare.
pub fn matched(
    gdal: &'static Gdal,
    first: &mut Scene,
    mut second: Scene,
    patch: usize,
    options: &Options,
) -> Result<Scene> {
    agree(first, &second, options)?;
    let same = |a: &str, b: &str| same_crs(gdal, a, b);
    let difference = first.source.grid().difference(second.source.grid(), same);
    if let Some(difference) = &difference
        && !options.align
    {
        return Err(unlike_grids(
            (first.source.name(), first.source.grid()),
            (second.source.name(), second.source.grid()),
            difference,
        ));
    }
    area::cut(gdal, first, options)?;
    if difference.is_none() {
        area::cut(gdal, &mut second, options)?;
    } else {
        second = aligned(gdal, first, second, patch, options)?;
    }
    second.facts.shift = shift(first, &mut second)?;
    if let Some([x, y]) = second.facts.shift
        && x.hypot(y) > TOLERATED
    {
        second.facts.warnings.push(format!(
            "seems to lie {x:.2} pixels right of and {y:.2} below the first date: edges will show as change; register the dates first"
        ));
    }
    Ok(second)
}

/// The second scene resampled from its own pixels onto the first one's, which is cut to the overlap.
fn aligned(gdal: &'static Gdal, first: &mut Scene, second: Scene, patch: usize, options: &Options) -> Result<Scene> {
    let overlap = area::overlap(gdal, first.source.grid(), second.source.grid(), patch)?;
    let window = overlap.ok_or_else(|| {
        Error::Grid(format!("{} and {} do not overlap on the ground", first.source.name(), second.source.name()))
    })?;
    first.source.cut(window)?;
    let mut second = Scene { source: second.source.resampled(first.source.grid(), options.resampling)?, ..second };
    area::outline(&mut second, options)?;
    second.facts.warnings.retain(|w| !w.starts_with("is rotated"));
    second.facts.bands += &format!(" (aligned onto the first date, {})", options.resampling.gdal_name());
    Ok(second)
}

/// Refuses dates that do not compare, unless the caller wants them mixed.
fn agree(first: &mut Scene, second: &Scene, options: &Options) -> Result<()> {
    let mut against = Vec::new();
    let (a, b) = (&first.facts, &second.facts);
    if !a.level.is_empty() && !b.level.is_empty() && a.level != b.level {
        against.push(format!(
            "{} is {} and {} is {}: their reflectances differ everywhere",
            first.source.name(),
            a.level,
            second.source.name(),
            b.level
        ));
    }
    if first.finding != second.finding {
        for scene in [&*first, second] {
            against.extend(
                scene.finding.map(|f| format!("{} ({}): {}", scene.source.name(), scene.facts.reflectance, f.text())),
            );
        }
    }
    if against.is_empty() {
        return Ok(());
    }
    let text = format!("the two dates do not compare: {}", against.join("; "));
    if options.mixed {
        first.facts.warnings.push(text);
        return Ok(());
    }
    Err(Error::Reflectance {
        path: second.source.name().into(),
        message: format!("{text}; ask for mixed to compare them as they are"),
    })
}

/// Phase correlation of a few windows, all bands together.
fn shift(first: &mut Scene, second: &mut Scene) -> Result<Option<[f64; 2]>> {
    let (width, height) = (first.source.grid().width, first.source.grid().height);
    if width < SHIFT_SIDE || height < SHIFT_SIDE {
        return Ok(None);
    }
    let bands = first.source.bands();
    let area = SHIFT_SIDE * SHIFT_SIDE;
    let mut estimate = ShiftEstimate::default();
    for window in spread(width, height, WINDOWS, SHIFT_SIDE) {
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
