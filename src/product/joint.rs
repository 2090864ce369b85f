//! Two maps of change as one.

use ndarray::{Array2, Zip};

/// Change below which a map cannot pull the other down any further.
const LEAST: f32 = 1e-6;

/// The geometric mean of two maps in medians of the scene, so that a threshold means the same in every scene: large only
/// where both are. A cell that is invalid (NaN) in one is invalid.
pub fn geometric_mean(a: &Array2<f32>, b: &Array2<f32>) -> Array2<f32> {
    let mean =
        |a: &f32, b: &f32| if a.is_nan() || b.is_nan() { f32::NAN } else { (a.max(LEAST) * b.max(LEAST)).sqrt() };
    Zip::from(a).and(b).map_collect(mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn both_must_be_large() {
        let (a, b) = (array![[4.0f32], [4.0], [f32::NAN], [0.0]], array![[9.0f32], [0.25], [1.0], [4.0]]);
        let mean = geometric_mean(&a, &b);
        assert_eq!([mean[(0, 0)], mean[(1, 0)]], [6.0, 1.0]);
        assert!(mean[(2, 0)].is_nan() && mean[(3, 0)] < 0.01);
    }
}
