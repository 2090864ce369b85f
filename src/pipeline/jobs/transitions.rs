//! `transitions`: from which class to which cells went between two dates.

use std::collections::BTreeMap;

use super::cellwise::{hectares, strips};
use super::companions;
use super::legend;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
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

/// Share of progress up to which classes are read.
const READ: f64 = 0.6;

/// Names of the tables beside an output.
pub(super) fn tables_beside(output: &str) -> [String; 2] {
    ["csv", "json"].map(|ending| companions::beside(output, "transitions", Some(ending)))
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output) = (&work.session, work.job.outputs[0]);
    let names: Vec<BTreeMap<u8, String>> = opened.iter().map(names_of).collect();
    let mut dates = session.encode(opened, progress, 0.0, false)?;
    let same = |a: &str, b: &str| same_crs(session.gdal, a, b);
    if let Some(difference) = dates[0].store.grid.difference(&dates[1].store.grid, same) {
        let (one, two) = (&dates[0].name, &dates[1].name);
        return Err(Error::Grid(format!("the classes {one} and {two} do not share one cell grid: {difference}")));
    }
    let mut reading = Stage::new(progress, 0.0, READ);
    let from = classes(&mut dates[0], &mut reading.part(0.0, 0.5))?;
    let to = classes(&mut dates[1], &mut reading.part(0.5, 1.0))?;
    let mut found = Transitions::default();
    let mut pairs = memory::reserved(from.len(), "pairs of classes")?;
    pairs.extend(from.iter().zip(&to).map(|(from, to)| pair(*from, *to)));
    found.add(&pairs);
    let name = |names: &BTreeMap<u8, String>, k: u8| names.get(&k).cloned().unwrap_or_else(|| k.to_string());
    let grid = dates[0].store.grid.clone();
    let table = found.finish(|k| name(&names[0], k), |k| name(&names[1], k), hectares(session, &grid));
    if table.is_empty() {
        dates[0].facts.warnings.push("and the second date have no cell of classes in common".into());
    }
    let mut writing = Stage::new(progress, READ, WRITTEN);
    let both: Vec<&EncodedInput> = dates.iter().collect();
    let about = metadata("transitions", &both, work.job.options, &[(legend::KEY, legend::names(&legend(&table)))]);
    let path = work.outputs.path(output)?;
    write_classes(session, &path, &grid, ("transition", legend(&table)), |cell| pairs[cell], about, &mut writing)?;
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
    let mut values = memory::reserved(input.store.grid.width * input.store.grid.height, "classes of cells")?;
    strips(input, progress, "reading classes", |_, cells| {
        for value in cells.iter().map(|v| if v.is_nan() { 0.0 } else { *v }) {
            if value.fract() != 0.0 || !(0.0..=255.0).contains(&value) {
                return Err(Error::raster(
                    &name,
                    format!("has the value {value}; class numbers from 0 to 255 were expected"),
                ));
            }
            values.push(value as u8);
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
