//! `describe`: the mean feature over valid cells of each raster.

use serde::Serialize;

use super::work::{Layout, Maker, Work};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::Progress;
use crate::pipeline::record::Report;
use crate::product::Descriptor;
use crate::redact::base_name;

pub(super) const MAKER: Maker = Maker { task: Task::Describe, layout: |_| Layout::Nothing, bytes: |_, _, _| 0, make };

/// The descriptor of one input.
#[derive(Serialize)]
pub(super) struct Described {
    input: String,
    model: String,
    model_sha256: String,
    valid_cells: u64,
    descriptor: Option<Vec<f32>>,
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let mut encoded = work.session.encode(opened, progress, 1.0, false)?;
    let descriptors = encoded.iter_mut().map(described).collect::<Result<Vec<_>>>()?;
    Ok(Report::new("describe", &encoded, work.started).with_result("descriptors", descriptors))
}

/// Computes an input's descriptor.
pub(super) fn described(input: &mut EncodedInput) -> Result<Described> {
    let mut mean = Descriptor::new(input.store.dim);
    input.store.for_each_piece(|_, cells| {
        cells.rows().into_iter().for_each(|cell| mean.add(cell));
        Ok(())
    })?;
    Ok(Described {
        input: base_name(&input.name),
        model: input.model.name.clone(),
        model_sha256: input.model.digest.clone(),
        valid_cells: mean.count(),
        descriptor: mean.mean(),
    })
}
