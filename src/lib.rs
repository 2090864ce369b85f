//! WIP
#![allow(dead_code)]
pub mod error;
pub mod geometry;
pub mod model;
pub mod numeric;
pub mod raster;
pub mod tiling;
