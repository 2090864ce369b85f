//! What a job is made with, and what is special about each task.

use std::cell::Cell;
use std::time::Instant;

use super::job::Job;
use super::measure::Change;
use crate::error::{Error, Result};
use crate::params::Task;
use crate::pipeline::encode::Session;
use crate::pipeline::open::Input;
use crate::pipeline::options::Options;
use crate::pipeline::progress::Progress;
use crate::pipeline::record::Report;
use crate::pipeline::write::Outputs;
use crate::raster::gdal::{Content, Storage};

/// Progress when all is written and only names are to be given.
pub(super) const WRITTEN: f64 = 0.99;

/// What a job is made with.
pub(super) struct Work<'a> {
    pub job: &'a Job<'a>,
    pub session: Session<'a>,
    pub outputs: &'a Outputs,
    pub started: Instant,
    /// What measures change, until the job takes it; nothing for other jobs.
    pub change: Cell<Option<Change<'a>>>,
}

impl<'a> Work<'a> {
    /// What measures change.
    ///
    /// # Errors
    /// [`Error::Internal`] if the job has no two dates, or has taken it.
    pub fn take_change(&self) -> Result<Change<'a>> {
        self.change.take().ok_or_else(|| Error::Internal("nothing measures change in this job".into()))
    }
}

/// What is special about one task.
pub(super) struct Maker {
    pub task: Task,
    /// Its main raster.
    pub layout: fn(&Options) -> Layout,
    /// Bytes of its outputs before compression, of so many cells and pixels of maps, and so many numbers in a cell, of one
    /// input.
    pub bytes: fn((u64, u64), u64, &Options) -> u64,
    /// Makes its outputs from opened inputs.
    pub make: fn(&Work, Vec<Input>, &mut dyn Progress) -> Result<Report>,
}

/// What a job's main raster holds.
pub(super) enum Layout {
    /// No raster is written.
    Nothing,
    /// One band for each number of a feature.
    Features,
    /// Bands of this storage.
    Bands(usize, Content, Storage),
}
