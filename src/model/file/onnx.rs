//! Encoders from ONNX files.

use std::collections::HashSet;

use serde_json::Value;

use super::network::{Form, Network, Statistics};
use crate::error::{Error, Result};
use crate::model::bounded;
use crate::model::graph::ModelProto;
use crate::model::graph::pb::tensor_shape_proto::dimension::Value as Dim;
use crate::model::graph::pb::{GraphProto, NodeProto, ValueInfoProto, type_proto};
use crate::model::spec::{EncoderSpec, SpecHints};

/// Nodes that a graph may have. A large transformer, as exporters write it, has two to four thousand; the time in which tract
/// simplifies a graph grows with their square (2500 of the worst kind take nine seconds).
const MOST_NODES: usize = 5_000;

/// Nodes of a graph and of the graphs inside of them, which protocol buffers nest a hundred deep at most.
fn nodes(graph: &GraphProto) -> usize {
    let inside = graph.node.iter().flat_map(|n| &n.attribute).flat_map(|a| a.g.iter().chain(&a.graphs));
    graph.node.len() + inside.map(nodes).sum::<usize>()
}

/// The network of an ONNX file: one float chip in, NCHW, and features out, (1, D, h, w) or (1, N, D).
pub fn network(mut model: ModelProto, name: &str, digest: String, hints: &SpecHints) -> Result<Network> {
    let spec = described(&mut model, hints).map_err(|m| Error::model(name, m))?;
    // What a file declares may be beyond any number.
    let values = |dims: &[i64]| dims.iter().fold(1usize, |n, d| n.saturating_mul(usize::try_from(*d).unwrap_or(0)));
    let tensors = model.graph.iter().flat_map(|graph| &graph.initializer);
    let parameters = tensors.fold(0usize, |sum, t| sum.saturating_add(values(&t.dims)));
    Ok(Network {
        name: name.into(),
        digest,
        spec,
        parameters,
        training_summary: Value::Null,
        caution: None,
        form: Form::Graph(Box::new(model)),
    })
}

/// What an encoder's graph expects and gives; an open batch is fixed to one chip.
///
/// # Errors
/// Why it is no encoder's, as all functions here, or what must be said of it.
fn described(model: &mut ModelProto, hints: &SpecHints) -> Result<EncoderSpec, String> {
    let graph = model.graph.as_ref().ok_or("has no graph")?;
    let functions: usize = model.functions.iter().map(|f| f.node.len()).sum();
    check_nodes(graph, functions)?;
    let (input, mut output) = ends(graph)?;
    let (bands, chip) = bands_and_chip(&input)?;
    if input[0].is_none() {
        with_one_chip(model);
    }
    let sensible = chip <= EncoderSpec::MOST[0] && bands <= EncoderSpec::MOST[2];
    if sensible && (output.is_empty() || output.iter().skip(1).any(Option::is_none)) {
        output = bounded::output_extents(model, [1, bands, chip, chip])?;
    }
    let (dim, side) = numbers_and_side(&output)?;
    let (names, mean, std) = statistics(model, bands, hints)?;
    let kind = property(model, "encoder_kind").and_then(|v| v.as_str().map(String::from));
    let kind = kind.unwrap_or_else(|| "onnx".into());
    let spec = EncoderSpec { kind, chip, reach: None, patch: chip / side, dim, bands: names, mean, std };
    if spec.bands.len() != bands || side * spec.patch != chip {
        return Err(format!(
            "takes {bands} bands of {chip} pixels and gives {side} cells a side; {} band names are known",
            spec.bands.len()
        ));
    }
    spec.defect().map_or(Ok(spec), |defect| Err(format!("has {defect}")))
}

/// Refuses a graph whose nodes would keep tract busy for ever.
fn check_nodes(graph: &GraphProto, more: usize) -> Result<(), String> {
    let nodes = nodes(graph) + more;
    if nodes > MOST_NODES {
        return Err(format!("has {nodes} nodes; an encoder has {MOST_NODES} at most"));
    }
    // tract counts from a node's axis to the last one, for years if the axis is far enough away.
    let far = |n: &&NodeProto| n.attribute.iter().any(|a| a.name == "axis" && !(-64..64).contains(&a.i));
    match graph.node.iter().find(far) {
        Some(node) => Err(format!("has a node ({}, {}) on an axis that no tensor has", node.op_type, node.name)),
        None => Ok(()),
    }
}

/// Extents of a tensor; `None` for an open one.
type Extents = Vec<Option<usize>>;

/// Extents of the one input and of the one output.
fn ends(graph: &GraphProto) -> Result<(Extents, Extents), String> {
    let constants: HashSet<_> = graph.initializer.iter().map(|i| i.name.as_str()).collect();
    let inputs: Vec<_> = graph.input.iter().filter(|i| !constants.contains(i.name.as_str())).collect();
    match (&inputs[..], &graph.output[..]) {
        ([input], [output]) => Ok((extents(input), extents(output))),
        (inputs, outputs) => {
            let (inputs, outputs) = (inputs.len(), outputs.len());
            Err(format!("has {inputs} inputs and {outputs} outputs; an encoder has one of each"))
        }
    }
}

/// Bands, and pixels along the chip. A batch of 1 or an open one will do; the rest must be fixed.
fn bands_and_chip(input: &Extents) -> Result<(usize, usize), String> {
    let [batch, Some(bands), Some(height), Some(width)] = input[..] else {
        return Err(format!("its input is {}; expected 1 x bands x S x S with fixed numbers", shown(input)));
    };
    if height != width || batch.is_some_and(|b| b != 1) {
        return Err(format!("its input is {}; expected one square chip, 1 x bands x S x S", shown(input)));
    }
    Ok((bands, height))
}

/// Numbers in a feature, and cells along a chip.
fn numbers_and_side(output: &Extents) -> Result<(usize, usize), String> {
    match output[..] {
        [_, Some(dim), Some(h), Some(w)] if h == w && h > 0 => Ok((dim, h)),
        [_, Some(cells), Some(dim)] if cells > 0 && cells.isqrt().pow(2) == cells => Ok((dim, cells.isqrt())),
        _ => Err(format!(
            "its output is {}; expected 1 x D x h x h, or 1 x N x D with a square number N of cells",
            shown(output)
        )),
    }
}

/// A value of the file's metadata.
fn property(model: &ModelProto, key: &str) -> Option<Value> {
    let text = &model.metadata_props.iter().find(|p| p.key == key)?.value;
    serde_json::from_str(text).ok()
}

/// Band names, means and deviations: what the caller says, or else the file's metadata.
fn statistics(model: &ModelProto, bands: usize, hints: &SpecHints) -> Result<Statistics, String> {
    let numbers = |key: &str| property(model, key).and_then(|v| serde_json::from_value::<Vec<f32>>(v).ok());
    let names = || property(model, "bands").and_then(|v| serde_json::from_value(v).ok());
    let names = hints.bands.clone().or_else(names);
    let mean = hints.mean.clone().or_else(|| numbers("reflectance_mean"));
    let std = hints.std.clone().or_else(|| numbers("reflectance_std"));
    let lacking = [
        ("band names (MODEL_BANDS)", names.is_none()),
        ("means (MODEL_MEAN)", mean.is_none()),
        ("deviations (MODEL_STD)", std.is_none()),
    ];
    let (Some(names), Some(mean), Some(std)) = (names, mean, std) else {
        let missing: Vec<_> = lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(what, _)| what).collect();
        return Err(format!(
            "takes {bands} bands, and its metadata does not say their {}; give them in reflectance x 10000, as --model-bands, --model-mean and --model-std, or write them into a copy by `model export`",
            missing.join(", ")
        ));
    };
    Ok((names, mean, std))
}

/// Fixes an open batch to one chip. What the file says of its other tensors' sizes has the open batch in it, so it goes, as
/// tract works them out.
fn with_one_chip(model: &mut ModelProto) {
    let Some(graph) = &mut model.graph else { return };
    graph.value_info.clear();
    let constants: Vec<_> = graph.initializer.iter().map(|i| i.name.clone()).collect();
    for info in graph.input.iter_mut().filter(|i| !constants.contains(&i.name)).chain(&mut graph.output) {
        let Some(type_proto::Value::TensorType(tensor)) = info.r#type.as_mut().and_then(|t| t.value.as_mut()) else {
            continue;
        };
        if let Some(batch) = tensor.shape.as_mut().and_then(|s| s.dim.first_mut()) {
            batch.value = Some(Dim::DimValue(1));
        }
    }
}

fn extents(info: &ValueInfoProto) -> Extents {
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
