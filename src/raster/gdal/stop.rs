//! A job's wish to stop, asked for before each dataset is opened and each window is read: between two reports of progress
//! may lie seconds of reading.

use std::cell::Cell;

use crate::error::{Error, Result};

type Question<'a> = &'a dyn Fn() -> bool;

thread_local! {
    /// Whom this thread asks whether to stop, while [`asking`] runs.
    static ASKED: Cell<Option<Question<'static>>> = const { Cell::new(None) };
}

/// Puts the former question back, also when the body panics.
struct Restored(Option<Question<'static>>);

impl Drop for Restored {
    fn drop(&mut self) {
        // A thread that ends may have lost the cell already.
        let _ = ASKED.try_with(|cell| cell.set(self.0));
    }
}

/// Runs `body`; what it opens and reads on this thread fails with [`Error::Cancelled`] once `stops` says so.
pub fn asking<T>(stops: Question, body: impl FnOnce() -> T) -> T {
    // SAFETY: the longer life is a pretence that ends with this function: `Restored` takes the reference out of the cell
    // before `stops` can end, and the cell is seen by this thread alone.
    let question: Question<'static> = unsafe { std::mem::transmute::<Question<'_>, Question<'static>>(stops) };
    let _restored = Restored(ASKED.replace(Some(question)));
    body()
}

/// # Errors
/// [`Error::Cancelled`] if the job on this thread is asked to stop.
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
