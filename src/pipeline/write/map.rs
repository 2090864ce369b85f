//! The pixels on which maps are written, and their values from those of cells.

use std::ops::Range;

use ndarray::{ArrayView2, CowArray, Ix2, s};

use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::pipeline::options::MapPixels;
use crate::product::Interpolated;

/// Pixels of a map over cells.
#[derive(Debug, Clone)]
pub struct MapGrid {
    /// Where they lie.
    pub grid: Grid,
    /// How they differ from cells, if they do.
    finer: Option<Interpolated>,
}

impl MapGrid {
    /// Cells themselves.
    pub fn of_cells(cells: &Grid) -> Self {
        MapGrid { grid: cells.clone(), finer: None }
    }

    /// What the options ask for, over cells `stride` pixels apart that cover a raster of so many pixels.
    ///
    /// # Errors
    /// [`Error::Argument`] if pixels would be larger than cells, or more than a raster can have.
    pub fn new(cells: &Grid, stride: usize, pixels: [usize; 2], asked: MapPixels) -> Result<Self> {
        // Sides of a map's pixel, in cells.
        let step = match asked {
            MapPixels::Cells => return Ok(MapGrid::of_cells(cells)),
            MapPixels::Pixels => [1.0 / stride as f64; 2],
            MapPixels::Size(size) => {
                let (x, y) = cells.pixel_size().unwrap_or((stride as f64, stride as f64));
                let step = [size / x, size / y];
                if step.iter().any(|step| *step > 1.0 + SAME) {
                    return Err(Error::refused(
                        "GRID",
                        format!("GRID={size}: expected pixels no larger than cells, which are {x} x {y}"),
                    ));
                }
                step
            }
        };
        let covered = pixels.map(|pixels| pixels as f64 / stride as f64);
        let count = |axis: usize| (covered[axis] / step[axis] - SAME).ceil().max(1.0);
        let counts = [count(0), count(1)];
        if counts.iter().any(|count| *count > f64::from(i32::MAX)) {
            let [width, height] = counts;
            return Err(Error::refused(
                "GRID",
                format!("a map would have {width} x {height} pixels, more than a raster can"),
            ));
        }
        let pixels = counts.map(|count| count as usize);
        let transform = cells.transform.map(|t| {
            let [x, y] = step;
            [t[0], t[1] * x, t[2] * y, t[3], t[4] * x, t[5] * y]
        });
        let grid = Grid { width: pixels[0], height: pixels[1], transform, crs: cells.crs.clone() };
        let finer = Interpolated { cells: [cells.width, cells.height], pixels, step };
        Ok(MapGrid { grid, finer: Some(finer) })
    }

    /// Rows of pixels, `[rows × width][bands]`, from values of all cells, `[cells][bands]`.
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn rows<'a>(&self, values: ArrayView2<'a, f32>, rows: Range<usize>) -> Result<CowArray<'a, f32, Ix2>> {
        match &self.finer {
            Some(finer) => Ok(finer.rows(values, rows)?.into()),
            None => Ok(values.slice_move(s![rows.start * self.grid.width..rows.end * self.grid.width, ..]).into()),
        }
    }
}

/// Sizes that differ by less than this share are the same.
const SAME: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Grid {
        let transform = Some([600_000.0, 80.0, 0.0, 4_700_000.0, 0.0, -80.0]);
        Grid { transform, ..Grid::plain(13, 10) }
    }

    #[test]
    fn maps_end_where_the_raster_does() {
        let size = |asked| MapGrid::new(&cells(), 8, [100, 76], asked).map(|map| (map.grid.width, map.grid.height));
        assert_eq!(size(MapPixels::Cells).unwrap(), (13, 10));
        assert_eq!(size(MapPixels::Pixels).unwrap(), (100, 76));
        assert_eq!(size(MapPixels::Size(20.0)).unwrap(), (50, 38));
        assert_eq!(size(MapPixels::Size(80.0)).unwrap(), (13, 10));
        assert_eq!(size(MapPixels::Size(30.0)).unwrap(), (34, 26));
        assert!(size(MapPixels::Size(90.0)).unwrap_err().to_string().contains("no larger than cells"));
        assert!(size(MapPixels::Size(1e-9)).unwrap_err().to_string().contains("more than a raster can"));
        let grid = MapGrid::new(&cells(), 8, [100, 76], MapPixels::Pixels).unwrap().grid;
        assert_eq!(grid.transform, Some([600_000.0, 10.0, 0.0, 4_700_000.0, 0.0, -10.0]));
    }

    #[test]
    fn a_raster_without_a_place_is_measured_in_its_pixels() {
        let map = MapGrid::new(&Grid::plain(13, 10), 8, [100, 76], MapPixels::Size(2.0)).unwrap();
        assert_eq!((map.grid.width, map.grid.height, map.grid.transform), (50, 38, None));
    }
}
