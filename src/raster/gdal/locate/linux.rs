//! Linux, and other systems whose loader has `dl_iterate_phdr`.

use std::ffi::{CStr, c_int, c_void};

/// Names of the objects that the process has loaded, as its loader spells them.
///
/// `RTLD_DEFAULT` does not see a copy that Python loaded for `osgeo` or `qgis.core`, and a wheel's copy
/// has a mangled name; the list of loaded objects shows them all.
pub fn objects() -> Vec<String> {
    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _size: usize, names: *mut c_void) -> c_int {
        // SAFETY: the loader passes a valid entry, and `names` is the vector given below.
        let (info, names) = unsafe { (&*info, &mut *names.cast::<Vec<String>>()) };
        if !info.dlpi_name.is_null() {
            // SAFETY: the loader's names are NUL-terminated and live during the walk.
            let name = unsafe { CStr::from_ptr(info.dlpi_name) };
            names.extend(name.to_str().map(str::to_owned));
        }
        0
    }

    let mut names: Vec<String> = Vec::new();
    // SAFETY: `visit` has the signature that the loader expects, and `names` outlives the walk.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut names).cast()) };
    names
}

/// Whether a file's base name is one of libgdal's: `libgdal.so.32`, or a wheel's `libgdal-5a2b.so.36.3.10.3`.
pub fn is_gdal(base: &str) -> bool {
    base.strip_prefix("libgdal").is_some_and(|rest| rest.starts_with(['.', '-']) && rest.contains(".so"))
}

/// Names to try when the process has no GDAL yet, the newest first.
pub fn system_names() -> Vec<String> {
    (28..=45).rev().map(|n| format!("libgdal.so.{n}")).chain(["libgdal.so".into()]).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn base_names_of_gdal_are_known() {
        for good in ["libgdal.so", "libgdal.so.32", "libgdal-1b2c3d4e.so.36.3.10.3"] {
            assert!(super::is_gdal(good), "{good}");
        }
        for bad in ["libgdalplugin.so", "libgdal", "gdal.so", "libgdal_extra.so", "libc.so.6"] {
            assert!(!super::is_gdal(bad), "{bad}");
        }
    }
}
