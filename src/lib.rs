//! Features, PCA pictures and change rasters from Sentinel-2 on the CPU. The C library, the command line and this crate
//! are doors to the same jobs in [`pipeline`]; ARCHITECTURE.md shows the rooms.

#[allow(unsafe_code)]
pub mod capi;
pub mod cli;
pub use capi::LEJEPA_GIS_ABI_VERSION as ABI_VERSION;
pub mod error;
pub mod geometry;
#[allow(unsafe_code)]
mod kernel;
pub mod memory;
pub mod model;
pub mod numeric;
mod panics;
pub mod params;
pub mod pipeline;
pub mod product;
pub mod raster;
pub mod redact;
pub mod synthetic;
pub mod tiling;
