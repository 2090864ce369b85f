//! Encoders from ONNX files, and the metadata that this library's own exports carry.

use prost::Message;
use serde_json::{Value, json};
use tract_onnx::pb::{ModelProto, ValueInfoProto, tensor_shape_proto::dimension::Value as Dim, type_proto};

use super::network::{Form, Network, SpecHints};
use super::spec::EncoderSpec;
use crate::error::{Error, Result};

/// Metadata of an exported file. Values are JSON, as Deepness has them, so that `tiles_size` and `resolution` serve both.
pub fn metadata(spec: &EncoderSpec) -> Vec<(String, String)> {
    let text = |v: Value| v.to_string();
    vec![
        ("encoder_kind".into(), text(json!(spec.kind))),
        ("bands".into(), text(json!(spec.bands))),
        ("reflectance_mean".into(), text(json!(spec.mean))),
        ("reflectance_std".into(), text(json!(spec.std))),
        ("patch_size".into(), text(json!(spec.patch))),
        ("tiles_size".into(), text(json!(spec.chip))),
        ("resolution".into(), text(json!(10))),
    ]
}

/// Parses an ONNX file; `None` if the bytes are none.
pub fn decode(bytes: &[u8]) -> Option<ModelProto> {
    let model = ModelProto::decode(bytes).ok()?;
    // Protocol buffers accept nearly anything; a model has a graph with nodes.
    model.graph.as_ref().is_some_and(|g| !g.node.is_empty()).then_some(model)
}

/// Describes an ONNX encoder: NCHW float input, output (1, D, h, w) or (1, N, D).
pub fn network(model: ModelProto, name: &str, digest: String, hints: &SpecHints) -> Result<Network> {
    let refuse = |m: String| Error::model(name, m);
    let graph = model.graph.as_ref().ok_or_else(|| refuse("has no graph".into()))?;
    let constants: Vec<_> = graph.initializer.iter().map(|i| i.name.as_str()).collect();
    let inputs: Vec<_> = graph.input.iter().filter(|i| !constants.contains(&i.name.as_str())).collect();
    let ([input], [output]) = (&inputs[..], &graph.output[..]) else {
        return Err(refuse(format!(
            "has {} inputs and {} outputs; an encoder has one of each",
            inputs.len(),
            graph.output.len()
        )));
    };
    let (input, output) = (extents(input), extents(output));
    // A batch of 1 or an open one will do; the rest must be fixed.
    let [_, Some(bands), Some(height), Some(width)] = input[..] else {
        return Err(refuse(format!("its input is {}; expected 1 x bands x S x S with fixed numbers", shown(&input))));
    };
    if height != width || input[0].is_some_and(|b| b != 1) {
        return Err(refuse(format!("its input is {}; expected one square chip, 1 x bands x S x S", shown(&input))));
    }
    let (dim, side) = match output[..] {
        [_, Some(dim), Some(h), Some(w)] if h == w && h > 0 => (dim, h),
        [_, Some(cells), Some(dim)] if cells > 0 && cells.isqrt().pow(2) == cells => (dim, cells.isqrt()),
        _ => {
            return Err(refuse(format!(
                "its output is {}; expected 1 x D x h x h, or 1 x N x D with a square number N of cells",
                shown(&output)
            )));
        }
    };
    let property = |key: &str| {
        let text = model.metadata_props.iter().find(|p| p.key == key).map(|p| p.value.as_str())?;
        serde_json::from_str::<Value>(text).ok()
    };
    let numbers = |key: &str| property(key).and_then(|v| serde_json::from_value::<Vec<f32>>(v).ok());
    let missing = |what: &str, option: &str| refuse(format!("its metadata has no {what}; say it with {option}"));
    let spec = EncoderSpec {
        kind: property("encoder_kind").and_then(|v| v.as_str().map(String::from)).unwrap_or_else(|| "onnx".into()),
        chip: height,
        patch: height / side,
        dim,
        bands: hints
            .bands
            .clone()
            .or_else(|| property("bands").and_then(|v| serde_json::from_value(v).ok()))
            .ok_or_else(|| missing("bands", "model-bands"))?,
        mean: hints
            .mean
            .clone()
            .or_else(|| numbers("reflectance_mean"))
            .ok_or_else(|| missing("reflectance_mean", "model-mean"))?,
        std: hints
            .std
            .clone()
            .or_else(|| numbers("reflectance_std"))
            .ok_or_else(|| missing("reflectance_std", "model-std"))?,
    };
    if spec.bands.len() != bands || side * spec.patch != height {
        return Err(refuse(format!(
            "takes {bands} bands of {height} pixels and gives {side} cells a side; {} band names are known",
            spec.bands.len()
        )));
    }
    if let Some(defect) = spec.defect() {
        return Err(refuse(format!("has {defect}")));
    }
    let parameters = graph.initializer.iter().map(|t| t.dims.iter().product::<i64>().max(0) as usize).sum();
    let base = std::path::Path::new(name).file_name().map_or_else(|| name.into(), |f| f.to_string_lossy().into_owned());
    Ok(Network {
        name: base,
        digest,
        spec,
        parameters,
        training_summary: Value::Null,
        caution: None,
        form: Form::Graph(Box::new(model)),
    })
}

/// Extents of a tensor; `None` for an open one.
fn extents(info: &ValueInfoProto) -> Vec<Option<usize>> {
    let Some(type_proto::Value::TensorType(tensor)) = info.r#type.as_ref().and_then(|t| t.value.as_ref()) else {
        return Vec::new();
    };
    let dims = tensor.shape.iter().flat_map(|s| &s.dim);
    dims.map(|d| match d.value {
        Some(Dim::DimValue(v)) if v > 0 => usize::try_from(v).ok(),
        _ => None,
    })
    .collect()
}

fn shown(extents: &[Option<usize>]) -> String {
    extents.iter().map(|e| e.map_or("?".into(), |v| v.to_string())).collect::<Vec<_>>().join(" x ")
}
