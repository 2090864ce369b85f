//! The structure of a job.

use std::ffi::{c_char, c_void};

use super::args::clear_structure;
use super::callback::LejepaGisProgress;
use super::context::LejepaGisContext;
use super::guard::guard;
use super::model::LejepaGisModel;
use crate::error::Status;

/// A job. Begin with `lejepa_gis_job_init`, then set what is needed; the fields stay the caller's, and all they point to
/// must live during the call. `lejepa_gis_tasks` says for each task how many inputs and outputs it has.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct LejepaGisJob {
    /// `sizeof(LejepaGisJob)` of the caller's header. The structure grows at its end: fields that an older header does not
    /// have count as zero; a size larger than the library knows is an error.
    pub struct_size: usize,
    /// The name of a task of `lejepa_gis_tasks`, for example "change"; not NULL.
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
    // SAFETY: the caller vouches for `struct_size` bytes.
    guard(|| unsafe { clear_structure(job, struct_size, "job") })
}
