//! Fitting a model that must see the scenes first, and giving each scene its own.

use std::sync::Arc;

use super::rows::PixelStrip;
use crate::error::{Error, Result};
use crate::geometry::{Patches, Window};
use crate::memory;
use crate::model::{BandStatistics, BandSums, Chip, EncoderSpec, Fit, Model, Opened, Sample, SceneModel};
use crate::pipeline::progress::Stage;
use crate::raster::RasterSource;
use crate::raster::reflectance::Reflectance;

/// Pixels of one scene that are enough for its statistics; of more, every second or further strip is read.
const ENOUGH: u64 = 12_800_000;
/// Rows that are read together for them.
const ROWS: usize = 8;
/// Sides of blocks that are read whole for them instead.
const LEAST_BLOCK: usize = 256;
const MOST_BLOCK: usize = 2048;
/// Columns by which each row of such blocks begins beside the one above it.
const ASIDE: usize = 3;
/// Chips between two of a sample that are read with them.
const APART: usize = 8;

/// Share of encoding that goes to fitting.
const FITTING: f64 = 0.3;

/// The part of encoding that [`for_each`] takes.
pub fn share(model: &Opened) -> f64 {
    match model {
        Opened::Ready(_) => 0.0,
        Opened::FitsOnScenes(_) => FITTING,
    }
}

/// Pixels of one scene, and how they become reflectance.
pub type Pixels<'a> = (&'a mut dyn RasterSource, &'a Reflectance);

/// The model for each scene: the same one, unless it is fitted on them. Then what comes out depends on all scenes
/// together, or on those that `kept` was fitted on before.
pub fn for_each(
    model: &Opened,
    scenes: &mut [Pixels],
    kept: Option<&Fit>,
    mut progress: Stage,
) -> Result<(Vec<Arc<Model>>, Option<Fit>)> {
    let model = match model {
        Opened::Ready(model) => return Ok((scenes.iter().map(|_| model.clone()).collect(), None)),
        Opened::FitsOnScenes(model) => &**model,
    };
    let fit = match kept {
        Some(fit) => fit.clone(),
        None => fitted(model, scenes, &mut progress)?,
    };
    let models = fit.models(model, scenes.len())?;
    Ok((models.into_iter().map(Arc::new).collect(), Some(fit)))
}

fn fitted(model: &dyn SceneModel, scenes: &mut [Pixels], progress: &mut Stage) -> Result<Fit> {
    let count = 2.0 * scenes.len() as f64;
    let (mut statistics, mut tallies) = (Vec::new(), Vec::new());
    for (i, (source, reflectance)) in scenes.iter_mut().enumerate() {
        progress.report(i as f64 / count, &format!("fitting {} on {}", model.name(), source.name()))?;
        let (scene, tally) = statistics_of(model, *source, reflectance)?;
        statistics.push(scene);
        tallies.push(tally);
    }
    let most = model.samples().div_ceil(statistics.len().max(1));
    let places = places(scenes, &tallies, most)?;
    let mut samples = Vec::new();
    for (i, (((source, reflectance), scene), places)) in scenes.iter_mut().zip(&statistics).zip(&places).enumerate() {
        progress.report(0.5 + i as f64 / count, &format!("fitting {} on {}", model.name(), source.name()))?;
        let spec = EncoderSpec { mean: scene.mean.clone(), std: scene.std.clone(), ..model.spec().clone() };
        samples.push(sample_of(&spec, places, *source, reflectance)?);
    }
    model.fit(statistics, &samples)
}

/// Where the samples of each scene lie: scenes of one grid have the same places, valid in all of them where there are such.
fn places(scenes: &[Pixels], tallies: &[Vec<u32>], most: usize) -> Result<Vec<Vec<usize>>> {
    let one_grid = scenes.windows(2).all(|pair| pair[0].0.grid() == pair[1].0.grid());
    if one_grid && let Some(first) = tallies.first() {
        let least = |place: usize| tallies.iter().map(|tally| tally[place]).min().unwrap_or(0);
        let common = spread(&memory::collected((0..first.len()).map(least), "counts of valid pixels")?, most)?;
        if !common.is_empty() {
            return Ok(vec![common; scenes.len()]);
        }
    }
    tallies.iter().map(|tally| spread(tally, most)).collect()
}

/// At most `most` places, evenly spread over those with at least a quarter as much as the best one.
///
/// # Errors
/// If there is no memory for their numbers.
pub fn spread(tally: &[u32], most: usize) -> Result<Vec<usize>> {
    let enough = tally.iter().max().map_or(1, |best| best.div_ceil(4).max(1));
    let good = memory::collected((0..tally.len()).filter(|place| tally[*place] >= enough), "places of samples")?;
    let count = most.min(good.len());
    Ok((0..count).map(|i| good[(2 * i + 1) * good.len() / (2 * count)]).collect())
}

/// Statistics of a scene, and valid pixels seen of each of its chips, row by row of chips.
fn statistics_of(
    model: &dyn SceneModel,
    source: &mut dyn RasterSource,
    reflectance: &Reflectance,
) -> Result<(BandStatistics, Vec<u32>)> {
    let (width, height, bands) = (source.grid().width, source.grid().height, source.bands());
    let chip = model.spec().chip.max(ROWS);
    let across = width.div_ceil(chip);
    let what = format!("pixel rows of {}", source.name());
    let mut tally = memory::filled(across * height.div_ceil(chip), 0u32, &what)?;
    let mut sums = BandSums::new(bands);
    let mut add = |source: &mut dyn RasterSource, windows: &[Window]| -> Result<bool> {
        let mut any = false;
        for window in windows {
            let mut pixels = memory::filled(window.area() * bands, 0f32, &what)?;
            let mut valid = memory::filled(window.area(), 0u8, &what)?;
            source.read(*window, &mut pixels, &mut valid)?;
            reflectance.apply(&mut pixels);
            sums.add(&pixels, &valid);
            for (y, row) in (window.y..).zip(valid.chunks_exact(window.width)) {
                let seen = &mut tally[y / chip * across..][..across];
                (window.x..).zip(row).filter(|(_, valid)| **valid != 0).for_each(|(x, _)| seen[x / chip] += 1);
            }
            any |= valid.iter().any(|v| *v != 0);
        }
        Ok(any)
    };
    // Of each row of chips some pixels at least.
    let every = memory::product(&[width, height]).div_ceil(ENOUGH).min((chip / ROWS) as u64) as usize;
    let blocks = if every > 1 { blocks_of(source, every) } else { vec![] };
    if !add(source, &blocks)? {
        let rows = (0..height).step_by(ROWS * every);
        add(source, &rows.map(|y| Window { x: 0, y, width, height: ROWS.min(height - y) }).collect::<Vec<_>>())?;
    }
    let nothing = || Error::model(model.name(), format!("{} has no valid pixel to be fitted on", source.name()));
    Ok((sums.finish().ok_or_else(nothing)?, tally))
}

/// One of `every` so many blocks of a file with large ones, all over the raster, so that the others are not decoded for
/// this; empty for other files.
fn blocks_of(source: &dyn RasterSource, every: usize) -> Vec<Window> {
    let (width, height, [wide, high]) = (source.grid().width, source.grid().height, source.block());
    if wide.min(high) < LEAST_BLOCK || wide.max(high) > MOST_BLOCK || wide >= width {
        return vec![];
    }
    let all = (0..height.div_ceil(high)).flat_map(|row| (0..width.div_ceil(wide)).map(move |column| (column, row)));
    let chosen = all.filter(|(column, row)| (column + ASIDE * row).is_multiple_of(every));
    let window = |(column, row): (usize, usize)| {
        let (x, y) = (column * wide, row * high);
        Window { x, y, width: wide.min(width - x), height: high.min(height - y) }
    };
    chosen.map(window).collect()
}

/// Chips of a scene at these places, which are counted row by row of chips that lie side by side.
pub fn sample_of(
    spec: &EncoderSpec,
    places: &[usize],
    source: &mut dyn RasterSource,
    reflectance: &Reflectance,
) -> Result<Sample> {
    let across = source.grid().width.div_ceil(spec.chip);
    let patches = Patches::over(source.grid().width, source.grid().height, spec.patch);
    let mut sample = Sample::new();
    // Chips far from each other in a row are read apart, so that blocks between them are not decoded.
    for row in places.chunk_by(|a, b| a / across == b / across && b - a <= APART) {
        let mut strip = PixelStrip::new(source, reflectance, spec, patches, None)?;
        let column = |place: &usize| place % across * spec.chip;
        strip.narrow_to(column(&row[0]), column(&row[row.len() - 1]));
        strip.move_to((row[0] / across * spec.chip) as isize)?;
        sample.extend(row.iter().map(|place| strip.chip(column(place) as isize)));
    }
    Ok(sample)
}

/// The model, fitted on one chip where it must be: to see how long it takes.
pub fn on_chip(model: &Opened, chip: &[f32]) -> Result<Arc<Model>> {
    let model = match model {
        Opened::Ready(model) => return Ok(model.clone()),
        Opened::FitsOnScenes(model) => model,
    };
    let bands = model.spec().bands.len();
    let statistics = BandStatistics { mean: vec![0.0; bands], std: vec![1.0; bands] };
    let chip = Chip { values: chip.to_vec(), valid: vec![1; chip.len() / bands] };
    let sample = vec![Some(chip)];
    // Two of them, because some models compare two dates.
    let fit = model.fit(vec![statistics.clone(), statistics], &[sample.clone(), sample])?;
    let fitted = fit.models(&**model, 2)?.pop();
    fitted.map(Arc::new).ok_or_else(|| Error::Internal("a fit on a chip gave no model".into()))
}

#[cfg(test)]
mod tests {
    fn spread(tally: &[u32], most: usize) -> Vec<usize> {
        super::spread(tally, most).unwrap()
    }

    #[test]
    fn samples_lie_where_there_is_something() {
        let mut tally = vec![0u32; 1000];
        assert!(spread(&tally, 32).is_empty());
        [3, 500, 501, 999].iter().for_each(|place| tally[*place] = 64);
        tally[700] = 2; // a sliver
        assert_eq!(spread(&tally, 32), [3, 500, 501, 999]);
        assert_eq!(spread(&tally, 2), [500, 999]);
        assert_eq!(spread(&[5; 8], 4), [1, 3, 5, 7]);
        assert!(spread(&[5; 8], 0).is_empty());
    }
}
