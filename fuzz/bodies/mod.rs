//! One body for each target: what is run on the fuzzer's bytes, and by the tests on the inputs that are kept.
#![allow(dead_code)] // a target runs one of them

pub mod bands;
pub mod basis;
pub mod buffers;
pub mod c;
pub mod checkpoint;
pub mod compile;
pub mod errors;
pub mod folder;
pub mod jobs;
pub mod onnx;
pub mod options;
pub mod place;
pub mod product;
pub mod queries;
pub mod recorded;
pub mod scenes;
pub mod stac;
pub mod structures;
pub mod tiny;
