//! Memory that may not be there: buffers are refused with a sentence instead of ending the process, and what a job needs is
//! compared with what there is before it begins. A failed allocation of Rust's own ends the process, and with it the host.

mod there;

use std::io::Read;
use std::path::Path;

pub use there::{Room, addresses, room, shown};

use crate::error::{Error, Result};

/// An empty vector with room for `len` values. `what` says what they are for: `pixels of h.vrt`.
///
/// # Errors
/// [`Error::OutOfMemory`] if there is no such room.
pub fn reserved<T>(len: usize, what: &str) -> Result<Vec<T>> {
    let mut values = Vec::new();
    values.try_reserve_exact(len).map_err(|_| missing(len.saturating_mul(size_of::<T>()) as u64, what))?;
    Ok(values)
}

/// A vector of `len` times the same value.
///
/// # Errors
/// As for [`reserved`].
pub fn filled<T: Clone>(len: usize, value: T, what: &str) -> Result<Vec<T>> {
    let mut values = reserved(len, what)?;
    values.resize(len, value);
    Ok(values)
}

/// Makes a vector `len` long with `value` for what is new; it keeps its memory where that is enough.
///
/// # Errors
/// As for [`reserved`].
pub fn resize<T: Clone>(values: &mut Vec<T>, len: usize, value: T, what: &str) -> Result<()> {
    let more = len.saturating_sub(values.len());
    values.try_reserve_exact(more).map_err(|_| missing(len.saturating_mul(size_of::<T>()) as u64, what))?;
    values.resize(len, value);
    Ok(())
}

/// One value more, at the end of a vector that grows by halves.
///
/// # Errors
/// As for [`reserved`].
pub fn push<T>(values: &mut Vec<T>, value: T, what: &str) -> Result<()> {
    if values.len() == values.capacity() {
        let more = (values.len() / 2).max(1024);
        values
            .try_reserve_exact(more)
            .map_err(|_| missing((values.len() + more).saturating_mul(size_of::<T>()) as u64, what))?;
    }
    values.push(value);
    Ok(())
}

/// All values of an iterator; what it may have is reserved at once where it tells.
///
/// # Errors
/// As for [`reserved`].
pub fn collected<T>(values: impl IntoIterator<Item = T>, what: &str) -> Result<Vec<T>> {
    let values = values.into_iter();
    let mut all = reserved(values.size_hint().1.unwrap_or(0), what)?;
    values.into_iter().try_for_each(|value| push(&mut all, value, what))?;
    Ok(all)
}

/// Product of sizes; one that is beyond all memory becomes the largest number, which nothing has room for.
pub fn product(sizes: &[usize]) -> u64 {
    sizes.iter().fold(1u64, |all, size| all.saturating_mul(*size as u64))
}

/// How all sentences about a buffer without room begin.
pub const OUT_OF_MEMORY: &str = "out of memory: ";

/// The same as [`require`] where a signature has no place for an error: it panics with the sentence, which the doors turn into
/// [`Error::OutOfMemory`].
///
/// # Panics
/// If there is less.
pub fn must(bytes: u64, what: &str) {
    if let Some(sentence) = refusal(bytes, what) {
        panic!("{OUT_OF_MEMORY}{sentence}");
    }
}

fn missing(bytes: u64, what: &str) -> Error {
    let there = room().map_or_else(String::new, |room| format!("; there are {}", room.in_words()));
    Error::OutOfMemory(format!("{OUT_OF_MEMORY}{what} take {}{there}", shown(bytes)))
}

/// Compares what is needed with what is there, before anything is done with it.
///
/// # Errors
/// [`Error::OutOfMemory`] if it is more, in a sentence that names both.
pub fn require(bytes: u64, what: &str) -> Result<()> {
    refusal(bytes, what).map_or(Ok(()), |sentence| Err(Error::OutOfMemory(sentence)))
}

/// Why something cannot be done with the memory that is there, if so.
pub fn refusal(bytes: u64, what: &str) -> Option<String> {
    let room = room().filter(|room| room.bytes < bytes)?;
    Some(format!("{what} needs {} of memory, and there are {}", shown(bytes), room.in_words()))
}

/// A file's bytes, if it has at most `most`: an endless file such as `/dev/zero` is refused, not read until memory ends.
///
/// # Errors
/// [`Error::Io`] if it cannot be read or is larger; [`Error::OutOfMemory`] if there is no room for it.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let failed = |e| Error::io(path, e);
    let file = std::fs::File::open(path).map_err(failed)?;
    let known = file.metadata().map_or(0, |m| m.len()).min(most);
    let mut bytes = reserved(known as usize + 1, &format!("the bytes of {}", path.display()))?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let found = format!("is larger than {}; such a file has less", shown(most));
        return Err(failed(std::io::Error::other(found)));
    }
    Ok(bytes)
}

/// The same as text.
///
/// # Errors
/// As for [`read_at_most`], and [`Error::Io`] if it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String> {
    let text = String::from_utf8(read_at_most(path, most)?);
    text.map_err(|_| Error::io(path, std::io::Error::other("is no text in UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_buffers_are_errors() {
        for len in [usize::MAX, usize::MAX / 8, 1 << 60] {
            let error = reserved::<f64>(len, "the numbers").unwrap_err();
            assert!(matches!(&error, Error::OutOfMemory(m) if m.contains("memory: the numbers")), "{error}");
        }
        assert_eq!(filled(3, 7u8, "bytes").unwrap(), [7; 3]);
        let mut values = vec![1, 2, 3];
        resize(&mut values, 5, 0, "numbers").unwrap();
        assert_eq!(values, [1, 2, 3, 0, 0]);
        assert_eq!(collected((0..9).filter(|n| n % 4 == 0), "numbers").unwrap(), [0, 4, 8]);
        assert!(collected(0u64..1 << 60, "numbers").is_err());
        assert_eq!(product(&[usize::MAX, usize::MAX]), u64::MAX);
    }

    #[test]
    fn what_cannot_be_there_is_refused() {
        if room().is_some() {
            let error = require(1 << 60, "this job").unwrap_err().to_string();
            assert!(error.contains("this job needs 1073741824 GiB of memory, and there are"), "{error}");
        }
        require(1 << 20, "this job").unwrap();
    }

    #[test]
    fn large_files_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparse");
        std::fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read_at_most(&path, 1 << 20).unwrap_err().to_string();
        assert!(error.contains("sparse") && error.contains("larger than 1 MiB"), "{error}");
        std::fs::write(&path, "text").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "text");
        assert!(read_text(&path, 3).is_err());
    }
}
