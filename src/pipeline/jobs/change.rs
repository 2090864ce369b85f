//! `change`: how much each cell changed between two dates.

use ndarray::Array2;

use super::compare::change_values;
use super::job::{ENCODING, Layout, Maker, WRITTEN, Work};
use super::{companions, joint};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::{valid_cells, write_values};
use crate::product::Method;
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Change,
    layout: |_| Layout::Bands(1, Content::Values, Storage::Float32),
    // One float32 raster for two inputs.
    bytes: |cells, _, _| cells.saturating_mul(2),
    make,
};

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (method, output) = (work.job.options.method, work.job.outputs[0]);
    let (mut dates, detail) = joint::encode(work, opened, progress, false)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let mut values = change_values(&mut dates, method, &mut writing.part(0.0, 0.5))?;
    if let Some(pixels) = detail {
        values = joint::join(&values, &pixels);
    }
    let path = work.outputs.path(output)?;
    write_change(work, &dates, &path, &values, method, &mut writing.part(0.5, 1.0))?;
    companions::write(work, &[(&dates.iter().collect::<Vec<_>>(), output)], &mut writing)?;
    let valid = valid_cells(&values);
    dates[0].facts.warnings.extend(nothing_in_common(valid));
    Ok(Report::new("change", &dates, work.started)
        .with("method", method.name())
        .with("full_scale", method.full_scale())
        .with("valid_change_cells", valid))
}

/// What to say where change has no cell.
pub(super) fn nothing_in_common(valid_cells: usize) -> Option<String> {
    (valid_cells == 0).then(|| "and the second date have no valid cell in common: there is no change to see".into())
}

/// Writes the change between two dates.
pub(super) fn write_change(
    work: &Work,
    dates: &[EncodedInput],
    output: &str,
    values: &Array2<f32>,
    method: Method,
    writing: &mut Stage,
) -> Result<()> {
    let metadata =
        metadata("change", &dates.iter().collect::<Vec<_>>(), work.job.options, &[("METHOD", method.name().into())]);
    write_values(&work.session, output, &dates[0].store.grid, values, &[method.description().into()], metadata, writing)
}
