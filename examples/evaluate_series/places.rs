//! A made-up place: its rasters, and what each cell's truth is.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use lejepa_gis::geometry::Window;
use lejepa_gis::pipeline::write_synthetic_series;
use lejepa_gis::raster::RasterSource;
use lejepa_gis::raster::gdal::{Dataset, GdalSource, bind};
use lejepa_gis::synthetic::{SceneSeries, SeriesSpec, scene_series};

use crate::Failure;

/// Pixels along a cell.
const CELL: usize = 8;
/// Columns and rows of a place, in cells.
const SIZE: [usize; 2] = [64, 56];
/// Classes that hide the ground.
const HIDDEN: [u8; 6] = [0, 1, 3, 8, 9, 10];

/// The truth of a cell; dates are counted from 0.
pub enum Truth {
    Same,
    Changed { first: usize, back: Option<usize> },
    Neither,
}

pub struct Place {
    folder: PathBuf,
    pub dates: Vec<String>,
    pub days: Vec<i64>,
    pub truth: Vec<Truth>,
    /// Of each date and cell: mean NDVI, NaN where a quarter of the pixels or more is hidden.
    pub ndvi: Vec<Vec<f32>>,
}

impl Place {
    pub fn new(output: &Path, seed: u64, dates: usize) -> Result<Self, Failure> {
        let folder = output.join(format!("{seed}_{dates}"));
        std::fs::create_dir_all(&folder)?;
        let spec = SeriesSpec { width: SIZE[0] * CELL, height: SIZE[1] * CELL, seed, dates };
        let mut written = write_synthetic_series(&spec, &folder, true)?;
        written.retain(|path| !path.ends_with("truth.tif"));
        written.sort();
        let series = scene_series(&spec);
        let truth = (0..SIZE[0] * SIZE[1]).map(|cell| truth(&series, cell)).collect();
        let ndvi = (0..dates).map(|date| ndvi(&series, date)).collect();
        Ok(Place { folder, dates: written, days: series.days.clone(), truth, ndvi })
    }

    pub fn at(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// The first and the last date of which nine tenths of the cells are seen, or the clearest ones of either half.
    pub fn first_and_last(&self) -> [usize; 2] {
        let clear = |date: &usize| self.ndvi[*date].iter().filter(|v| v.is_finite()).count();
        let enough = |date: &usize| clear(date) * 10 >= self.truth.len() * 9;
        let half = self.days.len() / 2;
        let first = (0..half).find(enough).or_else(|| (0..half).max_by_key(clear)).unwrap_or(0);
        let last = (half..self.days.len()).rev().find(enough).or_else(|| (half..self.days.len()).max_by_key(clear));
        [first, last.unwrap_or(half)]
    }

    /// Whether a cell that changes on the date `first` was found on the first or second date on which it is seen from then on.
    pub fn is_on_time(&self, cell: usize, first: usize, day: f32) -> bool {
        let seen: Vec<usize> = (first..self.days.len()).filter(|date| self.ndvi[*date][cell].is_finite()).collect();
        seen.iter().take(2).any(|date| self.days[*date] as f32 == day)
    }
}

/// Numbers of the pixels of a cell.
fn pixels(cell: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (cell % SIZE[0] * CELL, cell / SIZE[0] * CELL);
    (0..CELL * CELL).map(move |i| (y + i / CELL) * SIZE[0] * CELL + x + i % CELL)
}

fn truth(series: &SceneSeries, cell: usize) -> Truth {
    let mut counts = [0usize; 256];
    pixels(cell).for_each(|pixel| counts[usize::from(series.truth[pixel])] += 1);
    let most = (1..256).max_by_key(|kind| counts[*kind]).unwrap_or(1);
    match counts[most] {
        0 => Truth::Same,
        n if 2 * n >= CELL * CELL => {
            let (first, back) = series.dated[&(most as u8)];
            Truth::Changed { first, back }
        }
        _ => Truth::Neither,
    }
}

fn ndvi(series: &SceneSeries, date: usize) -> Vec<f32> {
    let scene = series.scene(date);
    let area = scene.scl.len();
    let one = |cell: usize| {
        let seen: Vec<f32> = pixels(cell)
            .filter(|pixel| !HIDDEN.contains(&scene.scl[*pixel]))
            .map(|pixel| {
                let (red, nir) = (f32::from(scene.bands[pixel]), f32::from(scene.bands[3 * area + pixel]));
                (nir - red) / (nir + red)
            })
            .collect();
        if 4 * seen.len() >= 3 * CELL * CELL { seen.iter().sum::<f32>() / seen.len() as f32 } else { f32::NAN }
    };
    (0..SIZE[0] * SIZE[1]).map(one).collect()
}

/// A band of a raster, NaN where it is invalid.
pub fn band(path: &str, band: usize) -> Result<Vec<f32>, Failure> {
    let mut source = GdalSource::whole_unscaled(Rc::new(Dataset::open(bind(None)?, path)?))?;
    let (width, height) = (source.grid().width, source.grid().height);
    let area = width * height;
    let (mut values, mut valid) = (vec![0f32; source.bands() * area], vec![0; area]);
    source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid)?;
    Ok(values[band * area..(band + 1) * area].to_vec())
}
