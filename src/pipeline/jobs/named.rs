//! The jobs as functions, for Rust callers: each is one [`Job`].

use super::job::Job;
use super::run::run_job;
use crate::error::Result;
use crate::model::Opened;
use crate::params::Task;
use crate::pipeline::open::InputRef;
use crate::pipeline::options::Options;
use crate::pipeline::progress::Progress;
use crate::pipeline::record::Report;

/// Writes the dense features of one raster.
///
/// `model` is an open model, or `None` to open the one that the options name when a raster must be encoded.
pub fn features<'i>(
    input: impl Into<InputRef<'i>>,
    output: &str,
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = vec![input.into()];
    run_job(&Job { task: Task::Features, inputs, outputs: vec![output], options, model, context: None }, progress)
}

/// Writes the principal components of one or more rasters, on one basis over all of them.
pub fn pca<'i, I: Copy + Into<InputRef<'i>>>(
    inputs: &[I],
    outputs: &[&str],
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = inputs.iter().map(|i| (*i).into()).collect();
    run_job(&Job { task: Task::Pca, inputs, outputs: outputs.to_vec(), options, model, context: None }, progress)
}

/// Writes the change between two dates.
pub fn change<'i>(
    before: impl Into<InputRef<'i>>,
    after: impl Into<InputRef<'i>>,
    output: &str,
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = vec![before.into(), after.into()];
    run_job(&Job { task: Task::Change, inputs, outputs: vec![output], options, model, context: None }, progress)
}

/// Writes the areas of change between two dates as polygons; [`run_job`] takes a map of change made earlier as well.
pub fn areas<'i>(
    before: impl Into<InputRef<'i>>,
    after: impl Into<InputRef<'i>>,
    output: &str,
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = vec![before.into(), after.into()];
    run_job(&Job { task: Task::Areas, inputs, outputs: vec![output], options, model, context: None }, progress)
}

/// Computes one descriptor per raster: the mean feature over valid cells, in the report under `descriptors`.
pub fn describe<'i, I: Copy + Into<InputRef<'i>>>(
    inputs: &[I],
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = inputs.iter().map(|i| (*i).into()).collect();
    run_job(&Job { task: Task::Describe, inputs, outputs: vec![], options, model, context: None }, progress)
}

/// Everything about two dates in one pass over the pixels, into a folder that appears when all of it is there.
pub fn run<'i>(
    before: impl Into<InputRef<'i>>,
    after: impl Into<InputRef<'i>>,
    folder: &str,
    options: &Options,
    model: Option<Opened>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let inputs = vec![before.into(), after.into()];
    run_job(&Job { task: Task::Run, inputs, outputs: vec![folder], options, model, context: None }, progress)
}
