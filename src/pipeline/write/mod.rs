//! From cells to files: rasters, polygons and quicklooks, made out of sight and put in their places all or none.

mod classes;
mod map;
mod outputs;
mod polygons;
mod publish;
mod quicklook;
mod raster;
mod result_dataset;
mod rounding;
mod targets;

pub use classes::write_classes;
pub use map::MapGrid;
pub use outputs::{Outputs, write_whole};
pub use polygons::{Dated, Layer, TransitionLayer};
pub use quicklook::{magma, strong, write_cells, write_picture};
pub use raster::{rehearse, write_features, write_rgb, write_values};
pub use result_dataset::ResultDataset;
