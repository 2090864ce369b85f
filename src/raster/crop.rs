//! A window of another source, as a source of its own.

use super::RasterSource;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};

/// Pixels of `inner` inside a window.
pub struct CropSource {
    inner: Box<dyn RasterSource>,
    window: Window,
    grid: Grid,
}

impl CropSource {
    /// # Errors
    /// If the window leaves the raster or is empty.
    pub fn new(inner: Box<dyn RasterSource>, window: Window) -> Result<Self> {
        let grid = inner.grid();
        if window.area() == 0 || !window.fits(grid.width, grid.height) {
            return Err(Error::raster(
                inner.name(),
                format!("has {} x {} pixels, {window:?} was asked for", grid.width, grid.height),
            ));
        }
        let grid = grid.crop(window.x, window.y, window.width, window.height);
        Ok(CropSource { inner, window, grid })
    }

    /// The `size × size` pixels in the middle; less where the raster is smaller.
    pub fn centre(inner: Box<dyn RasterSource>, size: usize) -> Result<Self> {
        let (w, h) = (inner.grid().width, inner.grid().height);
        let (width, height) = (w.min(size), h.min(size));
        CropSource::new(inner, Window { x: (w - width) / 2, y: (h - height) / 2, width, height })
    }
}

impl RasterSource for CropSource {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn files(&self) -> Vec<String> {
        self.inner.files()
    }

    fn grid(&self) -> &Grid {
        &self.grid
    }

    fn bands(&self) -> usize {
        self.inner.bands()
    }

    fn cached(&self) -> u64 {
        let whole = self.inner.grid().width.saturating_mul(self.inner.grid().height).max(1);
        (self.inner.cached() as f64 * self.window.area() as f64 / whole as f64) as u64
    }

    fn read(&mut self, w: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        if !w.fits(self.window.width, self.window.height) {
            return Err(Error::argument(format!("{w:?} leaves {} x {} pixels", self.window.width, self.window.height)));
        }
        self.inner.read(Window { x: w.x + self.window.x, y: w.y + self.window.y, ..w }, pixels, valid)
    }
}
