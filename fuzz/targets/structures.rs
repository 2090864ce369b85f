//! Job structures of any contents.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;
mod common;

libfuzzer_sys::fuzz_target!(init: common::start(), |bytes: &[u8]| common::run(bytes, bodies::structures::run));
