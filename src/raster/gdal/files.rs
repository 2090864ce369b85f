//! Files through GDAL's virtual file system, so that `/vsimem/` works like a folder.

use std::ffi::c_int;

use super::library::Gdal;
use super::names::is_virtual;
use super::symbols::Symbols;
use super::texts::{c_text, text_from};
use crate::error::{Error, Result};

/// Largest text file that is read: metadata of a product stays far below.
const LARGEST_TEXT: i64 = 64 << 20;

/// Names in a folder, sorted, without `.` and `..`; empty if it is no folder. `/vsizip/…` is a folder too.
pub fn list_folder(gdal: &Gdal, path: &str) -> Vec<String> {
    let Ok(c_path) = c_text(path) else { return Vec::new() };
    let mut names = Vec::new();
    let read = gdal.call(
        "VSIReadDir",
        path,
        |_: &()| false,
        |s| {
            // SAFETY: the path is NUL-terminated; the list is null or NULL-terminated, copied and freed once.
            unsafe {
                let list = (s.VSIReadDir)(c_path.as_ptr());
                let mut at = list;
                while !at.is_null() && !(*at).is_null() {
                    names.extend(text_from(*at).filter(|n| !matches!(n.as_str(), "." | "..")));
                    at = at.add(1);
                }
                if !list.is_null() {
                    (s.CSLDestroy)(list);
                }
            }
        },
    );
    names.iter_mut().for_each(|n| n.truncate(n.trim_end_matches('/').len()));
    names.sort();
    if read.is_ok() { names } else { Vec::new() }
}

/// Reads a text file through GDAL's virtual file system.
///
/// # Errors
/// If it cannot be read, or is no UTF-8.
pub fn read_text(gdal: &Gdal, path: &str) -> Result<String> {
    String::from_utf8(read_bytes(gdal, path)?).map_err(|_| Error::raster(path, "is no UTF-8 text"))
}

/// Reads a small file through GDAL's virtual file system.
///
/// # Errors
/// If it cannot be read, or is larger than texts may be.
pub(super) fn read_bytes(gdal: &Gdal, path: &str) -> Result<Vec<u8>> {
    let c_path = c_text(path)?;
    let (mut bytes, mut size) = (std::ptr::null_mut(), 0u64);
    gdal.call(
        "VSIIngestFile",
        path,
        |ok: &c_int| *ok == 0,
        |s| {
            // SAFETY: the path is NUL-terminated; GDAL sets both out-values.
            unsafe { (s.VSIIngestFile)(std::ptr::null_mut(), c_path.as_ptr(), &mut bytes, &mut size, LARGEST_TEXT) }
        },
    )?;
    // SAFETY: on success the pointer holds `size` bytes, copied and freed once.
    let copied = unsafe {
        let copied = std::slice::from_raw_parts(bytes, size as usize).to_vec();
        (gdal.symbols.VSIFree)(bytes.cast());
        copied
    };
    Ok(copied)
}

/// The first bytes of a file, at most `count`; `None` if it cannot be opened.
pub fn read_start(gdal: &Gdal, path: &str, count: usize) -> Option<Vec<u8>> {
    let c_path = c_text(path).ok()?;
    let mut bytes = vec![0u8; count];
    let read = |s: &Symbols| {
        // SAFETY: the texts are NUL-terminated, the buffer holds `count` bytes, and the file is closed once.
        unsafe {
            let file = (s.VSIFOpenL)(c_path.as_ptr(), c"rb".as_ptr());
            if file.is_null() {
                return None;
            }
            let read = (s.VSIFReadL)(bytes.as_mut_ptr().cast(), 1, count, file);
            (s.VSIFCloseL)(file);
            Some(read)
        }
    };
    let read = gdal.call("VSIFOpenL", path, |_| false, read).ok()??;
    bytes.truncate(read);
    Some(bytes)
}

/// Whether a file or folder of this name is there.
///
/// # Errors
/// If the name holds a NUL byte.
pub fn exists(gdal: &Gdal, path: &str) -> Result<bool> {
    let path = c_text(path)?;
    let _quiet = gdal.quietly();
    let mut stat = [0u64; 64]; // room for any platform's VSIStatBufL
    // SAFETY: the buffer is larger and at least as aligned as the struct that GDAL fills.
    Ok(unsafe { (gdal.symbols.VSIStatExL)(path.as_ptr(), stat.as_mut_ptr().cast(), 1) } == 0)
}

/// Removes a file through GDAL's virtual file system, if it exists.
pub fn remove(gdal: &Gdal, path: &str) {
    if let Ok(c_path) = c_text(path)
        && exists(gdal, path).unwrap_or(false)
    {
        // SAFETY: the path is NUL-terminated.
        unsafe { (gdal.symbols.VSIUnlink)(c_path.as_ptr()) };
    }
}

/// Renames a file, replacing a file of that name. Real files are renamed without GDAL, whose rename does not replace on
/// Windows.
///
/// # Errors
/// If it cannot be renamed.
pub fn rename(gdal: &Gdal, from: &str, to: &str) -> Result<()> {
    if !is_virtual(to) {
        return std::fs::rename(from, to).map_err(|e| Error::io(to, e));
    }
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

/// Makes a folder through GDAL's virtual file system.
///
/// # Errors
/// If it cannot be made.
pub fn make_folder(gdal: &Gdal, path: &str) -> Result<()> {
    let c_path = c_text(path)?;
    gdal.call(
        "VSIMkdir",
        path,
        |r: &c_int| *r != 0,
        |s| {
            // SAFETY: the path is NUL-terminated.
            unsafe { (s.VSIMkdir)(c_path.as_ptr(), 0o777) }
        },
    )?;
    Ok(())
}

/// Removes a folder and its content through GDAL's virtual file system; what cannot be removed stays.
pub(super) fn remove_folder(gdal: &Gdal, path: &str) {
    if let Ok(c_path) = c_text(path) {
        // SAFETY: the path is NUL-terminated.
        let _ = gdal.call("VSIRmdirRecursive", "", |_| false, |s| unsafe { (s.VSIRmdirRecursive)(c_path.as_ptr()) });
    }
}

/// Writes a text file, new or in place of another; real files without GDAL.
///
/// # Errors
/// If it cannot be written whole.
pub fn write_text(gdal: &Gdal, path: &str, text: &str) -> Result<()> {
    if !is_virtual(path) {
        return std::fs::write(path, text).map_err(|e| Error::io(path, e));
    }
    let c_path = c_text(path)?;
    gdal.call(
        "VSIFWriteL",
        path,
        |whole: &bool| !whole,
        |s| {
            // SAFETY: both texts are NUL-terminated; a file that was opened is closed once; GDAL reads `text.len()` bytes.
            unsafe {
                let file = (s.VSIFOpenL)(c_path.as_ptr(), c"wb".as_ptr());
                if file.is_null() {
                    return false;
                }
                let written = (s.VSIFWriteL)(text.as_ptr().cast(), 1, text.len(), file);
                (s.VSIFCloseL)(file) == 0 && written == text.len()
            }
        },
    )?;
    Ok(())
}
