//! Arguments of the image functions, straight at the C border: sizes, strides, types, masks.
#![no_main]

#[path = "../bodies/buffers.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
