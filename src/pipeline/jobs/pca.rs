//! `pca`: the principal components of one or more rasters, on one basis over all of them.

use super::companions;
use super::components::{basis_and_scores, write_scores};
use super::job::{ENCODING, same_model};
use super::work::{Layout, Maker, WRITTEN, Work};
use crate::error::Result;
use crate::params::Task;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::Report;
use crate::product::COMPONENTS;
use crate::raster::gdal::{Content, Storage};

pub(super) const MAKER: Maker = Maker { task: Task::Pca, layout, bytes, make };

fn layout(options: &Options) -> Layout {
    let (content, storage) = match options.components.scores {
        true => (Content::Values, Storage::Float32),
        false => (Content::Picture, Storage::Byte),
    };
    Layout::Bands(COMPONENTS, content, storage)
}

/// Bytes of one raster of components.
pub(super) fn bytes((_, pixels): (u64, u64), _dim: u64, options: &Options) -> u64 {
    pixels.saturating_mul(if options.components.scores { 12 } else { 4 })
}

fn make(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let mut encoded = work.session.encode(opened, progress, ENCODING, false)?;
    same_model(&encoded)?;
    let (basis, scores) = basis_and_scores(&mut encoded, work)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    let names = &work.job.outputs;
    for (i, ((input, name), scores)) in encoded.iter().zip(names).zip(&scores).enumerate() {
        let at = |i: usize| i as f64 / names.len() as f64;
        let path = work.outputs.path(name)?;
        write_scores(work, input, &path, scores, &basis, &mut writing.part(at(i), at(i + 1)))?;
    }
    let sets: Vec<[&EncodedInput; 1]> = encoded.iter().map(|input| [input]).collect();
    let each: Vec<(&[&EncodedInput], &str)> = sets.iter().map(|s| &s[..]).zip(names.iter().copied()).collect();
    companions::write(work, &each, &mut writing)?;
    Ok(Report::new("pca", &encoded, work.started)
        .with("explained_variance", &basis.explained)
        .with("basis_sha256", basis.digest()))
}
