//! Windows. Paths are wide inside and UTF-8 outside.

use std::ffi::c_void;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Foundation::HMODULE;
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, GetModuleFileNameW,
    GetModuleHandleExW, GetProcAddress,
};
use windows_sys::Win32::System::ProcessStatus::K32EnumProcessModules;
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// Longest path that Windows knows, in 16-bit units.
const LONGEST_PATH: usize = 32_768;

/// Files of the modules of the process that export GDAL's functions: GDAL's plugins and Python's modules, whose names also
/// begin with `gdal`, do not.
pub fn objects() -> Vec<String> {
    // SAFETY: the handle is one that the list of modules gave just now, and the name is NUL-terminated.
    let exports = |module: &HMODULE| unsafe { GetProcAddress(*module, c"GDALVersionInfo".as_ptr().cast()) }.is_some();
    modules().into_iter().filter(exports).filter_map(file_name).collect()
}

/// All modules of the process.
fn modules() -> Vec<HMODULE> {
    let mut modules: Vec<HMODULE> = vec![std::ptr::null_mut(); 256];
    loop {
        let room = (modules.len() * size_of::<HMODULE>()) as u32;
        let mut needed = 0;
        // SAFETY: the list is as long as the call is told.
        if unsafe { K32EnumProcessModules(GetCurrentProcess(), modules.as_mut_ptr(), room, &mut needed) } == 0 {
            return Vec::new();
        }
        let count = needed as usize / size_of::<HMODULE>();
        if count <= modules.len() {
            modules.truncate(count);
            return modules;
        }
        modules.resize(count + 16, std::ptr::null_mut()); // others may be loading more meanwhile
    }
}

/// A module's file; nothing if its name is no Unicode.
fn file_name(module: HMODULE) -> Option<String> {
    let mut name = vec![0u16; LONGEST_PATH];
    // SAFETY: the buffer is as long as the call is told.
    let length = unsafe { GetModuleFileNameW(module, name.as_mut_ptr(), name.len() as u32) } as usize;
    (0 < length && length < name.len()).then(|| String::from_utf16(&name[..length]).ok()).flatten()
}

/// The class of a C++ object by its table of functions: not known on Windows, where compilers differ in it.
pub fn class_of(_functions: *const c_void) -> Option<String> {
    None
}

/// The file of the module that holds an address.
pub fn file_of(address: *const c_void) -> Option<String> {
    if address.is_null() {
        return None; // Windows would name the program
    }
    let mut module: HMODULE = std::ptr::null_mut();
    let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    // SAFETY: with these flags any address is accepted.
    let found = unsafe { GetModuleHandleExW(flags, address.cast(), &mut module) } != 0;
    found.then(|| file_name(module)).flatten()
}

/// Whether a file's base name may be one of GDAL's: `gdal311.dll`, `gdal.dll`, or a wheel's `gdal-1b2c3d.dll`. Plugins
/// are called `gdal_HDF5.dll` or the like.
pub fn is_gdal(base: &str) -> bool {
    let base = base.to_ascii_lowercase();
    base.strip_prefix("gdal")
        .is_some_and(|rest| rest.ends_with(".dll") && !rest.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic()))
}

/// Files to try when the process has no GDAL yet: in the program's folder, on the `PATH`, then where OSGeo4W and QGIS
/// are installed. The files are named in full, so that Windows does not look in the current folder, where another file
/// of that name may lie.
pub fn system_names() -> Vec<String> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(std::env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_owned)));
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path).filter(|p| p.is_absolute()));
    }
    folders.extend(std::env::var_os("OSGEO4W_ROOT").map(|root| Path::new(&root).join("bin")));
    folders.push(r"C:\OSGeo4W\bin".into());
    if let Some(programs) = std::env::var_os("ProgramFiles") {
        let mut qgis = names_in(Path::new(&programs), |n| n.starts_with("QGIS"));
        qgis.sort_by_key(|name| std::cmp::Reverse(numbers(name)));
        folders.extend(qgis.iter().map(|name| Path::new(&programs).join(name).join("bin")));
    }
    let mut files = Vec::new();
    for folder in folders {
        let mut names = names_in(&folder, is_gdal);
        names.sort_by_key(|name| std::cmp::Reverse(numbers(name)));
        files.extend(names.iter().filter_map(|name| Some(folder.join(name).to_str()?.to_owned())));
    }
    files
}

fn names_in(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|e| e.file_name().into_string().ok()).filter(|name| wanted(name)).collect()
}

/// The numbers in a name, by which `QGIS 3.44.1` comes before `QGIS 3.9.2`.
fn numbers(name: &str) -> Vec<u32> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

/// Opens a library. A file in a folder finds its siblings there, as in QGIS's `bin` or a wheel's `.libs`; one that is
/// loaded already is opened again, never a second copy.
pub fn open(name: &str, already_loaded: bool) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::windows::{LOAD_WITH_ALTERED_SEARCH_PATH, Library};
    if already_loaded {
        return Library::open_already_loaded(name).map(Into::into);
    }
    let in_a_folder = Path::new(name).parent().is_some_and(|folder| !folder.as_os_str().is_empty());
    let full = std::path::absolute(name).unwrap_or_else(|_| name.into());
    // SAFETY: loading libgdal runs its initialisers, which GDAL keeps safe to run in any process.
    let library = unsafe {
        if in_a_folder { Library::load_with_flags(full, LOAD_WITH_ALTERED_SEARCH_PATH) } else { Library::new(name) }
    };
    library.map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_names_of_gdal_are_known() {
        for good in ["gdal.dll", "gdal311.dll", "GDAL309.DLL", "gdal-1b2c3d4e.dll"] {
            assert!(is_gdal(good), "{good}");
        }
        for bad in ["gdal_HDF5.dll", "gdalconst.dll", "libgdal.dll", "gdal311.lib", "kernel32.dll"] {
            assert!(!is_gdal(bad), "{bad}");
        }
    }

    #[test]
    fn modules_have_files_and_addresses() {
        let system = modules().into_iter().filter_map(file_name).find(|f| f.to_lowercase().ends_with("kernel32.dll"));
        assert!(system.is_some());
        let exe = std::env::current_exe().unwrap();
        assert_eq!(file_of(modules_have_files_and_addresses as *const c_void).map(PathBuf::from), Some(exe));
        assert_eq!(file_of(std::ptr::null()), None);
    }

    #[test]
    fn the_newest_comes_first() {
        assert!(numbers("QGIS 3.44.1") > numbers("QGIS 3.9.2") && numbers("gdal311.dll") > numbers("gdal309.dll"));
    }
}
