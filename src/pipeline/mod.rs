//! Jobs from inputs to outputs: the only room that knows all the others.
//!
//! A job opens and checks its inputs, encodes each of them once into a [`FeatureStore`], and makes products from the
//! stores. To add a job, add a function in `jobs.rs`, a task in `params`, and its command and C function.

mod agree;
mod area;
mod doctor;
mod encode;
mod estimate;
mod fit;
mod handover;
mod image;
mod input;
mod jobs;
mod joint;
mod options;
mod output;
mod outputs;
mod pair;
mod picture;
mod products;
mod progress;
mod provenance;
mod publish;
mod queue;
mod report;
mod scene;
mod session;
mod sidecar;
mod store;
mod stored;
mod strip;
mod synthetic;
mod targets;
mod validity;
mod values;

pub use doctor::{Doctor, build, doctor, processor};
pub use encode::{Encoded, encode, worker_pool};
pub use estimate::{Estimate, InputEstimate, estimate};
pub use handover::Handover;
pub use image::{encode_chips, encode_image};
pub use input::InputRef;
pub use jobs::{change, describe, features, pca, run};
pub use options::{Method, Nodata, Options, PerDate};
pub use outputs::{Outputs, write_whole};
pub use progress::{Progress, Stage, silent};
pub use report::{InputReport, Report};
pub use scene::Facts;
pub use session::ModelIdentity;
pub use sidecar::{Recorded, RecordedModel, recorded};
pub use store::FeatureStore;
pub use synthetic::write_synthetic_scene;
