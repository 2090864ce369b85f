//! What stands between a C host and Rust: panics become statuses, messages are kept per thread.

use std::cell::{Cell, RefCell};
use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::error::{Error, Result, Status};

thread_local! {
    static LAST_ERROR: RefCell<CString> = RefCell::default();
    /// Where and why this thread panicked last, from the hook.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs a function's body. On failure or panic the message is kept for `lejepa_gis_last_error`.
pub fn guard(body: impl FnOnce() -> Result<()>) -> Status {
    keep_panics_quiet();
    let outer = INSIDE.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    INSIDE.set(outer);
    let result = outcome.unwrap_or_else(|payload| {
        let said =
            payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
        let here = PANIC.take().or_else(|| said.map(String::from));
        Err(Error::Internal(here.unwrap_or_else(|| "panic without a message".into())))
    });
    match result {
        Ok(()) => {
            remember("");
            Status::Ok
        }
        Err(error) => {
            remember(&error.to_string());
            error.status()
        }
    }
}

fn remember(message: &str) {
    // A NUL inside a message would cut it; it cannot be shown anyway.
    let text = CString::new(message.replace('\0', " ")).unwrap_or_default();
    LAST_ERROR.with_borrow_mut(|last| *last = text);
}

/// The message of this thread's last failed call; empty after a success. Valid until the next call on this thread.
pub fn last_error() -> *const c_char {
    LAST_ERROR.with_borrow(|last| last.as_ptr())
}

/// Panics inside of guarded calls, and on worker threads, are recorded instead of printed: a library has no stderr.
fn keep_panics_quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let is_worker = std::thread::current().name().is_some_and(|n| n.starts_with("lejepa-gis-"));
            if INSIDE.get() || is_worker {
                PANIC.set(Some(info.to_string()));
            } else {
                previous(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
