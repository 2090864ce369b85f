//! The linear layers behind attention: wider with an activation, perhaps times a gate (GLU; Dauphin et al., 2017), and back.

use super::Precision;
use super::activation::Activation;
use super::buffer::Table;
use super::linear::PackedLinear;
use super::store::Store;
use super::weights::{BlockWeights, LinearWeights};

/// The layers of one block.
pub(super) struct Mlp {
    fc1: PackedLinear,
    activation: Activation,
    gate: Option<PackedLinear>,
    fc2: PackedLinear,
}

impl Mlp {
    /// Packs them by `layer`, for rows of `width` numbers.
    ///
    /// # Panics
    ///
    /// The lengths of the weights do not fit each other.
    pub fn new(
        block: &BlockWeights<'_>,
        width: usize,
        mut layer: impl FnMut(LinearWeights<'_>) -> PackedLinear,
    ) -> Self {
        let (fc1, gate, fc2) = (layer(block.fc1), block.gate.map(&mut layer), layer(block.fc2));
        assert_eq!(fc1.inputs(), width, "shape of fc1");
        let like = |gate: &PackedLinear| (gate.inputs(), gate.outputs()) == (width, fc1.outputs());
        assert!(gate.as_ref().is_none_or(like), "shape of the gate");
        assert_eq!((fc2.inputs(), fc2.outputs()), (fc1.outputs(), width), "shape of fc2");
        Mlp { fc1, activation: block.activation, gate, fc2 }
    }

    /// Words of a row of the hidden layer. What a gate multiplies is not rounded before.
    pub fn hidden(&self, precision: Precision) -> usize {
        let precision = if self.gate.is_some() { Precision::F32 } else { precision };
        precision.words(self.fc1.outputs())
    }

    /// Adds what the layers make of `count` normalised rows to the stream. `half`: the rows are bf16.
    ///
    /// # Safety
    ///
    /// - `normal` and `stream` hold `count` rows of the network's width, `hidden` has room for as many of [`Self::hidden`]
    ///   words; the tables differ.
    pub unsafe fn add(&self, normal: Table<'_>, count: usize, hidden: Table<'_>, stream: Table<'_>, half: bool) {
        // SAFETY: the caller's obligations.
        unsafe {
            if let Some(gate) = &self.gate {
                self.fc1.rows(normal, count, hidden, Store::ActivatedF32(self.activation));
                gate.rows(normal, count, hidden, Store::Times);
                self.fc2.rows_of_f32(hidden, count, stream, Store::Add);
            } else {
                let activated = if half { Store::ActivatedBf16 } else { Store::ActivatedF32 };
                self.fc1.rows(normal, count, hidden, activated(self.activation));
                self.fc2.rows(hidden, count, stream, Store::Add);
            }
        }
    }
}
