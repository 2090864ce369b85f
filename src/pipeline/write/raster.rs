//! Writing products: cells to bands, strips of whole blocks at a time.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};

use super::map::MapGrid;
use super::rounding::{Form, Stored};
use crate::error::Result;
use crate::geometry::{Grid, Window};
use crate::memory;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::progress::Stage;
use crate::product::Basis;
use crate::raster::Tags;
use crate::raster::gdal::{
    Content, Gdal, GdalSink, OutputBand, OutputSpec, Storage, WorkFolder, WriteOptions, folder_and_name,
};

/// Share of writing an output that goes to the GeoTIFF; a copy with another driver takes the rest.
const WRITING: f64 = 0.7;
/// Columns and rows of an output that is only tried.
const TRIED: usize = 64;

/// Turns cells `[cells][bands]` into bands `[bands][cells]`.
fn planes(cells: ArrayView2<f32>) -> Result<Vec<f32>> {
    memory::collected(cells.t().iter().copied(), "rows of an output")
}

fn named(descriptions: impl IntoIterator<Item = String>) -> Vec<OutputBand> {
    descriptions.into_iter().map(|description| OutputBand { description, ..OutputBand::default() }).collect()
}

/// Tries what the options ask of a driver on a few pixels, so that what it refuses is refused before any work. GeoTIFF with
/// the defaults is known to work. `path` is where the output will be made; nothing stays there.
pub fn rehearse(
    gdal: &'static Gdal,
    path: &str,
    grid: &Grid,
    (bands, content, storage): (usize, Content, Storage),
    write: &WriteOptions,
) -> Result<()> {
    if !write.copies() && write.creation.is_empty() {
        return Ok(());
    }
    let place = WorkFolder::beside(gdal, path)?;
    let grid = Grid { width: grid.width.min(TRIED), height: grid.height.min(TRIED), ..grid.clone() };
    let mask = grid.width * grid.height;
    let mut values = vec![0.0; bands * mask];
    let bands = named((0..bands).map(|i| format!("F{i:03}")));
    let spec =
        OutputSpec { grid, bands, content, storage, mask: storage == Storage::Byte, tags: vec![], metadata: vec![] };
    let mut sink = GdalSink::create(gdal, &place.new_file(folder_and_name(path).1), spec, write.clone())?;
    sink.write_rows(0, &mut values)?;
    if storage == Storage::Byte {
        sink.write_mask_rows(0, &mut vec![255; mask])?;
    }
    sink.finish()
}

/// Writes features and returns the mean cosine between each cell and what a reader will get back.
///
/// One piece is rounded on the job's workers while the piece before is written on this thread and compressed.
pub fn write_features(
    session: &Session,
    path: &str,
    input: &mut EncodedInput,
    metadata: Tags,
    writing: &mut Stage,
) -> Result<f64> {
    let options = &session.options.write;
    let form = Form::new(options.dtype, &mut input.store)?;
    let mut bands = named((0..input.store.dim).map(|i| format!("F{i:03}")));
    if let Form::Codes(codes) = &form {
        bands.iter_mut().zip(&codes.bands).for_each(|(b, c)| b.scale = Some(*c));
    }
    let grid = input.store.grid.clone();
    let spec = OutputSpec {
        grid: grid.clone(),
        bands,
        content: Content::Features,
        storage: options.dtype,
        mask: false,
        tags: vec![],
        metadata,
    };
    let mut sink = GdalSink::create(session.gdal, path, spec, options.gdal.clone())?;
    let (rows, columns) = (sink.block_rows(), sink.block_columns());
    let corners = (0..grid.height).step_by(rows).flat_map(|y| (0..grid.width).step_by(columns).map(move |x| (x, y)));
    let area = grid.width * grid.height;
    let mut written = 0;
    let (mut cosines, mut valid) = (0.0, 0);
    let mut before: Option<(Window, Stored)> = None;
    let mut write = |before: Option<(Window, Stored)>| {
        before.map_or(Ok(()), |(window, mut piece)| sink.write_window(window, &mut piece.planes))
    };
    for (x, y) in corners {
        let window = Window { x, y, width: columns.min(grid.width - x), height: rows.min(grid.height - y) };
        writing.report(WRITING * written as f64 / area as f64, "writing features")?;
        written += window.area();
        let cells = input.store.read_window(window)?;
        let mut stored = None;
        session.pool.in_place_scope(|scope| {
            scope.spawn(|_| stored = Some(Stored::new(&cells, &form)));
            write(before.take())
        })?;
        if let Some(piece) = stored {
            (cosines, valid) = (cosines + piece.cosines, valid + piece.valid);
            before = Some((window, piece));
        }
    }
    write(before)?;
    finish(sink, writing)?;
    Ok(if valid > 0 { cosines / valid as f64 } else { 1.0 })
}

/// Writes scores of cells as colours with a mask.
pub fn write_rgb(
    session: &Session,
    path: &str,
    map: &MapGrid,
    scores: &Array2<f32>,
    basis: &Basis,
    metadata: Tags,
    writing: &mut Stage,
) -> Result<()> {
    let grid = &map.grid;
    let bands = named(["red", "green", "blue"].map(|c| format!("{c}: principal component")));
    let spec = OutputSpec {
        grid: grid.clone(),
        bands,
        content: Content::Picture,
        storage: Storage::Byte,
        mask: true,
        tags: vec![],
        metadata,
    };
    write_strips(session, path, spec, writing, |rows| {
        let rows = map.rows(scores.view(), rows)?;
        let colours: Vec<Option<[u8; 3]>> = rows.rows().into_iter().map(|scores| basis.colour(scores)).collect();
        let values = (0..3).flat_map(|c| colours.iter().map(move |rgb| rgb.map_or(0.0, |rgb| f32::from(rgb[c]))));
        let mask = colours.iter().map(|c| if c.is_some() { 255 } else { 0 }).collect();
        Ok((values.collect(), Some(mask)))
    })
}

/// Writes float32 bands with NaN for nodata, from values of cells, `[cells][bands]`.
pub fn write_values(
    session: &Session,
    path: &str,
    map: &MapGrid,
    values: &Array2<f32>,
    descriptions: &[String],
    metadata: Tags,
    writing: &mut Stage,
) -> Result<()> {
    let grid = &map.grid;
    let bands = named(descriptions.iter().cloned());
    let spec = OutputSpec {
        grid: grid.clone(),
        bands,
        content: Content::Values,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata,
    };
    write_strips(session, path, spec, writing, |rows| Ok((planes(map.rows(values.view(), rows)?.view())?, None)))
}

/// Writes an output in strips of whole blocks: `strip` gives the values of some rows, band by band, and their mask where the
/// output has one.
pub(super) fn write_strips(
    session: &Session,
    path: &str,
    spec: OutputSpec,
    writing: &mut Stage,
    mut strip: impl FnMut(Range<usize>) -> Result<(Vec<f32>, Option<Vec<u8>>)>,
) -> Result<()> {
    let height = spec.grid.height;
    let mut sink = GdalSink::create(session.gdal, path, spec, session.options.write.gdal.clone())?;
    for first in (0..height).step_by(sink.block_rows()) {
        writing.report(WRITING * first as f64 / height as f64, "writing")?;
        let (mut values, mask) = strip(first..(first + sink.block_rows()).min(height))?;
        sink.write_rows(first, &mut values)?;
        mask.map_or(Ok(()), |mut mask| sink.write_mask_rows(first, &mut mask))?;
    }
    finish(sink, writing)
}

/// Closes an output; a copy with another driver can be stopped.
fn finish(sink: GdalSink, writing: &mut Stage) -> Result<()> {
    sink.finish_with(&mut |copied| writing.report(WRITING + (1.0 - WRITING) * copied, "writing").is_ok())
}
