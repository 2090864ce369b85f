//! Self-examination: build, GDAL, and the whole report.

use std::ffi::c_char;

use super::args::{out, text};
use super::guard::guard;
use super::text::give;
use super::version::LEJEPA_GIS_ABI_VERSION;
use crate::error::{Result, Status};
use crate::pipeline;
use crate::raster::gdal::bind;

/// A text that may be NULL or empty for "not said".
///
/// # Safety
/// - `value` is null or NUL-terminated, and lives as long as the result.
unsafe fn optional<'a>(value: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if value.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for the text.
    Ok(Some(unsafe { text(value, name)? }).filter(|t| !t.is_empty()))
}

/// Gives what the library was built for and with, and the processor it runs on, as JSON: `version`, `abi`, `build`
/// (target, tract's version), `processor` (instruction sets that count). Free it with `lejepa_gis_text_free`. Any
/// thread. Errors: ARGUMENT.
///
/// # Safety
/// - `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_build_info(json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(json, "json")? };
        *json = std::ptr::null_mut();
        let info = serde_json::json!({
            "version": env!("CARGO_PKG_VERSION"), "abi": LEJEPA_GIS_ABI_VERSION,
            "build": pipeline::build(), "processor": pipeline::processor(),
        });
        give(info.to_string(), json)
    })
}

/// Binds GDAL if that has not happened yet, and tells which one as JSON: `version`, `version_number`, `file`, `name`
/// (as it was opened), `origin` ("named", "process" or "system") and `drivers` (their number). The first call that
/// needs GDAL decides for the rest of the process: the libgdal that `named` (NULL or empty: not said), the option GDAL
/// or the environment variable LEJEPA_GIS_GDAL names, else the copy that the process has loaded, else the system's.
/// Free the text with `lejepa_gis_text_free`. Any thread.
///
/// Errors: GDAL_MISSING if none can be bound; ARGUMENT if another one is bound already than `named`.
///
/// # Safety
/// - `named` is NULL or NUL-terminated; `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_gdal_info(named: *const c_char, json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (json, named) = unsafe {
            let json = out(json, "json")?;
            *json = std::ptr::null_mut();
            (json, optional(named, "named")?)
        };
        let gdal = bind(named)?;
        let info = serde_json::json!({
            "version": gdal.version, "version_number": gdal.version_number, "file": gdal.file,
            "name": gdal.path, "origin": gdal.origin, "drivers": gdal.drivers(),
        });
        give(info.to_string(), json)
    })
}

/// Gives one text for a bug report: library, ABI, processor, the bound GDAL (`named` as for `lejepa_gis_gdal_info`),
/// the default model with its digest, and a self-test of it on a built-in chip against stored numbers. `*healthy`
/// (may be NULL) becomes 1 if the self-test passes, else 0; a missing GDAL is told and no fault. Free the text with
/// `lejepa_gis_text_free`. Takes a second or two. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `named` is NULL or NUL-terminated; `text` is NULL (an error) or points to a pointer; `healthy` is NULL or points
///   to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_doctor(named: *const c_char, text: *mut *mut c_char, healthy: *mut i32) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (text, healthy, named) = unsafe {
            let healthy = healthy.as_mut().map(|h| {
                *h = 0;
                h
            });
            let text = out(text, "text")?;
            *text = std::ptr::null_mut();
            (text, healthy, optional(named, "named")?)
        };
        let report = pipeline::doctor(LEJEPA_GIS_ABI_VERSION, named);
        if let Some(healthy) = healthy {
            *healthy = report.healthy.into();
        }
        give(report.text, text)
    })
}
