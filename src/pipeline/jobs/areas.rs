//! `areas`: polygons of change between two dates, of a map made earlier, or of the classes of two dates.

use super::areas_made::of_made;
use super::areas_of_classes::of_classes;
use super::change::{Found, map_grid, on_page as map_on_page};
use super::companions;
use super::dated;
use super::ground::{Ground, Totals};
use super::job::{ENCODING, Job};
use super::looks::{band_names, look};
use super::measure::{Change, Measured};
use super::outlined::{Map, day, lost, on_page, write_page};
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::{self, Task};
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{AreaOnPage, DateOnPage, MapOnPage, Page, Report, Subject, areas_style, metadata};
use crate::pipeline::write::Layer;
use crate::product::areas::Area;
use crate::raster::Tags;
use crate::raster::gdal::{VectorFormat, bind};

pub(super) const MAKER: Maker = Maker { task: Task::Areas, layout: |_| Layout::Nothing, bytes: |_, _, _| 0, make };

/// Parameters that act on whatever areas are made of.
const ON_ALL: [&str; 7] = ["MIN_AREA", "STYLE", "SIDECAR", "REPORT", "OVERWRITE", "SOURCES", "GDAL"];
/// Those that act on a map of scores as well; the others say how dates are read and compared.
const ON_SCORES: [&str; 2] = ["THRESHOLD", "SIMPLIFY"];
/// Those that act on a raster of many dates.
const ON_SERIES: [&str; 3] = ["FILTER", "THRESHOLD", "SIMPLIFY"];

/// Refuses before any work a format that cannot be written, and a filter of two dates.
pub(super) fn check(job: &Job, output: &str) -> Result<()> {
    VectorFormat::of(output)?.require(bind(job.options.gdal.as_deref())?)?;
    if job.has_two_dates()? {
        return dated::refuse_filter(&job.options.areas.filter, None, "a pair of dates");
    }
    Ok(())
}

/// Refuses parameters that cannot act on a map made earlier, or on classes.
pub(super) fn check_made(job: &Job, opened: &[Input]) -> Result<()> {
    let product = opened[0].features().map_or("", |raster| raster.provenance.product.as_str());
    let (act, what) = match (opened.len(), product) {
        (1, "change") => (&ON_SCORES[..], "a change raster is neither"),
        (1, "series") => (&ON_SERIES[..], "a raster of many dates is neither"),
        (1, "similar") => (&ON_SCORES[..], "a raster of likeness is neither"),
        _ => (&[][..], "of classes, areas follow the sides of cells"),
    };
    // Forms send every parameter, so the default says nothing, be it written 0 or 0.0.
    let number = |text: &str| text.parse::<f64>().ok();
    let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
    let said = |(name, value): &&(String, String)| params::find(name).is_some_and(|p| !same(p.default, value));
    let acts = |name: &str| ON_ALL.contains(&name) || act.contains(&name);
    match job.options.record.iter().filter(said).find(|(name, _)| !acts(name)) {
        Some((name, _)) if name == "FILTER" => Err(dated::no_history(opened[0].name())),
        Some((name, _)) if ON_SCORES.contains(&name.as_str()) => {
            Err(Error::refused(name, format!("{name} says how areas of scores are drawn; {what}")))
        }
        Some((name, _)) => Err(Error::refused(name, format!("{name} says how dates are read and compared; {what}"))),
        None => Ok(()),
    }
}

fn make(work: &Work, mut opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    match work.change.take() {
        Some(change) => of_dates(work, change, opened, progress),
        None if opened.len() == 1 => of_made(work, opened.remove(0), progress),
        None => of_classes(work, opened, progress),
    }
}

fn of_dates(work: &Work, mut change: Change, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output, options) = (&work.session, work.job.outputs[0], work.job.options);
    let mut dates = change.encode(work.job, session, opened, progress, options.write.report)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let method = change.method;
    let measured = change.measure(session, &mut dates, method, &mut writing.part(0.0, 0.3))?;
    let found = Found::new(session.gdal, &map_grid(&dates, options)?, &measured)?;
    let mut scenes = change.take_opened();
    let path = work.outputs.path(output)?;
    let areas = Areas::between(work, &dates, &measured, &mut scenes, &path, &mut writing.part(0.3, 0.9))?;
    change.write_learned(work.outputs, &dates)?;
    dates[0].facts.warnings.extend(found.nothing_in_common());
    companions::write(work, &[(&dates.iter().collect::<Vec<_>>(), output)], &mut writing)?;
    let report = Report::new("areas", &dates, work.started);
    let mut report = report.with_all(&found).with("areas", &areas.totals);
    report.warnings.extend(lost(work)?);
    let on_page = areas.on_page();
    write_page(work, &page_of_dates(&dates, vec![map_on_page(&measured)], &on_page, &areas.about), &report)?;
    Ok(report)
}

/// What a page shows of two dates.
pub(super) fn page_of_dates<'a>(
    dates: &'a [EncodedInput],
    maps: Vec<MapOnPage<'a>>,
    areas: &'a [AreaOnPage],
    provenance: &'a Tags,
) -> Page<'a> {
    let (over, dates) = (&dates[0], dates.iter().map(DateOnPage::of).collect());
    Page { subject: Subject::Change, over, dates, maps, areas, many: None, provenance }
}

/// Areas of change between two dates, which are written.
pub(super) struct Areas {
    areas: Vec<Area>,
    /// How many, and how large.
    pub totals: Totals,
    /// What their file says of how they were made.
    about: Tags,
}

impl Areas {
    /// Finds areas, and what they look like where the dates' pixels are at hand, and writes them.
    ///
    /// # Errors
    /// If the dates have no place on Earth, pixels cannot be read, or the file cannot be written.
    pub fn between(
        work: &Work,
        dates: &[EncodedInput],
        measured: &Measured,
        scenes: &mut [Input],
        path: &str,
        writing: &mut Stage,
    ) -> Result<Self> {
        let (session, choice) = (&work.session, &work.job.options.areas);
        let grid = &dates[0].store.grid;
        let values = memory::collected(measured.values.column(0).iter().copied(), "scores of cells")?;
        let ground = Ground::new(session.gdal, grid, &dates[0].name)?;
        let map = Map { grid, values: &values, threshold: measured.threshold };
        let mut areas = map.areas(work, &ground)?;
        writing.report(0.2, "looking at areas")?;
        look(work, &mut areas, scenes, &mut writing.part(0.2, 0.7))?;
        let totals = Totals::of_scores(&ground, (grid.width, &values), &areas.areas);
        let more = [
            ("METHOD", measured.method.name().to_owned()),
            ("THRESHOLD", measured.threshold.to_string()),
            ("SMOOTHING", measured.smoothing.to_string()),
            ("MIN_AREA", choice.smallest.to_string()),
            ("SIMPLIFY", choice.tolerance.to_string()),
        ];
        let both: Vec<&EncodedInput> = dates.iter().collect();
        let about = metadata("areas", &both, work.job.options, &more);
        let bands = if scenes.is_empty() { Vec::new() } else { band_names(work)? };
        let layer = Layer {
            grid,
            dates: [0, 1].map(|i| day(&dates[i].facts.date)),
            method: measured.method.name(),
            threshold: measured.threshold,
            bands: &bands,
            dated: None,
        };
        layer.write(session.gdal, path, &areas.areas, about.clone(), &mut writing.part(0.7, 1.0))?;
        companions::write_style(session, path, areas_style)?;
        Ok(Areas { areas: areas.areas, totals, about })
    }

    /// As a page shows them.
    pub fn on_page(&self) -> Vec<AreaOnPage> {
        on_page(&self.areas, "not known")
    }
}
