//! Two maps of change as one.

use crate::error::Result;
use crate::memory;

/// Change below which a map cannot pull the other down any further.
const LEAST: f32 = 1e-6;

/// The geometric mean of two maps in medians of the scene, so that a threshold means the same in every scene: large only
/// where both are. A cell that is invalid (NaN) in one is invalid.
///
/// # Errors
/// If there is no memory for it.
pub fn geometric_mean<'a>(
    a: impl ExactSizeIterator<Item = &'a f32>,
    b: impl ExactSizeIterator<Item = &'a f32>,
) -> Result<Vec<f32>> {
    let mean = |(a, b): (&f32, &f32)| {
        if a.is_nan() || b.is_nan() { f32::NAN } else { (a.max(LEAST) * b.max(LEAST)).sqrt() }
    };
    memory::collected(a.zip(b).map(mean), "values of change")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_must_be_large() {
        let (a, b) = ([4.0f32, 4.0, f32::NAN, 0.0], [9.0f32, 0.25, 1.0, 4.0]);
        let mean = geometric_mean(a.iter(), b.iter()).unwrap();
        assert_eq!([mean[0], mean[1]], [6.0, 1.0]);
        assert!(mean[2].is_nan() && mean[3] < 0.01);
    }
}
