//! Parameters of many dates.

use super::groups::SERIES;
use super::parameter::{File, Kind, Parameter};
use super::rows::{advanced, is, machine, parameter, unit};
use super::tasks::Task;

/// Its rows, in the order of help texts and dialogs.
pub(super) const ROWS: &[Parameter] = &[
    parameter(
        "SERIES_METHOD",
        Kind::Choice(&["history", "before-after"]),
        "history",
        SERIES,
        "How many dates are looked at. history: each date of a cell against the median of its own earlier ones and against the nearest of them, in units of how far these lie apart and of how far cells like it lie from theirs on that date. before-after: the medians of the features of several early and of several late dates, as two dates (METHOD residual or cosine).",
    ),
    machine(parameter(
        "STORE",
        Kind::Path(File::Folder),
        "",
        SERIES,
        "Folder that keeps the features of each date, made if it is missing: a date that was encoded before, with the same model and parameters, is found again by the digest of its pixels, so that one more date costs one encoding.",
    )),
    unit(
        "share",
        parameter(
            "MIN_CLEAR",
            Kind::Number(0.0, 1.0),
            "0.2",
            SERIES,
            "Least share of the cells that are valid on any date which must be valid on a date: one with fewer is named and left out.",
        ),
    ),
    parameter(
        "WATCH",
        Kind::Flag,
        "NO",
        SERIES,
        "Only ask whether the newest date is out of the ordinary against all others: the report says so under watch, and the command line ends with exit code 3 if it is.",
    )
    .needing(&[is("SERIES_METHOD", &["history"])]),
    unit(
        "ha",
        parameter(
            "ALARM",
            Kind::Number(0.0, 1_000_000.0),
            "10",
            SERIES,
            "Area from which cells that touch each other and stand out on the newest date make it out of the ordinary.",
        ),
    )
    .needing(&[is("WATCH", &["YES"])]),
    advanced(unit(
        "dates",
        parameter(
            "HISTORY",
            Kind::ChoiceOrNumber(&["auto"], 1.0, 1000.0),
            "auto",
            SERIES,
            "Valid dates of a cell that are its history before a date is asked whether it stands out; auto is a quarter of the dates, at least 2 and at most 6 (of 3 dates, 1).",
        ),
    ))
    .needing(&[is("SERIES_METHOD", &["history"])]),
    advanced(unit(
        "days",
        parameter(
            "SEASON",
            Kind::Integer(0, 183),
            "183",
            SERIES,
            "A date that looks as the cell looked on one earlier date is no change: how many days of the year the two may lie apart, whatever the year; 183 is any season, 0 asks the median of the past alone.",
        ),
    ))
    .needing(&[is("SERIES_METHOD", &["history"])]),
    advanced(unit(
        "dates",
        parameter("EARLY", Kind::ChoiceOrNumber(&["auto"], 1.0, 1000.0), "auto", SERIES, "Number of early dates; auto is half of the dates, at most 3."),
    ))
    .needing(&[is("SERIES_METHOD", &["before-after"])]),
    advanced(unit(
        "dates",
        parameter("LATE", Kind::ChoiceOrNumber(&["auto"], 1.0, 1000.0), "auto", SERIES, "Number of late dates; auto is half of the dates, at most 3."),
    ))
    .needing(&[is("SERIES_METHOD", &["before-after"])]),
    parameter(
        "FILTER",
        Kind::Text,
        "",
        &[Task::Areas],
        "Of a raster of series, which changes count, all of: first>=2024-01-01, first<=2024-06-30, confirming>=3, state=stayed or state=returned, separated by commas.",
    ),
];
