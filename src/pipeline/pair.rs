//! Two dates: one grid, and how far they lie beside each other.

use super::agree::agree;
use super::area;
use super::input::InputRef;
use super::options::Options;
use super::scene::{self, FeatureRaster, Input, Scene};
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::model::EncoderSpec;
use crate::numeric::{SHIFT_SIDE, ShiftEstimate};
use crate::raster::RasterSource;
use crate::raster::gdal::{Gdal, same_crs};
use crate::raster::sample::spread;

/// Windows along a side for the shift.
const WINDOWS: usize = 3;
/// Least share of valid pixels of a window in both dates.
const MOSTLY_VALID: f64 = 0.7;
/// Shift in pixels from which it is worth a warning.
const TOLERATED: f64 = 1.0;

/// Opens two dates and makes sure that they compare and that their pixels coincide: the second is warped onto the first
/// where that was asked for, or where the products say that they are of two tiles of the mission's grid.
pub fn open(
    gdal: &'static Gdal,
    before: InputRef,
    after: InputRef,
    options: &Options,
    spec: impl Fn() -> Result<EncoderSpec>,
) -> Result<(Input, Input)> {
    let open = |input: InputRef, date| scene::open_whole(gdal, input, options, date, &spec);
    let (first, second) = (open(before, &options.first)?, open(after, &options.second)?);
    let (before, after) = (first.name().to_owned(), second.name().to_owned());
    match (first, second) {
        (Input::Scene(mut a), Input::Scene(b)) => {
            let b = matched(gdal, &mut a, *b, spec()?.patch, options)?;
            Ok((Input::Scene(a), Input::Scene(Box::new(b))))
        }
        (Input::Features(a), Input::Features(b)) => {
            let same = |a: &str, b: &str| same_crs(gdal, a, b);
            if let Some(difference) = a.source.grid().difference(b.source.grid(), same) {
                return Err(Error::Grid(format!(
                    "the features rasters {before} and {after} do not share one cell grid: {difference}"
                )));
            }
            if a.recorded("MODEL_SHA256") != b.recorded("MODEL_SHA256") {
                let model = |f: &FeatureRaster| f.recorded("MODEL").unwrap_or("unknown").to_owned();
                return Err(unlike_models((&before, &model(&a)), (&after, &model(&b))));
            }
            Ok((Input::Features(a), Input::Features(b)))
        }
        _ => Err(Error::argument(format!(
            "{before} and {after}: give two rasters or two features rasters, not one of each"
        ))),
    }
}

/// The message for features of two models; each input with its model's name.
pub fn unlike_models(first: (&str, &str), second: (&str, &str)) -> Error {
    let hint = match first.1 == second.1 {
        true => ": one name, but two files, or fitted apart; give the rasters to one job",
        false => "",
    };
    Error::argument(format!(
        "{} and {} hold features of different models, {} and {}{hint}",
        first.0, second.0, first.1, second.1
    ))
}

/// Makes the pixels of two whole scenes coincide, cuts both to the area of interest, and checks that they compare.
fn matched(
    gdal: &'static Gdal,
    first: &mut Scene,
    mut second: Scene,
    patch: usize,
    options: &Options,
) -> Result<Scene> {
    agree(first, &mut second, options)?;
    let same = |a: &str, b: &str| same_crs(gdal, a, b);
    let difference = first.source.grid().difference(second.source.grid(), same);
    let (one, other) = (&first.facts.tile, &second.facts.tile);
    let two_tiles = !one.is_empty() && !other.is_empty() && one != other;
    if let Some(difference) = &difference
        && !options.align
    {
        if !two_tiles {
            return Err(unlike_grids(first, &second, difference));
        }
        second.facts.warnings.push(format!(
            "is of tile {other}, the first date of tile {one}: it is warped onto the first date's pixels, and both are cut to what they have in common"
        ));
    }
    area::cut(gdal, first, options)?;
    if difference.is_none() {
        area::cut(gdal, &mut second, options)?;
    } else {
        second = aligned(gdal, first, second, patch, options)?;
    }
    second.facts.shift = shift(first, &mut second)?;
    if let Some([x, y]) = second.facts.shift
        && x.hypot(y) > TOLERATED
    {
        second.facts.warnings.push(format!(
            "seems to lie {x:.2} pixels right of and {y:.2} below the first date: edges will show as change; register the dates first"
        ));
    }
    Ok(second)
}

/// The message for grids that differ.
fn unlike_grids(first: &Scene, second: &Scene, difference: &str) -> Error {
    let size = |g: &Grid| format!("{} x {}", g.width, g.height);
    let (a, b) = (&first.source, &second.source);
    Error::Grid(format!(
        "{} ({} pixels) and {} ({} pixels) do not share one pixel grid: {difference}; ask for align to warp the second onto the first",
        a.name(),
        size(a.grid()),
        b.name(),
        size(b.grid())
    ))
}

/// The second scene resampled from its own pixels onto the first one's, which is cut to the overlap.
fn aligned(gdal: &'static Gdal, first: &mut Scene, second: Scene, patch: usize, options: &Options) -> Result<Scene> {
    let overlap = area::overlap(gdal, first.source.grid(), second.source.grid(), patch)?;
    let window = overlap.ok_or_else(|| {
        Error::Grid(format!("{} and {} do not overlap on the ground", first.source.name(), second.source.name()))
    })?;
    first.source.cut(window)?;
    let mut second = Scene { source: second.source.resampled(first.source.grid(), options.resampling)?, ..second };
    area::outline(&mut second, options)?;
    second.facts.warnings.retain(|w| !w.starts_with("is rotated"));
    second.facts.bands += &format!(" (aligned onto the first date, {})", second.source.pixels().resampled_by());
    Ok(second)
}

/// Phase correlation of a few windows, all bands together.
fn shift(first: &mut Scene, second: &mut Scene) -> Result<Option<[f64; 2]>> {
    let (width, height) = (first.source.grid().width, first.source.grid().height);
    if width < SHIFT_SIDE || height < SHIFT_SIDE {
        return Ok(None);
    }
    let bands = first.source.bands();
    let area = SHIFT_SIDE * SHIFT_SIDE;
    let mut estimate = ShiftEstimate::default();
    for window in spread(width, height, WINDOWS, SHIFT_SIDE) {
        let read = |scene: &mut Scene| -> Result<Option<Vec<f32>>> {
            let (mut pixels, mut valid) = (vec![0f32; area * bands], vec![0u8; area]);
            scene.source.read(window, &mut pixels, &mut valid)?;
            let count = valid.iter().filter(|v| **v != 0).count();
            if (count as f64) < MOSTLY_VALID * area as f64 {
                return Ok(None);
            }
            for band in pixels.chunks_exact_mut(area) {
                let sum: f64 = band.iter().zip(&valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| f64::from(*v)).sum();
                let mean = (sum / count as f64) as f32;
                band.iter_mut().zip(&valid).filter(|(_, ok)| **ok == 0).for_each(|(v, _)| *v = mean);
            }
            Ok(Some(pixels))
        };
        if let (Some(a), Some(b)) = (read(first)?, read(second)?) {
            a.chunks_exact(area).zip(b.chunks_exact(area)).for_each(|(a, b)| estimate.add(a, b));
        }
    }
    Ok(estimate.finish().map(|(x, y)| [x, y].map(|v| (v * 100.0).round() / 100.0)))
}
