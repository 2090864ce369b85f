//! `run`: everything about two dates in one pass over the pixels, into a folder.

use serde_json::{Map, json};

use super::areas::{Areas, page_of_dates};
use super::change::{Found, change_metadata, map_grid, on_page, write_change};
use super::companions::write_validity;
use super::compare::two;
use super::components::{basis_and_scores, write_scores};
use super::describe::described;
use super::job::ENCODING;
use super::measure::{Change, Measured};
use super::work::{Layout, Maker, WRITTEN, Work};
use super::{features, leftover, pca};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::{Input, ground_size};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, item};
use crate::pipeline::write::{magma, write_cells, write_picture};
use crate::product::Method;
use crate::raster::gdal::write_text;

pub(super) const MAKER: Maker = Maker { task: Task::Run, layout: |_| Layout::Features, bytes, make };

/// What the files of two dates are called after.
const DATES: [&str; 2] = ["before", "after"];

fn bytes(counts: (u64, u64), dim: u64, options: &Options) -> u64 {
    // Two rasters of change for two inputs, of which one may have a second band.
    let change = counts.1.saturating_mul(4 + 2 * u64::from(options.change.probability));
    features::bytes(counts, dim, options).saturating_add(pca::bytes(counts, dim, options)).saturating_add(change)
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, outputs) = (&work.session, work.outputs);
    let mut change = work.take_change()?;
    let left = leftover::warning(work, change.method, &opened);
    let mut dates = change.encode(work.job, session, opened, progress, true)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    for (i, (input, date)) in dates.iter_mut().zip(DATES).enumerate() {
        let path = outputs.inside(&format!("features_{date}.tif"))?;
        features::write(session, &path, input, &mut writing.part([0.0, 0.3][i], [0.3, 0.6][i]))?;
    }
    let text = |name: &str, text: &str| write_text(session.gdal, &outputs.inside(name)?, text);
    let explained = write_components(work, &mut dates, &mut writing.part(0.6, 0.7))?;
    let maps = write_changes(work, &mut change, &mut dates, &mut writing.part(0.7, 0.95))?;
    let found: Vec<Found> = maps.iter().map(|map| found_in(work, &dates, map)).collect::<Result<_>>()?;
    dates[0].facts.warnings.extend(found[0].nothing_in_common().into_iter().chain(left));
    let areas = write_areas(work, &mut change, &dates, &maps, &mut writing)?;
    let (first, second) = two(&mut dates)?;
    let descriptors = [described(first)?, described(second)?];
    text("descriptors.json", &format!("{:#}\n", serde_json::json!(descriptors)))?;
    let both: Vec<&EncodedInput> = dates.iter().collect();
    write_validity(session, &both, &outputs.inside("validity.tif")?, &mut writing)?;
    let report = Report::new("run", &dates, work.started);
    let report =
        report.with_all(&areas.as_ref().map(|areas| Map::from_iter([("areas".to_owned(), json!(areas.totals))])));
    let report = report.with("explained_variance", explained).with("change", found);
    if session.options.write.report {
        // The method's own map was made last.
        let shown: Vec<_> = maps.iter().rev().map(on_page).collect();
        let about = maps.last().map(|map| change_metadata(work, &change, &dates, map)).unwrap_or_default();
        let areas = areas.map(|areas| areas.on_page()).unwrap_or_default();
        let page = page_of_dates(&dates, shown, &areas, &about);
        text("report.html", &page.html(session.gdal, &report)?)?;
    }
    if session.options.write.sidecar {
        let both: Vec<&EncodedInput> = dates.iter().collect();
        let item = item(session, "run", &both, &outputs.names())?;
        text("run.json", &format!("{item:#}\n"))?;
    }
    Ok(report)
}

/// Areas of change by the job's method, where the place on Earth is known.
fn write_areas(
    work: &Work,
    change: &mut Change,
    dates: &[EncodedInput],
    maps: &[Measured],
    writing: &mut Stage,
) -> Result<Option<Areas>> {
    let (Some(measured), Some(_)) = (maps.last(), ground_size(work.session.gdal, &dates[0].store.grid)) else {
        return Ok(None);
    };
    let mut scenes = change.take_opened();
    let path = work.outputs.inside("areas.gpkg")?;
    Areas::between(work, dates, measured, &mut scenes, &path, &mut writing.part(0.95, 0.97)).map(Some)
}

fn found_in(work: &Work, dates: &[EncodedInput], measured: &Measured) -> Result<Found> {
    Found::new(work.session.gdal, &map_grid(dates, work.job.options)?, measured)
}

/// Change by cosine and by the job's method, each with a quicklook.
fn write_changes(
    work: &Work,
    change: &mut Change,
    dates: &mut [EncodedInput],
    writing: &mut Stage,
) -> Result<Vec<Measured>> {
    let (gdal, outputs) = (work.session.gdal, work.outputs);
    let mut all = Vec::new();
    let others = Some(change.method).filter(|method| *method != Method::Cosine);
    for (i, method) in [Method::Cosine].into_iter().chain(others).enumerate() {
        let mut writing = writing.part(i as f64 / 2.0, (i + 1) as f64 / 2.0);
        let measured = change.measure(&work.session, dates, method, &mut writing.part(0.0, 0.7))?;
        let name = format!("change_{}", method.name());
        write_change(
            work,
            change,
            dates,
            &outputs.inside(&format!("{name}.tif"))?,
            &measured,
            &mut writing.part(0.7, 1.0),
        )?;
        let grid = &dates[0].store.grid;
        let shade = |cell: usize| measured.strength(cell).map(magma);
        write_cells(gdal, &outputs.inside(&format!("{name}.png"))?, grid.width, grid.height, shade)?;
        all.push(measured);
    }
    change.write_learned(work.outputs, dates)?;
    Ok(all)
}

/// Principal components and quicklooks of both dates, and their basis; gives the explained variance.
fn write_components(work: &Work, dates: &mut [EncodedInput], writing: &mut Stage) -> Result<Vec<f64>> {
    let (gdal, outputs) = (work.session.gdal, work.outputs);
    let (basis, scores) = basis_and_scores(dates, work)?;
    for ((input, date), scores) in dates.iter().zip(DATES).zip(&scores) {
        write_scores(work, input, &outputs.inside(&format!("pca_{date}.tif"))?, scores, &basis, writing)?;
        let grid = &input.store.grid;
        let colour = |i: usize| basis.colour(scores.row(i));
        write_cells(gdal, &outputs.inside(&format!("pca_{date}.png"))?, grid.width, grid.height, colour)?;
        if let Some(picture) = &input.picture {
            write_picture(gdal, &outputs.inside(&format!("{date}.png"))?, picture)?;
        }
    }
    write_text(gdal, &outputs.inside("pca_basis.json")?, &basis.to_json())?;
    Ok(basis.explained)
}
