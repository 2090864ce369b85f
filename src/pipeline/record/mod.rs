//! What is said of outputs: metadata in them, STAC items beside them, and the report of a job.

mod clock;
mod embedding;
mod item;
mod metadata;
mod page;
mod recorded;
mod report;
mod style;

pub use item::{beside as item_beside, item};
pub use metadata::{carried_over, metadata};
pub use page::{
    AreaOnPage, Became, CellOnPage, DateInList, DateOnPage, LISTED, ManyDates, MapOnPage, Page, Point, Scale, Subject,
    page_beside,
};
pub use recorded::{Recorded, recorded};
pub use report::{InputReport, Report};
pub use style::{
    areas_style, change_style, components_style, days_style, features_style, scores_style, style_beside,
    transition_areas_style, validity_style,
};
