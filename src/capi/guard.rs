//! What stands between a C host and Rust: panics become statuses, messages are kept per thread.

use std::cell::RefCell;
use std::ffi::{CString, c_char};

use crate::error::{Result, Status};
use crate::panics;

/// A failure as C texts: for people, and for programs.
#[derive(Default)]
struct Failure {
    message: CString,
    json: CString,
}

thread_local! {
    static LAST_ERROR: RefCell<Failure> = RefCell::default();
}

/// Runs a function's body. On failure or panic the error is kept for `lejepa_gis_last_error` and its JSON.
pub fn guard(body: impl FnOnce() -> Result<()>) -> Status {
    match caught(body) {
        Ok(()) => {
            remember(Failure::default());
            Status::Ok
        }
        Err(error) => {
            // A NUL inside a message would cut it; it cannot be shown anyway. JSON writes it as an escape.
            let text = |text: String| CString::new(text.replace('\0', " ")).unwrap_or_default();
            remember(Failure { message: text(error.to_string()), json: text(error.to_json().to_string()) });
            error.status()
        }
    }
}

/// Runs what frees: a panic stays inside, and the last error stays as it is, for a host frees before it reads it.
pub fn quietly(body: impl FnOnce()) {
    let _ = caught(|| {
        body();
        Ok(())
    });
}

/// Frees a handle; null is none.
///
/// # Safety
/// - `handle` is null, or came from `Box::into_raw` and is not used any more.
pub unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: the caller vouches for the handle.
        quietly(|| drop(unsafe { Box::from_raw(handle) }));
    }
}

/// The result of a body, a panic as an error.
fn caught(body: impl FnOnce() -> Result<()>) -> Result<()> {
    panics::caught(body).unwrap_or_else(|panic| Err(panics::error(panic)))
}

fn remember(failure: Failure) {
    // A thread that ends may have lost the place already: then its status alone tells.
    let _ = LAST_ERROR.try_with(|last| *last.borrow_mut() = failure);
}

/// The message of this thread's last failed call; empty after a success, and on a thread that has lost its thread-local
/// objects: hosts free models in static destructors, at exit, and in thread-local objects of their own.
pub fn last_error() -> *const c_char {
    LAST_ERROR.try_with(|last| last.borrow().message.as_ptr()).unwrap_or(c"".as_ptr())
}

/// The same failure as JSON; empty where the message is.
pub fn last_error_json() -> *const c_char {
    LAST_ERROR.try_with(|last| last.borrow().json.as_ptr()).unwrap_or(c"".as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn message() -> String {
        // SAFETY: the pointer is to this thread's own string.
        unsafe { std::ffi::CStr::from_ptr(last_error()) }.to_string_lossy().into_owned()
    }

    #[test]
    fn panics_become_statuses_with_their_message() {
        assert_eq!(guard(|| panic!("the reason {}", 7)), Status::Internal);
        assert!(message().contains("the reason 7") && message().contains("guard.rs"), "{}", message());
        assert_eq!(guard(|| Ok(())), Status::Ok);
        assert_eq!(message(), "");
        assert_eq!(guard(|| Err(Error::argument("wrong"))), Status::Argument);
        assert_eq!(message(), "wrong");
        quietly(|| {});
        quietly(|| panic!("while freeing"));
        assert_eq!(message(), "wrong", "freeing keeps the last error");
    }
}
