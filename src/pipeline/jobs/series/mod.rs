//! `series`: when each cell changed over many dates, whether it stayed, and whether the newest date is out of the ordinary.
//!
//! `sampled` reads all dates once, for which cells are valid and for a sample of them; on that, dates are brought into one
//! space and the scene's floors are found (`calibrated`). Then all cells are read once more, in windows, and judged
//! (`judged`). So memory depends on windows and sample, not on how many dates there are.

mod before_after;
mod calibrated;
mod encoded;
mod footprint;
mod judged;
mod kept;
mod layers;
mod page;
mod sampled;
mod told;

pub(super) use footprint::{Dates, bounded};

use self::layers::bands;
use super::companions;
use super::job::{Job, same_model};
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::{MapGrid, write_values};
use crate::product::{Method, Threshold};
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Series,
    layout: |options| Layout::Bands(bands(options).len(), Content::Values, Storage::Float32),
    bytes: |(cells, _), _, options| cells.saturating_mul(4 * bands(options).len() as u64),
    make,
};

/// Shares of a job's progress after encoding: all dates are read, the space is found, cells are judged.
const READ: f64 = 0.3;
const FOUND: f64 = 0.45;
const JUDGED: f64 = 0.95;
/// Share of the progress that goes to encoding where there are pixels.
const ENCODED: f64 = 0.85;

/// Refuses what cannot act, before any work.
pub(super) fn check(job: &Job) -> Result<()> {
    let (options, choice) = (job.options, &job.options.series);
    match options.change.method {
        Some(method) if !choice.before_after => {
            return Err(Error::refused(
                "METHOD",
                format!(
                    "the method {} compares two dates; history compares each date with a cell's own past: leave METHOD out, or ask for SERIES_METHOD=before-after",
                    method.name()
                ),
            ));
        }
        Some(Method::Joint | Method::Irmad | Method::Vector) => {
            return Err(Error::refused(
                "METHOD",
                "before-after compares medians of features: take METHOD=residual or METHOD=cosine",
            ));
        }
        _ => {}
    }
    if !choice.before_after && matches!(options.change.threshold, Threshold::Otsu | Threshold::Share(_)) {
        return Err(Error::refused(
            "THRESHOLD",
            "history asks each date of a cell as it comes, so that there is no map to part in two: give a number, or auto",
        ));
    }
    if options.write.dtype != Storage::Float32 && choice.store.is_none() {
        return Err(Error::refused("DTYPE", "DTYPE is how STORE keeps features; without STORE none are kept"));
    }
    if let Some(folder) = &choice.store
        && folder.exists()
        && !folder.is_dir()
    {
        return Err(Error::refused("STORE", format!("STORE={}: a folder was expected", folder.display())));
    }
    Ok(())
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (options, choice) = (work.job.options, &work.job.options.series);
    let until = if opened.iter().any(|input| input.features().is_none()) { ENCODED } else { 0.0 };
    let (mut dates, came) = encoded::all(work, opened, progress, until)?;
    same_model(&dates)?;
    work.session.give_back();
    let mut rest = Stage::new(progress, until, WRITTEN);
    let mut sampled = sampled::read(&mut dates, &mut rest.part(0.0, READ))?;
    let clear = sampled::only_clear(&mut dates, &mut sampled, choice.min_clear)?;
    let (values, report) = match choice.before_after {
        true => before_after::compared(work, &mut dates, &clear, &mut rest.part(READ, JUDGED))?,
        false => {
            rest.report(READ, "finding what dates have in common")?;
            let rules = calibrated::rules(work, &dates, &clear, &sampled)?;
            rules.warn(&mut dates, &clear);
            // Cells are judged by the rules alone.
            sampled.samples.clear();
            work.session.give_back();
            rest.report(FOUND, "judging cells")?;
            let values = judged::all(work, &mut dates, &clear, &rules, &mut rest.part(FOUND, JUDGED))?;
            let mut report = told::report(work, &dates, &clear, &sampled.clear, &rules, &values);
            page::add_cells(work, &mut dates, &clear, &rules, &values, &mut report)?;
            (values, report)
        }
    };
    let used: Vec<&EncodedInput> = clear.iter().map(|date| &dates[*date]).collect();
    let about = metadata("series", &used, options, &report.more);
    let names: Vec<String> = bands(options).iter().map(|band| band.to_string()).collect();
    let path = work.outputs.path(work.job.outputs[0])?;
    let map = MapGrid::of_cells(&used[0].store.grid);
    let mut writing = rest.part(JUDGED, 1.0);
    write_values(&work.session, &path, &map, &values, &names, about.clone(), &mut writing)?;
    companions::write_style(&work.session, &path, || page::style(work, &values, &report))?;
    companions::write(work, &[(&used, work.job.outputs[0])], &mut writing)?;
    let told = Report::new("series", &dates, work.started);
    let figures = report.figures.iter();
    let told = figures.fold(told, |told, (name, value)| told.with(name, value)).with("features", came);
    page::write(work, &used, &values, &report, (&about, &told))?;
    Ok(told)
}
