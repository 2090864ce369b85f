//! What becomes of features: principal components, change, areas of it, descriptors, compact codes. Pure: cells in, numbers out.
//!
//! Cells arrive as `[cells][dim]` in float32; an invalid cell is NaN throughout. To add a product, add a file with its
//! formula and a hand-computed test, and its job in `pipeline`.

pub mod areas;
mod assessment;
mod basis;
mod change;
mod classifier;
mod clusters;
mod coded;
mod compact;
mod descriptor;
mod interpolated;
mod joint;
mod method;
mod residual;
pub mod series;
mod shown;
mod similar;
mod smoothing;
mod standard;
mod threshold;
mod transitions;

pub use assessment::{Confusion, FOLDS, Figures, folds};
pub use basis::{Basis, BasisFit, COMPONENTS, Stretch};
pub use change::{chi_square_change, cosine_change, distance_change};
pub use classifier::{Classifier, Labelled, Likeliest, Named};
pub use clusters::Clusters;
pub use coded::CodedCells;
pub use compact::{CodeFit, Codes, round_to_f16};
pub use descriptor::Descriptor;
pub use interpolated::{Interpolated, Rows};
pub use joint::geometric_mean;
pub use method::Method;
pub use residual::{
    COMPARED_TOGETHER, Lengths, MOST_WITH_NOISE, Residual, ResidualFit, UNKNOWN_NOISE, WHITENING, noise_share,
};
pub use shown::three_numbers;
pub use similar::Likeness;
pub use smoothing::smoothed;
pub use standard::{Standard, StandardFit};
pub use threshold::Threshold;
pub use transitions::{Transition, Transitions, csv, pair, pair_of};

/// Bytes of the largest basis that is read: of 65 536 numbers it has a tenth.
pub const LARGEST_BASIS: u64 = 64 << 20;

/// Whether a cell has a feature: all of its numbers are finite.
pub fn is_valid<'a>(cell: impl IntoIterator<Item = &'a f32>) -> bool {
    // All are looked at, so that vector instructions can.
    let (count, finite) = cell.into_iter().fold((0, true), |(n, finite), v| (n + 1, finite & v.is_finite()));
    count > 0 && finite
}
