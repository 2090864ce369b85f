//! What a terminal shows: lines and progress.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::{shown, stop};
use crate::error::{Error, Result};
use crate::pipeline::Progress;

/// Prints a text and a line end on standard output, with control characters escaped.
pub fn say(text: impl Display) -> Result<()> {
    say_raw(shown::text(&text.to_string()))
}

/// Prints lines on standard output; line ends inside of one are escaped.
pub fn say_lines(lines: &[String]) -> Result<()> {
    say_raw(lines.iter().map(|l| shown::line(l)).collect::<Vec<_>>().join("\n"))
}

/// Prints a text made by this program, as it is. A closed pipe, such as `head` leaves, is no error: the job has
/// finished.
pub fn say_raw(text: impl Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Error::io("standard output", e)),
        _ => Ok(()),
    }
}

/// Prints one line on standard error, with control characters escaped. A failure to print is ignored.
pub fn warn(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{}", shown::line(&text.to_string()));
}

/// Parts of a bar.
const PARTS: u64 = 10_000;
/// Time between progress lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// A bar on a terminal, a line now and then elsewhere, nothing when quiet.
pub struct TerminalProgress {
    bar: Option<ProgressBar>,
    last_line: Option<Instant>,
}

impl TerminalProgress {
    /// Installs the handler of Ctrl-C and shows the bar.
    pub fn start(quiet: bool) -> Result<Self> {
        stop::listen()?;
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
            bar.set_message(shown::line(message));
        }
        if let Some(last) = &mut self.last_line
            && last.elapsed() >= LINE_EVERY
        {
            warn(format_args!("{:3.0} % {message}", fraction * 100.0));
            *last = Instant::now();
        }
        !stop::is_wanted()
    }
}

impl Drop for TerminalProgress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
