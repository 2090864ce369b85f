//! Files that `model export` wrote, told by rebuilding them.
//!
//! The tensors that a graph names give the sizes, the sizes give the graph that `vit/shape.rs` would write, and only one with the
//! very same nodes is taken. So such a file needs neither a walk nor a comparison, and opens as fast as a checkpoint.

use crate::model::graph::pb::GraphProto;
use crate::model::graph::{ModelProto, metadata};
use crate::model::spec::EncoderSpec;
use crate::model::vit::shape::VitShape;
use crate::model::weights::{Tensor as Values, Weights};

/// The sizes and tensors of a graph whose nodes are exactly those that `vit/shape.rs` writes.
pub fn written_here(model: &ModelProto, spec: &EncoderSpec) -> Option<(VitShape, Weights)> {
    let graph = model.graph.as_ref()?;
    let mut weights = Weights::default();
    for tensor in &graph.initializer {
        let shape: Vec<usize> = tensor.dims.iter().map(|d| usize::try_from(*d).ok()).collect::<Option<_>>()?;
        let floats = tensor.raw_data.chunks_exact(4);
        if tensor.data_type != 1 || floats.len() != shape.iter().product::<usize>() {
            continue;
        }
        let values = floats.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let linear = [
            ".attn.qkv.weight",
            ".attn.proj.weight",
            ".mlp.fc1.weight",
            ".mlp.fc2.weight",
            "texture_embed.weight",
            "head.weight",
        ];
        let stored = Values { shape, values };
        let stored = if linear.iter().any(|end| tensor.name.ends_with(end)) { turned(stored)? } else { stored };
        weights.0.insert(tensor.name.clone(), stored);
    }
    let shape = VitShape::of(&weights).ok()?;
    if [shape.chip(), shape.patch, shape.outputs(), shape.bands] != [spec.chip, spec.patch, spec.dim, spec.bands.len()]
    {
        return None;
    }
    let tensors = shape.tensors();
    weights.0.retain(|name, _| tensors.iter().any(|(known, _)| known == name));
    weights.check(&tensors).ok()?;
    let again = shape.graph(&weights, spec, &metadata(spec));
    let again = again.graph?;
    // Constants that are no weights (shapes, indices, factors) must be the same too.
    let constants = |graph: &GraphProto| -> Vec<_> {
        let own = graph.initializer.iter().filter(|t| !weights.0.contains_key(&t.name));
        own.map(|t| (t.name.clone(), t.dims.clone(), t.raw_data.clone())).collect()
    };
    (again.node == graph.node && constants(&again) == constants(graph)).then_some((shape, weights))
}

/// `[in, out]` as `[out, in]`.
fn turned(tensor: Values) -> Option<Values> {
    let [rows, columns] = tensor.shape[..] else { return None };
    let mut values = vec![0.0; tensor.values.len()];
    for (r, row) in tensor.values.chunks_exact(columns.max(1)).enumerate() {
        for (c, value) in row.iter().enumerate() {
            values[c * rows + r] = *value;
        }
    }
    Some(Values { shape: vec![columns, rows], values })
}
