//! Making datasets with a driver: empty, or as a copy of another one.

use std::ffi::{c_char, c_int, c_void};

use gdal_sys::{GDALDataType, GDALDatasetH, GDALDriverH};

use super::dataset::Dataset;
use super::library::Gdal;
use super::symbols::Symbols;
use super::texts::{CList, c_text, text_from};
use crate::error::{Error, Result};

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

/// Refuses creation options that the driver does not know, or values that it would ignore.
pub(super) fn check_options(gdal: &'static Gdal, driver: &str, options: &[String]) -> Result<()> {
    let (name, list) = (c_text(driver)?, CList::new(options)?);
    let mut reason = String::new();
    let known = gdal.call(
        "GDALValidateCreationOptions",
        driver,
        |_: &bool| false,
        |s| {
            // SAFETY: the name is NUL-terminated, the list ends with NULL, and the message is copied at once.
            unsafe {
                let driver = (s.GDALGetDriverByName)(name.as_ptr());
                let known = driver.is_null() || (s.GDALValidateCreationOptions)(driver, list.as_ptr().cast()) != 0;
                reason = text_from((s.CPLGetLastErrorMsg)()).unwrap_or_default();
                known
            }
        },
    )?;
    match known {
        true => Ok(()),
        false => Err(Error::refused("CO", format!("CO={}: {reason}", options.join(",")))),
    }
}

/// Reports a copy's progress, from 0 to 1; returns false to cancel it.
pub type CopyProgress<'a> = &'a mut dyn FnMut(f64) -> bool;

/// A dataset copied to a file, and closed.
///
/// # Errors
/// [`Error::Cancelled`] if `progress` returned false.
pub(super) fn copy(
    gdal: &'static Gdal,
    driver: &str,
    source: &Dataset,
    path: &str,
    options: &[String],
    progress: CopyProgress,
) -> Result<()> {
    let (c_path, list) = (c_text(path)?, CList::new(options)?);
    let source = source.handle;
    let mut heard = Heard { progress, stopped: false };
    let to_heard = (&raw mut heard).cast();
    let copied = make(gdal, "GDALCreateCopy", driver, path, |s, driver| {
        // SAFETY: the driver exists, the source is open, texts are NUL-terminated, the list ends with NULL, and `heard` lives
        // longer than the call.
        unsafe { (s.GDALCreateCopy)(driver, c_path.as_ptr(), source, 0, list.as_ptr().cast(), Some(hear), to_heard) }
    });
    if heard.stopped {
        return Err(Error::Cancelled);
    }
    copied?.close()
}

struct Heard<'a> {
    progress: CopyProgress<'a>,
    stopped: bool,
}

/// GDAL's progress function, called on the thread of [`copy`].
unsafe extern "C" fn hear(fraction: f64, _: *const c_char, heard: *mut c_void) -> c_int {
    // SAFETY: `copy` passed its own `Heard`, and waits for GDAL meanwhile.
    let heard = unsafe { &mut *heard.cast::<Heard>() };
    // After a cancel the callback is not called again, although GDAL may go on reporting while it finishes.
    heard.stopped = heard.stopped || !(heard.progress)(fraction);
    c_int::from(!heard.stopped)
}
