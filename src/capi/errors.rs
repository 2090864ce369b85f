//! What failed: the last error and the names of statuses.

use std::ffi::c_char;

use super::guard::last_error;
use crate::error::Status;

/// Returns the message of the calling thread's last failed call: what was expected, what was found, and where. Empty
/// after a success. Functions that free leave it as it is. Valid until the thread's next call into this library that may
/// fail; never NULL, and empty on a thread that has begun to destroy its thread-local objects.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_last_error() -> *const c_char {
    last_error()
}

/// Returns a short static name of a status, for example "output exists"; "unknown status" for other numbers.
#[unsafe(no_mangle)]
pub extern "C" fn lejepa_gis_status_name(status: i32) -> *const c_char {
    Status::of(status).map_or(c"unknown status", Status::name).as_ptr()
}
