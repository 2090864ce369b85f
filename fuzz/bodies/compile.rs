//! Opening an ONNX file whole: tract's typing and optimisation, the search for a transformer, and one chip encoded.
//!
//! Tensors without numbers are filled here by their sizes, so that a file of a few hundred bytes may hold a transformer.

use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};
use prost::Message;
use tract_onnx::pb::{ModelProto, TensorProto};

use super::errors::value;
use super::onnx::hints;

/// Most numbers that a tensor is filled up to.
const MOST: i64 = 1 << 16;
/// ONNX's number for float32.
const FLOAT: i32 = 1;

fn fill(tensor: &mut TensorProto) {
    let count = tensor.dims.iter().try_fold(1i64, |n, d| n.checked_mul(*d)).filter(|n| (0..=MOST).contains(n));
    let bare = tensor.raw_data.is_empty() && tensor.float_data.is_empty() && tensor.data_location.is_none();
    let (Some(count), FLOAT, true) = (count, tensor.data_type, bare) else { return };
    let value = |i: i64| ((i * 7919 % 1009) as f32 / 504.5 - 1.0) * 0.2;
    tensor.raw_data = (0..count).flat_map(|i| value(i).to_le_bytes()).collect();
}

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(mut graph) = ModelProto::decode(bytes) else { return };
    graph.graph.iter_mut().flat_map(|g| &mut g.initializer).for_each(fill);
    let choice = match bytes.len() % 4 {
        0 => PrecisionChoice::Stock,
        1 => PrecisionChoice::Int8,
        _ => PrecisionChoice::F32,
    };
    let bytes = graph.encode_to_vec();
    if bytes.starts_with(b"PK") || bytes.first() == Some(&0x80) {
        return;
    }
    let open = |hints: &SpecHints| value(Model::from_bytes(&bytes, "fuzz", hints, choice));
    let Some(model) = open(&SpecHints::default()).or_else(|| open(&hints(1))) else { return };
    let spec = model.spec();
    if spec.input_len() <= 1 << 14 && spec.output_len() <= 1 << 16 {
        // A graph may fail on its chip (a division of integers by zero), but must say so.
        if let Ok(features) = model.encoder().encode(&vec![1.0; spec.input_len()]) {
            assert_eq!(features.len(), spec.output_len());
        }
    }
}
