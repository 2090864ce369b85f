//! The structure of a job.

use std::ffi::{c_char, c_void};

use super::args::out;
use super::callback::LejepaGisProgress;
use super::context::LejepaGisContext;
use super::guard::guard;
use super::model::LejepaGisModel;
use crate::error::{Error, Result, Status};

/// A job. Begin with `lejepa_gis_job_init`, then set what is needed; the fields stay the caller's, and all they point to
/// must live during the call. `lejepa_gis_tasks` says for each task how many inputs and outputs it has.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct LejepaGisJob {
    /// `sizeof(LejepaGisJob)` of the caller's header, so that the structure can grow.
    pub struct_size: usize,
    /// "features", "pca", "change", "describe" or "run"; not NULL.
    pub task: *const c_char,
    /// Number of inputs.
    pub input_count: usize,
    /// Names of inputs, in UTF-8: anything that GDAL opens. NULL where all are datasets; an entry may be NULL where
    /// `input_datasets` has one.
    pub inputs: *const *const c_char,
    /// Inputs that are open in the bound GDAL, as `GDALDatasetH`, or NULL. They stay the caller's and must not be used by
    /// other threads during the call. An entry may be NULL where `inputs` has a name; it is an error to give both.
    pub input_datasets: *const *mut c_void,
    /// Number of outputs.
    pub output_count: usize,
    /// Names of outputs, in UTF-8: a path, or a GDAL name such as "/vsimem/f.tif"; of "run", one folder. NULL, or with NULL
    /// entries, for results that are kept in memory and opened by `results`.
    pub outputs: *const *const c_char,
    /// NULL, or room for `output_count` handles: each is set to NULL first, and on success to the written raster as an open
    /// `GDALDatasetH` of the bound GDAL. The caller closes it with `GDALClose`, which frees a result in memory.
    pub results: *mut *mut c_void,
    /// NULL, or a NULL-terminated list of `KEY=VALUE` from the table of parameters.
    pub options: *const *const c_char,
    /// An open model, or NULL: then the option MODEL names it. With a model, MODEL, PRECISION, MODEL_BANDS, MODEL_MEAN and
    /// MODEL_STD are an error: it was opened with its own.
    pub model: *const LejepaGisModel,
    /// Reports progress, or NULL.
    pub progress: LejepaGisProgress,
    /// Passed to `progress` untouched; may be NULL.
    pub user_data: *mut c_void,
    /// What the job shares with others, or NULL.
    pub context: *const LejepaGisContext,
}

/// Clears a job and sets its `struct_size`. `job` is not NULL; pass `sizeof(LejepaGisJob)`. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `job` is NULL (an error) or points to `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_job_init(job: *mut LejepaGisJob, struct_size: usize) -> Status {
    guard(|| {
        check_size(struct_size)?;
        // SAFETY: the caller vouches for `struct_size` bytes, which are enough; zeros are a valid job.
        unsafe {
            let job = out(job, "job")?;
            *job = std::mem::zeroed();
            job.struct_size = struct_size;
        }
        Ok(())
    })
}

pub(super) fn check_size(found: usize) -> Result<()> {
    let expected = size_of::<LejepaGisJob>();
    match found == expected {
        true => Ok(()),
        false => Err(Error::argument(format!("job.struct_size is {found}; this version knows {expected}"))),
    }
}

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
        let report = cleared(report);
        let (job, task) = read(job)?;
        let options = options(job.options, task.task)?;
        let results = Results::new(job, task.outputs, &options)?;
        let done = pipeline::run_job(&typed(job, task, &results, &options)?, &mut progress(job))?;
        results.hand_over()?;
        report.map_or(Ok(()), |place| give(done.to_json().to_string(), place))
    })
}

/// Checks a job as `lejepa_gis_job_run` does, and estimates what it takes; makes nothing. `*json` becomes a text to free with
/// `lejepa_gis_text_free`: `inputs` (each with its name, what was understood of it, `warnings`, `pixels`, `cells`,
/// `chips`), `memory_bytes`, `output_bytes`, `temporary_bytes`, `chip_ms`, `threads`, `seconds`, and of these
/// `pixels_seconds` (what METHOD=joint takes besides). The inputs are opened and looked at, a model is opened, and two chips
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
        let place = out(json, "json")?;
        *place = std::ptr::null_mut();
        let (job, task) = read(job)?;
        let options = options(job.options, task.task)?;
        let results = Results::new(job, task.outputs, &options)?;
        let estimate = pipeline::estimate(&typed(job, task, &results, &options)?, &mut progress(job))?;
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
unsafe fn read<'a>(job: *const LejepaGisJob) -> Result<(&'a LejepaGisJob, &'static TaskInfo)> {
    // SAFETY: the size comes first in every version of the structure.
    unsafe {
        if job.is_null() {
            return Err(Error::argument("job is NULL"));
        }
        check_size((*job).struct_size)?;
        let job = &*job;
        super::results::clear(job);
        let name = text(job.task, "job.task")?;
        let known: Vec<&str> = Task::jobs().map(|info| info.task.name()).collect();
        let unknown = || Error::argument(format!("job.task is {name:?}; expected one of {}", known.join(", ")));
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
        Ok(Job { task: task.task, inputs, outputs: results.outputs(), options, model: shared(job.model) })
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
            (true, false) => Ok(InputRef::Dataset(LentDataset::new(dataset))),
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
