//! Pixel grids and windows: pure, no files, no GDAL.
//!
//! To add here: a type about *where* pixels lie, with property tests in its file.

mod grid;
mod window;

pub use grid::Grid;
pub use window::Window;
