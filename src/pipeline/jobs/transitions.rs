//! `transitions`: from which class to which cells went between two dates.

use std::collections::BTreeMap;

use super::cellwise::{hectares, strips};
use super::companions;
use super::legend;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::Task;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::write_classes;
use crate::product::{Transition, Transitions, csv, pair};
use crate::raster::gdal::{Class, Content, Storage, same_crs, write_text};

pub(super) const MAKER: Maker = Maker {
    task: Task::Transitions,
    layout: |_| Layout::Bands(1, Content::Classes, Storage::UInt16),
    bytes: |(cells, _), _, _| cells,
    make,
};

/// Keys of a raster's metadata that hold the names of the earlier and of the later classes, as JSON.
pub(super) const NAMES: [&str; 2] = ["CLASSES_FROM", "CLASSES_TO"];

/// Share of progress up to which classes are read.
const READ: f64 = 0.6;

/// Names of the tables beside an output.
pub(super) fn tables_beside(output: &str) -> [String; 2] {
    ["csv", "json"].map(|ending| companions::beside(output, "transitions", Some(ending)))
}

/// Pairs of classes of two dates, cell by cell.
pub(super) struct Pairs {
    /// As rasters hold them; 0 where a date has no class.
    pub values: Vec<u16>,
    /// Names of each date's classes.
    pub names: [BTreeMap<u8, String>; 2],
}

impl Pairs {
    /// The earlier class and the later one of a pair, in words.
    pub fn names_of(&self, pair: u16) -> [String; 2] {
        let [from, to] = pair.to_be_bytes();
        let name = |date: usize, k: u8| self.names[date].get(&k).cloned().unwrap_or_else(|| k.to_string());
        [name(0, from), name(1, to)]
    }
}

/// The dates, and from which class to which each cell went.
pub(super) fn compared(
    session: &Session,
    opened: Vec<Input>,
    reading: &mut Stage,
) -> Result<(Vec<EncodedInput>, Pairs)> {
    let names: Vec<BTreeMap<u8, String>> = opened.iter().map(names_of).collect();
    let [names_from, names_to] =
        <[_; 2]>::try_from(names).map_err(|_| Error::Internal("two dates were expected".into()))?;
    let mut dates = session.encode(opened, &mut |_: f64, _: &str| true, 0.0, false)?;
    let same = |a: &str, b: &str| same_crs(session.gdal, a, b);
    if let Some(difference) = dates[0].store.grid.difference(&dates[1].store.grid, same) {
        let (one, two) = (&dates[0].name, &dates[1].name);
        return Err(Error::Grid(format!("the classes {one} and {two} do not share one cell grid: {difference}")));
    }
    let from = classes(&mut dates[0], &mut reading.part(0.0, 0.5))?;
    let to = classes(&mut dates[1], &mut reading.part(0.5, 1.0))?;
    let mut values = memory::reserved(from.len(), "pairs of classes")?;
    values.extend(from.iter().zip(&to).map(|(from, to)| pair(*from, *to)));
    if values.iter().all(|pair| *pair == 0) {
        dates[0].facts.warnings.push("it and the second date have no cell of classes in common".into());
    }
    Ok((dates, Pairs { values, names: [names_from, names_to] }))
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output) = (&work.session, work.job.outputs[0]);
    let (dates, pairs) = compared(session, opened, &mut Stage::new(progress, 0.0, READ))?;
    let mut found = Transitions::default();
    found.add(&pairs.values);
    let grid = dates[0].store.grid.clone();
    let table = found.finish(|pair| pairs.names_of(pair), hectares(session, &grid));
    let mut writing = Stage::new(progress, READ, WRITTEN);
    let both: Vec<&EncodedInput> = dates.iter().collect();
    let [from, to] = pairs.names.each_ref().map(|names| serde_json::json!(names).to_string());
    let more = [(legend::KEY, legend::names(&legend(&table))), (NAMES[0], from), (NAMES[1], to)];
    let about = metadata("transitions", &both, work.job.options, &more);
    let path = work.outputs.path(output)?;
    let value = |cell: usize| pairs.values[cell];
    write_classes(session, &path, &grid, ("transition", legend(&table)), value, about, &mut writing)?;
    let [as_csv, as_json] = tables_beside(output);
    write_text(session.gdal, &work.outputs.path(&as_csv)?, &csv(&table))?;
    write_text(session.gdal, &work.outputs.path(&as_json)?, &format!("{:#}\n", serde_json::json!(table)))?;
    companions::write(work, &[(&both, output)], &mut writing)?;
    let changed = |unlike: bool| table.iter().filter(|t| (t.from != t.to) == unlike).map(|t| t.cells).sum::<u64>();
    Ok(Report::new("transitions", &dates, work.started)
        .with("changed_class_cells", changed(true))
        .with("same_class_cells", changed(false))
        .with("transitions", &table))
}

/// Names of classes as this software's own rasters keep them.
fn names_of(input: &Input) -> BTreeMap<u8, String> {
    let more = input.features().map(|raster| &raster.provenance.more);
    let text = more.and_then(|more| more.iter().find(|(key, _)| key == legend::KEY)).map(|(_, value)| value.as_str());
    serde_json::from_str(text.unwrap_or("{}")).unwrap_or_default()
}

/// The class of each cell, 0 where there is none.
fn classes(input: &mut EncodedInput, progress: &mut Stage) -> Result<Vec<u8>> {
    let name = input.name.clone();
    let mut values = memory::filled(input.store.grid.width * input.store.grid.height, 0u8, "classes of cells")?;
    strips(input, progress, "reading classes", |piece, cells| {
        for (cell, value) in piece.numbers().zip(cells.iter().map(|v| if v.is_nan() { 0.0 } else { *v })) {
            if value.fract() != 0.0 || !(0.0..=255.0).contains(&value) {
                return Err(Error::raster(
                    &name,
                    format!("has the value {value}; class numbers from 0 to 255 were expected"),
                ));
            }
            values[cell] = value as u8;
        }
        Ok(())
    })?;
    Ok(values)
}

/// Pairs as a raster shows them: what stayed in grey, what changed in colours.
fn legend(table: &[Transition]) -> Vec<Class> {
    let colour = |(i, t): (usize, &Transition)| if t.from == t.to { [200; 3] } else { legend::colour(i) };
    let one = |(i, t): (usize, &Transition)| Class {
        value: t.value,
        name: format!("{} to {}", t.from, t.to),
        colour: colour((i, t)),
        cells: t.cells,
        hectares: t.hectares,
    };
    table.iter().enumerate().map(one).collect()
}
