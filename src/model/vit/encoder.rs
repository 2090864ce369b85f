//! The transformer as an encoder, on the kernels of `crate::kernel`.
//!
//! Checkpoints and the built-in networks are transformers by their tensors; a graph from a file is one if `recognise` finds
//! it.

use super::front::Front;
use super::shape::{NORM_EPS, VitShape};
use crate::error::{Error, Result};
use crate::kernel::{
    Activation, BlockWeights, CurrentPool, LinearWeights, NormWeights, Serial, Threads, Vit, VitWeights,
};
use crate::memory;
use crate::model::encoder::Encoder;
use crate::model::precision::Arithmetic;
use crate::model::spec::EncoderSpec;
use crate::model::weights::Weights;
use crate::panics;

/// A transformer on packed weights.
pub struct VitEncoder {
    spec: EncoderSpec,
    vit: Vit,
    /// Numbers of a cell that the transformer makes.
    learned: usize,
    front: Option<Front>,
}

impl VitEncoder {
    /// Packs weights. `spec` must have their sizes.
    pub fn new(spec: &EncoderSpec, Arithmetic { precision, isa }: Arithmetic, weights: &VitWeights) -> Self {
        VitEncoder {
            spec: spec.clone(),
            vit: Vit::new(isa, precision, weights),
            learned: weights.norm.scale.len(),
            front: None,
        }
    }

    /// Packs a checkpoint's tensors, all of which `shape` has.
    pub fn of_tensors(spec: &EncoderSpec, arithmetic: Arithmetic, shape: &VitShape, weights: &Weights) -> Self {
        let values = |name: &str| weights.0[name].values.as_slice();
        let linear = |name: &str| LinearWeights {
            weight: values(&format!("{name}.weight")),
            bias: values(&format!("{name}.bias")),
        };
        let norm = |name: &str| NormWeights {
            scale: values(&format!("{name}.weight")),
            shift: values(&format!("{name}.bias")),
            epsilon: NORM_EPS,
        };
        let mut positions = values("pos_embed").to_vec();
        for (sum, register) in positions.iter_mut().zip(values("reg_token")) {
            *sum += register;
        }
        let block = |i: usize| {
            let part = |name: &str| format!("blocks.{i}.{name}");
            BlockWeights {
                norm1: norm(&part("norm1")),
                qkv: linear(&part("attn.qkv")),
                proj: linear(&part("attn.proj")),
                norm2: norm(&part("norm2")),
                fc1: linear(&part("mlp.fc1")),
                activation: Activation::Gelu,
                gate: None,
                fc2: linear(&part("mlp.fc2")),
            }
        };
        let (pixels, texture) = ("patch_embed.proj.weight", "texture_embed.weight");
        let embedding = match shape.head {
            None => values(pixels).to_vec(),
            Some(_) => beside(values(pixels), values(texture), shape.dim),
        };
        let all = VitWeights {
            bands: shape.bands,
            patch: shape.patch,
            heads: shape.heads(),
            beside: shape.beside(),
            embedding: LinearWeights { weight: &embedding, bias: values("patch_embed.proj.bias") },
            registers: shape.registers,
            positions: &positions,
            blocks: (0..shape.depth).map(block).collect(),
            norm: norm("norm"),
        };
        VitEncoder { front: Front::of(weights, arithmetic.isa), ..VitEncoder::new(spec, arithmetic, &all) }
    }

    fn run(&self, chip: &[f32], threads: &dyn Threads) -> Result<Vec<f32>> {
        let (given, expected) = (chip.len(), self.spec.input_len());
        if given != expected {
            return Err(Error::argument(format!("a chip of {given} numbers; the model takes {expected}")));
        }
        let (side, cells) = (self.spec.chip, self.spec.chip_cells().pow(2));
        let energies = self.front.as_ref().map(|front| front.energies(chip, side));
        let beside = energies.as_ref().and_then(|e| e.as_slice()).unwrap_or_default();
        let mut learned = memory::filled(cells * self.learned, 0.0, "features of a chip")?;
        panics::caught(|| self.vit.run(chip, side, beside, &mut learned, threads)).map_err(panics::error)?;
        match &self.front {
            Some(front) => front.features(&learned, beside, chip, side),
            None => Ok(learned),
        }
    }
}

/// Rows of both weights as one: pixels first.
fn beside(pixels: &[f32], texture: &[f32], rows: usize) -> Vec<f32> {
    let both = pixels.chunks_exact(pixels.len() / rows).zip(texture.chunks_exact(texture.len() / rows));
    both.flat_map(|(pixels, texture)| [pixels, texture]).flatten().copied().collect()
}

impl Encoder for VitEncoder {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        self.run(chip, &Serial)
    }

    fn encode_spread(&self, chip: &[f32]) -> Result<Vec<f32>> {
        // Outside of a pool rayon would start its global one, which belongs to the host.
        match rayon::current_thread_index() {
            Some(_) => self.run(chip, &CurrentPool),
            None => self.run(chip, &Serial),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Model, SpecHints};

    #[test]
    fn spread_over_a_pool_or_alone_a_chip_gives_the_same_bits() {
        let model = Model::open("untrained", &SpecHints::default()).unwrap();
        let chip: Vec<f32> = (0..model.spec().input_len()).map(|i| (i % 101) as f32 / 50.0 - 1.0).collect();
        let alone = model.encoder().encode(&chip).unwrap();
        assert_eq!(alone.len(), model.spec().output_len());
        assert_eq!(model.encoder().encode_spread(&chip).unwrap(), alone);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        assert_eq!(pool.install(|| model.encoder().encode_spread(&chip)).unwrap(), alone);
    }

    #[test]
    fn a_chip_of_another_length_is_refused() {
        let model = Model::open("untrained", &SpecHints::default()).unwrap();
        let refused = model.encoder().encode(&[0.0; 7]).unwrap_err();
        assert!(refused.to_string().contains("7 numbers"), "{refused}");
    }
}
