//! What a tensor of a transformer's graph stands for.

use std::rc::Rc;

use super::layout::Layout;

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
    /// The exact GELU of another layer.
    Hidden(Rc<Linear>),
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

/// `.0[0] + .0[1]·x + .0[2]·erf(x/√2) + .0[3]·x·erf(x/√2)`: in whatever order a graph puts a GELU together, it ends here.
#[derive(Clone, Copy, PartialEq)]
pub struct Activation(pub [f32; 4]);

impl Activation {
    /// x itself.
    pub const IDENTITY: Activation = Activation([0.0, 1.0, 0.0, 0.0]);
    /// erf(x/√2).
    pub const ERF: Activation = Activation([0.0, 0.0, 1.0, 0.0]);
    /// x/2 · (1 + erf(x/√2)).
    pub const GELU: Activation = Activation([0.0, 0.5, 0.0, 0.5]);

    /// The factor, if it is x times a factor.
    pub fn factor(&self) -> Option<f32> {
        let Activation([0.0, factor, 0.0, 0.0]) = self else { return None };
        Some(*factor)
    }

    /// Whether it is the GELU, but for rounding.
    pub fn is_gelu(&self) -> bool {
        self.0.iter().zip(Activation::GELU.0).all(|(a, b)| close(*a, b))
    }

    /// The sum of two.
    pub fn plus(&self, other: &Activation) -> Activation {
        Activation(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    /// The product of two, unless a power of x or erf comes up.
    pub fn times(&self, other: &Activation) -> Option<Activation> {
        let (a, b) = (self.0, other.0);
        let squares = [a[1] * b[1], a[2] * b[2], a[3] * b[3], a[1] * b[3], a[3] * b[1], a[2] * b[3], a[3] * b[2]];
        squares.iter().all(|s| *s == 0.0).then(|| {
            Activation([
                a[0] * b[0],
                a[0] * b[1] + a[1] * b[0],
                a[0] * b[2] + a[2] * b[0],
                a[0] * b[3] + a[3] * b[0] + a[1] * b[2] + a[2] * b[1],
            ])
        })
    }
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
