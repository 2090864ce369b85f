//! Option lists: any texts give options or an error, for every task, and what is recorded of them gives the same again.

use lejepa_gis::params::{TASKS, Values};
use lejepa_gis::pipeline::Options;

use super::errors::value;

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let pairs: Vec<_> = text.split('\n').filter_map(|line| line.split_once('=')).collect();
    for task in TASKS {
        let Some(options) = value(Values::new(task, pairs.iter().copied()).and_then(|v| Options::new(&v))) else {
            continue;
        };
        let encoding = &options.encoding;
        assert!(encoding.threads > 0 && (0.0..=0.9).contains(&encoding.overlap));
        assert!((0.0..=1.0).contains(&encoding.min_valid));
        assert!(options.area.bounds.is_none_or(|b| b[0] < b[2] && b[1] < b[3]));
        let again = Values::new(task, options.record.iter().map(|(k, v)| (k, v))).and_then(|v| Options::new(&v));
        let again = value(again).expect("what is recorded is an option list");
        assert_eq!(again.record, options.record);
    }
}
