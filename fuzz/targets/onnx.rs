//! The ONNX opener, compiling included: any bytes give a model or an error.
#![no_main]

#[path = "../bodies/onnx.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
