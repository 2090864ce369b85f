//! Rasters that the caller has open: the same jobs on `GDALDatasetH`, and results as open datasets.

use std::ffi::{c_char, c_void};

use super::args::{numbers, text};
use super::callback::LejepaGisProgress;
use super::jobs::Call;
use super::model::LejepaGisModel;
use crate::error::{Error, Result, Status};
use crate::params::Task;
use crate::pipeline::{self, Handover, Options, Report};
use crate::raster::gdal::LentDataset;

/// Where results go: names, or memory where the name is null; and the places for open datasets.
struct Results<'a> {
    handovers: Vec<Handover>,
    places: Vec<Option<&'a mut *mut c_void>>,
}

impl<'a> Results<'a> {
    /// # Safety
    /// - `outputs` is null or holds `count` entries, each null or a text; `results` is null or has room for `count`.
    unsafe fn new(
        outputs: *const *const c_char,
        results: *mut *mut c_void,
        count: usize,
        options: &Options,
    ) -> Result<Self> {
        let mut handovers = Vec::with_capacity(count);
        let mut places = Vec::with_capacity(count);
        for i in 0..count {
            // SAFETY: the caller vouches for `count` entries.
            let (output, place) = unsafe {
                let output = if outputs.is_null() { std::ptr::null() } else { *outputs.add(i) };
                let output = if output.is_null() { None } else { Some(text(output, "output")?) };
                (output, if results.is_null() { None } else { results.add(i).as_mut() })
            };
            if output.is_none() && place.is_none() {
                return Err(Error::argument("output and result are both NULL: there is no place for the result"));
            }
            handovers.push(Handover::new(output, options)?);
            places.push(place);
        }
        Ok(Results { handovers, places })
    }

    fn outputs(&self) -> Vec<&str> {
        self.handovers.iter().map(Handover::output).collect()
    }

    /// Opens what was asked for, all or nothing.
    fn hand_over(self, report: Report) -> Result<Report> {
        let wanted = self.handovers.into_iter().zip(self.places).filter_map(|(h, place)| Some((h, place?)));
        let opened = wanted.map(|(h, place)| Ok((h.open()?, place))).collect::<Result<Vec<_>>>()?;
        opened.into_iter().for_each(|(dataset, place)| *place = dataset.into_handle());
        Ok(report)
    }
}

/// # Safety
/// - `results` is null or has room for `count` pointers.
unsafe fn clear(results: *mut *mut c_void, count: usize) {
    if !results.is_null() {
        // SAFETY: the caller vouches for the room.
        (0..count).for_each(|i| unsafe { *results.add(i) = std::ptr::null_mut() });
    }
}

/// # Safety
/// - `datasets` is null (an error) or holds `count` handles as `LentDataset::new` wants them.
unsafe fn lent(datasets: *const *mut c_void, count: usize, name: &str) -> Result<Vec<LentDataset>> {
    // SAFETY: the caller vouches for the handles.
    unsafe { Ok(numbers(datasets, count, name)?.iter().map(|d| LentDataset::new(*d)).collect()) }
}

/// As `lejepa_gis_features` for a raster that is open in the bound GDAL: `dataset` is its `GDALDatasetH`, which stays the
/// caller's and must not be used by other threads during the call. A handle of another GDAL than the bound one is
/// refused where that can be seen (`lejepa_gis_gdal_info` tells which is bound).
///
/// `output` may be NULL: then the result is kept in memory. `result` may be NULL unless `output` is; otherwise
/// `*result` is set to NULL first and to the written raster as an open `GDALDatasetH` of the bound GDAL on success. The
/// caller closes it with `GDALClose`, which frees a result in memory. Other arguments, threads and errors as for
/// `lejepa_gis_features`.
///
/// # Safety
/// - `dataset` is NULL (an error) or an open dataset of the GDAL that is or will be bound; `result` is NULL or points to a
///   pointer; the rest as for `lejepa_gis_features`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_features_dataset(
    model: *const LejepaGisModel,
    dataset: *mut c_void,
    output: *const c_char,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
    result: *mut *mut c_void,
) -> Status {
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        clear(result, 1);
        call.run(Task::Features, |options, model, progress| {
            let results = Results::new(&output, result, 1, options)?;
            let dataset = LentDataset::new(dataset);
            let done = pipeline::features(dataset, results.outputs()[0], options, model, progress)?;
            results.hand_over(done)
        })
    }
}

/// As `lejepa_gis_pca` for `count` open rasters. `outputs` may be NULL, or hold NULL for results to keep in memory;
/// `results` may be NULL, or gets `count` open datasets. Everything else as for `lejepa_gis_features_dataset`.
///
/// # Safety
/// - As for `lejepa_gis_features_dataset`; `datasets` is NULL (an error), `outputs` and `results` are NULL, or they have
///   `count` entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_pca_datasets(
    model: *const LejepaGisModel,
    datasets: *const *mut c_void,
    outputs: *const *const c_char,
    count: usize,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
    results: *mut *mut c_void,
) -> Status {
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        clear(results, count);
        call.run(Task::Pca, |options, model, progress| {
            let datasets = lent(datasets, count, "datasets")?;
            let results = Results::new(outputs, results, count, options)?;
            let outputs = results.outputs();
            let done = pipeline::pca(&datasets, &outputs, options, model, progress)?;
            results.hand_over(done)
        })
    }
}

/// As `lejepa_gis_change` for two open rasters. Everything else as for `lejepa_gis_features_dataset`.
///
/// # Safety
/// - As for `lejepa_gis_features_dataset`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_change_datasets(
    model: *const LejepaGisModel,
    before: *mut c_void,
    after: *mut c_void,
    output: *const c_char,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    report: *mut *mut c_char,
    result: *mut *mut c_void,
) -> Status {
    let call = Call { model, options, progress, user_data, report };
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe {
        clear(result, 1);
        call.run(Task::Change, |options, model, progress| {
            let results = Results::new(&output, result, 1, options)?;
            let (before, after) = (LentDataset::new(before), LentDataset::new(after));
            let done = pipeline::change(before, after, results.outputs()[0], options, model, progress)?;
            results.hand_over(done)
        })
    }
}

/// As `lejepa_gis_describe` for `count` open rasters, which stay the caller's.
///
/// # Safety
/// - As for `lejepa_gis_features_dataset`; `datasets` is NULL (an error) or holds `count` handles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_describe_datasets(
    model: *const LejepaGisModel,
    datasets: *const *mut c_void,
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
            pipeline::describe(&lent(datasets, count, "datasets")?, options, model, progress)
        })
    }
}

/// As `lejepa_gis_run` for two open rasters, which stay the caller's.
///
/// # Safety
/// - As for `lejepa_gis_features_dataset` and `lejepa_gis_run`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_run_datasets(
    model: *const LejepaGisModel,
    before: *mut c_void,
    after: *mut c_void,
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
            let (before, after) = (LentDataset::new(before), LentDataset::new(after));
            pipeline::run(before, after, text(folder, "folder")?, options, model, progress)
        })
    }
}
