//! Pictures inside of a page, as addresses that hold them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::content::{MapOnPage, Scale};
use crate::error::Result;
use crate::memory;
use crate::pipeline::encode::Picture;
use crate::pipeline::write::strong;
use crate::product::Interpolated;
use crate::raster::gdal::{Gdal, picture_bytes};

/// A date's picture.
pub fn photograph(gdal: &'static Gdal, picture: &Picture) -> Result<String> {
    // Far smaller than PNG; a GDAL without the driver is rare.
    let driver = if gdal.require_driver("JPEG").is_ok() { "JPEG" } else { "PNG" };
    address(gdal, driver, picture.width, picture.height, &picture.pixels)
}

/// A map between the centres of cells: transparent below its threshold.
pub fn map(gdal: &'static Gdal, map: &MapOnPage, pixels: Interpolated) -> Result<String> {
    let [width, height] = pixels.pixels;
    let mut planes = memory::filled(4 * width * height, 0u8, "pixels of a picture")?;
    let mut rows = pixels.by_rows()?;
    let mut line = memory::filled(width, 0f32, "pixels of a picture")?;
    for y in 0..height {
        match map.scale {
            Scale::Score => rows.row(y, |cell| map.values[cell], line.iter_mut()),
            Scale::Day => line.iter_mut().enumerate().for_each(|(x, value)| *value = map.values[pixels.own([x, y])]),
        }
        for (x, value) in line.iter().enumerate() {
            // Also false where there is no value.
            if *value >= map.threshold {
                let colour = colour(map, *value);
                for (plane, shade) in colour.into_iter().chain([255]).enumerate() {
                    planes[(plane * height + y) * width + x] = shade;
                }
            }
        }
    }
    address(gdal, "PNG", width, height, &planes)
}

/// The colour of a value from the threshold on.
pub fn colour(map: &MapOnPage, value: f32) -> [u8; 3] {
    strong((value - map.threshold) / (map.full_scale - map.threshold))
}

fn address(gdal: &'static Gdal, driver: &str, width: usize, height: usize, pixels: &[u8]) -> Result<String> {
    let bytes = picture_bytes(gdal, driver, width, height, pixels)?;
    Ok(format!("data:image/{};base64,{}", driver.to_ascii_lowercase(), STANDARD.encode(bytes)))
}
