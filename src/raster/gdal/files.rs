//! Files by way of GDAL's virtual file system, so that `/vsimem/` works like a folder.

use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering};

use super::library::{Gdal, c_text};
use crate::error::Result;

/// A hidden name in the target's folder; the process number keeps two runs apart.
pub(super) fn temporary_name(target: &str, stage: &str) -> String {
    let at = target.rfind('/').map_or(0, |i| i + 1);
    format!("{}.{}.{}.{stage}", &target[..at], &target[at..], std::process::id())
}

pub(super) fn exists(gdal: &Gdal, path: &str) -> Result<bool> {
    let path = c_text(path)?;
    let mut stat = [0u64; 64]; // room for any platform's VSIStatBufL
    // SAFETY: the buffer is larger and at least as aligned as the struct that GDAL fills.
    Ok(unsafe { (gdal.symbols.VSIStatExL)(path.as_ptr(), stat.as_mut_ptr().cast(), 1) } == 0)
}

pub(super) fn remove(gdal: &Gdal, path: &str) {
    if let Ok(c_path) = c_text(path)
        && exists(gdal, path).unwrap_or(false)
    {
        // SAFETY: the path is NUL-terminated.
        unsafe { (gdal.symbols.VSIUnlink)(c_path.as_ptr()) };
    }
}

pub(super) fn rename(gdal: &Gdal, from: &str, to: &str) -> Result<()> {
    let (c_from, c_to) = (c_text(from)?, c_text(to)?);
    gdal.call(
        "VSIRename",
        to,
        |r: &c_int| *r != 0,
        |s| {
            // SAFETY: both paths are NUL-terminated.
            unsafe { (s.VSIRename)(c_from.as_ptr(), c_to.as_ptr()) }
        },
    )?;
    Ok(())
}

/// Removes a file by way of GDAL's virtual file system, if it is there.
pub fn remove_file(gdal: &Gdal, path: &str) {
    remove(gdal, path);
}

/// A name in `/vsimem/` that no other job has; the file is removed when this is dropped. A dataset that is open by
/// then keeps its pixels, and they are freed when it is closed.
pub struct Scratch {
    gdal: &'static Gdal,
    /// The name.
    pub path: String,
}

impl Scratch {
    /// A name that ends with `name`.
    pub fn new(gdal: &'static Gdal, name: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Scratch { gdal, path: format!("/vsimem/lejepa_gis_{}_{number}_{name}", std::process::id()) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(self.gdal, &self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_temporary_file_lies_beside_the_target() {
        let name = temporary_name("/data/a b/ü.tif", "part");
        assert!(name.starts_with("/data/a b/.ü.tif.") && name.ends_with(".part"), "{name}");
        assert!(temporary_name("x.tif", "part").starts_with(".x.tif."));
    }
}
