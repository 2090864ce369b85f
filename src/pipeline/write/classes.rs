//! Writing classes: numbers with names, colours and areas.

use super::raster::{WRITING, finish};
use crate::error::Result;
use crate::geometry::Grid;
use crate::pipeline::encode::Session;
use crate::pipeline::progress::Stage;
use crate::raster::Tags;
use crate::raster::gdal::{Class, Content, GdalSink, OutputBand, OutputSpec, Storage};

/// Writes one band of class numbers, 0 where there is none: in 8 bits, or in 16 if a class has a number that needs them.
/// `value` gives the number of a cell.
pub fn write_classes(
    session: &Session,
    path: &str,
    grid: &Grid,
    (description, classes): (&str, Vec<Class>),
    value: impl Fn(usize) -> u16,
    metadata: Tags,
    writing: &mut Stage,
) -> Result<()> {
    let eight = classes.iter().all(|class| class.value < 256);
    let spec = OutputSpec {
        grid: grid.clone(),
        bands: vec![OutputBand { description: description.into(), classes, ..OutputBand::default() }],
        content: Content::Classes,
        storage: if eight { Storage::Class8 } else { Storage::UInt16 },
        mask: false,
        tags: vec![],
        metadata,
    };
    let mut sink = GdalSink::create(session.gdal, path, spec, session.options.write.gdal.clone())?;
    for first in (0..grid.height).step_by(sink.block_rows()) {
        writing.report(WRITING * first as f64 / grid.height as f64, "writing")?;
        let cells = first * grid.width..(first + sink.block_rows()).min(grid.height) * grid.width;
        sink.write_rows(first, &mut cells.map(|cell| f32::from(value(cell))).collect::<Vec<f32>>())?;
    }
    finish(sink, writing)
}
