//! Another raster over the cells of features: which of its pixels lie in which cell.

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::memory;
use crate::pipeline::encode::Session;
use crate::raster::RasterSource;
use crate::raster::gdal::{Dataset, GdalSource, Transformer, same_crs};

/// Rows of pixels that are read at a time, as pixels.
const READ: usize = 1 << 20;

/// A raster over cells.
pub(super) struct Overlay {
    source: GdalSource,
    /// From its reference system to the cells', where they differ.
    transformer: Option<Transformer>,
}

impl Overlay {
    /// Opens the raster that `parameter` names.
    ///
    /// # Errors
    /// If it cannot be opened, or has no place on the grid.
    pub fn open(session: &Session, path: &str, grid: &Grid, parameter: &str) -> Result<Self> {
        session.options.reading.sources.admit(session.gdal, path)?;
        let source = GdalSource::whole_unscaled(Rc::new(Dataset::open(session.gdal, path)?))?;
        let own = source.grid();
        if own.transform.is_none() || grid.transform.is_none() {
            let message =
                format!("{parameter}={path}: a raster without georeference has no place on the features' cells");
            return Err(Error::refused(parameter, message));
        }
        let transformer = match (&own.crs, &grid.crs) {
            (Some(from), Some(to)) if from != to && !same_crs(session.gdal, from, to) => {
                Some(Transformer::new(session.gdal, from, to)?)
            }
            _ => None,
        };
        Ok(Overlay { source, transformer })
    }

    /// Number of its bands.
    pub fn bands(&self) -> usize {
        self.source.bands()
    }

    /// Visits its pixels that lie in a cell of the grid: the cell's number, the values of all bands, and whether they count.
    ///
    /// # Errors
    /// If reading fails.
    pub fn visit(&mut self, grid: &Grid, mut visit: impl FnMut(usize, &[f32], bool)) -> Result<()> {
        let own = self.source.grid().clone();
        let bands = self.source.bands();
        let rows = (READ / own.width / bands).max(1);
        let mut values = vec![0f32; bands];
        for first in (0..own.height).step_by(rows) {
            let window = Window { x: 0, y: first, width: own.width, height: rows.min(own.height - first) };
            let mut planes = memory::filled(bands * window.area(), 0f32, "pixels of another raster")?;
            let mut valid = vec![0u8; window.area()];
            self.source.read(window, &mut planes, &mut valid)?;
            for row in 0..window.height {
                let centres: Vec<(f64, f64)> = (0..own.width)
                    .filter_map(|column| own.at(column as f64 + 0.5, (first + row) as f64 + 0.5))
                    .collect();
                let places = match &self.transformer {
                    Some(transformer) => transformer.points(&centres),
                    None => centres.into_iter().map(Some).collect(),
                };
                for (column, place) in places.into_iter().enumerate() {
                    let Some((x, y)) = place.and_then(|(x, y)| grid.pixel_at(x, y)) else { continue };
                    if x < 0.0 || y < 0.0 || x >= grid.width as f64 || y >= grid.height as f64 {
                        continue;
                    }
                    let pixel = row * own.width + column;
                    values.iter_mut().enumerate().for_each(|(band, v)| *v = planes[band * window.area() + pixel]);
                    visit(y as usize * grid.width + x as usize, &values, valid[pixel] != 0);
                }
            }
        }
        Ok(())
    }
}
