//! C functions about models, bases, tables and versions.
#![no_main]

#[path = "../bodies/mod.rs"]
mod bodies;
mod common;

libfuzzer_sys::fuzz_target!(init: common::start(), |bytes: &[u8]| common::run(bytes, bodies::queries::run));
