//! Option lists: any texts give options or an error, for every task; and texts of a basis.

use lejepa_gis::params::{TASKS, Values};
use lejepa_gis::pipeline::Options;
use lejepa_gis::product::Basis;

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let pairs: Vec<_> = text.split('\n').filter_map(|line| line.split_once('=')).collect();
    for task in TASKS {
        if let Ok(options) = Values::new(task, pairs.iter().copied()).and_then(|values| Options::new(&values)) {
            assert!(options.threads > 0 && (0.0..=0.9).contains(&options.overlap));
        }
    }
    if let Ok(basis) = Basis::from_json(text, "fuzz") {
        assert_eq!(Basis::from_json(&basis.to_json(), "fuzz").map(|b| b.digest()).ok(), Some(basis.digest()));
    }
}
