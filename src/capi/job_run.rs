//! Jobs: rasters in, rasters or a report out, for every task.

use std::ffi::c_char;

use super::args::{options, out, structure, text};
use super::callback::CProgress;
use super::context::lent;
use super::guard::guard;
use super::job::LejepaGisJob;
use super::model::shared;
use super::results::{Results, clear};
use super::text::give;
use crate::error::{Error, Result, Status};
use crate::params::{Task, TaskInfo};
use crate::pipeline::{self, InputRef, Job, Options};
use crate::raster::gdal::BorrowedDataset;
use crate::raster::gdal::GiveBack;

/// Runs a job. `report` may be NULL, or gets a JSON text to free with `lejepa_gis_text_free`; its keys are listed at the top of
/// this file. The descriptors of "describe" are there; as numbers, `lejepa_gis_descriptor` computes them from features. On
/// error or cancel no output is left, `*report` is NULL, and so are all results. Any thread; one job at a time on each.
///
/// Errors: ARGUMENT, IO, MODEL, RASTER, GRID, REFLECTANCE, EXISTS, GDAL, GDAL_MISSING, CANCELLED, OUT_OF_MEMORY.
///
/// # Safety
/// - `job` is NULL (an error) or points to a job whose fields are as they say; `report` is NULL or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_job_run(job: *const LejepaGisJob, report: *mut *mut c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    guard(|| unsafe {
        let _after = GiveBack;
        let report = cleared(report);
        let (job, task) = read(job)?;
        let options = options(job.options, task.task)?;
        let results = Results::new(&job, task.outputs, &options)?;
        let done = pipeline::run_job(&typed(&job, task, &results, &options)?, &mut progress(&job))?;
        results.hand_over()?;
        report.map_or(Ok(()), |place| give(done.to_json().to_string(), place))
    })
}

/// Checks a job as `lejepa_gis_job_run` does, and estimates what it takes; makes nothing. `*json` becomes a text to free with
/// `lejepa_gis_text_free`: `inputs` (each with its name, what was understood of it, `warnings`, `pixels`, `cells`,
/// `chips`), `memory_bytes`, `output_bytes`, `temporary_bytes`, `chip_ms`, `threads`, `seconds`, and of these
/// `second_seconds` (of that, a second model's, which METHOD=joint needs). The inputs are opened and looked at, a model is opened, and two chips
/// are encoded. Any thread.
///
/// Errors: those that `lejepa_gis_job_run` gives for this job before it encodes.
///
/// # Safety
/// - As for `lejepa_gis_job_run`; `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_job_estimate(job: *const LejepaGisJob, json: *mut *mut c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    guard(|| unsafe {
        let _after = GiveBack;
        let place = out(json, "json")?;
        *place = std::ptr::null_mut();
        let (job, task) = read(job)?;
        let options = options(job.options, task.task)?;
        let results = Results::new(&job, task.outputs, &options)?;
        let estimate = pipeline::estimate(&typed(&job, task, &results, &options)?, &mut progress(&job))?;
        give(serde_json::json!(estimate).to_string(), place)
    })
}

/// # Safety
/// - `place` is null or points to a pointer that nobody else uses.
unsafe fn cleared<'a>(place: *mut *mut c_char) -> Option<&'a mut *mut c_char> {
    // SAFETY: the caller vouches for the pointer.
    unsafe { place.as_mut() }.map(|place| {
        *place = std::ptr::null_mut();
        place
    })
}

/// The job and its task; clears its places for results.
///
/// # Safety
/// - As for `lejepa_gis_job_run`.
unsafe fn read(job: *const LejepaGisJob) -> Result<(LejepaGisJob, &'static TaskInfo)> {
    // SAFETY: the caller vouches for the job; zeros are a valid one.
    unsafe {
        let job = structure(job, "job")?;
        clear(&job);
        let name = text(job.task, "job.task")?;
        let known: Vec<&str> = Task::jobs().map(|info| info.task.name()).collect();
        let unknown =
            || Error::refused("job.task", format!("job.task is {name:?}; expected one of {}", known.join(", ")));
        Ok((job, TaskInfo::named(name).ok_or_else(unknown)?))
    }
}

/// # Safety
/// - As for `lejepa_gis_job_run`.
unsafe fn typed<'a>(
    job: &'a LejepaGisJob,
    task: &TaskInfo,
    results: &'a Results,
    options: &'a Options,
) -> Result<Job<'a>> {
    // SAFETY: the caller vouches for the job's fields.
    unsafe {
        let inputs = (0..job.input_count).map(|i| input(job, i)).collect::<Result<_>>()?;
        let context = lent(job.context);
        Ok(Job { task: task.task, inputs, outputs: results.outputs(), options, model: shared(job.model), context })
    }
}

/// # Safety
/// - The lists of inputs are null or have more than `i` entries.
unsafe fn input(job: &LejepaGisJob, i: usize) -> Result<InputRef<'_>> {
    // SAFETY: the caller vouches for the entries.
    unsafe {
        let name = if job.inputs.is_null() { std::ptr::null() } else { *job.inputs.add(i) };
        let dataset = if job.input_datasets.is_null() { std::ptr::null_mut() } else { *job.input_datasets.add(i) };
        match (name.is_null(), dataset.is_null()) {
            (false, true) => Ok(InputRef::Name(text(name, &format!("job.inputs[{i}]"))?)),
            (true, false) => Ok(InputRef::Dataset(BorrowedDataset::new(dataset))),
            (true, true) => Err(Error::argument(format!("job.inputs[{i}] and job.input_datasets[{i}] are both NULL"))),
            (false, false) => Err(Error::argument(format!(
                "job.inputs[{i}] and job.input_datasets[{i}] are both given; give one of them"
            ))),
        }
    }
}

fn progress(job: &LejepaGisJob) -> CProgress {
    CProgress { function: job.progress, user_data: job.user_data }
}
