//! What GDAL says while it works: kept off stderr, and kept for our own errors.

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::OnceLock;

use gdal_sys::CPLErr;

use super::patience::{self, Patience};
use super::symbols::Symbols;
use super::texts::text_from;

/// The result of `body`, GDAL's last number and message, and the first that were a failure.
pub fn heard<T>(s: &Symbols, body: impl FnOnce(&Symbols) -> T) -> (T, Said, Option<Said>) {
    QUIET.get_or_init(|| s.CPLQuietErrorHandler);
    // A thread that ends may have lost the cells already: then only the results count.
    let outer = FAILURE.try_with(Cell::take).ok().flatten();
    let _ = STATUS.try_with(|status| status.set(None));
    let patience = Patience::begin(s);
    let hosts = HostsError::of(s);
    // SAFETY: GDAL keeps a stack of handlers per thread; push and pop are paired on this thread.
    unsafe {
        (s.CPLPushErrorHandlerEx)(Some(listen), std::ptr::null_mut());
        (s.CPLErrorReset)();
    }
    let result = body(s);
    drop(patience);
    // SAFETY: as above; the message is valid until the next GDAL call on this thread, and copied at once.
    let last = unsafe {
        let said = ((s.CPLGetLastErrorNo)(), text_from((s.CPLGetLastErrorMsg)()).unwrap_or_default());
        (s.CPLPopErrorHandler)();
        said
    };
    drop(hosts);
    (result, last, FAILURE.try_with(|failure| failure.replace(outer)).ok().flatten())
}

/// While it lives, GDAL's messages on this thread are kept off stderr. Reading the metadata of an open
/// dataset needs it as much as opening does: drivers read metadata only then.
pub struct Quiet<'a> {
    symbols: &'a Symbols,
    _patience: Patience<'a>,
    _hosts: HostsError<'a>,
}

impl<'a> Quiet<'a> {
    pub fn new(symbols: &'a Symbols) -> Self {
        let quiet = Quiet { symbols, _patience: Patience::begin(symbols), _hosts: HostsError::of(symbols) };
        // SAFETY: GDAL keeps a stack of handlers per thread; the drop pops what is pushed, on this thread.
        unsafe { (symbols.CPLPushErrorHandlerEx)(Some(symbols.CPLQuietErrorHandler), std::ptr::null_mut()) };
        quiet
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { (self.symbols.CPLPopErrorHandler)() }
    }
}

/// What the host's own last GDAL call left on this thread; restored when this is dropped, so that it never sees
/// our errors.
struct HostsError<'a> {
    symbols: &'a Symbols,
    class: CPLErr::Type,
    number: c_int,
    message: CString,
}

impl<'a> HostsError<'a> {
    fn of(symbols: &'a Symbols) -> Self {
        // SAFETY: the message is valid until the next GDAL call on this thread, and copied at once.
        let message = unsafe { CStr::from_ptr((symbols.CPLGetLastErrorMsg)()) }.to_owned();
        // SAFETY: both may be called at any time.
        let (class, number) = unsafe { ((symbols.CPLGetLastErrorType)(), (symbols.CPLGetLastErrorNo)()) };
        HostsError { symbols, class, number, message }
    }
}

impl Drop for HostsError<'_> {
    fn drop(&mut self) {
        // SAFETY: the message is NUL-terminated and copied.
        unsafe { (self.symbols.CPLErrorSetState)(self.class, self.number, self.message.as_ptr()) }
    }
}

/// A handler of GDAL's messages.
type Handler = unsafe extern "C" fn(CPLErr::Type, c_int, *const c_char);

/// A number and a message of GDAL's.
type Said = (c_int, String);

thread_local! {
    /// The first failure that GDAL reported on this thread during the call in progress.
    static FAILURE: Cell<Option<Said>> = const { Cell::new(None) };
    /// The last HTTP status that GDAL reported during the latest call: drivers' own messages leave it out.
    static STATUS: Cell<Option<u32>> = const { Cell::new(None) };
    /// The path that was read when the server gave that status, and the status.
    static BEFORE: Cell<Option<(String, u32)>> = const { Cell::new(None) };
}

/// The HTTP status that GDAL reported during the latest call, or the one before it on the same path: GDAL remembers
/// that a file could not be read, and does not try again.
pub fn answered(path: &str) -> Option<u32> {
    let status = STATUS.try_with(Cell::take).ok().flatten();
    let before = BEFORE.try_with(Cell::take).ok().flatten().filter(|(p, _)| p == path).map(|(_, status)| status);
    let status = status.or(before)?;
    let _ = BEFORE.try_with(|cell| cell.set(Some((path.to_owned(), status))));
    Some(status)
}

pub fn reason_in(message: String) -> String {
    if message.is_empty() { "no reason given".into() } else { message }
}

/// GDAL's own handler that prints nothing but what `CPL_DEBUG` asks for.
static QUIET: OnceLock<Handler> = OnceLock::new();

/// GDAL's error handler while one of our calls is in progress.
unsafe extern "C" fn listen(class: CPLErr::Type, number: c_int, message: *const c_char) {
    if class >= CPLErr::CE_Warning
        && let Some(status) = text_from(message).as_deref().and_then(patience::status_in)
    {
        let _ = STATUS.try_with(|cell| cell.set(Some(status)));
    }
    if class >= CPLErr::CE_Failure {
        // Must not panic: a thread that ends may have lost the cell already.
        let _ = FAILURE.try_with(|cell| cell.set(cell.take().or_else(|| Some((number, text_from(message)?)))));
    }
    if let Some(quiet) = QUIET.get() {
        // SAFETY: the bound GDAL is never unloaded, and gave these very arguments.
        unsafe { quiet(class, number, message) }
    }
}

/// Has the process's messages printed, but for those that are known to be false.
pub fn print_what_is_true(symbols: &Symbols) {
    DEFAULT.get_or_init(|| symbols.CPLDefaultErrorHandler);
    // SAFETY: the handler is a function of this library, which a program that owns its process does not unload.
    unsafe { (symbols.CPLSetErrorHandler)(Some(say_if_true)) };
}

/// GDAL's own handler that prints.
static DEFAULT: OnceLock<Handler> = OnceLock::new();

/// What threads of GDAL 3.6 that decompress say of every block of a file whose bands lie one after the other: they give their
/// TIFF in memory one band, and the names of the others.
const FALSE: [&str; 2] = ["_TIFFVSetField", "\"ExtraSamples\" tag"];

/// The process's handler: prints all but what is known to be false.
unsafe extern "C" fn say_if_true(class: CPLErr::Type, number: c_int, message: *const c_char) {
    let is_false = text_from(message).is_some_and(|said| FALSE.iter().all(|part| said.contains(part)));
    if let Some(print) = DEFAULT.get().filter(|_| !is_false) {
        // SAFETY: the bound GDAL is never unloaded, and gave these very arguments.
        unsafe { print(class, number, message) }
    }
}
