//! What a tensor of a transformer's graph stands for.

use std::rc::Rc;

use super::activation::Activation;
use super::layout::Layout;
use crate::kernel::Activation as Known;

/// A tensor: a matrix that is known, and how the tensor lies over it.
#[derive(Clone)]
pub struct Value {
    /// What the matrix is.
    pub symbol: Symbol,
    /// Where its numbers are.
    pub layout: Layout,
}

/// What a matrix is, one row for each token unless said otherwise.
#[derive(Clone)]
pub enum Symbol {
    /// The pixels: bands, rows, columns.
    Chip,
    /// The residual stream behind step `.0`.
    Stream(usize),
    /// The sum of each token of a stream.
    Sum(usize),
    /// The mean of each token of a stream.
    Mean(usize),
    /// A stream less the mean of each token.
    Centred(usize),
    /// A layer norm of a stream.
    LayerNorm(Rc<LayerNorm>),
    /// A function of each number of a linear layer's result.
    Activation(Rc<Linear>, Activation),
    /// A function of each number of one linear layer's result times another's.
    Gated(Rc<Gated>),
    /// Each query on each key: a row for each head and query, a column for each key.
    Scores(Rc<Scores>),
    /// The same after softmax over the keys.
    AttentionWeights(Rc<Scores>),
    /// Values times attention weights, head by head.
    AttentionOutput(Rc<Attention>),
}

/// A layer norm.
#[derive(Clone, PartialEq)]
pub struct LayerNorm {
    /// Step of the stream that it reads.
    pub of: usize,
    /// ε.
    pub epsilon: f32,
    /// Factor of each channel.
    pub scale: Vec<f32>,
    /// Summand of each channel.
    pub shift: Vec<f32>,
}

/// What a linear layer reads.
#[derive(Clone)]
pub enum From {
    /// A normalised stream.
    LayerNorm(Rc<LayerNorm>),
    /// A function of another layer's result.
    Hidden(Rc<Linear>, Known),
    /// The same times a third layer's.
    Gated(Rc<Gated>),
    /// Attention.
    AttentionOutput(Rc<Attention>),
}

/// A linear layer.
#[derive(Clone)]
pub struct Linear {
    /// What it reads.
    pub from: From,
    /// Outputs times inputs.
    pub weight: Rc<Vec<f32>>,
    /// One number for each output.
    pub bias: Vec<f32>,
}

impl Linear {
    /// The same layer with its outputs times factors.
    pub fn times(&self, factors: &[f32]) -> Self {
        let inputs = self.weight.len() / factors.len().max(1);
        let rows = self.weight.chunks_exact(inputs.max(1)).zip(factors);
        let weight = rows.flat_map(|(row, factor)| row.iter().map(move |w| w * factor)).collect();
        let bias = self.bias.iter().zip(factors).map(|(b, factor)| b * factor).collect();
        Linear { from: self.from.clone(), weight: Rc::new(weight), bias }
    }

    /// The layer that has only some outputs, in this order.
    pub fn outputs(&self, outputs: &[usize]) -> Self {
        let inputs = self.weight.len() / self.bias.len().max(1);
        let weight = outputs.iter().flat_map(|o| self.weight[o * inputs..][..inputs].iter().copied()).collect();
        let bias = outputs.iter().map(|o| self.bias[*o]).collect();
        Linear { from: self.from.clone(), weight: Rc::new(weight), bias }
    }
}

/// Two layers on one input, multiplied number by number (GLU; Dauphin et al., 2017).
pub struct Gated {
    /// The layer whose result goes through the function.
    pub gate: Linear,
    /// The function.
    pub activation: Known,
    /// The other layer.
    pub up: Linear,
}

/// Queries, keys or values: rows of a linear layer's weight, in the order of heads and of channels within.
#[derive(Clone)]
pub struct Heads {
    /// The layer.
    pub of: Rc<Linear>,
    /// Its outputs.
    pub outputs: Vec<usize>,
    /// Number of heads.
    pub heads: usize,
    /// Factor on all.
    pub factor: f32,
}

/// Scores of attention.
#[derive(Clone)]
pub struct Scores {
    /// Queries.
    pub queries: Heads,
    /// Keys.
    pub keys: Heads,
    /// Number of keys.
    pub tokens: usize,
    /// Factor on the products.
    pub factor: f32,
}

/// Attention.
pub struct Attention {
    /// Queries and keys.
    pub scores: Rc<Scores>,
    /// Values.
    pub values: Heads,
}

/// A step of the residual stream.
pub enum Step {
    /// The tokens before the first block.
    Embedding(Embedding),
    /// A linear layer's result added to the stream behind step `.0`.
    Added(usize, Rc<Linear>),
}

/// Tokens before the first block.
#[derive(Clone)]
pub struct Embedding {
    /// The patch embedding's weight: outputs times band, row, column of the patch.
    pub weight: Rc<Vec<f32>>,
    /// Its bias.
    pub bias: Rc<Vec<f32>>,
    /// Pixels along a patch.
    pub patch: usize,
    /// Tokens before the patches.
    pub registers: usize,
    /// What is added to each token; all that a register is.
    pub table: Vec<f32>,
}

/// The same number, but for rounding.
pub fn close(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-6 * b.abs()
}
