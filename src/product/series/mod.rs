//! Change over many dates of one place: when, how much, and whether it stayed.
//!
//! [`Harmony`] brings every date's features into one space, in which season and haze of the whole scene are gone; in it,
//! [`Walk`] goes through a cell's dates in order and asks of each whether it stands out from the cell's own past
//! ([`History`]). The formulas stand at each of them; docs/series.md has them together.

mod classes;
mod harmony;
mod history;
mod patches;
mod walk;

pub use classes::Classes;
pub use harmony::{Harmony, HarmonyFit};
pub use history::{History, distance};
pub use patches::largest_patch;
pub use walk::{Floor, Rule, State, Verdict, Walk};

/// Magnitudes have no upper end: from so many times the threshold on, a cell is as certain as it can be. Drawn between cells'
/// centres, larger ones would take unchanged neighbours with them.
const CERTAIN: f32 = 2.0;

/// A magnitude as it is drawn; NaN stays.
pub fn drawn(magnitude: f32, threshold: f32) -> f32 {
    // `min` would make a number of NaN.
    if magnitude > CERTAIN * threshold { CERTAIN * threshold } else { magnitude }
}
