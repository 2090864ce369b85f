//! Pixels on the grid that will be encoded: upright, and of the size that was asked for.

use super::facts::Facts;
use crate::error::{Error, Result};
use crate::geometry::{Grid, TRAINED_ON, metres_between, size_warning};
use crate::raster::gdal::{Gdal, GdalSource, Transformer};
use crate::raster::{RasterSource, Resampling};

/// Brings pixels onto the grid that will be encoded. Also the warning that they are rotated, if they are.
pub(super) fn placed(
    gdal: &'static Gdal,
    pixels: GdalSource,
    target_resolution: Option<f64>,
    facts: &mut Facts,
) -> Result<(GdalSource, Option<String>)> {
    let own = pixels.grid().clone();
    let mut grid = own.clone();
    // Without a reference system, rows are counted downwards and mean no direction.
    if grid.crs.is_some() && !grid.is_upright() {
        grid = grid.upright();
        facts.warnings.push("its rows run from south to north or its columns from east to west; it is turned north up, and so is the output".into());
    }
    let rotated = (grid.rotation().abs() > 1.0).then(|| {
        format!(
            "is rotated by {:.1} degrees: the model sees it as it is, and the output keeps the rotation",
            grid.rotation()
        )
    });
    facts.warnings.extend(rotated.clone());
    match (&grid.transform, &grid.crs) {
        (None, _) => facts.warnings.push("has no georeference, so its pixels are taken as they lie, and the output has none either".into()),
        (_, None) => facts.warnings.push("has no reference system, so the size of its pixels on the ground is unknown, and the output has none either".into()),
        _ => {}
    }
    let metres = ground_size(gdal, &grid);
    facts.metres = metres.map(|(x, y)| [x, y].map(|v| (v * 1000.0).round() / 1000.0));
    let mut how = Resampling::Nearest;
    match (target_resolution, metres) {
        (None, Some(metres)) => facts.warnings.extend(size_warning(metres)),
        (None, None) => {}
        (Some(_), None) => {
            // Without PROJ's database the reference system is not what is missing.
            if let Some(Err(error @ Error::Io { .. })) =
                grid.crs.as_deref().map(|crs| Transformer::new(gdal, crs, "EPSG:4326"))
            {
                return Err(error);
            }
            return Err(Error::refused(
                "TARGET_RESOLUTION",
                format!(
                    "target-resolution: {} has no reference system, so the size of its pixels on the ground is unknown",
                    pixels.name()
                ),
            ));
        }
        (Some(target), Some(metres)) => {
            let share = (target / metres.0, target / metres.1);
            if (share.0 - 1.0).abs() > 0.002 || (share.1 - 1.0).abs() > 0.002 {
                (grid, how) = (grid.with_pixels(share), Resampling::Bilinear);
                let ratio = target / TRAINED_ON;
                if !(0.8..=1.25).contains(&ratio) {
                    facts
                        .warnings
                        .push(format!("is resampled to {target} m, but the model was trained on {TRAINED_ON} m"));
                }
            }
        }
    }
    Ok((if grid == own { pixels } else { pixels.resampled(&grid, how)? }, rotated))
}

/// Metres along a pixel in the raster's centre; `None` where its place on Earth is not known.
pub fn ground_size(gdal: &'static Gdal, grid: &Grid) -> Option<(f64, f64)> {
    let to_degrees = Transformer::new(gdal, grid.crs.as_deref()?, "EPSG:4326").ok()?;
    match to_degrees.points(&grid.centre_cross()?)[..] {
        [Some(centre), Some(right), Some(below)] => {
            Some((metres_between(centre, right), metres_between(centre, below)))
        }
        _ => None,
    }
}
