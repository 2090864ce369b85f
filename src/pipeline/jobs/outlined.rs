//! Areas of a map of scores, and what is told of areas whatever they are made of.

use std::borrow::Cow;

use super::ground::Ground;
use super::work::Work;
use crate::error::Result;
use crate::geometry::Grid;
use crate::pipeline::record::{AreaOnPage, LISTED, Page, Report, page_beside};
use crate::product::areas::{Area, Areas, Kind, Scores, Search};
use crate::raster::gdal::{VectorFormat, write_text};
use crate::redact::base_name;

/// Metres along a fine pixel, about.
const FINE: f64 = 20.0;
/// Most parts of a cell's side.
const MOST_PARTS: f64 = 16.0;

/// What areas are found in.
pub(super) struct Map<'a> {
    pub grid: &'a Grid,
    /// Score of each cell.
    pub values: &'a [f32],
    pub threshold: f32,
}

impl Map<'_> {
    /// Finds the areas.
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn areas(&self, work: &Work, ground: &Ground) -> Result<Areas> {
        let choice = &work.job.options.areas;
        let factor = (ground.metres / FINE).round().clamp(1.0, MOST_PARTS) as usize;
        let search = Search {
            scores: Scores { width: self.grid.width, values: self.values, factor },
            threshold: self.threshold,
            smallest: choice.smallest,
            tolerance: choice.tolerance / ground.metres,
            hectares: &|ring| ground.hectares(ring),
        };
        work.session.pool.install(|| search.find())
    }
}

/// Areas as a page shows them; those of no known kind are called `unknown`.
pub(super) fn on_page(areas: &[Area], unknown: &'static str) -> Vec<AreaOnPage> {
    let one = |area: &Area| AreaOnPage {
        rank: area.rank,
        hectares: area.hectares,
        scores: Some([area.mean, area.highest]),
        kind: Cow::Borrowed(area.kind.map_or(unknown, Kind::name)),
        outline: if area.rank <= LISTED { area.outline.clone() } else { Vec::new() },
    };
    areas.iter().map(one).collect()
}

/// Writes the page beside the job's output where the options ask for one.
pub(super) fn write_page(work: &Work, page: &Page, report: &Report) -> Result<()> {
    if !work.job.options.write.report {
        return Ok(());
    }
    let (gdal, path) = (work.session.gdal, work.outputs.path(&page_beside(work.job.outputs[0]))?);
    write_text(gdal, &path, &page.html(gdal, report)?)
}

/// The day of a time.
pub(super) fn day(time: &str) -> String {
    time.chars().take(10).collect()
}

/// What to say of a format that does not hold how the areas were made.
pub(super) fn lost(work: &Work) -> Result<Option<String>> {
    let output = work.job.outputs[0];
    let format = VectorFormat::of(output)?;
    let say = !format.holds_metadata() && !work.job.options.write.sidecar;
    Ok(say.then(|| {
        let name = format.name();
        format!(
            "{}: a {name} has no place for how it was made; ask for sidecar, or write a GeoPackage",
            base_name(output)
        )
    }))
}
