//! How far the sensor's noise moves features: what dates may differ by without any change.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::fit::{sample_of, spread};
use crate::error::{Error, Result};
use crate::memory;
use crate::model::{Chip, Model};
use crate::numeric::normal;
use crate::raster::RasterSource;
use crate::raster::reflectance::Reflectance;

/// Standard deviation of the noise, reflectance × 10000.
const NOISE: f32 = 10.0;

/// Features of cells all over a scene, `[cells][dim]`, as they are and with noise in the pixels.
pub struct NoiseResponse {
    pub features: Array2<f32>,
    pub noisy: Array2<f32>,
}

/// Encodes chips of about so many cells with and without noise, where a scene has valid ground: `change` has a number for each
/// cell of the scene, `stride` pixels apart, NaN where it is invalid.
pub fn noise_response(
    model: &Model,
    source: &mut dyn RasterSource,
    reflectance: &Reflectance,
    pool: &rayon::ThreadPool,
    (change, stride, cells): (&[f32], usize, usize),
) -> Result<NoiseResponse> {
    let spec = model.spec();
    // Cells along a chip: of the change, and of those that are encoded here.
    let (side, own) = (spec.chip / stride, spec.chip_cells());
    let width = source.grid().width.div_ceil(stride).max(1);
    let across = width.div_ceil(side);
    let chips = across * (change.len() / width).div_ceil(side);
    let mut tally = memory::filled(chips, 0u32, "counts of valid cells")?;
    for cell in (0..change.len()).filter(|cell| !change[*cell].is_nan()) {
        tally[cell / width / side * across + cell % width / side] += 1;
    }
    let sample = sample_of(spec, &spread(&tally, cells.div_ceil(own * own))?, source, reflectance)?;
    let held: Vec<(usize, Chip)> = sample.into_iter().enumerate().filter_map(|(i, chip)| Some((i, chip?))).collect();
    let both = |(i, chip): &(usize, Chip)| without_and_with(model, *i, chip);
    let all = pool.install(|| held.par_iter().map(both).collect::<Result<Vec<_>>>())?;
    drop(held);
    let rows: usize = all.iter().map(|(without, _)| without.nrows()).sum();
    let [mut features, mut noisy] = [
        memory::reserved(rows * spec.dim, "features of noise")?,
        memory::reserved(rows * spec.dim, "features of noise")?,
    ];
    // Each part goes as it is put to the others.
    for (without, with) in all {
        features.extend(without);
        noisy.extend(with);
    }
    let shaped = |values| Array2::from_shape_vec((rows, spec.dim), values).map_err(|e| Error::Internal(e.to_string()));
    Ok(NoiseResponse { features: shaped(features)?, noisy: shaped(noisy)? })
}

fn without_and_with(model: &Model, seed: usize, chip: &Chip) -> Result<(Array2<f32>, Array2<f32>)> {
    let spec = model.spec();
    let (area, numbers) = (chip.valid.len(), chip.values.len());
    // In a band that hardly varies, noise would be most of what is seen.
    let deviation =
        |i: usize| Some(spec.std[i / area]).filter(|std| *std >= 1.0).map_or(0.0, |std| (NOISE / std).min(1.0));
    let noise = |i: usize| deviation(i) * normal((seed * numbers + i) as u64);
    let noisy: Vec<f32> = chip.values.iter().enumerate().map(|(i, value)| value + noise(i)).collect();
    let whole = chip.valid_cells(spec);
    let cells = |values: &[f32]| -> Result<Array2<f32>> {
        let all = model.encoder().encode(values)?;
        let all = Array2::from_shape_vec((all.len() / spec.dim, spec.dim), all);
        Ok(all.map_err(|e| Error::Internal(e.to_string()))?.select(Axis(0), &whole))
    };
    Ok((cells(&chip.values)?, cells(&noisy)?))
}
