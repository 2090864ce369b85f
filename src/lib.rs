//! WIP
#![allow(dead_code)]
#[allow(unsafe_code)]
pub mod capi;
pub mod cli;
pub use capi::LEJEPA_GIS_ABI_VERSION as ABI_VERSION;
pub mod error;
pub mod geometry;
#[allow(unsafe_code)]
mod kernel;
pub mod model;
pub mod numeric;
pub mod params;
pub mod pipeline;
pub mod product;
pub mod raster;
pub mod synthetic;
pub mod tiling;
