//! Rasters by name: features, PCA, change, descriptors.

use std::ffi::{c_char, c_void};

use super::args::{options, text, texts};
use super::callback::{CProgress, LejepaGisProgress};
use super::guard::guard;
use super::model::{LejepaGisModel, shared};
use super::text::give;
use crate::error::{Result, Status};
use crate::params::Task;
use crate::pipeline::{self, Report};

/// Clears the place for a report before the job and fills it after.
///
/// # Safety
/// - `report` is null or points to a pointer.
pub(super) unsafe fn reported(report: *mut *mut c_char, job: impl FnOnce() -> Result<Report>) -> Result<()> {
    // SAFETY: the caller vouches for the pointer.
    let place = unsafe { report.as_mut() };
    let place = place.map(|p| {
        *p = std::ptr::null_mut();
        p
    });
    let report = job()?;
    place.map_or(Ok(()), |p| give(report.to_json().to_string(), p))
}

/// Writes the dense features of a raster: one band per number of the feature, cells of `patch` x `patch` pixels.
///
/// `model` may be NULL: then the option MODEL names it. `input` is anything that GDAL opens; `output` is a path, or a
/// GDAL name such as `/vsimem/f.tif`. `options` is NULL or a NULL-terminated list of `KEY=VALUE` from the table of
/// parameters. `progress` may be NULL. `report` may be NULL, or gets a JSON text to free with `lejepa_gis_text_free`.
/// On error or cancel no output is left. Any thread; one job at a time on each.
///
/// # Safety
/// - Texts are NULL (an error) or NUL-terminated; `options` is NULL or NULL-terminated; `model` is NULL or open.
/// - `report` is NULL or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_features(
    model: *const LejepaGisModel,
    input: *const c_char,
    output: *const c_char,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            reported(report, || {
                let (input, output) = (text(input, "input")?, text(output, "output")?);
                let options = self::options(options, Task::Features)?;
                pipeline::features(
                    input,
                    output,
                    &options,
                    shared(model),
                    &mut CProgress { function: progress, user_data },
                )
            })
        }
    })
}

/// Writes the principal components of `count` rasters (or features rasters), on one basis over all of them, each to
/// its own output. Other arguments as for `lejepa_gis_features`.
///
/// # Safety
/// - As for `lejepa_gis_features`; `inputs` and `outputs` hold `count` texts each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_pca(
    model: *const LejepaGisModel,
    inputs: *const *const c_char,
    outputs: *const *const c_char,
    count: usize,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            reported(report, || {
                let (inputs, outputs) = (texts(inputs, count, "inputs")?, texts(outputs, count, "outputs")?);
                let options = self::options(options, Task::Pca)?;
                pipeline::pca(
                    &inputs,
                    &outputs,
                    &options,
                    shared(model),
                    &mut CProgress { function: progress, user_data },
                )
            })
        }
    })
}

/// Writes the change between two dates of one pixel grid. Other arguments as for `lejepa_gis_features`.
///
/// # Safety
/// - As for `lejepa_gis_features`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_change(
    model: *const LejepaGisModel,
    before: *const c_char,
    after: *const c_char,
    output: *const c_char,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            reported(report, || {
                let (before, after, output) = (text(before, "before")?, text(after, "after")?, text(output, "output")?);
                let options = self::options(options, Task::Change)?;
                pipeline::change(
                    before,
                    after,
                    output,
                    &options,
                    shared(model),
                    &mut CProgress { function: progress, user_data },
                )
            })
        }
    })
}

/// Computes one descriptor per raster (the mean feature over valid cells); they are in the report under
/// `descriptors`. Other arguments as for `lejepa_gis_features`; `report` must not be NULL to be of use.
///
/// # Safety
/// - As for `lejepa_gis_features`; `inputs` holds `count` texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_describe(
    model: *const LejepaGisModel,
    inputs: *const *const c_char,
    count: usize,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            reported(report, || {
                let inputs = texts(inputs, count, "inputs")?;
                let options = self::options(options, Task::Describe)?;
                pipeline::describe(&inputs, &options, shared(model), &mut CProgress { function: progress, user_data })
            })
        }
    })
}

/// Writes everything about two dates into a folder, in one pass over the pixels: features, PCA and change as GeoTIFF,
/// quicklooks as PNG, the PCA basis and the descriptors as JSON. The folder appears, or is filled, when all of it is
/// there. Other arguments as for `lejepa_gis_features`.
///
/// # Safety
/// - As for `lejepa_gis_features`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_run(
    model: *const LejepaGisModel,
    before: *const c_char,
    after: *const c_char,
    folder: *const c_char,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            reported(report, || {
                let (before, after, folder) = (text(before, "before")?, text(after, "after")?, text(folder, "folder")?);
                let options = self::options(options, Task::Run)?;
                let progress = &mut CProgress { function: progress, user_data };
                pipeline::run(before, after, folder, &options, shared(model), progress)
            })
        }
    })
}
