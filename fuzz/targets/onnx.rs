//! The ONNX reader, up to what it says of the network.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;
mod common;
mod graphs;

libfuzzer_sys::fuzz_target!(init: common::start(), |bytes: &[u8]| common::run(bytes, bodies::onnx::run));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    graphs::mutate(data, size, most, seed)
});
