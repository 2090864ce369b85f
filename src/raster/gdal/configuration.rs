//! GDAL's configuration options, set for one thread and for a while.

use std::ffi::CString;

use super::library::Gdal;
use super::texts::{c_text, text_from};
use crate::error::Result;

/// Threads that GDAL's decoders and writers may start beside the one that reads.
const THREADS: &str = "GDAL_NUM_THREADS";

/// Options of this thread, until it is dropped (on the same thread); then those before them.
pub struct Configuration {
    gdal: &'static Gdal,
    before: Vec<(CString, Option<CString>)>,
}

impl Configuration {
    /// Sets options, each a name and a value.
    ///
    /// # Errors
    /// If a text contains a zero byte.
    pub(super) fn new(gdal: &'static Gdal, options: &[(&str, &str)]) -> Result<Self> {
        let mut settings = Configuration { gdal, before: Vec::new() };
        for (key, value) in options {
            let (key, value) = (c_text(key)?, c_text(value)?);
            // SAFETY: the texts are NUL-terminated; the old value is copied before it is replaced.
            let old = unsafe {
                let old = text_from((gdal.symbols.CPLGetThreadLocalConfigOption)(key.as_ptr(), std::ptr::null()));
                (gdal.symbols.CPLSetThreadLocalConfigOption)(key.as_ptr(), value.as_ptr());
                old
            };
            settings.before.push((key, old.and_then(|old| c_text(&old).ok())));
        }
        Ok(settings)
    }

    /// Bounds the threads of GDAL's own that decode what this thread reads.
    ///
    /// # Errors
    /// None that can happen.
    pub fn threads(gdal: &'static Gdal, threads: usize) -> Result<Self> {
        Configuration::new(gdal, &[(THREADS, &threads.to_string())])
    }
}

impl Drop for Configuration {
    fn drop(&mut self) {
        for (key, old) in &self.before {
            let old = old.as_ref().map_or(std::ptr::null(), |old| old.as_ptr());
            // SAFETY: the texts are NUL-terminated, or null for none.
            unsafe { (self.gdal.symbols.CPLSetThreadLocalConfigOption)(key.as_ptr(), old) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_bounded_until_then_and_are_as_before_after() {
        let gdal = crate::raster::gdal::bind(None).unwrap();
        let key = c_text(THREADS).unwrap();
        // SAFETY: the name is NUL-terminated; the answer is null or copied at once.
        let now = || text_from(unsafe { (gdal.symbols.CPLGetThreadLocalConfigOption)(key.as_ptr(), std::ptr::null()) });
        let outer = Configuration::threads(gdal, 7).unwrap();
        let inner = Configuration::threads(gdal, 1).unwrap();
        assert_eq!(now().as_deref(), Some("1"));
        drop(inner);
        assert_eq!(now().as_deref(), Some("7"));
        drop(outer);
        assert_eq!(now(), None);
    }
}
