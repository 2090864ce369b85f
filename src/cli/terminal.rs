//! What a terminal shows: lines, progress, and Ctrl-C.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::error::{Error, Result};
use crate::pipeline::Progress;

/// Prints a text and a line end on standard output. A reader that has gone, such as `head` after its lines, is no error:
/// the work is done all the same.
pub fn say(text: impl Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Error::io("standard output", e)),
        _ => Ok(()),
    }
}

/// Prints a line on standard error. If nobody can read it, there is nobody to tell.
pub fn warn(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

static STOP: AtomicBool = AtomicBool::new(false);
static SIGNALS: AtomicUsize = AtomicUsize::new(0);

/// Lets Ctrl-C (and a terminate or hang-up signal) cancel the job cleanly; the second one ends the process at once.
pub fn catch_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        STOP.store(true, Ordering::Relaxed);
        if SIGNALS.fetch_add(1, Ordering::Relaxed) > 0 {
            std::process::exit(130);
        }
    })
    .map_err(|e| Error::Internal(format!("cannot listen for Ctrl-C: {e}")))
}

/// Parts of a bar.
const PARTS: u64 = 10_000;
/// Time between lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// A bar on a terminal, a line now and then elsewhere, nothing when quiet.
pub struct TerminalProgress {
    bar: Option<ProgressBar>,
    last_line: Option<Instant>,
}

impl TerminalProgress {
    /// Starts listening for Ctrl-C and shows the bar.
    pub fn start(quiet: bool) -> Result<Self> {
        catch_interrupt()?;
        let on_terminal = std::io::stderr().is_terminal();
        let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left");
        let bar = (!quiet && on_terminal).then(|| {
            let bar = ProgressBar::new(PARTS);
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar
        });
        Ok(TerminalProgress { bar, last_line: (!quiet && !on_terminal).then(Instant::now) })
    }
}

impl Progress for TerminalProgress {
    fn update(&mut self, fraction: f64, message: &str) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_position((fraction * PARTS as f64) as u64);
            bar.set_message(message.to_owned());
        }
        if let Some(last) = &mut self.last_line
            && last.elapsed() >= LINE_EVERY
        {
            warn(format_args!("{:3.0} % {message}", fraction * 100.0));
            *last = Instant::now();
        }
        !STOP.load(Ordering::Relaxed)
    }
}

impl Drop for TerminalProgress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
