//! Small pictures for a first look: true colour gathered while pixels stream by, and cells in colour.

use crate::error::Result;
use crate::raster::gdal::{Gdal, write_png};

/// Longest side of a picture, pixels.
const LONGEST: usize = 1024;
/// Shortest acceptable longest side: small cell grids are enlarged in whole steps up to here.
const SMALLEST: usize = 640;
/// Reflectance × 10000 that becomes white; a fixed value, so that pictures of two dates compare.
const WHITE: f32 = 3500.0;

/// A true-colour picture, gathered from every n-th pixel while rows are read.
pub struct Picture {
    step: usize,
    source_width: usize,
    width: usize,
    height: usize,
    /// Position of red, green and blue among the bands.
    bands: [usize; 3],
    /// `[3][height][width]`.
    pixels: Vec<u8>,
}

impl Picture {
    /// For a raster of this size; `None` if its bands have no red, green and blue.
    pub fn new(width: usize, height: usize, bands: &[String]) -> Option<Self> {
        let at = |name: &str| bands.iter().position(|b| b == name);
        let step = width.max(height).div_ceil(LONGEST);
        let (w, h) = (width.div_ceil(step), height.div_ceil(step));
        Some(Picture {
            step,
            source_width: width,
            width: w,
            height: h,
            bands: [at("red")?, at("green")?, at("blue")?],
            pixels: vec![0; 3 * w * h],
        })
    }

    /// Takes rows of reflectance, `[bands][rows][width]`.
    pub fn add_rows(&mut self, first: usize, pixels: &[f32], valid: &[u8]) {
        let rows = valid.len() / self.source_width;
        for y in (0..rows).filter(|y| (first + y).is_multiple_of(self.step)) {
            for x in 0..self.width {
                let from = y * self.source_width + x * self.step;
                let to = (first + y) / self.step * self.width + x;
                for (plane, band) in self.bands.iter().enumerate() {
                    let value = pixels[band * valid.len() + from];
                    let shade = (value.max(0.0) / WHITE).min(1.0).powf(1.0 / 1.6) * 255.0;
                    self.pixels[plane * self.width * self.height + to] = if valid[from] == 0 { 0 } else { shade as u8 };
                }
            }
        }
    }

    /// Writes a PNG.
    pub fn write(&self, gdal: &'static Gdal, path: &str) -> Result<()> {
        write_png(gdal, path, self.width, self.height, &self.pixels)
    }
}

/// Writes cells as a PNG, enlarged so that each is a visible square. `colour` gives a cell's colour; `None` is
/// transparent.
pub fn write_cells(
    gdal: &'static Gdal,
    path: &str,
    width: usize,
    height: usize,
    colour: impl Fn(usize) -> Option<[u8; 3]>,
) -> Result<()> {
    let longest = width.max(height);
    let enlarge = (SMALLEST / longest).max(1);
    let shrink = longest.div_ceil(LONGEST);
    let (w, h) = (width.div_ceil(shrink) * enlarge, height.div_ceil(shrink) * enlarge);
    let mut pixels = vec![0u8; 4 * w * h];
    for y in 0..h {
        for x in 0..w {
            let cell = y / enlarge * shrink * width + x / enlarge * shrink;
            if let Some(rgb) = colour(cell) {
                for (plane, value) in rgb.into_iter().chain([255]).enumerate() {
                    pixels[plane * w * h + y * w + x] = value;
                }
            }
        }
    }
    write_png(gdal, path, w, h, &pixels)
}

/// The magma colour map at `share` from 0 to 1, from nine of its stops (matplotlib, CC0).
pub fn magma(share: f32) -> [u8; 3] {
    const STOPS: [[f32; 3]; 9] = [
        [0.0, 0.0, 4.0],
        [29.0, 17.0, 71.0],
        [81.0, 18.0, 124.0],
        [130.0, 37.0, 129.0],
        [183.0, 55.0, 121.0],
        [230.0, 81.0, 100.0],
        [252.0, 137.0, 97.0],
        [254.0, 194.0, 135.0],
        [252.0, 253.0, 191.0],
    ];
    let at = share.clamp(0.0, 1.0) * (STOPS.len() - 1) as f32;
    let (low, part) = ((at as usize).min(STOPS.len() - 2), at.fract());
    let part = if at as usize > STOPS.len() - 2 { 1.0 } else { part };
    std::array::from_fn(|c| (STOPS[low][c] + part * (STOPS[low + 1][c] - STOPS[low][c])).round() as u8)
}
