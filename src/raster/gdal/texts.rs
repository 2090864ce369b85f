//! Texts to GDAL and from it.

use std::ffi::{CStr, CString, c_char};

use crate::error::{Error, Result};

/// Copies a C string; null gives `None`, bytes that are not UTF-8 are replaced.
pub(super) fn text_from(text: *const c_char) -> Option<String> {
    // SAFETY: GDAL's strings are null or NUL-terminated.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// A C string for GDAL; a NUL inside is an argument error.
pub(super) fn c_text(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::argument(format!("{text:?} holds a NUL byte")))
}

/// A NULL-terminated list of C strings, GDAL's `CSLConstList`.
pub(super) struct CList {
    _texts: Vec<CString>,
    pointers: Vec<*mut c_char>,
}

impl CList {
    pub(super) fn new<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Result<Self> {
        let texts = items.into_iter().map(|s| c_text(s.as_ref())).collect::<Result<Vec<_>>>()?;
        let pointers = texts.iter().map(|t| t.as_ptr().cast_mut()).chain([std::ptr::null_mut()]).collect();
        Ok(CList { _texts: texts, pointers })
    }

    /// Valid as long as the list; GDAL does not write through it.
    pub(super) fn as_ptr(&self) -> *mut *mut c_char {
        self.pointers.as_ptr().cast_mut()
    }
}
