//! What Linux and macOS share: the `dl…` functions, and how compilers lay out C++ classes.

use std::ffi::{CStr, c_char, c_void};

/// The file of the loaded object that holds an address.
pub fn file_of(address: *const c_void) -> Option<String> {
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
    Some(unsafe { CStr::from_ptr(info.dli_fname) }.to_string_lossy().into_owned())
}

/// The class of a C++ object by its table of functions, as compilers write it, for example `12GTiffDataset`.
pub fn class_of(functions: *const c_void) -> Option<String> {
    file_of(functions)?;
    // SAFETY: what lies in a loaded object is a class' table, as the caller says; before its first function it has the
    // address of the class' description, or null.
    let description = unsafe { *functions.cast::<*const *const c_char>().sub(1) };
    file_of(description.cast())?;
    // SAFETY: a description begins with its own table of functions and its name, both in loaded objects.
    let name = unsafe { *description.add(1) };
    file_of(name.cast())?;
    // SAFETY: the name is NUL-terminated and lives as long as the object.
    Some(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
}

/// Opens a library; one that is loaded already is opened again under the same name, never a second copy.
pub fn open(name: &str, already_loaded: bool) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    let flags = RTLD_NOW | RTLD_LOCAL | if already_loaded { libc::RTLD_NOLOAD } else { 0 };
    // SAFETY: loading libgdal runs its initialisers, which GDAL keeps safe to run in any process.
    unsafe { Library::open(Some(name), flags) }.map(Into::into)
}
