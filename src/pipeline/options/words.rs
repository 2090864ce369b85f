//! Values as types: words with their meanings, and whole numbers.

use crate::error::{Error, Result};
use crate::params::Values;

/// The meaning of a word. One that the table knows and this list does not is a fault of ours, never a default.
pub(super) fn choice<T: Copy>(values: &Values, name: &str, meanings: &[(&str, T)]) -> Result<T> {
    let word = values.text(name);
    let found = meanings.iter().find(|(known, _)| *known == word);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| Error::Internal(format!("{name}={word} has no meaning")))
}

/// A whole number, if one was given beside the words.
pub(super) fn whole(values: &Values, name: &str) -> Result<Option<usize>> {
    match values.number(name) {
        Some(number) if number.fract() != 0.0 => {
            Err(Error::refused(name, format!("{name}={number}: expected a whole number")))
        }
        number => Ok(number.map(|n| n as usize)),
    }
}
