//! `features`: the dense features of one raster.

use super::companions;
use super::job::ENCODING;
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::open::Input;
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{Report, features_style, metadata};
use crate::pipeline::write::write_features;
use crate::product::three_numbers;
use crate::raster::gdal::Storage;

pub(super) const MAKER: Maker = Maker { task: Task::Features, layout: |_| Layout::Features, bytes, make };

/// Cells that a style looks at.
const SAMPLE: usize = 8192;

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
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let cosine = write(session, &work.outputs.path(output)?, &mut encoded[0], &mut writing)?;
    companions::write(work, &[(&[&encoded[0]], output)], &mut writing)?;
    Ok(Report::new("features", &encoded, work.started).with("round_trip_cosine", cosine))
}

/// Writes features, and where the options ask for it a style of three of their numbers; gives the mean cosine between each cell
/// and what a reader will get back.
pub(super) fn write(session: &Session, path: &str, input: &mut EncodedInput, writing: &mut Stage) -> Result<f64> {
    let metadata = metadata("features", &[input], session.options, &[]);
    let cosine = write_features(session, path, input, metadata, writing)?;
    if session.options.write.style {
        let sample = input.store.sampled(SAMPLE)?;
        // Where nothing is valid there is nothing to show either: any numbers do.
        let channels = three_numbers(sample.view()).unwrap_or([0, 1, 2].map(|i| (i, -1.0, 1.0)));
        companions::write_style(session, path, || features_style(channels.map(|(i, low, high)| (i + 1, low, high))))?;
    }
    Ok(cosine)
}
