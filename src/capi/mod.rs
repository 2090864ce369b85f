//! The C ABI: the only room that exports symbols, and one of three that may be `unsafe`.
//!
//! Every function is three lines of intent inside `guard::guard`, which catches panics and records the message.
//! Pointers are checked in `args.rs` before they are used. The header `include/lejepa_gis.h` is generated from this
//! room by cbindgen (`make header`). To add a function: its file by object, the header anew, one C test of its name.

mod args;
mod basis;
mod basis_fit;
mod buffers;
mod callback;
mod context;
mod doctor;
mod errors;
mod guard;
mod image;
mod job;
mod job_run;
mod model;
mod model_queries;
mod products;
mod results;
mod similar;
mod text;
mod version;

pub use version::LEJEPA_GIS_ABI_VERSION;
