//! What is said of outputs: metadata in them, STAC items beside them, and the report of a job.

mod clock;
mod embedding;
mod item;
mod metadata;
mod recorded;
mod report;
mod style;

pub use item::{beside as item_beside, item};
pub use metadata::{carried_over, metadata};
pub use recorded::{Recorded, recorded};
pub use report::{InputReport, Report};
pub use style::{change_style, components_style, style_beside, validity_style};
