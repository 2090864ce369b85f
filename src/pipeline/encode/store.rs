//! Features of one raster between encoding and products: in memory, in a temporary file, or in a features raster.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use ndarray::{Array2, Axis};

use super::pieces::{Piece, READ_TOGETHER, pieces};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Shifts, Window};
use crate::memory;
use crate::product::{CodeFit, is_valid};
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
    /// Cells finer than patches, in one store for each set of patches.
    Interleaved(Vec<FeatureStore>, Shifts),
}

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

    /// The same cells in an unnamed file in `folder`, wherever they were.
    ///
    /// # Errors
    /// If they cannot be read or written.
    pub fn in_a_file(mut self, folder: &Path) -> Result<Self> {
        if matches!(self.backing, Backing::File(_)) {
            return Ok(self);
        }
        let mut file = FeatureStore::new(self.grid.clone(), self.dim, 0, folder)?;
        self.for_each_strip(|_, cells| file.append(cells.as_slice().unwrap_or_default()))?;
        Ok(file)
    }

    /// The cells of a features raster made earlier.
    pub fn from_raster(source: Box<dyn RasterSource>) -> Self {
        let (grid, dim) = (source.grid().clone(), source.bands());
        FeatureStore { grid, dim, backing: Backing::Raster(source), range: CodeFit::new(dim) }
    }

    /// Cells finer than patches, on a grid of their own, from the features of each set of patches.
    ///
    /// # Errors
    /// [`Error::Internal`] if there are none.
    pub fn interleaved(grid: Grid, mut sets: Vec<FeatureStore>, shifts: Shifts) -> Result<Self> {
        let mut range = sets.first().ok_or_else(|| Error::Internal("no patch was encoded".into()))?.range.clone();
        sets[1..].iter().for_each(|set| range.merge(&set.range));
        match sets.pop() {
            Some(only) if sets.is_empty() => Ok(only),
            last => {
                sets.extend(last);
                let dim = sets[0].dim;
                Ok(FeatureStore { grid, dim, backing: Backing::Interleaved(sets, shifts), range })
            }
        }
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
            Backing::Raster(_) | Backing::Interleaved(..) => {
                return Err(Error::Internal("features that are complete cannot be appended to".into()));
            }
        }
        cells.chunks_exact(self.dim).for_each(|cell| self.range.add(cell));
        Ok(())
    }

    /// Range of each band over all valid cells. A features raster is read for it.
    pub fn range(&mut self) -> Result<CodeFit> {
        let mut range = self.range.clone();
        if matches!(self.backing, Backing::Raster(_)) {
            self.for_each_piece(|_, cells| {
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
            Backing::Interleaved(sets, shifts) => {
                for (set, part) in sets.iter_mut().enumerate() {
                    read_set(part, (set, *shifts), width, w, &mut cells)?;
                }
            }
        }
        Array2::from_shape_vec((w.area(), dim), cells).map_err(|e| Error::Internal(e.to_string()))
    }

    /// Reads single cells, by their numbers row by row, in rising order: `[cells][dim]`.
    pub fn gather(&mut self, cells: &[usize]) -> Result<Array2<f32>> {
        let numbers = memory::product(&[cells.len(), self.dim]) as usize;
        let mut found = memory::filled(numbers, f32::NAN, "labelled cells")?;
        let (across, dim) = (self.grid.width, self.dim);
        for piece in self.pieces() {
            let w = piece.window;
            let mut strip = None;
            for y in w.y..w.y + w.height {
                let [from, to] = [w.x, w.x + w.width].map(|x| cells.partition_point(|cell| *cell < y * across + x));
                if from == to {
                    continue;
                }
                let strip = match &mut strip {
                    Some(strip) => strip,
                    none => none.insert(self.read_window(w)?),
                };
                for (place, cell) in (from..to).zip(&cells[from..to]) {
                    let row = strip.row((y - w.y) * w.width + cell - y * across - w.x);
                    found[place * dim..][..dim].iter_mut().zip(row).for_each(|(to, value)| *to = *value);
                }
            }
        }
        Array2::from_shape_vec((cells.len(), self.dim), found).map_err(|e| Error::Internal(e.to_string()))
    }

    fn strip_rows(&self) -> usize {
        (READ_TOGETHER / self.grid.width).max(1)
    }

    /// About so many valid cells from all over the raster: `[cells][dim]`.
    pub fn sampled(&mut self, most: usize) -> Result<Array2<f32>> {
        let (width, height) = (self.grid.width, self.grid.height);
        // A few rows only, so that little of a large store is read.
        let rows = height.min((most as f64).sqrt() as usize / 2).max(1);
        let step = (rows * width).div_ceil(most).max(1);
        let row = |i: usize| (2 * i + 1) * height / (2 * rows);
        let cells = (0..rows).flat_map(|i| (0..width).step_by(step).map(move |x| row(i) * width + x));
        let found = self.gather(&cells.collect::<Vec<_>>())?;
        let valid: Vec<usize> = (0..found.nrows()).filter(|&i| is_valid(found.row(i))).collect();
        Ok(found.select(Axis(0), &valid))
    }

    /// All cells in the pieces in which they are best read.
    fn pieces(&self) -> Vec<Piece> {
        let block = match &self.backing {
            Backing::Raster(source) => source.block(),
            _ => [1, 1],
        };
        pieces([self.grid.width, self.grid.height], self.dim, block)
    }

    /// Reads everything once, in pieces that may be parts of rows.
    pub fn for_each_piece(&mut self, mut visit: impl FnMut(Piece, Array2<f32>) -> Result<()>) -> Result<()> {
        for piece in self.pieces() {
            let cells = self.read_window(piece.window)?;
            visit(piece, cells)?;
        }
        Ok(())
    }

    /// Reads everything in strips of whole rows, in order: `(first row, cells)`.
    pub fn for_each_strip(&mut self, mut visit: impl FnMut(usize, Array2<f32>) -> Result<()>) -> Result<()> {
        let step = self.strip_rows();
        for first in (0..self.grid.height).step_by(step) {
            let cells = self.read(first, step.min(self.grid.height - first))?;
            visit(first, cells)?;
        }
        Ok(())
    }
}

/// Reads what one set of patches has of a window of `width` columns of finer cells, `[height × width][dim]`.
fn read_set(
    part: &mut FeatureStore,
    (set, shifts): (usize, Shifts),
    width: usize,
    w: Window,
    cells: &mut [f32],
) -> Result<()> {
    let (n, across) = (shifts.each, shifts.each.min(width));
    // Of every n-th number, those from the first to the last in a range.
    let within = |shift: usize, from: usize, count: usize| {
        let patches = |end: usize| end.saturating_sub(shift).div_ceil(n);
        (patches(from), patches(from + count) - patches(from))
    };
    let (right, down) = (set % across, set / across);
    let ((x, columns), (y, rows)) = (within(right, w.x, w.width), within(down, w.y, w.height));
    if columns * rows == 0 {
        return Ok(());
    }
    let dim = part.dim;
    let own = part.read_window(Window { x, y, width: columns, height: rows })?;
    for (i, cell) in own.rows().into_iter().enumerate() {
        let (column, row) = ((x + i % columns) * n + right - w.x, (y + i / columns) * n + down - w.y);
        let to = &mut cells[(row * w.width + column) * dim..][..dim];
        to.iter_mut().zip(cell).for_each(|(to, value)| *to = *value);
    }
    Ok(())
}

fn temporary_failed(source: std::io::Error) -> Error {
    Error::io("the temporary file for features", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_patches_are_read_in_turn() {
        for (width, height, each) in [(11, 9, 4), (3, 2, 4), (7, 5, 2), (1, 6, 2)] {
            let shifts = Shifts { each };
            let (across, down) = (each.min(width), each.min(height));
            let set = |i: usize| {
                let (right, below) = (i % across, i / across);
                let (columns, rows) = ((width - right).div_ceil(each), (height - below).div_ceil(each));
                let mut store = FeatureStore::new(Grid::plain(columns, rows), 2, usize::MAX, Path::new(".")).unwrap();
                for row in 0..rows {
                    let cell = |column: usize| {
                        let (x, y) = (column * each + right, row * each + below);
                        [(y * width + x) as f32, -((y * width + x) as f32)]
                    };
                    store.append(&(0..columns).flat_map(cell).collect::<Vec<f32>>()).unwrap();
                }
                store
            };
            let sets = (0..across * down).map(set).collect();
            let mut all = FeatureStore::interleaved(Grid::plain(width, height), sets, shifts).unwrap();
            for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
                let w = Window { x, y, width: (width - x).min(5), height: (height - y).min(3) };
                let found = all.read_window(w).unwrap();
                for (i, cell) in found.rows().into_iter().enumerate() {
                    let number = ((y + i / w.width) * width + x + i % w.width) as f32;
                    assert_eq!(cell.to_vec(), [number, -number], "{width} x {height} by {each} at {x}, {y}");
                }
            }
        }
    }

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
            let single = store.gather(&[0, 7, 34]).unwrap();
            let expected: Vec<f32> = [0, 7, 34].iter().flat_map(|i| rows[i * 3..][..3].to_vec()).collect();
            assert_eq!(single.as_slice().unwrap(), expected);
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
