//! Which libgdal files can be bound in this process: the only code here that knows operating systems.

/// Names of GDAL libraries that the process has loaded already, as its loader spells them.
///
/// `RTLD_DEFAULT` does not see a copy that Python loaded for `osgeo` or `qgis.core`, and a wheel's copy
/// has a mangled name; the list of loaded objects shows them all.
#[cfg(target_os = "linux")]
pub fn loaded() -> Vec<String> {
    use std::ffi::{CStr, c_int, c_void};

    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _size: usize, names: *mut c_void) -> c_int {
        // SAFETY: the loader passes a valid entry, and `names` is the vector given below.
        let (info, names) = unsafe { (&*info, &mut *names.cast::<Vec<String>>()) };
        if !info.dlpi_name.is_null() {
            // SAFETY: the loader's names are NUL-terminated and live during the walk.
            let name = unsafe { CStr::from_ptr(info.dlpi_name) };
            if let Ok(name) = name.to_str()
                && is_gdal(name.rsplit('/').next().unwrap_or(name))
            {
                names.push(name.to_owned());
            }
        }
        0
    }

    let mut names: Vec<String> = Vec::new();
    // SAFETY: `visit` has the signature that the loader expects, and `names` outlives the walk.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut names).cast()) };
    names
}

/// Names of GDAL libraries that the process has loaded already: not known how to find here.
#[cfg(not(target_os = "linux"))]
pub fn loaded() -> Vec<String> {
    Vec::new()
}

/// The file of the loaded object that holds an address.
#[cfg(target_os = "linux")]
pub fn file_of(address: *const std::ffi::c_void) -> Option<String> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: `dladdr` takes any address and fills `info` when it returns a number other than 0.
    let info = unsafe {
        if libc::dladdr(address, info.as_mut_ptr()) == 0 {
            return None;
        }
        info.assume_init()
    };
    if info.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the loader's names are NUL-terminated and live as long as the object.
    Some(unsafe { std::ffi::CStr::from_ptr(info.dli_fname) }.to_string_lossy().into_owned())
}

/// The file of the loaded object that holds an address: not known how to find here.
#[cfg(not(target_os = "linux"))]
pub fn file_of(_address: *const std::ffi::c_void) -> Option<String> {
    None
}

/// Whether a path is a libgdal's.
pub fn is_gdal_file(path: &str) -> bool {
    is_gdal(path.rsplit('/').next().unwrap_or(path))
}

/// Whether a file's base name is one of libgdal's: `libgdal.so.32`, or a wheel's `libgdal-5a2b.so.36.3.10.3`.
fn is_gdal(base: &str) -> bool {
    base.strip_prefix("libgdal").is_some_and(|rest| rest.starts_with(['.', '-']) && rest.contains(".so"))
}

/// Names to try when the process has no GDAL yet, the newest first.
pub fn system_names() -> Vec<String> {
    #[cfg(target_os = "macos")]
    return (28..=45).rev().map(|n| format!("libgdal.{n}.dylib")).chain(["libgdal.dylib".into()]).collect();
    #[cfg(windows)]
    return (300..=320).rev().map(|n| format!("gdal{n}.dll")).chain(["gdal.dll".into()]).collect();
    #[cfg(not(any(target_os = "macos", windows)))]
    (28..=45).rev().map(|n| format!("libgdal.so.{n}")).chain(["libgdal.so".into()]).collect()
}

/// Opens a library; one that is loaded already is opened again under the same name, never a second copy.
#[cfg(unix)]
pub fn open(name: &str, already_loaded: bool) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    let flags = RTLD_NOW | RTLD_LOCAL | if already_loaded { libc::RTLD_NOLOAD } else { 0 };
    // SAFETY: loading libgdal runs its initialisers, which GDAL keeps safe to run in any process.
    unsafe { Library::open(Some(name), flags) }.map(Into::into)
}

/// Opens a library.
#[cfg(not(unix))]
pub fn open(name: &str, _already_loaded: bool) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: loading libgdal runs its initialisers, which GDAL keeps safe to run in any process.
    unsafe { libloading::Library::new(name) }
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
