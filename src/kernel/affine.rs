//! One linear layer by itself, y = x Wᵀ + b, for those who have no transformer around it.

use super::Precision;
use super::buffer::Table;
use super::detect::Isa;
use super::linear::PackedLinear;
use super::mixed::by_itself;
use super::pages::Pages;
use super::store::Store;
use super::weights::LinearWeights;

/// Inputs come in whole steps of any instruction set.
const STEP: usize = 32;

/// A linear layer on f32, packed.
pub struct Affine {
    layer: PackedLinear,
    isa: Isa,
}

impl Affine {
    /// Packs the weights; `precision` is that of the network that the layer belongs to.
    ///
    /// # Panics
    ///
    /// A weight has not as many numbers for each output.
    pub fn new(isa: Isa, precision: Precision, weights: LinearWeights<'_>) -> Affine {
        let outputs = weights.bias.len();
        let inputs = weights.weight.len() / outputs.max(1);
        let padding = vec![0.0; inputs.next_multiple_of(STEP) - inputs];
        let rows = weights.weight.chunks_exact(inputs.max(1));
        let padded: Vec<f32> = rows.flat_map(|row| row.iter().chain(&padding)).copied().collect();
        let (pages, precision) = (&mut Pages::default(), by_itself(isa, precision));
        Affine { layer: PackedLinear::new(pages, isa, precision, &padded, Some(weights.bias), outputs), isa }
    }

    /// Numbers in a row of input: those of a weight, and some that count nothing.
    pub fn inputs(&self) -> usize {
        self.layer.inputs()
    }

    /// `[rows][outputs]` of `[rows][inputs]`.
    ///
    /// # Panics
    ///
    /// The input has no whole rows.
    pub fn apply(&self, input: &mut [f32]) -> Vec<f32> {
        let (inputs, outputs) = (self.inputs(), self.layer.outputs());
        assert!(input.len().is_multiple_of(inputs), "whole rows");
        let mut output = vec![0.0; input.len() / inputs * outputs];
        let pieces = output.chunks_mut(self.isa.rows() * outputs);
        for (input, output) in input.chunks_mut(self.isa.rows() * inputs).zip(pieces) {
            let (rows, input, output) = (input.len() / inputs, Table::of(input, inputs), Table::of(output, outputs));
            // SAFETY: both have these rows of the layer's widths, are borrowed alone, and differ.
            unsafe { self.layer.rows_of_f32(input, rows, output, Store::F32) };
        }
        output
    }
}
