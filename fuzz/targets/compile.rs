//! Opening an ONNX file whole: typing, optimisation, the search for a transformer, one chip.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;
mod common;
mod graphs;

libfuzzer_sys::fuzz_target!(init: common::start(), |bytes: &[u8]| common::run(bytes, bodies::compile::run));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    graphs::mutate(data, size, most, seed)
});
