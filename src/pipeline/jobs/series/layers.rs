//! What is written of each cell.

use crate::pipeline::options::Options;

/// Score from which on a date stands out: chosen on the made-up places 1 and 2, measured on others (`make evaluate-series`;
/// docs/series.md has the figures).
pub const STANDS_OUT: f32 = 1.75;

/// Descriptions of the bands.
pub fn bands(options: &Options) -> &'static [&'static str] {
    match (options.series.before_after, options.series.watch) {
        (true, _) => &["change between the medians of early and late dates", "valid early dates", "valid late dates"],
        (_, true) => &["how far the newest date stands out", "valid dates"],
        _ => &[
            "first date of a confirmed change: days since 1970-01-01",
            "magnitude: median score of the confirming dates",
            "confirming dates",
            "valid dates",
            "state: 0 no change, 1 changed and stayed, 2 changed and returned, 3 unconfirmed",
        ],
    }
}
