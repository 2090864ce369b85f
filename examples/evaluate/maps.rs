//! Rasters as they are.

use std::path::Path;
use std::rc::Rc;

use lejepa_gis::geometry::Window;
use lejepa_gis::raster::RasterSource;
use lejepa_gis::raster::gdal::{Dataset, GdalSource, bind};

use crate::Failure;

/// One band, or one number per cell.
pub struct Grid {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Grid {
    pub fn at(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.width + column]
    }

    /// A square of pixels.
    pub fn square(&self, row: usize, column: usize, side: usize) -> impl Iterator<Item = f32> {
        (0..side * side).map(move |i| self.at(row * side + i / side, column * side + i % side))
    }
}

/// All bands of a raster, as stored.
pub fn read(path: &Path) -> Result<Vec<Grid>, Failure> {
    let mut source = GdalSource::whole_unscaled(Rc::new(Dataset::open(bind(None)?, &path.to_string_lossy())?))?;
    let (width, height) = (source.grid().width, source.grid().height);
    let area = width * height;
    let (mut values, mut valid) = (vec![0.0; source.bands() * area], vec![0; area]);
    source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid)?;
    Ok(values.chunks_exact(area).map(|band| Grid { width, height, values: band.to_vec() }).collect())
}
