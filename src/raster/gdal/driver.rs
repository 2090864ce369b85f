//! Making datasets with a driver: empty, or as a copy of another one.

use std::ffi::c_int;

use gdal_sys::{GDALDataType, GDALDatasetH, GDALDriverH};

use super::dataset::Dataset;
use super::library::{CList, Gdal, c_text};
use super::symbols::Symbols;
use crate::error::Result;

/// Calls `make` with the driver of this short name; `path` is what the new dataset is called.
fn make(
    gdal: &'static Gdal,
    call: &'static str,
    driver: &str,
    path: &str,
    make: impl FnOnce(&Symbols, GDALDriverH) -> GDALDatasetH,
) -> Result<Dataset> {
    let name = c_text(driver)?;
    let handle = gdal.write(
        call,
        path,
        |h: &GDALDatasetH| h.is_null(),
        |s| {
            // SAFETY: the name is NUL-terminated; an unknown driver gives null.
            let driver = unsafe { (s.GDALGetDriverByName)(name.as_ptr()) };
            if driver.is_null() { std::ptr::null_mut() } else { make(s, driver) }
        },
    )?;
    Ok(Dataset::owning(gdal, handle, path))
}

/// An empty dataset of `(width, height, bands)`.
pub(super) fn create(
    gdal: &'static Gdal,
    driver: &str,
    path: &str,
    (width, height, bands): (usize, usize, usize),
    data_type: GDALDataType::Type,
    options: &[String],
) -> Result<Dataset> {
    let (c_path, list) = (c_text(path)?, CList::new(options)?);
    let (w, h, n) = (width as c_int, height as c_int, bands as c_int);
    make(gdal, "GDALCreate", driver, path, |s, driver| {
        // SAFETY: the driver exists, texts are NUL-terminated, and the list ends with NULL.
        unsafe { (s.GDALCreate)(driver, c_path.as_ptr(), w, h, n, data_type, list.as_ptr().cast()) }
    })
}

/// A dataset copied to a file, and closed.
pub(super) fn copy(gdal: &'static Gdal, driver: &str, source: &Dataset, path: &str, options: &[String]) -> Result<()> {
    let (c_path, list) = (c_text(path)?, CList::new(options)?);
    let (source, null) = (source.handle, std::ptr::null_mut());
    let copied = make(gdal, "GDALCreateCopy", driver, path, |s, driver| {
        // SAFETY: the driver exists, the source is open, texts are NUL-terminated, and the list ends with NULL.
        unsafe { (s.GDALCreateCopy)(driver, c_path.as_ptr(), source, 0, list.as_ptr().cast(), None, null) }
    })?;
    copied.close()
}
