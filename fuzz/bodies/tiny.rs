//! The smallest rasters, for bodies that need one to be there.

use std::fs;
use std::path::Path;

/// A GeoTIFF of one 16-bit band, 2 x 2 pixels of 10 m.
const TIFF: &[u8] = include_bytes!("tiny.tif");

/// Writes one, if it is not there.
pub fn write(path: &str) {
    if !Path::new(path).exists() {
        fs::write(path, TIFF).expect("a file of our own");
    }
}
