//! Writing products: cells to bands, strips of whole blocks at a time.

use ndarray::Array2;

use super::map::MapGrid;
use super::rounding::{Form, Stored};
use crate::error::Result;
use crate::geometry::{Grid, Window};
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::progress::Stage;
use crate::product::Basis;
use crate::raster::Tags;
use crate::raster::gdal::{
    Content, Gdal, GdalSink, OutputBand, OutputSpec, Storage, WorkFolder, WriteOptions, folder_and_name,
};

/// Share of writing an output that goes to the GeoTIFF; a copy with another driver takes the rest.
pub(super) const WRITING: f64 = 0.7;
/// Columns and rows of an output that is only tried.
const TRIED: usize = 64;

/// Turns cells `[cells][bands]` into bands `[bands][cells]`.
fn planes(cells: &Array2<f32>) -> Vec<f32> {
    cells.t().iter().copied().collect()
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
    let mut sink = GdalSink::create(session.gdal, path, spec, session.options.write.gdal.clone())?;
    for first in (0..grid.height).step_by(sink.block_rows()) {
        writing.report(WRITING * first as f64 / grid.height as f64, "writing")?;
        let rows = map.rows(scores.view(), first..(first + sink.block_rows()).min(grid.height));
        let colours: Vec<Option<[u8; 3]>> = rows.rows().into_iter().map(|scores| basis.colour(scores)).collect();
        let mut values: Vec<f32> =
            (0..3).flat_map(|c| colours.iter().map(move |rgb| rgb.map_or(0.0, |rgb| f32::from(rgb[c])))).collect();
        let mut mask: Vec<u8> = colours.iter().map(|c| if c.is_some() { 255 } else { 0 }).collect();
        sink.write_rows(first, &mut values)?;
        sink.write_mask_rows(first, &mut mask)?;
    }
    finish(sink, writing)
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
    let mut sink = GdalSink::create(session.gdal, path, spec, session.options.write.gdal.clone())?;
    for first in (0..grid.height).step_by(sink.block_rows()) {
        writing.report(WRITING * first as f64 / grid.height as f64, "writing")?;
        let rows = first..(first + sink.block_rows()).min(grid.height);
        sink.write_rows(first, &mut planes(&map.rows(values.view(), rows)))?;
    }
    finish(sink, writing)
}

/// Closes an output; a copy with another driver can be stopped.
pub(super) fn finish(sink: GdalSink, writing: &mut Stage) -> Result<()> {
    sink.finish_with(&mut |copied| writing.report(WRITING + (1.0 - WRITING) * copied, "writing").is_ok())
}
