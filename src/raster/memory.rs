//! Pixels in memory as a source: for tests and for callers that hold the pixels themselves.

use super::RasterSource;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};

/// A raster held in memory.
pub struct MemorySource {
    grid: Grid,
    bands: usize,
    pixels: Vec<f32>,
    valid: Vec<u8>,
}

impl MemorySource {
    /// `pixels` is `[bands][height][width]`; `valid` is `[height][width]`, 0 for invalid.
    ///
    /// # Errors
    /// If a length does not fit the grid.
    pub fn new(grid: Grid, bands: usize, pixels: Vec<f32>, valid: Vec<u8>) -> Result<Self> {
        let area = grid.width * grid.height;
        if pixels.len() != bands * area || valid.len() != area {
            return Err(Error::argument(format!(
                "{} x {} pixels of {bands} bands were expected, {} values and {} mask bytes were found",
                grid.width,
                grid.height,
                pixels.len(),
                valid.len()
            )));
        }
        Ok(MemorySource { grid, bands, pixels, valid })
    }
}

impl RasterSource for MemorySource {
    fn name(&self) -> &str {
        "pixels in memory"
    }

    fn grid(&self) -> &Grid {
        &self.grid
    }

    fn bands(&self) -> usize {
        self.bands
    }

    fn read(&mut self, w: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        if !w.fits(self.grid.width, self.grid.height)
            || pixels.len() != self.bands * w.area()
            || valid.len() != w.area()
        {
            return Err(Error::argument(format!("window {w:?} on {} x {} pixels", self.grid.width, self.grid.height)));
        }
        if w.area() == 0 {
            return Ok(());
        }
        let area = self.grid.width * self.grid.height;
        for (row, out) in valid.chunks_exact_mut(w.width).enumerate() {
            let start = (w.y + row) * self.grid.width + w.x;
            out.copy_from_slice(&self.valid[start..start + w.width]);
        }
        for (i, out) in pixels.chunks_exact_mut(w.width).enumerate() {
            let (band, row) = (i / w.height, i % w.height);
            let start = band * area + (w.y + row) * self.grid.width + w.x;
            out.copy_from_slice(&self.pixels[start..start + w.width]);
        }
        Ok(())
    }
}
