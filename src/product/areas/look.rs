//! What the pixels of areas look like: means over them, row by row, at both dates.

use std::ops::Range;

use super::{Areas, Bands, Kind, Look};
use crate::error::Result;
use crate::memory;

const WHAT: &str = "means of areas";

/// Pixels of one date, `[bands][rows][columns]`, and 1 for each that is valid.
pub type Pixels<'a> = (&'a [f32], &'a [u8]);

/// Sums over the pixels of areas.
pub struct Looking<'a> {
    areas: &'a Areas,
    /// Pixels from one cell to the next.
    stride: usize,
    bands: usize,
    /// `[areas][dates][bands]`.
    sums: Vec<f64>,
    /// Valid pixels of each area, and all of them.
    counts: Vec<[u64; 2]>,
}

impl<'a> Looking<'a> {
    /// For pixels of so many bands.
    ///
    /// # Errors
    /// If there is no memory for the sums.
    pub fn new(areas: &'a Areas, stride: usize, bands: usize) -> Result<Self> {
        let count = areas.areas.len();
        let (sums, counts) = (memory::filled(count * 2 * bands, 0.0, WHAT)?, memory::filled(count, [0; 2], WHAT)?);
        Ok(Looking { areas, stride, bands, sums, counts })
    }

    /// The first pixel whose centre lies in or behind the fine pixel.
    fn pixel(&self, fine: usize) -> usize {
        let factor = self.areas.factor;
        (2 * self.stride * fine).saturating_sub(factor).div_ceil(2 * factor)
    }

    /// The fine row in which the centres of a row of pixels lie.
    fn fine_row(&self, row: usize) -> usize {
        (2 * row + 1) * self.areas.factor / (2 * self.stride)
    }

    /// Pixels of areas in a row, each with the place of its area.
    fn pieces(&self, row: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
        let runs = self.areas.runs.row(self.fine_row(row)).iter().filter(|run| run.label > 0);
        runs.map(|run| (run.label as usize - 1, self.pixel(run.start as usize)..self.pixel(run.end as usize)))
    }

    /// Whether some of these pixels are an area's.
    pub fn holds(&self, rows: Range<usize>, columns: Range<usize>) -> bool {
        let meets = |(_, piece): (usize, Range<usize>)| piece.start < columns.end && columns.start < piece.end;
        rows.into_iter().any(|row| self.pieces(row).any(meets))
    }

    /// Adds pixels of both dates, reflectance × 10000.
    pub fn add(&mut self, rows: Range<usize>, columns: Range<usize>, dates: [Pixels; 2]) {
        let (width, size) = (columns.len(), rows.len() * columns.len());
        for row in rows.clone() {
            let line = (row - rows.start) * width;
            let pieces: Vec<_> = self.pieces(row).collect();
            for (area, piece) in pieces {
                let inside = piece.start.max(columns.start)..piece.end.min(columns.end);
                for x in inside {
                    let at = line + x - columns.start;
                    self.counts[area][1] += 1;
                    if dates.iter().any(|(_, valid)| valid[at] == 0) {
                        continue;
                    }
                    self.counts[area][0] += 1;
                    let sums = self.sums[area * 2 * self.bands..].chunks_exact_mut(self.bands);
                    for (sums, (pixels, _)) in sums.zip(&dates) {
                        for (band, sum) in sums.iter_mut().enumerate() {
                            *sum += f64::from(pixels[band * size + at]);
                        }
                    }
                }
            }
        }
    }

    /// The looks, in the order of ranks.
    pub fn looks(&self) -> Vec<Look> {
        let one = |(i, [valid, all]): (usize, &[u64; 2])| {
            let mean = |date: usize| {
                let sums = &self.sums[(2 * i + date) * self.bands..][..self.bands];
                sums.iter().map(|sum| sum / *valid as f64 / 10_000.0).collect::<Vec<_>>()
            };
            let reflectance = (*valid > 0).then(|| [mean(0), mean(1)]);
            Look { valid: *valid as f64 / (*all).max(1) as f64, reflectance }
        };
        self.counts.iter().enumerate().map(one).collect()
    }
}

impl Look {
    /// Its means by the common names of bands, at both dates.
    pub fn bands(&self, names: &[&str]) -> Option<[Bands; 2]> {
        let of = |values: &[f64]| {
            let band = |name: &str| names.iter().position(|n| *n == name).map(|i| values[i]);
            Bands {
                red: band("red"),
                green: band("green"),
                blue: band("blue"),
                nir: band("nir"),
                swir16: band("swir16"),
                swir22: band("swir22"),
            }
        };
        self.reflectance.as_ref().map(|dates| dates.each_ref().map(|values| of(values)))
    }

    /// What the change is, by the rules.
    pub fn kind(&self, names: &[&str]) -> Option<Kind> {
        self.bands(names).and_then(|bands| Kind::of(&bands))
    }
}
