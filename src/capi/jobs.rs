//! Rasters by name: features, PCA, change, descriptors.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::args::{options, text, texts};
use super::callback::{CProgress, LejepaGisProgress};
use super::guard::guard;
use super::model::{LejepaGisModel, shared};
use super::text::give;
use crate::error::{Error, Result, Status};
use crate::model::Model;
use crate::params::{self, Task};
use crate::pipeline::{self, Options, Progress, Report};

/// Whether a parameter means nothing where a model is given open.
fn opens(name: &str) -> bool {
    name == "MODEL" || params::of(Task::Open).any(|p| p.name == name)
}

/// The arguments that all jobs have, as C gives them.
pub(super) struct Call {
    pub model: *const LejepaGisModel,
    pub options: *const *const c_char,
    pub progress: LejepaGisProgress,
    pub user_data: *mut c_void,
    pub report: *mut *mut c_char,
}

impl Call {
    /// Runs a job inside the guard; clears the place for its report before and fills it after.
    ///
    /// # Safety
    /// - `model` is null or open; `options` is null or NULL-terminated; `report` is null or points to a pointer.
    pub unsafe fn run(
        self,
        task: Task,
        job: impl FnOnce(&Options, Option<Arc<Model>>, &mut dyn Progress) -> Result<Report>,
    ) -> Status {
        guard(|| {
            // SAFETY: the caller vouches for the pointers.
            let (place, model, options) = unsafe {
                let place = self.report.as_mut().map(|p| {
                    *p = std::ptr::null_mut();
                    p
                });
                (place, shared(self.model), options(self.options, task)?)
            };
            if let (Some(model), Some((name, _))) = (&model, options.record.iter().find(|(name, _)| opens(name))) {
                return Err(Error::argument(format!(
                    "{name} says how a model is opened, but {} is given open; give one of them",
                    model.name
                )));
            }
            let mut progress = CProgress { function: self.progress, user_data: self.user_data };
            let report = job(&options, model, &mut progress)?;
            place.map_or(Ok(()), |p| give(report.to_json().to_string(), p))
        })
    }
}

/// Writes the dense features of a raster: one band per number of the feature, cells of `patch` x `patch` pixels.
///
/// `model` may be NULL: then the option MODEL names it. With a model, MODEL, PRECISION and MODEL_BANDS, MODEL_MEAN and
/// MODEL_STD are an error: it was opened with its own. `input` is anything that GDAL opens; `output` is a path, or a
/// GDAL name such as `/vsimem/f.tif`. `options` is NULL or a NULL-terminated list of `KEY=VALUE` from the table of
/// parameters. `progress` may be NULL. `report` may be NULL, or gets a JSON text to free with `lejepa_gis_text_free`.
/// On error or cancel no output is left. Any thread; one job at a time on each.
///
/// # Safety
/// - Texts are NULL (an error) or NUL-terminated; `options` is NULL or a NULL-terminated list of texts; `model` is NULL or
///   open; `progress` and `user_data` may be NULL.
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
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        call.run(Task::Features, |options, model, progress| {
            pipeline::features(text(input, "input")?, text(output, "output")?, options, model, progress)
        })
    }
}

/// Writes the principal components of `count` rasters (or features rasters), on one basis over all of them, each to
/// its own output. Other arguments as for `lejepa_gis_features`.
///
/// # Safety
/// - As for `lejepa_gis_features`; `inputs` and `outputs` are NULL (an error) or hold `count` texts each.
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
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        call.run(Task::Pca, |options, model, progress| {
            let (inputs, outputs) = (texts(inputs, count, "inputs")?, texts(outputs, count, "outputs")?);
            pipeline::pca(&inputs, &outputs, options, model, progress)
        })
    }
}

/// Writes the change between two dates: of one pixel grid, or brought onto the first one's (option ALIGN). Other arguments as
/// for `lejepa_gis_features`.
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
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        call.run(Task::Change, |options, model, progress| {
            let (before, after, output) = (text(before, "before")?, text(after, "after")?, text(output, "output")?);
            pipeline::change(before, after, output, options, model, progress)
        })
    }
}

/// Computes one descriptor per raster (the mean feature over valid cells); they are in the report under
/// `descriptors`. Other arguments as for `lejepa_gis_features`; `report` must not be NULL to be of use.
///
/// # Safety
/// - As for `lejepa_gis_features`; `inputs` is NULL (an error) or holds `count` texts.
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
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        call.run(Task::Describe, |options, model, progress| {
            pipeline::describe(&texts(inputs, count, "inputs")?, options, model, progress)
        })
    }
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
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        call.run(Task::Run, |options, model, progress| {
            let (before, after, folder) = (text(before, "before")?, text(after, "after")?, text(folder, "folder")?);
            pipeline::run(before, after, folder, options, model, progress)
        })
    }
}
