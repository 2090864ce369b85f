//! Writing products: cells to bands, strips of whole blocks at a time.

use ndarray::Array2;

use super::options::Options;
use super::session::EncodedInput;
use crate::error::Result;
use crate::geometry::Grid;
use crate::product::{Basis, CodeFit, is_valid, round_to_f16};
use crate::raster::gdal::{Gdal, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions};

/// Turns cells `[cells][bands]` into bands `[bands][cells]`.
fn planes(cells: &Array2<f32>) -> Vec<f32> {
    cells.t().iter().copied().collect()
}

fn named(descriptions: impl IntoIterator<Item = String>) -> Vec<OutputBand> {
    descriptions.into_iter().map(|description| OutputBand { description, scale: None }).collect()
}

/// Writes features and returns the mean cosine between each cell and what a reader will get back.
pub fn write_features(
    gdal: &'static Gdal,
    path: &str,
    input: &mut EncodedInput,
    metadata: Vec<(String, String)>,
    options: &Options,
) -> Result<f64> {
    let dim = input.store.dim;
    let codes = if options.dtype == Storage::Code8 {
        let mut fit = CodeFit::new(dim);
        input.store.for_each_strip(|_, cells| {
            cells.rows().into_iter().for_each(|c| fit.add(c.as_slice().unwrap_or_default()));
            Ok(())
        })?;
        Some(fit.finish())
    } else {
        None
    };
    let mut bands = named((0..dim).map(|i| format!("F{i:03}")));
    if let Some(codes) = &codes {
        bands.iter_mut().zip(&codes.bands).for_each(|(b, c)| b.scale = Some(*c));
    }
    let grid = input.store.grid.clone();
    let spec = OutputSpec { grid: grid.clone(), bands, storage: options.dtype, mask: false, tags: vec![], metadata };
    let mut sink = GdalSink::create(gdal, path, spec, options.write.clone())?;
    let (mut cosine, mut count) = (0f64, 0u64);
    for first in (0..grid.height).step_by(sink.block_rows()) {
        let cells = input.store.read(first, sink.block_rows().min(grid.height - first))?;
        let mut stored = cells.clone();
        match (&codes, options.dtype) {
            (Some(codes), _) => stored.indexed_iter_mut().for_each(|((_, band), v)| *v = codes.encode(band, *v)),
            (None, Storage::Float16) => stored.mapv_inplace(round_to_f16),
            _ => {}
        }
        for (cell, kept) in cells.rows().into_iter().zip(stored.rows()).filter(|(c, _)| !c[0].is_nan()) {
            let value = |(band, v): (usize, &f32)| codes.as_ref().map_or(*v, |c| c.decode(band, *v));
            let kept: Vec<f32> = kept.iter().enumerate().map(value).collect();
            cosine += cosine_of(cell.iter(), kept.iter());
            count += 1;
        }
        sink.write_rows(first, &mut planes(&stored))?;
    }
    sink.finish()?;
    Ok(if count > 0 { cosine / count as f64 } else { 1.0 })
}

fn cosine_of<'a>(a: impl Iterator<Item = &'a f32>, b: impl Iterator<Item = &'a f32>) -> f64 {
    let (mut ab, mut aa, mut bb) = (0f64, 0f64, 0f64);
    for (x, y) in a.zip(b) {
        let (x, y) = (f64::from(*x), f64::from(*y));
        (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
    }
    if aa * bb > 0.0 { ab / (aa * bb).sqrt() } else { 1.0 }
}

/// Writes scores as colours with a mask.
pub fn write_rgb(
    gdal: &'static Gdal,
    path: &str,
    grid: &Grid,
    scores: &Array2<f32>,
    basis: &Basis,
    metadata: Vec<(String, String)>,
    write: &WriteOptions,
) -> Result<()> {
    let bands = named(["red", "green", "blue"].map(|c| format!("{c}: principal component")));
    let spec = OutputSpec { grid: grid.clone(), bands, storage: Storage::Byte, mask: true, tags: vec![], metadata };
    let mut sink = GdalSink::create(gdal, path, spec, write.clone())?;
    for first in (0..grid.height).step_by(sink.block_rows()) {
        let cells = first * grid.width..(first + sink.block_rows()).min(grid.height) * grid.width;
        let colours: Vec<Option<[u8; 3]>> =
            cells.map(|i| basis.colour(scores.row(i).as_slice().unwrap_or_default())).collect();
        let mut values: Vec<f32> =
            (0..3).flat_map(|c| colours.iter().map(move |rgb| rgb.map_or(0.0, |rgb| f32::from(rgb[c])))).collect();
        let mut mask: Vec<u8> = colours.iter().map(|c| if c.is_some() { 255 } else { 0 }).collect();
        sink.write_rows(first, &mut values)?;
        sink.write_mask_rows(first, &mut mask)?;
    }
    sink.finish()
}

/// Writes float32 bands with NaN for nodata, `[cells][bands]`.
pub fn write_values(
    gdal: &'static Gdal,
    path: &str,
    grid: &Grid,
    values: &Array2<f32>,
    descriptions: &[String],
    metadata: Vec<(String, String)>,
    write: &WriteOptions,
) -> Result<()> {
    let bands = named(descriptions.iter().cloned());
    let spec = OutputSpec { grid: grid.clone(), bands, storage: Storage::Float32, mask: false, tags: vec![], metadata };
    let mut sink = GdalSink::create(gdal, path, spec, write.clone())?;
    for first in (0..grid.height).step_by(sink.block_rows()) {
        let rows = first * grid.width..(first + sink.block_rows()).min(grid.height) * grid.width;
        sink.write_rows(first, &mut planes(&values.slice(ndarray::s![rows, ..]).to_owned()))?;
    }
    sink.finish()
}

/// Number of valid cells among `[cells][n]`.
pub fn valid_cells(values: &Array2<f32>) -> usize {
    values.rows().into_iter().filter(|r| is_valid(r)).count()
}
