//! Encoders: from a file to features of one chip. tract, ONNX and PyTorch are known in this room only.
//!
//! Every file becomes one ONNX graph in memory ([`Network`]), which tract compiles and `model export` writes. Transformers
//! among them run on the kernels: checkpoints by their tensors, graphs of any exporter by `vit/recognise`. To add a
//! kind of network, add a file beside `resnet.rs` that lists its tensors and builds its graph, and its line in
//! `file::network::from_weights`; its test is parity with a reference output.

mod bounded;
#[cfg(feature = "default-model")]
mod embedded;
mod file;
mod graph;
mod patch_pca;
mod resnet;
mod spec;
mod tract;
mod untrained;
mod vit;
mod weights;

pub use file::network::{BANDS, Network, SpecHints};
pub use patch_pca::{PIXELS, PatchFit};
pub use spec::EncoderSpec;
pub use vit::encoder::{PrecisionChoice, automatic};

use self::vit::encoder::Computed;
use crate::error::Result;
use crate::{memory, panics};

/// Bytes without which no model is opened: tensors as they are read and as they are packed, of the smallest ones.
const LEAST_MEMORY: u64 = 48 << 20;

/// Turns one chip into features. Implementations are immutable and shared between threads.
pub trait Encoder: Send + Sync {
    /// What it expects and gives.
    fn spec(&self) -> &EncoderSpec;

    /// Encodes one normalised chip, `[bands][chip][chip]`, to `[chip_cells][chip_cells][dim]`.
    ///
    /// # Errors
    /// If the chip has another length or the network fails.
    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>>;

    /// The same numbers, computed on all threads of the rayon pool that the caller stands in, where the encoder can:
    /// for the case that there are fewer chips than threads.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    fn encode_spread(&self, chip: &[f32]) -> Result<Vec<f32>> {
        self.encode(chip)
    }

    /// What collects the scenes of a job for a model that must be fitted on them before it encodes; a network must not.
    fn fit(&self) -> Option<PatchFit> {
        None
    }
}

/// An encoder ready to run, with its name and origin.
pub struct Model {
    /// File name without folder, or the built-in's name.
    pub name: String,
    /// SHA-256 of the file, or of what was fitted, in hex.
    pub digest: String,
    /// A sentence that every output must carry, if there is one.
    pub caution: Option<&'static str>,
    /// The arithmetic that it runs in: `f32`, `bf16` or `int8`.
    pub precision: &'static str,
    /// What runs in which precision, in words: `bf16, attention in int8`.
    pub arithmetic: &'static str,
    /// The instructions that its kernels use (`avx512bf16`, `avx512vnni`, `avx512`, `avx2`, `portable`, `neon`), or `tract`.
    pub isa: &'static str,
    /// Why tract's operators compute it and not the kernels, if so.
    pub fallback: Option<String>,
    encoder: Box<dyn Encoder>,
}

impl Model {
    /// Opens a built-in (`default`, `untrained`, `pixels`), a checkpoint or an ONNX file, to run in f32.
    pub fn open(name: &str, hints: &SpecHints) -> Result<Self> {
        Model::open_with(name, hints, PrecisionChoice::F32)
    }

    /// Opens a model to run in a chosen precision.
    ///
    /// # Errors
    /// If the file cannot be read or run, or bf16 or int8 is asked of a network that has no such form.
    pub fn open_with(name: &str, hints: &SpecHints, precision: PrecisionChoice) -> Result<Self> {
        memory::require(LEAST_MEMORY, &format!("opening the model {name}"))?;
        match name {
            PIXELS => hints.refuse_for(name).and_then(|()| patch_pca::open(precision)),
            _ => Model::from_network(Network::load(name, hints)?, precision),
        }
    }

    /// Opens a checkpoint or an ONNX file that is in memory. `name` is what messages and outputs call it.
    pub fn from_bytes(bytes: &[u8], name: &str, hints: &SpecHints, precision: PrecisionChoice) -> Result<Self> {
        memory::require(LEAST_MEMORY.max(bytes.len() as u64), &format!("opening the model {name}"))?;
        Model::from_network(Network::from_bytes(bytes, name, hints)?, precision)
    }

    /// Compiles a network.
    ///
    /// # Errors
    /// As [`Model::open_with`].
    pub fn from_network(network: Network, precision: PrecisionChoice) -> Result<Self> {
        let encoder = panics::caught(|| tract::TractEncoder::new(&network, precision))
            .unwrap_or_else(|panic| Err(bounded::failure(&network.name, &panic)))?;
        let computed = encoder.arithmetic.clone();
        let model = Model::computing(&network.name, Box::new(encoder), computed);
        Ok(Model { digest: network.digest, caution: network.caution, ..model })
    }

    /// A model around any encoder, for tests.
    pub fn from_encoder(name: &str, encoder: Box<dyn Encoder>) -> Self {
        Model::computing(name, encoder, Computed::TRACT)
    }

    fn computing(name: &str, encoder: Box<dyn Encoder>, computed: Computed) -> Self {
        let Computed { precision, detail, isa, fallback } = computed;
        let (name, digest) = (name.into(), String::new());
        Model { name, digest, caution: None, precision, arithmetic: detail, isa, fallback, encoder }
    }

    /// What computes it, in words: its arithmetic, and why tract's operators compute it, if so.
    pub fn in_full(&self) -> String {
        match &self.fallback {
            Some(reason) => format!("{} on tract's operators: {reason}", self.precision),
            None => self.arithmetic.into(),
        }
    }

    /// The encoder.
    pub fn encoder(&self) -> &dyn Encoder {
        &*self.encoder
    }

    /// What it expects and gives.
    pub fn spec(&self) -> &EncoderSpec {
        self.encoder.spec()
    }
}

/// A network as a standard ONNX file. Bands and statistics go into its metadata.
pub fn exported(network: &Network) -> Vec<u8> {
    graph::encode(&network.exported())
}
