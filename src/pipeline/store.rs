//! Features of one raster between encoding and products: in memory, in a temporary file, or in a features raster.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::raster::RasterSource;

/// Cells of one raster, written once row by row and read as often as products need.
pub struct FeatureStore {
    /// The cell grid.
    pub grid: Grid,
    /// Numbers in a feature.
    pub dim: usize,
    backing: Backing,
}

enum Backing {
    Memory(Vec<f32>),
    /// An unnamed file, on Windows one that goes when it is closed: nothing is left of it, however the process ends.
    File {
        file: BufWriter<File>,
        rows: usize,
    },
    Raster(Box<dyn RasterSource>),
}

/// Rows that [`FeatureStore::for_each_strip`] reads at a time, as cells.
const STRIP_CELLS: usize = 1 << 14;

impl FeatureStore {
    /// An empty store that stays in memory up to `limit` bytes, else goes to an unnamed file in `folder`.
    pub fn new(grid: Grid, dim: usize, limit: usize, folder: &Path) -> Result<Self> {
        let bytes = grid.width * grid.height * dim * size_of::<f32>();
        let backing = if bytes <= limit {
            Backing::Memory(Vec::with_capacity(bytes / size_of::<f32>()))
        } else {
            let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
            Backing::File { file: BufWriter::with_capacity(1 << 20, file), rows: 0 }
        };
        Ok(FeatureStore { grid, dim, backing })
    }

    /// The cells of a features raster made earlier.
    pub fn from_raster(source: Box<dyn RasterSource>) -> Self {
        FeatureStore { grid: source.grid().clone(), dim: source.bands(), backing: Backing::Raster(source) }
    }

    /// Adds the next rows, `[rows][width][dim]`.
    pub fn append(&mut self, cells: &[f32]) -> Result<()> {
        let row = self.grid.width * self.dim;
        match &mut self.backing {
            Backing::Memory(all) => all.extend_from_slice(cells),
            Backing::File { file, rows } => {
                let mut bytes = vec![0u8; size_of_val(cells)];
                bytes.chunks_exact_mut(4).zip(cells).for_each(|(to, v)| to.copy_from_slice(&v.to_ne_bytes()));
                file.write_all(&bytes).map_err(temporary_failed)?;
                *rows += cells.len() / row;
            }
            Backing::Raster(_) => return Err(Error::Internal("a features raster cannot be appended to".into())),
        }
        Ok(())
    }

    /// Reads rows as `[rows × width][dim]`. Invalid cells are NaN throughout.
    pub fn read(&mut self, first: usize, rows: usize) -> Result<Array2<f32>> {
        let (width, dim) = (self.grid.width, self.dim);
        let count = rows * width * dim;
        let values = match &mut self.backing {
            Backing::Memory(all) => all[first * width * dim..][..count].to_vec(),
            Backing::File { file, .. } => {
                file.flush().map_err(temporary_failed)?;
                let mut bytes = vec![0u8; count * size_of::<f32>()];
                let file = file.get_mut();
                file.seek(SeekFrom::Start((first * width * dim * size_of::<f32>()) as u64))
                    .map_err(temporary_failed)?;
                file.read_exact(&mut bytes).map_err(temporary_failed)?;
                file.seek(SeekFrom::End(0)).map_err(temporary_failed)?;
                bytes.chunks_exact(4).map(|b| f32::from_ne_bytes([b[0], b[1], b[2], b[3]])).collect()
            }
            Backing::Raster(source) => {
                let area = rows * width;
                let (mut planes, mut valid) = (vec![0f32; count], vec![0u8; area]);
                source.read(Window { x: 0, y: first, width, height: rows }, &mut planes, &mut valid)?;
                let mut cells = vec![f32::NAN; count];
                for (i, cell) in cells.chunks_exact_mut(dim).enumerate() {
                    if valid[i] != 0 {
                        cell.iter_mut().enumerate().for_each(|(band, v)| *v = planes[band * area + i]);
                    }
                }
                cells
            }
        };
        Array2::from_shape_vec((rows * width, dim), values).map_err(|e| Error::Internal(e.to_string()))
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
