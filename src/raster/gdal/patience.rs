//! How long a read over the network may take while one of this library's calls is in progress. GDAL itself waits for ever
//! on a server that does not answer, and a job cannot be cancelled before GDAL returns.
//!
//! Set for the calling thread only, only during the call, and only where neither the host nor the environment says
//! otherwise: GDAL's own configuration stays as it is.

use std::ffi::CStr;
use std::time::Duration;

use super::symbols::Symbols;

/// Options of GDAL's HTTP reader. A transfer that stalls ends; one that is slow goes on. What fails with a status that
/// may pass (429, 502, 503, 504) is tried again, twice.
const OPTIONS: [(&CStr, &CStr); 5] = [
    (c"GDAL_HTTP_CONNECTTIMEOUT", c"15"),
    (c"GDAL_HTTP_LOW_SPEED_TIME", c"20"),
    (c"GDAL_HTTP_LOW_SPEED_LIMIT", c"100"),
    (c"GDAL_HTTP_MAX_RETRY", c"2"),
    (c"GDAL_HTTP_RETRY_DELAY", c"1"),
];
/// If this is set, the host has configured timeouts itself.
const TIMEOUT: &CStr = c"GDAL_HTTP_TIMEOUT";

/// The options, until this is dropped.
pub(super) struct Patience<'a> {
    symbols: &'a Symbols,
    set: [bool; OPTIONS.len()],
}

impl<'a> Patience<'a> {
    /// Sets the options that are not set.
    pub(super) fn begin(symbols: &'a Symbols) -> Self {
        // SAFETY: names and values are NUL-terminated and copied; the answer is only compared with null.
        let is_set = |name: &CStr| unsafe { !(symbols.CPLGetConfigOption)(name.as_ptr(), std::ptr::null()).is_null() };
        let bounded = is_set(TIMEOUT);
        let set = OPTIONS.map(|(name, value)| {
            let is_bounded = bounded && name.to_bytes().starts_with(b"GDAL_HTTP_LOW_SPEED");
            let ours = !is_set(name) && !is_bounded;
            if ours {
                // SAFETY: as above.
                unsafe { (symbols.CPLSetThreadLocalConfigOption)(name.as_ptr(), value.as_ptr()) }
            }
            ours
        });
        Patience { symbols, set }
    }
}

impl Drop for Patience<'_> {
    fn drop(&mut self) {
        for ((name, _), _) in OPTIONS.iter().zip(self.set).filter(|(_, set)| *set) {
            // SAFETY: null removes the option, which was not set before.
            unsafe { (self.symbols.CPLSetThreadLocalConfigOption)(name.as_ptr(), std::ptr::null()) }
        }
    }
}

/// Time from which a failed read is attributed to a server that did not answer.
const STALLED: Duration = Duration::from_secs(15);

/// The status of an HTTP answer that a message of GDAL's names, for example `HTTP error code: 500 - http://…`.
pub(super) fn status_in(message: &str) -> Option<u32> {
    let (_, rest) = message.split_once("HTTP error code: ").or_else(|| message.split_once("HTTP response code: "))?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|status| *status >= 400)
}

/// What the network has to do with a failure, as an addition to GDAL's own message.
pub(super) fn network_reason(path: &str, status: Option<u32>, took: Duration) -> String {
    match status {
        Some(status) => format!("; the server answered with HTTP status {status}"),
        None if stalled(path, took) => {
            format!("; it took {} s, so the server may have stalled", took.as_secs())
        }
        None => String::new(),
    }
}

fn stalled(path: &str, took: Duration) -> bool {
    path.contains("/vsi") && took >= STALLED
}

/// Whether the same read may succeed later: the server stalled, was busy or had a fault of its own.
pub(super) fn may_pass(path: &str, status: Option<u32>, took: Duration) -> bool {
    status.map_or_else(|| stalled(path, took), |status| matches!(status, 408 | 429 | 500..=599))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_named_where_they_are_to_blame() {
        assert_eq!(status_in("HTTP error code: 500 - http://x/1234. Retrying again in 1.0 secs"), Some(500));
        assert_eq!(status_in("HTTP response code: 404"), Some(404));
        assert_eq!((status_in("HTTP response code on http://x/a.xml: 0"), status_in("no such file")), (None, None));
        let second = Duration::from_secs(1);
        let passes = |status, took| may_pass("/vsicurl/http://x", status, took);
        assert!(passes(Some(503), second) && passes(Some(429), second) && passes(None, 20 * second));
        assert!(!passes(Some(404), 20 * second) && !passes(None, second) && !may_pass("a.tif", None, 20 * second));
        assert!(network_reason("/vsicurl/http://x", Some(503), second).contains("status 503"));
        assert!(network_reason("/vsicurl/http://x", None, 20 * second).contains("20 s"));
        assert_eq!(network_reason("/vsicurl/http://x", None, second) + &network_reason("a.tif", None, 20 * second), "");
    }

    #[test]
    fn options_are_ours_during_a_call_only_and_never_against_the_hosts() {
        let gdal = crate::raster::gdal::bind(None).unwrap();
        let (retries, speed) = (OPTIONS[3].0, OPTIONS[1].0);
        let get = |name: &CStr| {
            // SAFETY: the name is NUL-terminated, and the answer null or copied at once.
            super::super::texts::text_from(unsafe {
                (gdal.symbols.CPLGetConfigOption)(name.as_ptr(), std::ptr::null())
            })
        };
        let inside = || gdal.call("", "", |_| false, |_| (get(retries), get(speed))).unwrap();
        if std::env::vars().any(|(name, _)| name.starts_with("GDAL_HTTP")) {
            return println!("skipped: the environment says otherwise");
        }
        assert_eq!(inside(), (Some("2".into()), Some("20".into())));
        assert_eq!((get(retries), get(speed)), (None, None));
        let set = |value: *const std::ffi::c_char| {
            for name in [TIMEOUT, retries] {
                // SAFETY: names and values are NUL-terminated or null.
                unsafe { (gdal.symbols.CPLSetThreadLocalConfigOption)(name.as_ptr(), value) }
            }
        };
        set(c"7".as_ptr());
        assert_eq!(inside(), (Some("7".into()), None));
        assert_eq!(get(retries).as_deref(), Some("7"));
        set(std::ptr::null());
    }
}
