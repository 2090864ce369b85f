//! Signals that would end the program before it can say why.

/// Lets a write beyond the limit on files' sizes (`ulimit -f`) fail with an error, which names the file, instead of ending the
/// program by SIGXFSZ. Only the program does this, which owns its process; the library does not change signals.
pub fn writes_may_fail() {
    #[cfg(unix)]
    {
        // The flag is not read: it is enough that the signal is handled. If that fails, the default behaviour remains.
        let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
    }
}
