//! macOS. This room compiles for it; nothing has run on such a machine yet.

use std::ffi::CStr;

/// Names of the objects that the process has loaded, as its loader spells them.
#[allow(deprecated)] // libc advises another crate for two functions of the system
pub fn objects() -> Vec<String> {
    // SAFETY: the function may be called at any time.
    let count = unsafe { libc::_dyld_image_count() };
    let name = |image| {
        // SAFETY: any index is accepted; one that is gone by now gives null. The name lives as long as the image.
        let name = unsafe { libc::_dyld_get_image_name(image) };
        // SAFETY: it is NUL-terminated.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_str().ok().map(str::to_owned)).flatten()
    };
    (0..count).filter_map(name).collect()
}

/// Whether a file's base name is one of libgdal's: `libgdal.36.dylib`, or a wheel's `libgdal.36.3.10.3.dylib`.
pub fn is_gdal(base: &str) -> bool {
    base.strip_prefix("libgdal").is_some_and(|rest| rest.starts_with(['.', '-']) && rest.ends_with(".dylib"))
}

/// Names to try when the process has no GDAL yet, the newest first, then the folders of the usual package managers, which
/// the loader does not search.
pub fn system_names() -> Vec<String> {
    let names = (28..=45).rev().map(|n| format!("libgdal.{n}.dylib"));
    let folders = ["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"].map(|f| format!("{f}/libgdal.dylib"));
    names.chain(["libgdal.dylib".into()]).chain(folders).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn base_names_of_gdal_are_known() {
        for good in ["libgdal.dylib", "libgdal.36.dylib", "libgdal-1b2c.36.3.10.3.dylib"] {
            assert!(super::is_gdal(good), "{good}");
        }
        for bad in ["libgdalplugin.dylib", "libgdal.so", "gdal.dylib", "libSystem.dylib"] {
            assert!(!super::is_gdal(bad), "{bad}");
        }
    }
}
