//! `features`: the dense features of one raster.

use super::companions;
use super::job::ENCODING;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::open::Input;
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, metadata};
use crate::pipeline::write::write_features;
use crate::raster::gdal::Storage;

pub(super) const MAKER: Maker = Maker { task: Task::Features, layout: |_| Layout::Features, bytes, make };

/// Bytes of one raster of features.
pub(super) fn bytes((cells, _): (u64, u64), dim: u64, options: &Options) -> u64 {
    let sample = match options.write.dtype {
        Storage::Float32 => 4,
        Storage::Float16 | Storage::UInt16 => 2,
        Storage::Byte | Storage::Class8 | Storage::Code8 => 1,
    };
    cells.saturating_mul(dim * sample)
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let (session, output) = (&work.session, work.job.outputs[0]);
    let mut encoded = session.encode(opened, progress, ENCODING, false)?;
    let metadata = metadata("features", &[&encoded[0]], session.options, &[]);
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let path = work.outputs.path(output)?;
    let cosine = write_features(session, &path, &mut encoded[0], metadata, &mut writing)?;
    companions::write(work, &[(&[&encoded[0]], output)], &mut writing)?;
    Ok(Report::new("features", &encoded, work.started).with("round_trip_cosine", cosine))
}
