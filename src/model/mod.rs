//! Encoders: from a file to features of one chip. tract, ONNX and PyTorch are known in this room only.
//!
//! Every file becomes a [`Network`] (`file`), and `compile` finds its encoder. Transformers run on the kernels (`vit`):
//! checkpoints by their tensors, graphs of any exporter by `vit/recognise`. Any other network runs as an ONNX graph on
//! tract's operators (`tract`). To add a kind of network, add a file beside `resnet.rs` that lists its tensors and builds
//! its graph, and its line in `file::network::from_weights`; its test is parity with a reference output.
//!
//! Models without a network (`scenes`) are fitted on the scenes of a job.
//!
//! tract is named in `graph` (ONNX's messages), `bounded` (types and sizes of a graph), `tract` (running one) and
//! `vit/recognise` (reading one).

mod bank;
mod bounded;
mod compile;
mod digest;
#[cfg(feature = "default-model")]
mod embedded;
mod encoder;
mod file;
mod graph;
mod open;
mod precision;
mod ranks;
mod resnet;
mod scenes;
mod spec;
mod tract;
mod untrained;
mod vit;
mod weights;

pub use encoder::{Encoder, Model, Taken};
pub use file::network::{Network, exported};
pub use open::Opened;
pub use precision::{PrecisionChoice, automatic};
pub use scenes::{BandStatistics, BandSums, Chip, Fit, IRMAD, Sample, SceneModel, TEXTURE, VARIATES, VECTOR};
pub use spec::{BANDS, EncoderSpec, SpecHints};
