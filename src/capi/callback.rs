//! Progress from C, in GDAL's shape.

use std::ffi::{CString, c_char, c_int, c_void};

use crate::pipeline::Progress;

/// Hears how far a job is: `fraction` from 0 to 1, a short message (valid during the call), and the caller's pointer.
/// Returns 0 to stop the job, anything else to go on. Called on the thread that called the job. It must return: a C++
/// exception or a `longjmp` that leaves it ends the process, or worse. In C++, catch what it throws and throw it again after
/// the job, as `lejepa_gis.hpp` does.
#[allow(non_camel_case_types)]
pub type LejepaGisProgress =
    Option<unsafe extern "C" fn(fraction: f64, message: *const c_char, user_data: *mut c_void) -> c_int>;

/// A C callback as [`Progress`].
pub struct CProgress {
    /// The function, or nobody.
    pub function: LejepaGisProgress,
    /// The caller's pointer, passed on untouched.
    pub user_data: *mut c_void,
}

impl Progress for CProgress {
    fn update(&mut self, fraction: f64, message: &str) -> bool {
        let Some(function) = self.function else { return true };
        let message = CString::new(message).unwrap_or_default();
        // SAFETY: the caller gave a function of this signature, and the text lives during the call.
        unsafe { function(fraction, message.as_ptr(), self.user_data) != 0 }
    }
}
