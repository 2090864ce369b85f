//! What a vision transformer is made of, before it is packed.

/// A weight with one row for each output, and a bias.
#[derive(Clone, Copy, Debug)]
pub struct LinearWeights<'a> {
    /// Outputs times inputs.
    pub weight: &'a [f32],
    /// One number for each output.
    pub bias: &'a [f32],
}

/// Scale and shift of a layer norm.
#[derive(Clone, Copy, Debug)]
pub struct NormWeights<'a> {
    /// Factor.
    pub scale: &'a [f32],
    /// Summand.
    pub shift: &'a [f32],
}

/// One block of the transformer: norm, attention, norm, two linear layers with GELU between.
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
    /// ε of all norms.
    pub epsilon: f32,
}

impl VitWeights<'_> {
    /// Numbers in all linear layers.
    pub(super) fn numbers(&self) -> usize {
        let blocks = self.blocks.iter().flat_map(|block| [block.qkv, block.proj, block.fc1, block.fc2]);
        blocks.chain([self.embedding]).map(|layer| layer.weight.len() + layer.bias.len()).sum()
    }
}
