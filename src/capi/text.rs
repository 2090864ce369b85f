//! Texts that the library hands over.

use std::ffi::{CString, c_char};

use super::guard::quietly;
use crate::error::{Error, Result};

/// Gives a text to the caller, who frees it with `lejepa_gis_text_free`.
pub fn give(text: String, out: &mut *mut c_char) -> Result<()> {
    *out = CString::new(text).map_err(|_| Error::Internal("a text holds a NUL byte".into()))?.into_raw();
    Ok(())
}

/// Frees a text that this library gave, for example a report. NULL is accepted; the last error stays.
///
/// # Safety
/// - `text` is NULL or came from this library, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_text_free(text: *mut c_char) {
    if !text.is_null() {
        quietly(|| {
            // SAFETY: it came from `CString::into_raw` in `give`.
            drop(unsafe { CString::from_raw(text) });
        });
    }
}
