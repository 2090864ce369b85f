//! Ctrl-C, and signals to terminate or to hang up. The first asks the job to stop, which cleans up and ends. The second
//! ends the process at once, and so does a job that does not hear the first for a while: it may be waiting for a server.
//! A signal that the process was started to ignore (`nohup`, `trap '' HUP`) stays ignored.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::raster::gdal::abandon_work;

/// Whether somebody asked to stop.
static WANTED: AtomicBool = AtomicBool::new(false);
/// Whether somebody listens already.
static LISTENING: AtomicBool = AtomicBool::new(false);
/// Time that a job has to hear of it.
const PATIENCE: Duration = Duration::from_secs(5);
/// Exit code of a cancelled job.
const CANCELLED: i32 = 130;

/// Listens from now on.
pub fn listen() -> Result<()> {
    if LISTENING.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    system::listen().map_err(|e| Error::Internal(format!("cannot listen for Ctrl-C: {e}")))
}

/// Whether the job is to stop.
pub fn is_wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}

/// Somebody asks, on a thread of its own.
fn asked() {
    if WANTED.swap(true, Ordering::Relaxed) {
        leave();
    }
    // Where no thread can start, a second signal is the way out.
    let _ = std::thread::Builder::new().spawn(|| {
        std::thread::sleep(PATIENCE);
        leave();
    });
}

/// Ends the process, and takes away what its jobs have begun.
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
        // A shell without job control starts what ends in `&` with these two ignored: it is nobody's wish.
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

    /// Ends the process without running what GDAL has for its end, which may wait for the job.
    pub fn end() -> ! {
        low_level::exit(CANCELLED)
    }

    /// The signals that the process was started to ignore, one bit each. Only Linux tells without `unsafe`.
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
