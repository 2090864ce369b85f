//! The pixels that a row of chips is cut from.

use std::collections::VecDeque;
use std::ops::Range;

use super::picture::Picture;
use crate::error::Result;
use crate::geometry::Window;
use crate::memory;
use crate::model::{Chip, EncoderSpec};
use crate::raster::RasterSource;
use crate::raster::reflectance::{OddCounts, OddShare, Reflectance};
use crate::tiling::{fill_invalid, reflect};

/// The pixel rows under one row of chips, in the pieces in which they were read. Moving down reads only the rows that
/// are new.
pub(super) struct PixelStrip<'a> {
    source: &'a mut dyn RasterSource,
    reflectance: &'a Reflectance,
    spec: &'a EncoderSpec,
    picture: Option<&'a mut Picture>,
    width: usize,
    height: usize,
    /// First pixel row of the row of chips.
    first: usize,
    pieces: VecDeque<Piece>,
    /// Valid pixels of each cell read so far.
    cell_counts: Vec<u32>,
    cells_wide: usize,
    odd: OddCounts,
}

/// Rows that were read together.
#[derive(Default)]
struct Piece {
    /// First pixel row, and number of rows.
    first: usize,
    rows: usize,
    /// `[bands][rows][width]`.
    pixels: Vec<f32>,
    valid: Vec<u8>,
}

impl Piece {
    fn band(&self, band: usize) -> &[f32] {
        &self.pixels[band * self.valid.len()..][..self.valid.len()]
    }
}

impl<'a> PixelStrip<'a> {
    pub fn new(
        source: &'a mut dyn RasterSource,
        reflectance: &'a Reflectance,
        spec: &'a EncoderSpec,
        picture: Option<&'a mut Picture>,
    ) -> Result<Self> {
        let (width, height) = (source.grid().width, source.grid().height);
        let cells_wide = width.div_ceil(spec.patch);
        let cells = cells_wide * height.div_ceil(spec.patch);
        let cell_counts = memory::filled(cells, 0, &format!("counts of the cells of {}", source.name()))?;
        Ok(PixelStrip {
            source,
            reflectance,
            spec,
            picture,
            width,
            height,
            first: 0,
            pieces: VecDeque::new(),
            cell_counts,
            cells_wide,
            odd: OddCounts::new(spec.bands.len()),
        })
    }

    /// Moves down to the row of chips that begins at pixel row `first`; rows between them that no chip sees are not read.
    pub fn move_to(&mut self, first: usize) -> Result<()> {
        self.first = first;
        let margin = self.spec.reach.unwrap_or(0);
        let below = first + self.spec.side() - margin;
        let end = below.min(self.height);
        // Beyond the last row, those above it are seen again.
        let mirrored = if below > end { (2 * self.height).saturating_sub(below + 1) } else { end };
        let above = first.saturating_sub(margin).min(mirrored);
        let from = self.pieces.back().map_or(0, |last| last.first + last.rows).max(above);
        let mut piece = Piece::default();
        while self.pieces.front().is_some_and(|piece| piece.first + piece.rows <= above) {
            piece = self.pieces.pop_front().unwrap_or_default();
        }
        // Margins of the last rows may have been read already.
        if from >= end {
            return Ok(());
        }
        // The new piece takes the memory of one that is above the chips now.
        piece.first = from;
        piece.rows = end - from;
        let window = Window { x: 0, y: from, width: self.width, height: piece.rows };
        let what = || format!("pixel rows of {}", self.source.name());
        memory::resize(&mut piece.pixels, window.area() * self.spec.bands.len(), 0.0, &what())?;
        memory::resize(&mut piece.valid, window.area(), 0, &what())?;
        self.source.read(window, &mut piece.pixels, &mut piece.valid)?;
        self.reflectance.apply(&mut piece.pixels);
        self.odd.add(&piece.pixels, &piece.valid);
        if let Some(picture) = &mut self.picture {
            picture.add_rows(from, &piece.pixels, &piece.valid);
        }
        for (y, row) in (from..).zip(piece.valid.chunks_exact(self.width)) {
            let counts = &mut self.cell_counts[y / self.spec.patch * self.cells_wide..];
            for (count, cell) in counts.iter_mut().zip(row.chunks(self.spec.patch)) {
                *count += cell.iter().map(|v| u32::from(*v != 0)).sum::<u32>();
            }
        }
        self.pieces.push_back(piece);
        Ok(())
    }

    /// The band with most values that no reflectance has, among all pixels read so far.
    pub fn odd(&self) -> Option<OddShare> {
        self.odd.worst()
    }

    /// Share of a cell's pixels inside the raster that are valid.
    pub fn valid_share(&self, column: usize, row: usize) -> f64 {
        let p = self.spec.patch;
        let inside = |at: usize, size: usize| p.min(size - at * p);
        let pixels = inside(column, self.width) * inside(row, self.height);
        f64::from(self.cell_counts[row * self.cells_wide + column]) / pixels as f64
    }

    /// The chip that begins at pixel column `x`, with its margins: reflected beyond the raster's edge, invalid pixels filled,
    /// normalised. `None` without a valid pixel.
    pub fn chip(&self, x: usize) -> Option<Chip> {
        let (side, margin) = (self.spec.side(), self.spec.reach.unwrap_or(0));
        let (left, right) = (x.saturating_sub(margin), (x + side - margin).min(self.width));
        let line = |start: usize, length: usize| {
            (0..side as isize).map(move |i| reflect(start as isize - margin as isize + i, length))
        };
        let columns: Vec<usize> = line(x, self.width).collect();
        let before = margin + left - x;
        let (beyond, after) = (&columns[..before], &columns[before + right - left..]);
        let rows: Vec<(&Piece, usize)> = line(self.first, self.height)
            .filter_map(|y| {
                let piece = self.pieces.iter().find(|piece| y < piece.first + piece.rows)?;
                Some((piece, (y - piece.first) * self.width))
            })
            .collect();
        let inside = left..right;
        let valid = gather(rows.iter().map(|(piece, at)| &piece.valid[*at..][..self.width]), beyond, &inside, after);
        if valid.iter().all(|v| *v == 0) {
            return None;
        }
        let mut values = Vec::with_capacity(self.spec.input_len());
        for (band, mean) in self.spec.mean.iter().enumerate() {
            let lines = rows.iter().map(|(piece, at)| &piece.band(band)[*at..][..self.width]);
            let mut square = gather(lines, beyond, &inside, after);
            fill_invalid(&mut square, &valid, side, *mean);
            self.spec.normalise(band, &mut square);
            values.extend_from_slice(&square);
        }
        Some(Chip { values, valid })
    }
}

/// A square: of each row the numbers `inside`, and around them those of the columns `before` and `after`.
fn gather<'a, T: Copy + 'a>(
    rows: impl ExactSizeIterator<Item = &'a [T]>,
    before: &[usize],
    inside: &Range<usize>,
    after: &[usize],
) -> Vec<T> {
    let mut to = Vec::with_capacity(rows.len() * rows.len());
    for row in rows {
        to.extend(before.iter().map(|column| row[*column]));
        to.extend_from_slice(&row[inside.clone()]);
        to.extend(after.iter().map(|column| row[*column]));
    }
    to
}
