//! Signals that would end the program before it can say why.

/// Lets a write beyond the limit on files' sizes (`ulimit -f`) fail with an error, which names the file, instead of ending the
/// program by SIGXFSZ. Only a program does so that owns its process; the library leaves signals alone.
pub fn writes_may_fail() {
    #[cfg(unix)]
    {
        // Nobody reads the flag: that the signal is handled is enough. Where it cannot be, all is as it was.
        let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
    }
}
