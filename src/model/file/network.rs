//! A network's description, whatever file it came from: sizes, statistics, and its tensors or its ONNX graph.

use std::borrow::Cow;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::model::graph::pb::StringStringEntryProto;
use crate::model::graph::{self, ModelProto, metadata};
use crate::model::resnet;
use crate::model::spec::EncoderSpec;
use crate::model::vit::shape::{TEXTURE_VIT, VitShape};
use crate::model::weights::Weights;

/// A network before it is compiled.
pub struct Network {
    /// File name without folder, or the built-in's name.
    pub name: String,
    /// SHA-256 of the file's bytes, and of files beside it that hold its weights (of the weights for a built-in that has no
    /// file), in hex.
    pub digest: String,
    /// Sizes, bands and statistics.
    pub spec: EncoderSpec,
    /// Number of values in all tensors.
    pub parameters: usize,
    /// What the file says of its training.
    pub training_summary: Value,
    /// A sentence that every output must carry, if there is one.
    pub caution: Option<&'static str>,
    /// What it computes.
    pub form: Form,
}

/// What a network computes.
pub enum Form {
    /// A transformer; its graph is written only where it is wanted, for copying all weights takes time.
    Vit(VitShape, Weights),
    /// Any graph.
    Graph(Box<ModelProto>),
}

impl Network {
    /// The graph, as tract takes it and as it is exported.
    pub fn graph(&self) -> Cow<'_, ModelProto> {
        match &self.form {
            Form::Vit(shape, weights) => Cow::Owned(shape.graph(weights, &self.spec, &metadata(&self.spec))),
            Form::Graph(graph) => Cow::Borrowed(graph),
        }
    }
}

/// A network as a standard ONNX file, with bands and statistics in its metadata, wherever they came from.
pub fn exported(network: &Network) -> Vec<u8> {
    let mut graph = network.graph().into_owned();
    for (key, value) in metadata(&network.spec) {
        match graph.metadata_props.iter_mut().find(|p| p.key == key) {
            Some(known) => known.value = value,
            None => graph.metadata_props.push(StringStringEntryProto { key, value }),
        }
    }
    graph::encode(&graph)
}

/// Band names, means and deviations.
pub type Statistics = (Vec<String>, Vec<f32>, Vec<f32>);

/// Builds the graph of a checkpoint's network after checking every tensor.
pub fn from_weights(
    weights: Weights,
    kind: &str,
    img_size: Option<usize>,
    stats: Statistics,
    name: &str,
) -> Result<Network> {
    let refuse = |m: String| Error::model(name, m);
    let parameters = weights.parameters();
    let (bands, mean, std) = stats;
    let mut spec = EncoderSpec { kind: kind.into(), chip: 0, reach: None, patch: 0, dim: 0, bands, mean, std };
    let form = if kind.starts_with("vit") || kind == TEXTURE_VIT {
        let weights = without_prefix(weights).map_err(refuse)?;
        let shape = VitShape::of(&weights).map_err(refuse)?;
        // The kind says whether there is a map behind it; where its tensors are missing, the check below names them.
        let head = if kind == TEXTURE_VIT { shape.head.or(Some(0)) } else { None };
        let shape = VitShape { head, ..shape };
        weights.check(&shape.tensors()).map_err(|m| refuse(format!("encoder_state does not fit {kind}: {m}")))?;
        if let Some(size) = img_size
            && size != shape.chip()
        {
            return Err(refuse(format!(
                "config.img_size is {size}, but pos_embed has {} cells of {} pixels, a chip of {}",
                shape.grid * shape.grid,
                shape.patch,
                shape.chip()
            )));
        }
        (spec.chip, spec.patch, spec.dim) = (shape.chip(), shape.patch, shape.outputs());
        check_bands(&spec, shape.bands, name)?;
        Form::Vit(shape, weights)
    } else if kind == "resnet18" {
        weights
            .check(&resnet::tensors(spec.bands.len()))
            .map_err(|m| refuse(format!("encoder_state does not fit {kind}: {m}")))?;
        (spec.chip, spec.patch, spec.dim) = (img_size.unwrap_or(128), resnet::STRIDE, resnet::DIM);
        check_bands(&spec, spec.bands.len(), name)?;
        Form::Graph(Box::new(resnet::graph(&weights, &spec, &metadata(&spec))))
    } else {
        return Err(refuse(format!(
            "config.encoder_kind is {kind}; expected vit_small_patch8, vit_tiny_patch8, {TEXTURE_VIT} or resnet18"
        )));
    };
    Ok(Network {
        name: name.into(),
        digest: String::new(),
        spec,
        parameters,
        training_summary: Value::Null,
        caution: None,
        form,
    })
}

fn check_bands(spec: &EncoderSpec, inputs: usize, name: &str) -> Result<()> {
    if spec.bands.len() != inputs {
        return Err(Error::model(
            name,
            format!("the network takes {inputs} bands, norm_stats has {}", spec.bands.len()),
        ));
    }
    match spec.defect() {
        Some(defect) => Err(Error::model(name, format!("has {defect}"))),
        None => Ok(()),
    }
}

/// `vit.blocks.0…` → `blocks.0…`; a tensor outside of `vit.` is named.
fn without_prefix(weights: Weights) -> Result<Weights, String> {
    let strip = |(key, tensor): (String, _)| match key.strip_prefix("vit.") {
        Some(rest) => Ok((rest.to_owned(), tensor)),
        None => Err(format!("encoder_state has {key}, whose name does not begin with vit.")),
    };
    Ok(Weights(weights.0.into_iter().map(strip).collect::<Result<_, _>>()?))
}
