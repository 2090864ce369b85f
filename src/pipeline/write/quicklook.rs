//! Small pictures for a first look, as PNG.

use crate::error::Result;
use crate::pipeline::encode::{LONGEST, Picture};
use crate::raster::gdal::{Gdal, write_png};

/// Shortest acceptable longest side: small cell grids are enlarged in whole steps up to here.
const SMALLEST: usize = 640;

/// Writes a true-colour picture.
pub fn write_picture(gdal: &'static Gdal, path: &str, picture: &Picture) -> Result<()> {
    write_png(gdal, path, picture.width, picture.height, &picture.pixels)
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

/// Where the colours of what counts begin: the upper half of magma.
const STRONG: f32 = 0.5;

/// The colour of what counts, from 0 (it just does) to 1.
pub fn strong(share: f32) -> [u8; 3] {
    magma(STRONG + (1.0 - STRONG) * share.clamp(0.0, 1.0))
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
