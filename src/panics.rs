//! Panics that stay inside: as a text for whoever asked, and never on a stderr that may be a host's.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::error::Error;
use crate::memory::OUT_OF_MEMORY;

thread_local! {
    /// Where and why this thread panicked last, from the hook.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs a body; a panic becomes its place and message. Works on threads that are ending too, where this file's own objects
/// may be gone already.
///
/// # Errors
/// If the body panicked.
pub fn caught<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    keep_quiet();
    let outer = INSIDE.try_with(|inside| inside.replace(true)).unwrap_or(false);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    let _ = INSIDE.try_with(|inside| inside.set(outer));
    outcome.map_err(|payload| {
        let said =
            payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
        let here = PANIC.try_with(RefCell::take).ok().flatten().or_else(|| said.map(String::from));
        here.unwrap_or_else(|| "panic without a message".into())
    })
}

/// A panic as an error: a defect, unless [`memory::must`](crate::memory::must) gave up.
pub fn error(panic: String) -> Error {
    match panic.find(OUT_OF_MEMORY) {
        Some(at) => Error::OutOfMemory(panic[at..].to_owned()),
        None => Error::Internal(panic),
    }
}

/// Panics inside of [`caught`], and on worker threads, are recorded instead of printed: a library has no stderr.
fn keep_quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let inside = INSIDE.try_with(Cell::get).unwrap_or(true);
            if inside || std::thread::current().name().is_some_and(|n| n.starts_with("lejepa-gis-")) {
                let _ = PANIC.try_with(|panic| *panic.borrow_mut() = Some(info.to_string()));
            } else {
                previous(info);
            }
        }));
    });
}
