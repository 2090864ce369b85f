//! `areas`: polygons of change between two dates, or of a map of change, or of what is like examples, made earlier.

use super::change::{Found, map_grid, on_page};
use super::companions;
use super::job::{ENCODING, Job};
use super::looks::{band_names, look};
use super::measure::Measured;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::{Error, Result};
use crate::geometry::{EqualArea, Grid};
use crate::params::{self, Task};
use crate::pipeline::encode::{EncodedInput, from_raster};
use crate::pipeline::open::{FeatureRaster, Input, Provenance, ground_size};
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{AreaOnPage, LISTED, Page, Report, areas_style, carried_over, metadata};
use crate::pipeline::write::Layer;
use crate::product::areas::{self as product, Area, Kind, Scores, Search};
use crate::raster::Tags;
use crate::raster::gdal::{Transformer, VectorFormat, bind, write_text};
use crate::redact::base_name;

pub(super) const MAKER: Maker = Maker { task: Task::Areas, layout: |_| Layout::Nothing, bytes: |_, _, _| 0, make };

/// Metres along a fine pixel, about.
const FINE: f64 = 20.0;
/// Most parts of a cell's side.
const MOST_PARTS: f64 = 16.0;
/// Parameters that act on a map of change; the others say how dates are read.
const ON_A_MAP: [&str; 8] = ["THRESHOLD", "MIN_AREA", "SIMPLIFY", "STYLE", "SIDECAR", "OVERWRITE", "SOURCES", "GDAL"];

/// Refuses before any work a format that cannot be written, and parameters that cannot act.
pub(super) fn check(job: &Job, output: &str) -> Result<()> {
    VectorFormat::of(output)?.require(bind(job.options.gdal.as_deref())?)?;
    if job.has_two_dates()? {
        return Ok(());
    }
    // Forms send every parameter, so the default says nothing, be it written 0 or 0.0.
    let number = |text: &str| text.parse::<f64>().ok();
    let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
    let said = |(name, value): &&(String, String)| params::find(name).is_some_and(|p| !same(p.default, value));
    let idle = job.options.record.iter().filter(said).find(|(name, _)| !ON_A_MAP.contains(&name.as_str()));
    match idle {
        Some((name, _)) => Err(Error::refused(
            name,
            format!("{name} says how dates are read and compared; a change raster is neither"),
        )),
        None => Ok(()),
    }
}

/// What areas are found in.
struct Map<'a> {
    grid: &'a Grid,
    /// Change of each cell.
    values: &'a [f32],
    threshold: f32,
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let mut opened = opened;
    match opened.pop() {
        Some(Input::Change(raster)) => of_map(work, *raster, progress),
        last => of_dates(work, opened.into_iter().chain(last).collect(), progress),
    }
}

fn of_dates(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output, options) = (&work.session, work.job.outputs[0], work.job.options);
    let mut change = work.take_change()?;
    let mut dates = change.encode(work.job, session, opened, progress, options.write.report)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let method = change.method;
    let measured = change.measure(session, &mut dates, method, &mut writing.part(0.0, 0.3))?;
    let found = Found::new(session.gdal, &map_grid(&dates, options)?, &measured);
    let mut scenes = change.take_opened();
    let path = work.outputs.path(output)?;
    let areas = Areas::between(work, &dates, &measured, &mut scenes, &path, &mut writing.part(0.3, 0.9))?;
    change.write_learned(work.outputs, &dates)?;
    dates[0].facts.warnings.extend(found.nothing_in_common());
    companions::write(work, &[(&dates.iter().collect::<Vec<_>>(), output)], &mut writing)?;
    let report = Report::new("areas", &dates, work.started);
    let mut report = report.with_all(&found).with("areas", &areas.totals);
    report.warnings.extend(lost(output, options.write.sidecar)?);
    if options.write.report {
        let page = Page {
            dates: [&dates[0], &dates[1]],
            maps: vec![on_page(&measured)],
            areas: &areas.on_page(),
            provenance: &areas.about,
        };
        let path = work.outputs.path(&report_beside(output))?;
        write_text(session.gdal, &path, &page.html(session.gdal, &report)?)?;
    }
    Ok(report)
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
        let session = &work.session;
        let grid = &dates[0].store.grid;
        let values: Vec<f32> = measured.values.column(0).to_vec();
        let map = Map { grid, values: &values, threshold: measured.threshold };
        let (mut areas, plane) = map.areas(work, &dates[0].name)?;
        writing.report(0.2, "looking at areas")?;
        look(work, &mut areas, scenes, &mut writing.part(0.2, 0.7))?;
        let totals = Totals::new(&map, &plane, &areas.areas);
        let more = [
            ("METHOD", measured.method.name().to_owned()),
            ("THRESHOLD", measured.threshold.to_string()),
            ("SMOOTHING", measured.smoothing.to_string()),
        ];
        let both: Vec<&EncodedInput> = dates.iter().collect();
        let about = metadata("areas", &both, work.job.options, &[&more[..], &choices(work)].concat());
        let bands = if scenes.is_empty() { Vec::new() } else { band_names(work)? };
        let layer = Layer {
            grid,
            dates: [0, 1].map(|i| day(&dates[i].facts.date)),
            method: measured.method.name(),
            threshold: measured.threshold,
            bands: &bands,
        };
        layer.write(session.gdal, path, &areas.areas, about.clone(), &mut writing.part(0.7, 1.0))?;
        companions::write_style(session, path, areas_style)?;
        Ok(Areas { areas: areas.areas, totals, about })
    }

    /// As a page shows them.
    pub fn on_page(&self) -> Vec<AreaOnPage> {
        let one = |area: &Area| AreaOnPage {
            rank: area.rank,
            hectares: area.hectares,
            mean: area.mean,
            highest: area.highest,
            kind: area.kind.map_or("not known", Kind::name),
            outline: if area.rank <= LISTED { area.outline.clone() } else { Vec::new() },
        };
        self.areas.iter().map(one).collect()
    }
}

/// Name of the report of areas.
pub(super) fn report_beside(output: &str) -> String {
    std::path::Path::new(output).with_extension("html").to_string_lossy().into_owned()
}

fn of_map(work: &Work, raster: FeatureRaster, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output) = (&work.session, work.job.outputs[0]);
    let provenance = raster.provenance.clone();
    let mut input = from_raster(raster);
    input.facts.form.clone_from(&provenance.product);
    let mut writing = Stage::new(progress, 0.0, WRITTEN);
    let mut values = Vec::new();
    input.store.for_each_strip(|_, cells| {
        values.extend(cells.column(0));
        Ok(())
    })?;
    let grid = input.store.grid.clone();
    let threshold = threshold(work, &input.name, &provenance, &values)?;
    let map = Map { grid: &grid, values: &values, threshold };
    writing.report(0.1, "finding areas")?;
    let (areas, plane) = map.areas(work, &input.name)?;
    let totals = Totals::new(&map, &plane, &areas.areas);
    let method = provenance.own("METHOD").unwrap_or_default();
    let more = [("CHANGE", base_name(&input.name)), ("THRESHOLD", threshold.to_string())];
    let about = carried_over("areas", &provenance, &[&more[..], &choices(work)].concat());
    let sensed = |i: usize| provenance.origins.get(i).map_or(String::new(), |origin| day(&origin.facts.date));
    let layer = Layer { grid: &grid, dates: [sensed(0), sensed(1)], method, threshold, bands: &[] };
    let path = work.outputs.path(output)?;
    layer.write(session.gdal, &path, &areas.areas, about, &mut writing.part(0.5, 1.0))?;
    companions::write_style(session, &path, areas_style)?;
    companions::write(work, &[(&[&input], output)], &mut writing)?;
    let report = Report::new("areas", [&input], work.started);
    let mut report = report.with("method", method).with("threshold", threshold).with("areas", totals);
    report.warnings.extend(lost(output, work.job.options.write.sidecar)?);
    Ok(report)
}

/// The threshold of a map: what the job says, or the one that the map was recorded with.
fn threshold(work: &Work, name: &str, provenance: &Provenance, values: &[f32]) -> Result<f32> {
    let choice = work.job.options.change.threshold;
    let recorded = provenance.own("THRESHOLD").and_then(|text| text.parse().ok());
    match recorded {
        None if choice == crate::product::Threshold::Own => Err(Error::refused(
            "THRESHOLD",
            format!("{} does not say from which value on a cell counts as changed; say THRESHOLD", base_name(name)),
        )),
        recorded => Ok(choice.of(values.iter().copied(), recorded.unwrap_or(f32::INFINITY))),
    }
}

/// The day of a time.
fn day(time: &str) -> String {
    time.chars().take(10).collect()
}

/// What an area was taken to be, for the record.
fn choices(work: &Work) -> [(&'static str, String); 2] {
    let choice = &work.job.options.areas;
    [("MIN_AREA", choice.smallest.to_string()), ("SIMPLIFY", choice.tolerance.to_string())]
}

/// What to say of a format that does not hold how the areas were made.
fn lost(output: &str, sidecar: bool) -> Result<Option<String>> {
    let format = VectorFormat::of(output)?;
    let say = !format.holds_metadata() && !sidecar;
    Ok(say.then(|| {
        let name = format.name();
        format!(
            "{}: a {name} has no place for how it was made; ask for sidecar, or write a GeoPackage",
            base_name(output)
        )
    }))
}

impl Map<'_> {
    /// Finds the areas; also the plane on which they are measured.
    fn areas(&self, work: &Work, name: &str) -> Result<(product::Areas, EqualArea)> {
        let (grid, gdal, choice) = (self.grid, work.session.gdal, &work.job.options.areas);
        let no_place = || {
            Error::raster(
                name,
                "has no place on Earth (a geotransform and a reference system), so that areas have no size; change writes a raster of it all the same",
            )
        };
        let to_degrees = Transformer::new(gdal, grid.crs.as_deref().ok_or_else(no_place)?, "EPSG:4326")?;
        let plane = EqualArea::new(grid, |places| to_degrees.points(places)).ok_or_else(no_place)?;
        let (x, y) = ground_size(gdal, grid).ok_or_else(no_place)?;
        let metres = (x * y).sqrt();
        let factor = (metres / FINE).round().clamp(1.0, MOST_PARTS) as usize;
        let search = Search {
            scores: Scores { width: grid.width, values: self.values, factor },
            threshold: self.threshold,
            smallest: choice.smallest,
            tolerance: choice.tolerance / metres,
            hectares: &|ring| plane.hectares(ring.iter().copied()),
        };
        let areas = work.session.pool.install(|| search.find())?;
        Ok((areas, plane))
    }
}

/// How many areas there are, and how large they are together.
#[derive(Debug, serde::Serialize)]
pub(super) struct Totals {
    count: usize,
    hectares: f64,
    /// Hectares of valid cells.
    valid_hectares: f64,
    /// Share of these that areas cover.
    share: f64,
    /// Of each kind that there is.
    kinds: Vec<OfKind>,
}

#[derive(Debug, serde::Serialize)]
struct OfKind {
    kind: &'static str,
    count: usize,
    hectares: f64,
}

fn rounded(hectares: f64) -> f64 {
    (hectares * 10_000.0).round() / 10_000.0
}

impl Totals {
    fn new(map: &Map, plane: &EqualArea, areas: &[Area]) -> Self {
        let sum = |areas: &[&Area]| rounded(areas.iter().map(|area| area.hectares).sum());
        let kind = |kind: &Kind| {
            let own: Vec<&Area> = areas.iter().filter(|area| area.kind == Some(*kind)).collect();
            (!own.is_empty()).then(|| OfKind { kind: kind.name(), count: own.len(), hectares: sum(&own) })
        };
        let hectares = sum(&areas.iter().collect::<Vec<_>>());
        let valid_hectares = rounded(valid_hectares(map, plane));
        Totals {
            count: areas.len(),
            hectares,
            valid_hectares,
            share: if valid_hectares > 0.0 { hectares / valid_hectares } else { 0.0 },
            kinds: Kind::ALL.iter().filter_map(kind).collect(),
        }
    }
}

/// Hectares of a map's valid cells.
fn valid_hectares(map: &Map, plane: &EqualArea) -> f64 {
    let line = |(row, values): (usize, &[f32])| -> f64 {
        let mut at = 0;
        let pieces = values.chunk_by(|a, b| a.is_finite() == b.is_finite()).map(|piece| {
            at += piece.len();
            (at - piece.len(), piece)
        });
        let (top, bottom) = (row as f64, (row + 1) as f64);
        let hectares = |(start, piece): (usize, &[f32])| {
            let (left, right) = (start as f64, (start + piece.len()) as f64);
            plane.hectares([(left, top), (right, top), (right, bottom), (left, bottom)].into_iter())
        };
        pieces.filter(|(_, piece)| piece[0].is_finite()).map(hectares).sum()
    };
    map.values.chunks_exact(map.grid.width).enumerate().map(line).sum()
}
