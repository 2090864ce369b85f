//! Jobs from inputs to outputs: the only room that knows all the others. Its own rooms stand in the order in which a pixel
//! lives, and each uses only those before it:
//!
//! `open` (names and datasets to checked scenes) → `encode` (scenes to cells) → `write` (cells to files) → `record`
//! (what is said of them) → `jobs` (what is made, for every door). `options` and `progress` serve them all.

mod doctor;
mod encode;
mod index;
mod jobs;
mod open;
mod options;
mod progress;
mod record;
mod synthetic;
mod write;

pub use doctor::{Doctor, build, doctor, processor};
pub use encode::{Context, Encoded, FeatureStore, Log, With, encode, encode_chips, encode_image, within, worker_pool};
pub use index::{Query, SimilarIndex};
pub use jobs::{Estimate, InputEstimate, Job, areas, change, describe, estimate, features, pca, run, run_job};
pub use open::{Facts, InputRef, ModelIdentity};
pub use options::{
    Area, AreasChoice, Components, Dates, Encoding, Examples, Finding, Grouping, Labels, MapPixels, ModelChoice,
    Nodata, Options, PerDate, Reading, RecordedModel, SeriesChoice, Writing,
};
pub use progress::{Progress, Stage, silent};
pub use record::{InputReport, Recorded, Report, recorded};
pub use synthetic::{write_synthetic_scene, write_synthetic_series};
pub use write::{Outputs, ResultDataset, write_whole};
