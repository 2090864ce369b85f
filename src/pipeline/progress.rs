//! Progress and cancelling.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::raster::gdal::asking;

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

/// How long reading goes on between two questions whether to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// Progress that is also asked, between two reports, whether to stop; after a stop nobody is called again.
struct Asked<'a> {
    listener: RefCell<&'a mut dyn Progress>,
    last: RefCell<(f64, String)>,
    heard: Cell<Instant>,
    stopped: Cell<bool>,
}

impl Asked<'_> {
    fn report(&self, fraction: f64, message: &str) -> bool {
        // A listener that calls a job itself is not asked in between.
        let Ok(mut listener) = self.listener.try_borrow_mut() else { return true };
        let goes_on = !self.stopped.get() && listener.update(fraction, message);
        self.stopped.set(!goes_on);
        self.heard.set(Instant::now());
        goes_on
    }

    fn stops(&self) -> bool {
        if self.stopped.get() || self.heard.get().elapsed() < PATIENCE {
            return self.stopped.get();
        }
        let (fraction, message) = self.last.borrow().clone();
        !self.report(fraction, &message)
    }
}

/// Runs a job's work, which can be stopped while it opens and reads, too.
pub fn stoppable<T>(progress: &mut dyn Progress, work: impl FnOnce(&mut dyn Progress) -> T) -> T {
    let asked = Asked {
        listener: RefCell::new(progress),
        last: RefCell::new((0.0, "opening".into())),
        heard: Cell::new(Instant::now()),
        stopped: Cell::new(false),
    };
    let mut reported = |fraction: f64, message: &str| {
        *asked.last.borrow_mut() = (fraction, message.to_owned());
        asked.report(fraction, message)
    };
    asking(&|| asked.stops(), || work(&mut reported))
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
