//! Checking what a C caller hands over. Every message names the argument.

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;

use crate::error::{Error, Result};
use crate::params::{Task, Values};
use crate::pipeline::Options;

/// The error of a pointer that must not be NULL.
pub fn null(name: &str) -> Error {
    Error::refused(name, format!("{name} is NULL"))
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
    unsafe { CStr::from_ptr(text) }.to_str().map_err(|_| Error::refused(name, format!("{name} is not UTF-8")))
}

/// Options of a task from a NULL-terminated list of `KEY=VALUE`; a null list means the defaults.
///
/// # Safety
/// - `list` is null, or a NULL-terminated array of NUL-terminated texts.
pub unsafe fn options(list: *const *const c_char, task: Task) -> Result<Options> {
    // SAFETY: the caller vouches for the list.
    Options::new(&unsafe { values(list, task)? })
}

/// Checked values of a task from a NULL-terminated list of `KEY=VALUE`; a null list means the defaults.
///
/// # Safety
/// - As for [`options`].
pub unsafe fn values(list: *const *const c_char, task: Task) -> Result<Values> {
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
    Values::new(task, pairs)
}

/// A structure of the caller, whose first field is its size. Fields beyond that, which an older header does not have, are zero.
///
/// # Safety
/// - `place` is null (an error) or points to as many bytes as its first field says; zeros are a valid `T`, which begins with a
///   `usize`.
pub unsafe fn structure<T: Copy>(place: *const T, name: &str) -> Result<T> {
    if place.is_null() {
        return Err(null(name));
    }
    // SAFETY: the size comes first in every version of a structure; no more than `T` has is copied.
    unsafe {
        let size = place.cast::<usize>().read_unaligned();
        check_size::<T>(size, name)?;
        let mut copy = MaybeUninit::<T>::zeroed();
        std::ptr::copy_nonoverlapping(place.cast::<u8>(), copy.as_mut_ptr().cast::<u8>(), size);
        Ok(copy.assume_init())
    }
}

/// Clears a structure of the caller and sets its size.
///
/// # Safety
/// - `place` is null (an error) or points to `size` bytes; `T` begins with a `usize` for its size.
pub unsafe fn clear_structure<T>(place: *mut T, size: usize, name: &str) -> Result<()> {
    check_size::<T>(size, name)?;
    if place.is_null() {
        return Err(null(name));
    }
    // SAFETY: the caller vouches for `size` bytes, which hold a `usize` at least.
    unsafe {
        place.cast::<u8>().write_bytes(0, size);
        place.cast::<usize>().write_unaligned(size);
    }
    Ok(())
}

/// Structures grow by whole fields at their end, so that no pointer is cut by a size in steps of one.
fn check_size<T>(found: usize, name: &str) -> Result<()> {
    let (step, most) = (size_of::<usize>(), size_of::<T>());
    if (step..=most).contains(&found) && found.is_multiple_of(step) {
        return Ok(());
    }
    let expected = format!("a multiple of {step} up to the {most} that this version knows");
    Err(Error::refused(format!("{name}.struct_size"), format!("{name}.struct_size is {found}; expected {expected}")))
}

/// `count` numbers of the caller. None at all is an error.
///
/// # Safety
/// - `data` is null or points to `count` values that nobody writes as long as the result lives.
pub unsafe fn numbers<'a, T>(data: *const T, count: usize, name: &str) -> Result<&'a [T]> {
    check(data, count, name)?;
    // SAFETY: not null, aligned, of a size that memory can have; the caller vouches for the rest.
    Ok(unsafe { std::slice::from_raw_parts(data, count) })
}

/// `count` numbers of the caller to write to.
///
/// # Safety
/// - `data` is null or points to memory for `count` values that nobody else uses as long as the result lives.
unsafe fn numbers_mut<'a, T>(data: *mut T, count: usize, name: &str) -> Result<&'a mut [T]> {
    check(data, count, name)?;
    // SAFETY: as in `numbers`.
    Ok(unsafe { std::slice::from_raw_parts_mut(data, count) })
}

fn check<T>(data: *const T, count: usize, name: &str) -> Result<()> {
    if data.is_null() {
        return Err(null(name));
    }
    if count == 0 {
        return Err(Error::refused(name, format!("{name} has no elements")));
    }
    if !data.is_aligned() {
        return Err(Error::refused(name, format!("{name} is not aligned to {} bytes", align_of::<T>())));
    }
    if count.checked_mul(size_of::<T>()).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Error::refused(name, format!("{name} cannot have {count} elements")));
    }
    Ok(())
}

/// A result as an array, by one rule for all: the caller asks with `data` NULL, then fills a room of at least as many.
pub struct Asked<'a, T> {
    data: *mut T,
    room: usize,
    count: &'a mut usize,
    name: &'static str,
}

impl<'a, T> Asked<'a, T> {
    /// Takes the caller's room out of `*count` and sets that to 0 until the number needed is known.
    ///
    /// # Safety
    /// - `count` is null (an error) or points to a number; `data` is null or has room for `*count` values that nobody else
    ///   uses as long as the result lives.
    pub unsafe fn new(data: *mut T, count: *mut usize, name: &'static str) -> Result<Self> {
        // SAFETY: the caller vouches for the pointer.
        let count = unsafe { out(count, "count")? };
        Ok(Asked { data, room: std::mem::take(count), count, name })
    }

    /// Tells the number needed, and gives as many places to fill; `None` where the caller only asks.
    pub fn room(self, needed: usize) -> Result<Option<&'a mut [T]>> {
        let Asked { data, room, count, name } = self;
        *count = needed;
        if data.is_null() {
            return Ok(None);
        }
        if room < needed {
            return Err(Error::refused(name, format!("{name} has room for {room} elements; {needed} are needed")));
        }
        // SAFETY: who made this vouches for `room` values, which are enough.
        unsafe { numbers_mut(data, needed, name) }.map(Some)
    }
}

/// `rows x columns`, or an error that names both.
pub fn product(rows: usize, columns: usize) -> Result<usize> {
    rows.checked_mul(columns).ok_or_else(|| Error::argument(format!("{rows} x {columns} values are too many")))
}

/// A place for a result.
///
/// # Safety
/// - `out` is null or points to memory for a `T` that nobody else uses during the call.
pub unsafe fn out<'a, T>(out: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: the caller vouches for a pointer that is not null.
    unsafe { out.as_mut() }.ok_or_else(|| null(name))
}

/// Puts numbers into the places that are there.
pub fn tell<const N: usize>(places: [Option<&mut usize>; N], numbers: [usize; N]) {
    places.into_iter().zip(numbers).filter_map(|(place, number)| Some((place?, number))).for_each(|(p, n)| *p = n);
}
