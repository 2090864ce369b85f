//! Which libgdal files can be bound in this process. Systems differ here and in the files below only; each of them has
//! `objects`, `system_names`, `is_gdal`, `class_of`, `file_of` and `open`.

#[cfg(not(any(windows, target_vendor = "apple")))]
mod linux;
#[cfg(target_vendor = "apple")]
mod macos;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(not(any(windows, target_vendor = "apple")))]
use linux as system;
#[cfg(target_vendor = "apple")]
use macos as system;
#[cfg(unix)]
pub use unix::{class_of, file_of, open};
#[cfg(windows)]
pub use windows::{class_of, file_of, open};

pub use system::system_names;
#[cfg(windows)]
use windows as system;

/// Files of the GDAL libraries that the process has loaded already, as its loader spells them.
pub fn loaded() -> Vec<String> {
    system::objects().into_iter().filter(|path| is_gdal_file(path)).collect()
}

/// Whether a path is a libgdal's.
pub fn is_gdal_file(path: &str) -> bool {
    system::is_gdal(path.rsplit(std::path::is_separator).next().unwrap_or(path))
}
