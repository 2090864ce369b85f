//! A ViT-Tiny/8 with seeded random weights, opened as `untrained`: the measure of what training brings, and the default
//! of builds without the feature `default-model`.

use sha2::{Digest, Sha256};

use super::digest::hex;
use super::file::network::{Network, from_weights};
use super::spec::BANDS;
use super::vit::shape::VitShape;
use super::weights::{Tensor, Weights};
use crate::error::Result;

/// Statistics of the published model's card.
const MEAN: [f32; 5] = [1298.91, 1086.62, 830.22, 2467.29, 2357.63];
const STD: [f32; 5] = [1192.39, 908.0, 846.53, 1264.88, 1504.0];
/// Standard deviation of the weights.
const SPREAD: f32 = 0.02;
const SHAPE: VitShape = VitShape { dim: 192, depth: 12, registers: 4, grid: 16, patch: 8, bands: 5, head: None };

/// What every output of this model says.
pub const CAUTION: &str = "untrained model: random weights, features without learned meaning";

/// The network; the same on every machine.
pub fn network() -> Result<Network> {
    let mut weights = Weights::default();
    let mut hash = Sha256::new();
    for (name, shape) in SHAPE.tensors() {
        let count = shape.iter().product();
        let values: Vec<f32> = if name.ends_with("bias") {
            vec![0.0; count]
        } else if name.contains("norm") {
            vec![1.0; count]
        } else {
            noise(&name, count)
        };
        values.iter().for_each(|v| hash.update(v.to_le_bytes()));
        weights.0.insert(format!("vit.{name}"), Tensor { shape, values });
    }
    let stats = (BANDS.map(String::from).to_vec(), MEAN.to_vec(), STD.to_vec());
    let mut network = from_weights(weights, "vit_tiny_patch8", Some(SHAPE.chip()), stats, "untrained")?;
    (network.digest, network.caution) = (hex(&hash.finalize()), Some(CAUTION));
    Ok(network)
}

/// Uniform numbers of standard deviation [`SPREAD`] that follow from a tensor's name (FNV-1a seeds SplitMix64).
fn noise(name: &str, count: usize) -> Vec<f32> {
    let mut state =
        name.bytes().fold(0xCBF2_9CE4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3));
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next() * SPREAD * 3f32.sqrt()).collect()
}
