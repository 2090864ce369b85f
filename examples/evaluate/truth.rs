//! Labelled pairs, and which of their cells and pixels changed.
//!
//! Cells of 8 x 8 pixels of 10 m: changed if at least a quarter of the pixels are, unchanged if none is, left out between.
//! Pixels of 20 m: changed if at least half of their four are. Cells with an invalid pixel and incomplete cells are left
//! out, and all that lies in them.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::maps::{Grid, read};

/// Pixels of 10 m along a cell.
const CELL: usize = 8;
/// Pixels of 20 m along a cell.
pub const PIXELS: usize = 4;
/// Share of changed pixels from which a cell is changed.
const CHANGED: f64 = 0.25;

pub struct Pair {
    pub city: String,
    pub before: PathBuf,
    pub after: PathBuf,
    pub mask: PathBuf,
}

/// The labelled pairs of a folder in the order of names.
pub fn pairs(folder: &Path) -> Result<Vec<Pair>, Failure> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .map(|e| Ok(e?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, Failure>>()?;
    names.sort();
    let date = |start: String| names.iter().find(|n| n.starts_with(&start) && n.ends_with(".tif"));
    let cities = names.iter().filter_map(|n| n.strip_suffix("_mask.tif"));
    let pair = |city: &str| {
        let before = date(format!("{city}_before_")).ok_or(format!("{city} has no earlier date"))?;
        let after = date(format!("{city}_after_")).ok_or(format!("{city} has no later date"))?;
        let mask = folder.join(format!("{city}_mask.tif"));
        Ok(Pair { city: city.into(), before: folder.join(before), after: folder.join(after), mask })
    };
    cities.map(pair).collect()
}

/// The cells and the pixels that count, and which of them changed.
#[derive(Default)]
pub struct Truth {
    pub cells: Vec<(usize, usize)>,
    pub changed: Vec<bool>,
    pub pixels: Vec<(usize, usize)>,
    pub changed_pixels: Vec<bool>,
}

impl Truth {
    pub fn read(pair: &Pair) -> Result<Truth, Failure> {
        let (before, after, mask) = (read(&pair.before)?, read(&pair.after)?, read(&pair.mask)?);
        let mut truth = Truth::default();
        for row in 0..mask[0].height / CELL {
            for column in 0..mask[0].width / CELL {
                let whole = |bands: &[Grid]| {
                    (0..CELL * CELL)
                        .all(|i| bands.iter().any(|b| b.at(row * CELL + i / CELL, column * CELL + i % CELL) > 0.0))
                };
                if !whole(&before) || !whole(&after) {
                    continue;
                }
                let share = |row, column, side: usize| {
                    mask[0].square(row, column, side).map(f64::from).sum::<f64>() / (side * side) as f64
                };
                let cell = share(row, column, CELL);
                if cell == 0.0 || cell >= CHANGED {
                    truth.cells.push((row, column));
                    truth.changed.push(cell > 0.0);
                }
                for i in 0..PIXELS * PIXELS {
                    let (y, x) = (row * PIXELS + i / PIXELS, column * PIXELS + i % PIXELS);
                    truth.pixels.push((y, x));
                    truth.changed_pixels.push(share(y, x, CELL / PIXELS) >= 0.5);
                }
            }
        }
        Ok(truth)
    }

    pub fn share(&self) -> f64 {
        self.changed.iter().filter(|c| **c).count() as f64 / self.changed.len() as f64
    }
}
