//! Ctrl-C, and signals to terminate or to hang up. The first cancels the job, which cleans up and ends. The second ends
//! the process at once; so does a timeout, if the job does not react to the first because it waits for a server.
//! A signal that the process was started to ignore (`nohup`, `trap '' HUP`) stays ignored.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::raster::gdal::abandon_work;

/// Set by the first signal.
static WANTED: AtomicBool = AtomicBool::new(false);
/// Whether the handlers are installed.
static LISTENING: AtomicBool = AtomicBool::new(false);
/// Time within which a job must react to the first signal.
const PATIENCE: Duration = Duration::from_secs(5);
/// Exit code of a cancelled job.
const CANCELLED: i32 = 130;

/// Installs the handlers.
pub fn listen() -> Result<()> {
    if LISTENING.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    system::listen().map_err(|e| Error::Internal(format!("cannot listen for Ctrl-C: {e}")))
}

/// Whether the job must stop.
pub fn is_wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}

/// Handles a signal, on a thread of its own.
fn asked() {
    if WANTED.swap(true, Ordering::Relaxed) {
        leave();
    }
    // Where no thread can start, only a second signal ends a job that waits.
    let _ = std::thread::Builder::new().spawn(|| {
        std::thread::sleep(PATIENCE);
        leave();
    });
}

/// Ends the process and removes the unfinished files of its jobs.
fn leave() -> ! {
    abandon_work();
    system::end()
}

#[cfg(unix)]
mod system {
    use std::io::Error;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::{flag, iterator::Signals, low_level};

    use super::{CANCELLED, WANTED, asked};

    pub fn listen() -> Result<(), Error> {
        let mask = ignored();
        let ignored = |signal: i32| (mask >> (signal - 1)) & 1 == 1;
        // A shell without job control starts a command with `&` with these two ignored, which is not a user's choice.
        let by_shell = |signal| signal == SIGINT && ignored(SIGQUIT);
        let wanted: Vec<i32> = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|s| !ignored(*s) || by_shell(*s)).collect();
        let mut signals = Signals::new(&wanted)?;
        let thread = std::thread::Builder::new().name("signals".into());
        if thread.spawn(move || signals.forever().for_each(|_| asked())).is_err() {
            // No thread can start: the signal itself sets the flag, or ends the process where it is set.
            for signal in wanted {
                flag::register_conditional_shutdown(signal, CANCELLED, &WANTED)?;
                flag::register(signal, &WANTED)?;
            }
        }
        Ok(())
    }

    /// Ends the process without GDAL's exit handlers, which may wait for the job.
    pub fn end() -> ! {
        low_level::exit(CANCELLED)
    }

    /// The signals that the process was started to ignore, one bit each. Only Linux shows them without `unsafe`.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:"));
        mask.and_then(|m| u64::from_str_radix(m.trim(), 16).ok()).unwrap_or(0)
    }
}

#[cfg(not(unix))]
mod system {
    use super::{CANCELLED, asked};

    pub fn listen() -> Result<(), ctrlc::Error> {
        ctrlc::set_handler(asked)
    }

    pub fn end() -> ! {
        std::process::exit(CANCELLED)
    }
}
