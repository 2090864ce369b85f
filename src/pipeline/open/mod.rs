//! From names and datasets to checked scenes: opened, understood, aligned and cut. First of the rooms that a pixel passes.

mod area;
mod cells;
mod comparable;
mod dates;
mod facts;
mod input;
mod mask;
mod opening;
mod order;
mod placing;
mod provenance;
mod scene;
mod shift;
mod values;

pub use cells::{hold_classes, open_classes, open_features, open_made};
pub use dates::{open_dates, open_series, unlike_models};
pub use facts::Facts;
pub use input::InputRef;
pub use opening::open;
pub use order::{day_of, days};
pub use placing::ground_size;
pub use provenance::{ModelIdentity, NOT_BLENDED, Origin, Provenance, Settings};
pub use scene::{FeatureRaster, Input, Scene};
pub use values::check_all;
