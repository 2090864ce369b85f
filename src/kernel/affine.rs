//! One linear layer by itself, y = x Wᵀ + b, for those who have no transformer around it.

use super::Precision;
use super::buffer::Table;
use super::detect::Isa;
use super::linear::PackedLinear;
use super::pages::Pages;
use super::store::Store;
use super::weights::LinearWeights;

/// A linear layer on f32, packed.
pub struct Affine {
    layer: PackedLinear,
    isa: Isa,
}

impl Affine {
    /// Packs the weights.
    ///
    /// # Panics
    ///
    /// A weight has not as many numbers for each output.
    pub fn new(isa: Isa, weights: LinearWeights<'_>) -> Affine {
        let LinearWeights { weight, bias } = weights;
        let layer = PackedLinear::new(&mut Pages::default(), isa, Precision::F32, weight, Some(bias), bias.len());
        Affine { layer, isa }
    }

    /// Numbers in a row of input.
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
            unsafe { self.layer.rows(input, rows, output, Store::F32) };
        }
        output
    }
}
