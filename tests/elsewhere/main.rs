//! The library and the command that were built here for another system, run there: Windows under wine, ARM64 under qemu.
//!
//! `make test-windows` and `make test-arm` run this. The tests that know no system run there themselves, by cargo.

mod c_programs;
mod command_line;
mod gdal;
mod interrupt;
mod machine;
#[path = "../support/mod.rs"]
mod support;
mod wheel;
