//! The checkpoint reader: any bytes give a model or an error.

use lejepa_gis::model::{Network, SpecHints};

/// One run.
pub fn run(bytes: &[u8]) {
    let _ = Network::from_bytes(bytes, "fuzz", &SpecHints::default());
}
