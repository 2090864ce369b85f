//! The weights of a recognised transformer, in the order that the kernels want.

use std::rc::Rc;

use super::layout::Layout;
use super::symbol::{Embedding, From, Heads, LayerNorm, Linear, Step, Symbol, Value, close};
use super::walk::Walk;
use crate::kernel::{Activation, BlockWeights, LinearWeights, NormWeights, VitWeights};
use crate::model::spec::EncoderSpec;

/// A linear layer's weight (outputs times inputs) and bias.
struct Layer {
    weight: Rc<Vec<f32>>,
    bias: Vec<f32>,
}

struct Block {
    norm1: Rc<LayerNorm>,
    qkv: Layer,
    proj: Layer,
    norm2: Rc<LayerNorm>,
    fc1: Layer,
    activation: Activation,
    gate: Option<Layer>,
    fc2: Layer,
}

impl Block {
    fn weights(&self) -> BlockWeights<'_> {
        let Block { norm1, qkv, proj, norm2, fc1, activation, gate, fc2 } = self;
        BlockWeights {
            norm1: norm(norm1),
            qkv: linear(qkv),
            proj: linear(proj),
            norm2: norm(norm2),
            fc1: linear(fc1),
            activation: *activation,
            gate: gate.as_ref().map(linear),
            fc2: linear(fc2),
        }
    }
}

/// A transformer's sizes and weights.
pub struct Parts {
    bands: usize,
    embedding: Embedding,
    heads: usize,
    blocks: Vec<Block>,
    norm: Rc<LayerNorm>,
}

impl Parts {
    /// As the kernels take them.
    pub fn weights(&self) -> VitWeights<'_> {
        VitWeights {
            bands: self.bands,
            patch: self.embedding.patch,
            beside: 0,
            heads: self.heads,
            embedding: LinearWeights { weight: &self.embedding.weight, bias: &self.embedding.bias },
            registers: self.embedding.registers,
            positions: &self.embedding.table,
            blocks: self.blocks.iter().map(Block::weights).collect(),
            norm: norm(&self.norm),
        }
    }
}

fn norm(norm: &LayerNorm) -> NormWeights<'_> {
    NormWeights { scale: &norm.scale, shift: &norm.shift, epsilon: norm.epsilon }
}

fn linear(layer: &Layer) -> LinearWeights<'_> {
    LinearWeights { weight: &layer.weight, bias: &layer.bias }
}

/// Puts the steps of a walk together.
///
/// # Errors
/// What is not as in the kernels' transformer.
pub fn assemble(walk: &Walk<'_>, output: &Value, spec: &EncoderSpec) -> Result<Parts, String> {
    let Symbol::LayerNorm(last) = &output.symbol else { return Err("an output that is no final norm".into()) };
    let (mut blocks, mut heads, mut at) = (Vec::new(), None, last.of);
    // From the last block to the first: each has added attention, then its linear layers.
    let embedding = loop {
        let (between, mlp) = match &walk.steps[at] {
            Step::Embedding(embedding) => break embedding.clone(),
            Step::Added(between, mlp) => (*between, mlp),
        };
        let Step::Added(before, proj) = &walk.steps[between] else {
            return Err("a block without attention before its linear layers".into());
        };
        let (block, count) = block(mlp, between, proj, *before, walk.width)?;
        if *heads.get_or_insert(count) != count {
            return Err("blocks with different numbers of heads".into());
        }
        blocks.push(block);
        at = *before;
    };
    blocks.reverse();
    let heads = heads.ok_or("no blocks")?;
    if walk.tokens()? * walk.width != embedding.table.len() || !walk.width.is_multiple_of(2 * heads) {
        return Err("heads of an odd number of channels".into());
    }
    in_place(output, &embedding, walk.width, spec)?;
    Ok(Parts { bands: spec.bands.len(), embedding, heads, blocks, norm: last.clone() })
}

/// Whether the output is the cells, row by row, as `spec` has them.
fn in_place(output: &Value, embedding: &Embedding, width: usize, spec: &EncoderSpec) -> Result<(), String> {
    let side = spec.chip_cells();
    let (map, list) = (
        Layout::of(&[(1, 0), (width, 1), (side, side * width), (side, width)]),
        Layout::of(&[(1, 0), (side * side, width), (width, 1)]),
    );
    let cells = embedding.table.len() / width - embedding.registers;
    if (width, embedding.patch, cells) != (spec.dim, spec.patch, side * side) {
        return Err("tokens that are not the cells of a square chip".into());
    }
    let found = Layout { offset: 0, ..output.layout.clone() };
    if output.layout.offset != embedding.registers * width || (found != map && found != list) {
        return Err("an output that is not the cells row by row".into());
    }
    Ok(())
}

/// A block from its two additions to the stream, and its number of heads.
fn block(mlp: &Linear, between: usize, proj: &Linear, before: usize, width: usize) -> Result<(Block, usize), String> {
    let unlike = "a block that is not attention and then linear layers with an activation between them";
    let From::AttentionOutput(attention) = &proj.from else { return Err(unlike.into()) };
    let (hidden, activation, gate) = match &mlp.from {
        From::Hidden(hidden, activation) => (hidden.as_ref(), *activation, None),
        From::Gated(gated) => (&gated.gate, gated.activation, Some(&gated.up)),
        _ => return Err(unlike.into()),
    };
    let From::LayerNorm(norm2) = &hidden.from else { return Err("linear layers without a norm before them".into()) };
    if gate.is_some_and(|gate| !matches!(&gate.from, From::LayerNorm(other) if other == norm2)) {
        return Err("a gate that reads something else than the layer that it multiplies".into());
    }
    if !hidden.bias.len().is_multiple_of(2) {
        return Err("a hidden layer of an odd number of channels".into());
    }
    let (scores, values) = (&attention.scores, &attention.values);
    let parts = [&scores.queries, &scores.keys, values];
    let norms = parts.map(|p| if let From::LayerNorm(norm) = &p.of.from { Some(norm) } else { None });
    let [Some(norm1), Some(key_norm), Some(value_norm)] = norms else {
        return Err("attention without a norm before it".into());
    };
    if [key_norm, value_norm].iter().any(|n| *n != norm1) || norm1.of != before || norm2.of != between {
        return Err("a block whose parts read different streams".into());
    }
    let heads = values.heads;
    if parts.iter().any(|p| p.heads != heads || p.outputs.len() != width) {
        return Err("attention whose heads are not as wide as its tokens".into());
    }
    let factor = scores.queries.factor * scores.keys.factor * scores.factor;
    let usual = 1.0 / ((width / heads) as f32).sqrt();
    if !close(factor, usual) || values.factor != 1.0 {
        return Err(format!("attention with scores times {factor} instead of {usual}"));
    }
    let layer = |l: &Linear| Layer { weight: l.weight.clone(), bias: l.bias.clone() };
    let block = Block {
        norm1: norm1.clone(),
        qkv: joined(parts, width),
        proj: layer(proj),
        norm2: norm2.clone(),
        fc1: layer(hidden),
        activation,
        gate: gate.map(layer),
        fc2: layer(mlp),
    };
    Ok((block, heads))
}

/// Queries, keys and values as one layer.
fn joined(parts: [&Heads; 3], width: usize) -> Layer {
    let (mut weight, mut bias) = (Vec::with_capacity(3 * width * width), Vec::with_capacity(3 * width));
    for part in parts {
        for output in &part.outputs {
            weight.extend_from_slice(&part.of.weight[output * width..][..width]);
            bias.push(part.of.bias[*output]);
        }
    }
    Layer { weight: Rc::new(weight), bias }
}
