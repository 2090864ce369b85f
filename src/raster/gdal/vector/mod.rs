//! Vector layers through the bound GDAL.

mod read;

pub use read::{Place, Shape, read_places};
