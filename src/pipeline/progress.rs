//! Progress and cancelling.

use crate::error::{Error, Result};

/// Hears how far a job is, on the thread that called the job.
pub trait Progress {
    /// `fraction` runs from 0 to 1. Returns false to stop the job.
    fn update(&mut self, fraction: f64, message: &str) -> bool;
}

impl<F: FnMut(f64, &str) -> bool> Progress for F {
    fn update(&mut self, fraction: f64, message: &str) -> bool {
        self(fraction, message)
    }
}

/// Nobody listens and nobody stops.
pub fn silent() -> impl Progress {
    |_: f64, _: &str| true
}

/// A stage of a job: its own 0 to 1 is a stretch of the whole.
pub struct Stage<'a> {
    whole: &'a mut dyn Progress,
    from: f64,
    to: f64,
}

impl<'a> Stage<'a> {
    /// The stretch `from..to` of the whole.
    pub fn new(whole: &'a mut dyn Progress, from: f64, to: f64) -> Self {
        Stage { whole, from, to }
    }

    /// A stretch of this stage.
    pub fn part(&mut self, from: f64, to: f64) -> Stage<'_> {
        let at = |share: f64| self.from + (self.to - self.from) * share;
        Stage { from: at(from), to: at(to), whole: &mut *self.whole }
    }

    /// Reports, and turns a stop into [`Error::Cancelled`].
    pub fn report(&mut self, fraction: f64, message: &str) -> Result<()> {
        let at = self.from + (self.to - self.from) * fraction.clamp(0.0, 1.0);
        if self.whole.update(at, message) { Ok(()) } else { Err(Error::Cancelled) }
    }
}
