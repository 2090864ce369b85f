//! What every target does around its body: panics that leave the library end the run, and so does a request for memory
//! that no input of this size can need.

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest single request for memory that is granted. Code that asks fallibly gets its error; code that cannot fail aborts,
/// which is a finding.
const LARGEST: usize = 1 << 29;

struct Bounded;

#[global_allocator]
static ALLOCATOR: Bounded = Bounded;

// SAFETY: the system's allocator, which may also refuse.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        if layout.size() > LARGEST { std::ptr::null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        if layout.size() > LARGEST { std::ptr::null_mut() } else { unsafe { System.alloc_zeroed(layout) } }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises.
        if size > LARGEST { std::ptr::null_mut() } else { unsafe { System.realloc(pointer, layout, size) } }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Takes libFuzzer's panic hook away, which would abort where the library catches a panic and makes an error of it.
pub fn start() {
    drop(std::panic::take_hook());
    // Panics inside the library that it catches are its own matter; `run` tells of the others. No backtrace: looking up its
    // names takes seconds, at each of them.
    std::panic::set_hook(Box::new(|info| LAST.set(Some(info.to_string()))));
}

thread_local! {
    static LAST: std::cell::Cell<Option<String>> = const { std::cell::Cell::new(None) };
}

/// One run of a body; a panic that leaves it ends the process, so that libFuzzer keeps the input.
pub fn run(bytes: &[u8], body: fn(&[u8])) {
    if catch_unwind(AssertUnwindSafe(|| body(bytes))).is_err() {
        eprintln!("panicked: {}", LAST.take().unwrap_or_default());
        std::process::abort();
    }
}
