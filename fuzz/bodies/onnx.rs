//! The ONNX opener, compiling included: any bytes give a model or an error.

use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};

/// One run.
pub fn run(bytes: &[u8]) {
    // Archives and pickles are the other target's.
    if bytes.starts_with(b"PK") || bytes.first() == Some(&0x80) {
        return;
    }
    let hints = SpecHints { bands: Some(vec!["a".into()]), mean: Some(vec![0.0]), std: Some(vec![1.0]) };
    if let Ok(model) = Model::from_bytes(bytes, "fuzz", &hints, PrecisionChoice::F32) {
        let spec = model.spec();
        if spec.input_len() <= 1 << 16 && spec.output_len() <= 1 << 16 {
            let _ = model.encoder().encode(&vec![1.0; spec.input_len()]);
        }
    }
}
