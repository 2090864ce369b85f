//! The only room that speaks to GDAL, and one of three that may be `unsafe`.
//!
//! GDAL is bound at run time ([`bind`]), never linked. Datasets are used by one thread at a time. To use one more GDAL
//! function, add its line in `symbols.rs` and a safe method where it belongs: `dataset.rs`, `band.rs`, `sink.rs`,
//! `vector/`.

mod band;
mod configuration;
mod copy;
mod creation;
mod crs;
mod dataset;
mod describe;
mod driver;
mod files;
mod heap;
mod legend;
mod library;
mod locate;
mod messages;
mod names;
mod output_spec;
mod patience;
mod quicklook;
mod sink;
mod source;
mod stop;
mod symbols;
mod system;
mod tags;
mod texts;
mod vector;
mod warp;
mod whole;
mod work;

pub use configuration::Configuration;
pub use crs::{Transformer, same_crs};
pub use dataset::{BorrowedDataset, Dataset};
pub use describe::METADATA_DOMAIN;
pub use files::{exists, list_folder, make_folder, read_start, read_text, remove, rename, write_text};
pub use heap::{GiveBack, give_back_of_thread, give_back_unused, spare_addresses};
pub use legend::Class;
pub use library::{GDAL_VARIABLE, Gdal, bind};
pub use names::{folder_and_name, is_virtual};
pub use output_spec::{Content, OutputBand, OutputSpec, Storage, WriteOptions};
pub use quicklook::{picture_bytes, write_png};
pub use sink::GdalSink;
pub use source::{GdalBand, GdalSource};
pub use stop::asking;
pub use system::{file_number, open_to_sync, readable_files, rename_folder};
pub use vector::{
    Field, FieldKind, FieldValue, LayerSpec, Place, PolygonWriter, Ring, Shape, VectorFormat, read_places,
};
pub use whole::prove_whole;
pub use work::{Leftover, Scratch, WORK_PREFIX, WorkFolder, abandon_work, leftovers, without_work};
