//! Features of one raster between encoding and products: in memory, in a temporary file, or in a features raster.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::memory;
use crate::product::CodeFit;
use crate::raster::RasterSource;

/// Cells of one raster, written once row by row and read as often as products need.
pub struct FeatureStore {
    /// The cell grid.
    pub grid: Grid,
    /// Numbers in a feature.
    pub dim: usize,
    backing: Backing,
    /// Range of all that was appended: found then, it needs no pass over the temporary file.
    range: CodeFit,
}

enum Backing {
    Memory(Vec<f32>),
    /// An unnamed file, on Windows one that goes when it is closed: nothing is left of it, however the process ends.
    File(File),
    Raster(Box<dyn RasterSource>),
}

/// Rows that [`FeatureStore::for_each_strip`] reads at a time, as cells.
const STRIP_CELLS: usize = 1 << 14;

impl FeatureStore {
    /// An empty store that stays in memory up to `limit` bytes, else goes to an unnamed file in `folder`.
    pub fn new(grid: Grid, dim: usize, limit: usize, folder: &Path) -> Result<Self> {
        let bytes = memory::product(&[grid.width, grid.height, dim, size_of::<f32>()]);
        let backing = if bytes <= limit as u64 {
            Backing::Memory(memory::reserved(bytes as usize / size_of::<f32>(), "features")?)
        } else {
            Backing::File(tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?)
        };
        Ok(FeatureStore { grid, dim, backing, range: CodeFit::new(dim) })
    }

    /// The cells of a features raster made earlier.
    pub fn from_raster(source: Box<dyn RasterSource>) -> Self {
        let (grid, dim) = (source.grid().clone(), source.bands());
        FeatureStore { grid, dim, backing: Backing::Raster(source), range: CodeFit::new(dim) }
    }

    /// Adds the next rows, `[rows][width][dim]`.
    pub fn append(&mut self, cells: &[f32]) -> Result<()> {
        match &mut self.backing {
            Backing::Memory(all) => all.extend_from_slice(cells),
            Backing::File(file) => {
                // Whoever has read left the file's position elsewhere.
                file.seek(SeekFrom::End(0)).map_err(temporary_failed)?;
                file.write_all(bytemuck::cast_slice(cells)).map_err(temporary_failed)?;
            }
            Backing::Raster(_) => return Err(Error::Internal("a features raster cannot be appended to".into())),
        }
        cells.chunks_exact(self.dim).for_each(|cell| self.range.add(cell));
        Ok(())
    }

    /// Range of each band over all valid cells. A features raster is read for it.
    pub fn range(&mut self) -> Result<CodeFit> {
        let mut range = self.range.clone();
        if matches!(self.backing, Backing::Raster(_)) {
            self.for_each_strip(|_, cells| {
                cells.rows().into_iter().for_each(|cell| range.add(cell.to_slice().unwrap_or_default()));
                Ok(())
            })?;
        }
        Ok(range)
    }

    /// Reads rows as `[rows × width][dim]`. Invalid cells are NaN throughout.
    pub fn read(&mut self, first: usize, rows: usize) -> Result<Array2<f32>> {
        self.read_window(Window { x: 0, y: first, width: self.grid.width, height: rows })
    }

    /// Reads a window of cells as `[height × width][dim]`, row by row.
    pub fn read_window(&mut self, w: Window) -> Result<Array2<f32>> {
        let (width, dim) = (self.grid.width, self.dim);
        let mut cells = memory::filled(w.area() * dim, 0f32, "cells that are read")?;
        // Whole rows lie one after the other: they are read as one.
        let (rows, count) = if w.width == width { (1, w.area()) } else { (w.height, w.width) };
        let starts = (0..rows).map(|row| ((w.y + row) * width + w.x) * dim);
        match &mut self.backing {
            Backing::Memory(all) => {
                for (to, start) in cells.chunks_exact_mut((count * dim).max(1)).zip(starts) {
                    to.copy_from_slice(&all[start..][..count * dim]);
                }
            }
            Backing::File(file) => {
                for (to, start) in cells.chunks_exact_mut((count * dim).max(1)).zip(starts) {
                    file.seek(SeekFrom::Start((start * size_of::<f32>()) as u64)).map_err(temporary_failed)?;
                    file.read_exact(bytemuck::cast_slice_mut(to)).map_err(temporary_failed)?;
                }
            }
            Backing::Raster(source) => {
                let (mut planes, mut valid) =
                    (memory::filled(cells.len(), 0f32, "cells that are read")?, vec![0u8; w.area()]);
                source.read(w, &mut planes, &mut valid)?;
                for (i, cell) in cells.chunks_exact_mut(dim).enumerate() {
                    let value = |band: usize| if valid[i] != 0 { planes[band * w.area() + i] } else { f32::NAN };
                    cell.iter_mut().enumerate().for_each(|(band, v)| *v = value(band));
                }
            }
        }
        Array2::from_shape_vec((w.area(), dim), cells).map_err(|e| Error::Internal(e.to_string()))
    }

    /// Reads everything in strips of whole rows, in order: `(first row, cells)`.
    pub fn for_each_strip(&mut self, mut visit: impl FnMut(usize, Array2<f32>) -> Result<()>) -> Result<()> {
        let step = (STRIP_CELLS / self.grid.width).max(1);
        for first in (0..self.grid.height).step_by(step) {
            let cells = self.read(first, step.min(self.grid.height - first))?;
            visit(first, cells)?;
        }
        Ok(())
    }
}

fn temporary_failed(source: std::io::Error) -> Error {
    Error::io("the temporary file for features", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_file_hold_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let grid = Grid::plain(5, 7);
        let mut stores = [usize::MAX, 0].map(|limit| FeatureStore::new(grid.clone(), 3, limit, folder.path()).unwrap());
        let rows: Vec<f32> = (0..5 * 7 * 3).map(|i| i as f32).collect();
        for store in &mut stores {
            store.append(&rows[..30]).unwrap();
            assert_eq!(store.read(1, 1).unwrap().as_slice().unwrap(), &rows[15..30]);
            store.append(&rows[30..]).unwrap();
            let window = store.read_window(Window { x: 2, y: 3, width: 2, height: 3 }).unwrap();
            let expected: Vec<f32> = (3..6).flat_map(|y| rows[(y * 5 + 2) * 3..][..6].to_vec()).collect();
            assert_eq!(window.as_slice().unwrap(), expected);
            let mut seen = Vec::new();
            store
                .for_each_strip(|_, cells| {
                    seen.extend(cells.iter().copied());
                    Ok(())
                })
                .unwrap();
            assert_eq!(seen, rows);
        }
        let files = || std::fs::read_dir(folder.path()).unwrap().count();
        assert!(cfg!(windows) || files() == 0, "the file has no name");
        drop(stores);
        assert_eq!(files(), 0);
    }
}
