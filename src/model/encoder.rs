//! What encodes a chip, and what outputs say of it.

use super::precision::Computed;
use super::spec::EncoderSpec;
use crate::error::Result;

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
    /// What it takes in memory; zeros where that is little.
    pub memory: Taken,
    pub(super) encoder: Box<dyn Encoder>,
}

/// Bytes that a model takes, about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Taken {
    /// As long as it is open.
    pub open: u64,
    /// At most, while it is opened.
    pub opening: u64,
}

impl Model {
    /// A model around any encoder that runs in f32 without the kernels.
    pub fn from_encoder(name: &str, encoder: Box<dyn Encoder>) -> Self {
        Model::computing(name, encoder, Computed::TRACT)
    }

    /// A model around an encoder that computes so.
    pub(super) fn computing(name: &str, encoder: Box<dyn Encoder>, computed: Computed) -> Self {
        let Computed { precision, detail, isa, fallback } = computed;
        let (name, digest) = (name.into(), String::new());
        Model {
            name,
            digest,
            caution: None,
            precision,
            arithmetic: detail,
            isa,
            fallback,
            memory: Taken::default(),
            encoder,
        }
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
