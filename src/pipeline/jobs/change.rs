//! `change`: how much each cell changed between two dates.

use ndarray::Array2;

use super::{ENCODING, Layout, Maker, WRITTEN, Work, companions, joint};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::{valid_cells, write_values};
use crate::product::{Method, ResidualFit, cosine_change};
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker {
    task: Task::Change,
    layout: |_| Layout::Bands(1, Content::Values, Storage::Float32),
    // One float32 raster for two inputs.
    bytes: |cells, _, _| cells * 2,
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

/// The two dates of a change.
///
/// # Errors
/// [`Error::Internal`] if there are not two.
pub(super) fn two(dates: &mut [EncodedInput]) -> Result<(&mut EncodedInput, &mut EncodedInput)> {
    match dates {
        [first, second] => Ok((first, second)),
        _ => Err(Error::Internal("two dates were expected".into())),
    }
}

/// Change of every cell as one column.
pub(super) fn change_values(dates: &mut [EncodedInput], method: Method, comparing: &mut Stage) -> Result<Array2<f32>> {
    let (first, second) = two(dates)?;
    let cells = first.store.grid.width * first.store.grid.height;
    let mut values = memory::reserved(cells, "values of change")?;
    match method {
        Method::Cosine => {
            both_strips(first, second, comparing, |a, b| values.extend(cosine_change(a.view(), b.view())))?
        }
        Method::Residual | Method::Joint => {
            let mut fit = ResidualFit::new(first.store.dim);
            both_strips(first, second, &mut comparing.part(0.0, 0.5), |a, b| fit.add(a.view(), b.view()))?;
            let mut residual = fit.finish()?;
            both_strips(first, second, &mut comparing.part(0.5, 1.0), |a, b| residual.add(a.view(), b.view()))?;
            values = residual.finish();
        }
    }
    Array2::from_shape_vec((cells, 1), values).map_err(|e| Error::Internal(e.to_string()))
}

fn both_strips(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    comparing: &mut Stage,
    mut visit: impl FnMut(&Array2<f32>, &Array2<f32>),
) -> Result<()> {
    let (width, height) = (first.store.grid.width, first.store.grid.height);
    first.store.for_each_strip(|row, a| {
        comparing.report(row as f64 / height as f64, "comparing the dates")?;
        let b = second.store.read(row, a.nrows() / width)?;
        visit(&a, &b);
        Ok(())
    })
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
