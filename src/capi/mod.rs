//! The C ABI: the only room that exports symbols, and one of three that may be `unsafe`.
//!
//! Every function is three lines of intent inside [`guard::guard`], which catches panics and records the message.
//! Pointers are checked in `args.rs` before they are used. The header `include/lejepa_gis.h` is generated from this
//! room by cbindgen (`make header`). To add a function: its file by object, the header anew, one C test of its name.

mod args;
mod callback;
mod guard;
mod jobs;
mod model;
mod text;
mod version;
