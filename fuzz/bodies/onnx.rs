//! The ONNX reader up to what it says of the network: decoding, shapes, metadata, band statistics. The network is not
//! compiled, but where the file leaves its output's size open: then tract works it out.

use lejepa_gis::model::{Network, SpecHints};

use super::errors::value;

/// Says what a file leaves open, for one or two bands.
pub fn hints(bands: usize) -> SpecHints {
    let names = ["a", "b"].iter().take(bands).map(|b| (*b).to_owned()).collect();
    SpecHints { bands: Some(names), mean: Some(vec![0.0; bands]), std: Some(vec![1.0; bands]) }
}

/// One run.
pub fn run(bytes: &[u8]) {
    // Archives and pickles are the other target's.
    if bytes.starts_with(b"PK") || bytes.first() == Some(&0x80) {
        return;
    }
    let hints = if bytes.len().is_multiple_of(2) { SpecHints::default() } else { hints(1) };
    if let Some(network) = value(Network::from_bytes(bytes, "fuzz", &hints)) {
        assert_eq!(network.spec.defect(), None);
    }
}
