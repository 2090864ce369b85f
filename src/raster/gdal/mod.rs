//! The only room that speaks to GDAL, and one of three that may be `unsafe`.
//!
//! GDAL is bound at run time ([`bind`]), never linked. Datasets are used by one thread at a time. To use one more GDAL
//! function, add its line in `symbols.rs` and a safe method in `dataset.rs` or `sink.rs`.

mod creation;
mod dataset;
mod driver;
mod files;
mod library;
mod locate;
mod place;
mod quicklook;
mod sink;
mod source;
mod symbols;
mod view;

pub use dataset::{Dataset, LentDataset, same_crs};
pub use files::{Scratch, exists, list_folder, read_text, remove_file};
pub use library::{GDAL_VARIABLE, Gdal, bind};
pub use place::Transformer;
pub use quicklook::write_png;
pub use sink::{GdalSink, METADATA_DOMAIN, OutputBand, OutputSpec, Storage, WriteOptions};
pub use source::{GdalBand, GdalSource};
