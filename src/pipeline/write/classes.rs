//! Writing classes: numbers with names, colours and areas.

use super::raster::write_strips;
use crate::error::Result;
use crate::geometry::Grid;
use crate::memory;
use crate::pipeline::encode::Session;
use crate::pipeline::progress::Stage;
use crate::raster::Tags;
use crate::raster::gdal::{Class, Content, OutputBand, OutputSpec, Storage};

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
    write_strips(session, path, spec, writing, |rows| {
        let cells = rows.start * grid.width..rows.end * grid.width;
        Ok((memory::collected(cells.map(|cell| f32::from(value(cell))), "rows of an output")?, None))
    })
}
