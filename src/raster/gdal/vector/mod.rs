//! Layers of points and polygons, through GDAL's vector functions.

mod format;
mod read;
mod write;

pub use format::VectorFormat;
pub use read::{Place, Shape, read_places};
pub use write::{Field, FieldKind, FieldValue, LayerSpec, PolygonWriter, Ring};
