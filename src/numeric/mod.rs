//! Small numeric tools of the products: moments, eigenvectors, ridge regression, percentiles. Pure, in f64.
//!
//! To add one, add a file with its formula's source and a test against a hand-computed case.

mod chi_square;
mod eigen;
mod hadamard;
mod logistic;
mod moments;
mod principal;
mod quantile;
mod random;
mod ranking;
mod ridge;
mod shift;

pub use chi_square::chi_square_5;
pub use eigen::symmetric_eigen;
pub use hadamard::hadamard;
pub use logistic::{Logistic, fit_logistic, softmax};
pub use moments::Moments;
pub use principal::{PrincipalAxes, principal_axes};
pub use quantile::percentiles;
pub use random::{Draws, normal};
pub use ranking::auc_and_ap;
pub use ridge::{Ridge, fit_ridge, solve_ridge, whitening};
pub use shift::{SIDE as SHIFT_SIDE, ShiftEstimate};
