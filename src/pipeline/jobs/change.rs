//! `change`: how much each cell changed between two dates.

use ndarray::{ArrayView1, s};

use super::companions;
use super::job::ENCODING;
use super::measure::{Change, Measured};
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::{Input, ground_size};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{MapOnPage, Report, Scale, change_style, metadata};
use crate::pipeline::write::{MapGrid, write_values};
use crate::product::Threshold;
use crate::raster::Tags;
use crate::raster::gdal::{Content, Gdal, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Change,
    layout: |options| Layout::Bands(1 + usize::from(options.change.probability), Content::Values, Storage::Float32),
    // One float32 raster for two inputs.
    bytes: |(_, pixels), _, options| pixels.saturating_mul(2 * (1 + u64::from(options.change.probability))),
    make,
};

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let output = work.job.outputs[0];
    let mut change = work.take_change()?;
    let mut dates = change.encode(work.job, &work.session, opened, progress, false)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let method = change.method;
    let measured = change.measure(&work.session, &mut dates, method, &mut writing.part(0.0, 0.5))?;
    let path = work.outputs.path(output)?;
    write_change(work, &change, &dates, &path, &measured, &mut writing.part(0.5, 1.0))?;
    change.write_learned(work.outputs, &dates)?;
    companions::write(work, &[(&dates.iter().collect::<Vec<_>>(), output)], &mut writing)?;
    let found = Found::new(work.session.gdal, &map_grid(&dates, work.job.options)?, &measured)?;
    dates[0].facts.warnings.extend(found.nothing_in_common());
    Ok(Report::new("change", &dates, work.started).with_all(&found))
}

/// The pixels of the dates' maps.
pub(super) fn map_grid(dates: &[EncodedInput], options: &Options) -> Result<MapGrid> {
    MapGrid::new(&dates[0].store.grid, dates[0].stride, dates[0].pixels, options.write.grid)
}

/// What was found in a map of change.
#[derive(Debug, serde::Serialize)]
pub(super) struct Found {
    method: &'static str,
    /// From which value on a cell counts as changed.
    threshold: f32,
    /// Change that pictures show as strongest.
    full_scale: f32,
    valid_change_cells: usize,
    changed_cells: usize,
    /// Area of the map's pixels above the threshold, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_hectares: Option<f64>,
}

impl Found {
    /// Counts cells and pixels of a map.
    ///
    /// # Errors
    /// If there is no memory for a row of it.
    pub fn new(gdal: &'static Gdal, map: &MapGrid, measured: &Measured) -> Result<Self> {
        let change = || measured.values.column(0).into_iter().filter(|v| v.is_finite());
        let above = |values: ArrayView1<f32>| values.iter().filter(|v| **v >= measured.threshold).count();
        let changed_cells = above(measured.values.column(0));
        let hectares = ground_size(gdal, &map.grid).map(|(x, y)| x * y / 10_000.0);
        let row = |y: usize| Ok(above(map.rows(measured.values.slice(s![.., ..1]), y..y + 1)?.column(0)));
        let rows = hectares.map_or(0..0, |_| 0..map.grid.height);
        let changed: usize = rows.map(row).sum::<Result<_>>()?;
        Ok(Found {
            method: measured.method.name(),
            threshold: measured.threshold,
            full_scale: measured.full_scale(),
            valid_change_cells: change().count(),
            changed_cells,
            changed_hectares: hectares.map(|pixel| (pixel * changed as f64 * 100.0).round() / 100.0),
        })
    }

    /// What to say where change has no cell.
    pub fn nothing_in_common(&self) -> Option<String> {
        let nothing = "it and the second date have no valid cell in common: there is no change to see";
        (self.valid_change_cells == 0).then(|| nothing.into())
    }
}

/// A map as a page shows it.
pub(super) fn on_page(measured: &Measured) -> MapOnPage<'_> {
    MapOnPage {
        method: measured.method.name().into(),
        about: measured.method.description().into(),
        values: measured.values.column(0),
        scale: Scale::Score,
        least: 0.0,
        threshold: measured.threshold,
        full_scale: measured.full_scale(),
    }
}

/// What a map says of how it was made.
pub(super) fn change_metadata(work: &Work, change: &Change, dates: &[EncodedInput], measured: &Measured) -> Tags {
    let (method, options) = (measured.method, work.job.options);
    let mut more = vec![
        ("METHOD", method.name().to_owned()),
        ("THRESHOLD", measured.threshold.to_string()),
        ("SMOOTHING", measured.smoothing.to_string()),
        ("GRID", options.write.grid.to_string()),
    ];
    if method.has_residual() {
        more.push(("WHITENING", options.change.whitening.to_string()));
    }
    if method == change.method {
        more.extend(change.learned(dates).map(|learned| ("FIT_SHA256", learned.digest())));
    }
    metadata("change", &dates.iter().collect::<Vec<_>>(), options, &more)
}

/// Writes the change between two dates.
pub(super) fn write_change(
    work: &Work,
    change: &Change,
    dates: &[EncodedInput],
    output: &str,
    measured: &Measured,
    writing: &mut Stage,
) -> Result<()> {
    let (method, options) = (measured.method, work.job.options);
    let metadata = change_metadata(work, change, dates, measured);
    let names = [method.description().to_owned(), "probability of change".into()];
    let bands = &names[..measured.values.ncols()];
    let map = map_grid(dates, options)?;
    write_values(&work.session, output, &map, &measured.values, bands, metadata, writing)?;
    let said = method == change.method && options.change.threshold != Threshold::Own;
    companions::write_style(&work.session, output, || {
        change_style(method, measured.threshold, measured.full_scale(), said)
    })
}

impl Measured {
    /// Change that pictures show as strongest.
    pub fn full_scale(&self) -> f32 {
        self.method.full_scale().max(2.0 * self.threshold)
    }

    /// Strength of a cell in pictures, 0 to 1: below [`FAINT`] what does not count as changed; `None` where it is invalid.
    pub fn strength(&self, cell: usize) -> Option<f32> {
        let value = self.values[(cell, 0)];
        let above = (value - self.threshold) / (self.full_scale() - self.threshold);
        let below = if self.threshold > 0.0 { value / self.threshold } else { 0.0 };
        value
            .is_finite()
            .then(|| if value < self.threshold { FAINT * below } else { STRONG + (1.0 - STRONG) * above.min(1.0) })
    }
}

/// Where pictures end for cells below the threshold, and where they begin above it.
const FAINT: f32 = 0.3;
const STRONG: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Method;

    #[test]
    fn pictures_break_at_the_threshold() {
        let values = ndarray::array![[0.0f32], [1.7], [1.8], [4.0], [9.0], [f32::NAN]];
        let measured = Measured { method: Method::Joint, values, threshold: 1.75, smoothing: 0.4 };
        let strengths: Vec<_> = (0..6).map(|cell| measured.strength(cell)).collect();
        assert_eq!((strengths[0], strengths[3], strengths[4], strengths[5]), (Some(0.0), Some(1.0), Some(1.0), None));
        assert!(strengths[1].unwrap() < FAINT && strengths[2].unwrap() > STRONG);
    }
}
