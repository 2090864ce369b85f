//! Versions, and the tables of tasks and parameters.

use std::ffi::{CStr, c_char};

use super::args::out;
use super::guard::guard;
use super::text::give;
use crate::error::Status;
use crate::params::{table_json, tasks_json};

/// Version of this interface; a host compares it with the `LEJEPA_GIS_ABI_VERSION` that it was compiled with. It grows
/// when a function or code is removed or changes its meaning, and is part of the library's SONAME.
pub const LEJEPA_GIS_ABI_VERSION: i32 = 1;

/// Returns the `LEJEPA_GIS_ABI_VERSION` that the library was built with. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_abi_version() -> i32 {
    LEJEPA_GIS_ABI_VERSION
}

/// Returns the software's version, for example "0.1.0": a static text. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_version() -> *const c_char {
    const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => c"",
    };
    VERSION.as_ptr()
}

/// Gives the table of jobs as JSON: an array of objects with `name`, `help`, `more`, `inputs` (`count`: "one", "two" or
/// "many"; `each`: objects with `name` and `help`), `outputs` (`count`: "none", "one", "per-input" or "folder"; `help`),
/// `examples` and `parameters` (names). Free it with `lejepa_gis_text_free`. Any thread.
///
/// # Safety
/// - `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_tasks(json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(json, "json")? };
        *json = std::ptr::null_mut();
        give(tasks_json().to_string(), json)
    })
}

/// Gives the table of parameters as JSON: an array of objects with `name`, `flag`, `type`, `default`, `help`, `unit`,
/// `advanced`, `recorded`, `tasks`, and `min`, `max`, `choices`, `file` (what kind of file) and `needs` where they apply. `needs`:
/// objects with `name`, `values` and `has`; the parameter acts only where one of those named has one of its values (or, with
/// `has` false, none of them), and is an error elsewhere. Free it with `lejepa_gis_text_free`. Any thread.
///
/// # Safety
/// - `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_parameters(json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(json, "json")? };
        *json = std::ptr::null_mut();
        give(table_json().to_string(), json)
    })
}
