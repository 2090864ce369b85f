//! Pixel grids and windows: pure, no files, no GDAL.
//!
//! To add here: a type about *where* pixels lie, with property tests in its file.

mod equal_area;
mod grid;
mod ground;
mod inside;
mod patches;
mod window;

pub use equal_area::EqualArea;
pub use grid::Grid;
pub use ground::{TRAINED_ON, metres_between, size_warning};
pub use inside::{Span, cell_at, cells_inside};
pub use patches::{Patches, Shifts};
pub use window::Window;
