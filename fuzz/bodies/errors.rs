//! What every error must be: a sentence, and never a defect of the library.

use lejepa_gis::error::{Error, Result};

/// The value, if there is one; an error must say something and not be an internal one.
pub fn value<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(check).ok()
}

fn check(error: &Error) {
    let text = error.to_string();
    assert!(!matches!(error, Error::Internal(_)), "{text}");
    assert!(!text.trim().is_empty(), "an error without words");
}
