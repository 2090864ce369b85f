//! What a vision transformer is made of, before it is packed.

use super::activation::Activation;

/// A weight with one row for each output, and a bias.
#[derive(Clone, Copy, Debug)]
pub struct LinearWeights<'a> {
    /// Outputs times inputs.
    pub weight: &'a [f32],
    /// One number for each output.
    pub bias: &'a [f32],
}

/// Scale, shift and ε of a layer norm.
#[derive(Clone, Copy, Debug)]
pub struct NormWeights<'a> {
    /// Factor.
    pub scale: &'a [f32],
    /// Summand.
    pub shift: &'a [f32],
    /// What is added to the variance.
    pub epsilon: f32,
}

/// One block of the transformer: norm, attention, norm, linear layers with an activation between.
#[derive(Clone, Copy, Debug)]
pub struct BlockWeights<'a> {
    /// Before attention.
    pub norm1: NormWeights<'a>,
    /// All queries, all keys, all values; head by head in each.
    pub qkv: LinearWeights<'a>,
    /// After attention.
    pub proj: LinearWeights<'a>,
    /// Before the linear layers.
    pub norm2: NormWeights<'a>,
    /// The wider linear layer.
    pub fc1: LinearWeights<'a>,
    /// What becomes of its results.
    pub activation: Activation,
    /// A layer like `fc1` that these are multiplied by, if there is one.
    pub gate: Option<LinearWeights<'a>>,
    /// Back to the width of the network.
    pub fc2: LinearWeights<'a>,
}

/// Everything that [`Vit::new`] needs.
#[derive(Clone, Debug)]
pub struct VitWeights<'a> {
    /// Bands of the input.
    pub bands: usize,
    /// Pixels along a patch's side.
    pub patch: usize,
    /// Attention heads.
    pub heads: usize,
    /// Numbers beside the pixels of each patch.
    pub beside: usize,
    /// The patch embedding, whose inputs are band, row, column of the patch, and then the numbers beside it.
    pub embedding: LinearWeights<'a>,
    /// First rows of the sequence that are no patches; their value is their row of `positions`.
    pub registers: usize,
    /// What is added to each row of the sequence (for a register: all that it is).
    pub positions: &'a [f32],
    /// The blocks.
    pub blocks: Vec<BlockWeights<'a>>,
    /// After the last block.
    pub norm: NormWeights<'a>,
}

impl VitWeights<'_> {
    /// Numbers in all linear layers.
    pub(super) fn numbers(&self) -> usize {
        let blocks = self
            .blocks
            .iter()
            .flat_map(|block| [block.qkv, block.proj, block.fc1, block.fc2].into_iter().chain(block.gate));
        blocks.chain([self.embedding]).map(|layer| layer.weight.len() + layer.bias.len()).sum()
    }
}
