//! Checking what a C caller hands over. Every message names the argument.

use std::ffi::{CStr, c_char};

use crate::error::{Error, Result};
use crate::params::{Task, Values};
use crate::pipeline::Options;

fn null(name: &str) -> Error {
    Error::argument(format!("{name} is NULL"))
}

/// A text argument.
///
/// # Safety
/// - `text` is null or NUL-terminated, and lives as long as the result.
pub unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    if text.is_null() {
        return Err(null(name));
    }
    // SAFETY: not null, and the caller vouches for the rest.
    unsafe { CStr::from_ptr(text) }.to_str().map_err(|_| Error::argument(format!("{name} is not UTF-8")))
}

/// A list of `count` texts.
///
/// # Safety
/// - `list` is null or points to `count` pointers, each null or a NUL-terminated text that lives as long as the result.
pub unsafe fn texts<'a>(list: *const *const c_char, count: usize, name: &str) -> Result<Vec<&'a str>> {
    if list.is_null() || count == 0 {
        return Err(Error::argument(format!("{name} is NULL or empty")));
    }
    // SAFETY: the caller vouches for `count` pointers.
    (0..count).map(|i| unsafe { text(*list.add(i), &format!("{name}[{i}]")) }).collect()
}

/// Options of a task from a NULL-terminated list of `KEY=VALUE`; a null list means the defaults.
///
/// # Safety
/// - `list` is null, or a NULL-terminated array of NUL-terminated texts.
pub unsafe fn options(list: *const *const c_char, task: Task) -> Result<Options> {
    let mut pairs = Vec::new();
    let mut at = list;
    // SAFETY: the array ends with a null pointer, before which every entry is a text.
    while !at.is_null() && !unsafe { *at }.is_null() {
        // SAFETY: as above.
        let (item, next) = unsafe { (text(*at, "options")?, at.add(1)) };
        let (key, value) =
            item.split_once('=').ok_or_else(|| Error::argument(format!("option {item:?} is not KEY=VALUE")))?;
        pairs.push((key, value));
        at = next;
    }
    Options::new(&Values::new(task, pairs)?)
}

/// A place for a result.
///
/// # Safety
/// - `out` is null or points to memory for a `T` that nobody else uses during the call.
pub unsafe fn out<'a, T>(out: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: the caller vouches for a pointer that is not null.
    unsafe { out.as_mut() }.ok_or_else(|| null(name))
}
