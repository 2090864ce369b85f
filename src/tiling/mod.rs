//! Chips over a raster of any size: where they lie, how their edges are padded and filled, how their cells blend.
//!
//! Pure: no files, no network. To add a taper, add a variant to [`Taper`] and its name to the table of parameters.

mod blend;
mod fill;
mod plan;

pub use blend::{Blend, Taper};
pub use fill::fill_invalid;
pub use plan::{ChipPlan, Starts, reflect};
