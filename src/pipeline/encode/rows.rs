//! The pixels that a row of chips is cut from.

use std::collections::VecDeque;
use std::ops::Range;

use super::picture::Picture;
use crate::error::Result;
use crate::geometry::{Patches, Window};
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
    /// The pixel columns that are read.
    columns: Range<usize>,
    patches: Patches,
    /// First pixel row of the row of chips; it may lie above the raster.
    first: isize,
    pieces: VecDeque<Piece>,
    /// Valid pixels of each patch read so far.
    counts: Vec<u32>,
    odd: OddCounts,
}

/// Rows that were read together.
#[derive(Default)]
struct Piece {
    /// First pixel row, and number of rows.
    first: usize,
    rows: usize,
    /// `[bands][rows][columns]`.
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
        patches: Patches,
        picture: Option<&'a mut Picture>,
    ) -> Result<Self> {
        let (width, height) = (source.grid().width, source.grid().height);
        let what = format!("counts of the cells of {}", source.name());
        let counts = memory::filled(patches.columns * patches.rows, 0, &what)?;
        Ok(PixelStrip {
            source,
            reflectance,
            spec,
            picture,
            width,
            height,
            columns: 0..width,
            patches,
            first: 0,
            pieces: VecDeque::new(),
            counts,
            odd: OddCounts::new(spec.bands.len()),
        })
    }

    /// Reads only the pixel columns that the chips see which begin at columns `first` to `last`.
    pub fn narrow_to(&mut self, first: usize, last: usize) {
        self.columns = self.seen(first as isize, last as isize, self.width);
        self.pieces.clear();
    }

    /// Pixels of a line of `length` that chips see which begin at `first` to `last`. Beyond the line's end, those before it
    /// are seen again.
    fn seen(&self, first: isize, last: isize, length: usize) -> Range<usize> {
        let margin = self.spec.reach.unwrap_or(0) as isize;
        let beyond = (last - margin + self.spec.side() as isize).max(0) as usize;
        let end = beyond.min(length);
        let mirrored = if beyond > end { (2 * length).saturating_sub(beyond + 1) } else { end };
        ((first - margin).max(0) as usize).min(mirrored)..end
    }

    /// Moves down to the row of chips that begins at pixel row `first`; rows between them that no chip sees are not read.
    pub fn move_to(&mut self, first: isize) -> Result<()> {
        self.first = first;
        let seen = self.seen(first, first, self.height);
        self.read(seen.start, seen.end)
    }

    /// Reads the rows that no chip sees at the raster's end, for what counts all pixels.
    pub fn read_rest(&mut self) -> Result<()> {
        let read = self.pieces.back().map_or(0, |last| last.first + last.rows);
        self.read(read, self.height)
    }

    /// Forgets the rows above `above`, and reads those up to `end` that were not read.
    fn read(&mut self, above: usize, end: usize) -> Result<()> {
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
        let window = Window { x: self.columns.start, y: from, width: self.columns.len(), height: piece.rows };
        let what = || format!("pixel rows of {}", self.source.name());
        memory::resize(&mut piece.pixels, window.area() * self.spec.bands.len(), 0.0, &what())?;
        memory::resize(&mut piece.valid, window.area(), 0, &what())?;
        self.source.read(window, &mut piece.pixels, &mut piece.valid)?;
        self.reflectance.apply(&mut piece.pixels);
        self.odd.add(&piece.pixels, &piece.valid);
        if let Some(picture) = &mut self.picture {
            picture.add_rows(from, &piece.pixels, &piece.valid);
        }
        for (y, row) in (from..).zip(piece.valid.chunks_exact(self.columns.len())) {
            let Some(patches) = self.patches.row_of(y) else { continue };
            let counts = &mut self.counts[patches * self.patches.columns..];
            for (x, _) in self.columns.clone().zip(row).filter(|(_, valid)| **valid != 0) {
                self.patches.column_of(x).into_iter().for_each(|patch| counts[patch] += 1);
            }
        }
        self.pieces.push_back(piece);
        Ok(())
    }

    /// The band with most values that no reflectance has, among all pixels read so far.
    pub fn odd(&self) -> Option<OddShare> {
        self.odd.worst()
    }

    /// Share of a patch's pixels inside the raster that are valid.
    pub fn valid_share(&self, column: usize, row: usize) -> f64 {
        let pixels = self.patches.inside(column, row, self.width, self.height);
        f64::from(self.counts[row * self.patches.columns + column]) / pixels as f64
    }

    /// The chip that begins at pixel column `x`, with its margins: reflected beyond the raster's edge, invalid pixels filled,
    /// normalised. `None` without a valid pixel.
    pub fn chip(&self, x: isize) -> Option<Chip> {
        let (side, margin) = (self.spec.side(), self.spec.reach.unwrap_or(0) as isize);
        let first = x - margin;
        let (left, right) = (first.max(0) as usize, (first + side as isize).min(self.width as isize) as usize);
        let (from, width) = (self.columns.start, self.columns.len());
        let line = |start: isize, length: usize| (0..side as isize).map(move |i| reflect(start - margin + i, length));
        let columns: Vec<usize> = line(x, self.width).map(|column| column - from).collect();
        let before = (left as isize - first) as usize;
        let (beyond, after) = (&columns[..before], &columns[before + right - left..]);
        let rows: Vec<(&Piece, usize)> = line(self.first, self.height)
            .filter_map(|y| {
                let piece = self.pieces.iter().find(|piece| y < piece.first + piece.rows)?;
                Some((piece, (y - piece.first) * width))
            })
            .collect();
        let inside = left - from..right - from;
        let valid = gather(rows.iter().map(|(piece, at)| &piece.valid[*at..][..width]), beyond, &inside, after);
        if valid.iter().all(|v| *v == 0) {
            return None;
        }
        let mut values = Vec::with_capacity(self.spec.input_len());
        for (band, mean) in self.spec.mean.iter().enumerate() {
            let lines = rows.iter().map(|(piece, at)| &piece.band(band)[*at..][..width]);
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
