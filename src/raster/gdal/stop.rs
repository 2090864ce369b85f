//! Cancelling while rasters are read: checked before each dataset is opened and each window is read, since seconds of
//! reading may lie between two reports of progress.

use std::cell::Cell;

use crate::error::{Error, Result};

type Question<'a> = &'a dyn Fn() -> bool;

thread_local! {
    /// The function that says whether to stop, while [`asking`] runs on this thread.
    static ASKED: Cell<Option<Question<'static>>> = const { Cell::new(None) };
}

/// Restores the former function, also when the body panics.
struct Restored(Option<Question<'static>>);

impl Drop for Restored {
    fn drop(&mut self) {
        // A thread that ends may have lost the cell already.
        let _ = ASKED.try_with(|cell| cell.set(self.0));
    }
}

/// Runs `body`; what it opens and reads on this thread fails with [`Error::Cancelled`] once `stops` returns true.
pub fn asking<T>(stops: Question, body: impl FnOnce() -> T) -> T {
    // SAFETY: the lifetime is extended only until this function ends: `Restored` takes the reference out of the cell
    // before `stops` can end, and the cell is seen by this thread alone.
    let question: Question<'static> = unsafe { std::mem::transmute::<Question<'_>, Question<'static>>(stops) };
    let _restored = Restored(ASKED.replace(Some(question)));
    body()
}

/// # Errors
/// [`Error::Cancelled`] if the job on this thread was cancelled.
pub(super) fn go_on() -> Result<()> {
    let question = ASKED.try_with(Cell::get).ok().flatten();
    if question.is_some_and(|stops| stops()) { Err(Error::Cancelled) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_as_long_as_its_job_runs() {
        assert!(go_on().is_ok());
        let answer = Cell::new(false);
        asking(&|| answer.get(), || {
            assert!(go_on().is_ok());
            answer.set(true);
            assert!(matches!(go_on(), Err(Error::Cancelled)));
            asking(&|| false, || assert!(go_on().is_ok()));
            assert!(go_on().is_err());
            let _ = std::panic::catch_unwind(|| asking(&|| false, || std::panic::resume_unwind(Box::new(0))));
            assert!(go_on().is_err());
        });
        assert!(go_on().is_ok());
    }
}
