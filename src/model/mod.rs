//! Encoders: from a file to features of one chip. tract, ONNX and PyTorch are known in this room only.
//!
//! Every file becomes one ONNX graph in memory ([`Network`]), which tract compiles and `model export` writes. Transformers
//! among them run on the kernels: checkpoints by their tensors, graphs of any exporter by `vit/recognise`. To add a
//! kind of network, add a file beside `resnet.rs` that lists its tensors and builds its graph, and its line in
//! `file::network::from_weights`; its test is parity with a reference output.

mod bounded;
mod digest;
#[cfg(feature = "default-model")]
mod embedded;
mod encoder;
mod file;
mod graph;
mod open;
mod patch_pca;
mod precision;
mod resnet;
mod spec;
mod tract;
mod untrained;
mod vit;
mod weights;

pub use encoder::{Encoder, Model};
pub use file::network::{Network, exported};
pub use patch_pca::{PIXELS, PatchFit};
pub use precision::{PrecisionChoice, automatic};
pub use spec::{BANDS, EncoderSpec, SpecHints};
