//! Where a job's results go: names, memory, and open datasets.

use std::ffi::c_void;

use super::args::text;
use super::job::LejepaGisJob;
use crate::error::{Error, Result};
use crate::params::Outputs;
use crate::pipeline::{Options, ResultDataset};

/// Names of outputs, in memory where the caller names none, and the places for open datasets.
pub(super) struct Results<'a> {
    names: Vec<&'a str>,
    datasets: Vec<ResultDataset>,
    places: Vec<Option<&'a mut *mut c_void>>,
}

impl<'a> Results<'a> {
    /// # Safety
    /// - The job's `outputs` is null or holds `output_count` entries, each null or a text; `results` is null or has room for
    ///   as many.
    pub unsafe fn new(job: &'a LejepaGisJob, outputs: Outputs, options: &Options) -> Result<Self> {
        let mut made = Results { names: vec![], datasets: vec![], places: vec![] };
        let is_raster = matches!(outputs, Outputs::One | Outputs::PerInput);
        if !is_raster && !job.results.is_null() {
            return Err(Error::argument("job.results is given, but the task writes no single rasters"));
        }
        for i in 0..job.output_count {
            // SAFETY: the caller vouches for the entries.
            let (name, place) = unsafe {
                let name = if job.outputs.is_null() { std::ptr::null() } else { *job.outputs.add(i) };
                let name = if name.is_null() { None } else { Some(text(name, &format!("job.outputs[{i}]"))?) };
                (name, if job.results.is_null() { None } else { job.results.add(i).as_mut() })
            };
            match name {
                None if place.is_none() => {
                    return Err(Error::argument(format!(
                        "job.outputs[{i}] is NULL, and there is no place in job.results for the result"
                    )));
                }
                Some(name) if !is_raster => made.names.push(name),
                _ => {
                    made.datasets.push(ResultDataset::new(name, options)?);
                    made.places.push(place);
                }
            }
        }
        Ok(made)
    }

    /// What to write to.
    pub fn outputs(&self) -> Vec<&str> {
        self.names.iter().copied().chain(self.datasets.iter().map(ResultDataset::output)).collect()
    }

    /// Opens what was asked for, all or nothing.
    pub fn hand_over(self) -> Result<()> {
        let wanted = self.datasets.into_iter().zip(self.places).filter_map(|(d, place)| Some((d, place?)));
        let opened = wanted.map(|(d, place)| Ok((d.open()?, place))).collect::<Result<Vec<_>>>()?;
        opened.into_iter().for_each(|(dataset, place)| *place = dataset.into_handle());
        Ok(())
    }
}

/// Sets all places for results to null.
///
/// # Safety
/// - The job's `results` is null or has room for `output_count` pointers.
pub(super) unsafe fn clear(job: &LejepaGisJob) {
    if !job.results.is_null() {
        // SAFETY: the caller vouches for the room.
        (0..job.output_count).for_each(|i| unsafe { *job.results.add(i) = std::ptr::null_mut() });
    }
}
