//! How many dates are looked at.

use std::path::PathBuf;

use super::words::{choice, whole};
use crate::error::Result;
use crate::params::Values;

/// How many dates are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesChoice {
    /// Medians of early and of late dates as two dates, instead of each cell's own history.
    pub before_after: bool,
    /// Folder that keeps features.
    pub store: Option<PathBuf>,
    /// Least share of cells that must be valid on a date.
    pub min_clear: f64,
    /// Only the newest date is asked.
    pub watch: bool,
    /// Hectares from which what stands out on the newest date is an alarm.
    pub alarm: f64,
    /// Dates that are a cell's past before one is asked; `None` for a number that fits how many there are.
    pub history: Option<usize>,
    /// Days of the year that an earlier date may lie apart to be compared with by itself; 0 for none.
    pub season: i64,
    /// Number of early dates, if it was said.
    pub early: Option<usize>,
    /// Number of late dates, if it was said.
    pub late: Option<usize>,
}

impl SeriesChoice {
    /// From checked values.
    ///
    /// # Errors
    /// [`Error::Argument`](crate::error::Error::Argument) for a value that the table cannot check alone.
    pub(super) fn new(values: &Values) -> Result<Self> {
        Ok(SeriesChoice {
            before_after: choice(values, "SERIES_METHOD", &[("history", false), ("before-after", true)])?,
            store: values.text_if("STORE").map(PathBuf::from),
            min_clear: values.number("MIN_CLEAR").unwrap_or(0.2),
            watch: values.flag("WATCH"),
            alarm: values.number("ALARM").unwrap_or(10.0),
            history: whole(values, "HISTORY")?,
            season: values.number("SEASON").map_or(183, |days| days as i64),
            early: whole(values, "EARLY")?,
            late: whole(values, "LATE")?,
        })
    }
}
