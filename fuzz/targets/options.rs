//! Option lists: any texts give options or an error, for every task; and texts of a basis.
#![no_main]

#[path = "../bodies/options.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
