//! Features, PCA pictures and change rasters from Sentinel-2 on the CPU. The C library, the command line and this crate
//! are doors to the same jobs: a [`Job`] is a [`Task`], inputs, outputs and [`Options`], and [`run_job`] runs it.
//! ARCHITECTURE.md shows the rooms behind them, which are open to this project's own tests and examples only.

#[allow(unsafe_code)]
pub mod capi;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod geometry;
#[allow(unsafe_code)]
mod kernel;
#[doc(hidden)]
pub mod memory;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod numeric;
mod panics;
#[doc(hidden)]
pub mod params;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod product;
#[doc(hidden)]
pub mod raster;
#[doc(hidden)]
pub mod redact;
#[doc(hidden)]
pub mod synthetic;
#[doc(hidden)]
pub mod tiling;

pub use capi::LEJEPA_GIS_ABI_VERSION as ABI_VERSION;
pub use error::{Error, Result, Status};
pub use model::{EncoderSpec, Model, Opened, PrecisionChoice, SpecHints};
pub use params::{Parameter, Task, TaskInfo, Values};
pub use pipeline::{
    Context, Estimate, InputRef, Job, Options, Progress, Report, change, describe, estimate, features, pca, run,
    run_job, silent,
};
