//! What failed: the last error and the names of statuses.

use std::ffi::c_char;

use super::guard::{last_error, last_error_json};
use crate::error::Status;

/// Returns the message of the calling thread's last failed call: what was expected, what was found, and where. Empty
/// after a success. Functions that free leave it as it is. Valid until the thread's next call into this library that may
/// fail; never NULL, and empty on a thread that has begun to destroy its thread-local objects.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_last_error() -> *const c_char {
    last_error()
}

/// Returns the calling thread's last failed call for programs, as a JSON object: `status` (the name of its
/// `LejepaGisStatus` without LEJEPA_GIS_STATUS_, for example "EXISTS"), `code` (its number), `message` (what
/// `lejepa_gis_last_error` says), `parameter` (the option, argument or field whose value is refused, for example "OVERLAP" or
/// "image.sample"), `file` (the file that it is about), `gdal` (`call`: GDAL's function, `number`: its error number or null),
/// each of these null where there is none, and `retry`: true where the same call may succeed later as it is, once memory, disk
/// or a server is there again. Keys are added, not changed. Empty after a success; lives as long as `lejepa_gis_last_error`.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_last_error_json() -> *const c_char {
    last_error_json()
}

/// Returns a short static name of a status, for example "output exists"; "unknown status" for other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_status_name(status: i32) -> *const c_char {
    Status::of(status).map_or(c"unknown status", Status::name).as_ptr()
}
