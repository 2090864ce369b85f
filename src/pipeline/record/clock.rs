//! The time of making, as outputs record it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Now, or `SOURCE_DATE_EPOCH` where a reproducible build of a data set sets it.
pub fn created() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|t| t.parse().ok());
    let time = fixed.map_or_else(SystemTime::now, |seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    humantime::format_rfc3339_seconds(time).to_string()
}
