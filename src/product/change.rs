//! Change of a cell from its two features alone.

use ndarray::ArrayView2;

use crate::numeric::chi_square_5;

/// `1 − cos(a, b)` per cell, 0 to 2; NaN where a date is invalid or a feature has no length.
pub fn cosine_change(before: ArrayView2<f32>, after: ArrayView2<f32>) -> Vec<f32> {
    let one = |(a, b): (ndarray::ArrayView1<f32>, ndarray::ArrayView1<f32>)| {
        let (mut ab, mut aa, mut bb) = (0f64, 0f64, 0f64);
        for (x, y) in a.iter().zip(&b) {
            let (x, y) = (f64::from(*x), f64::from(*y));
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }
        // 0/0 is NaN, and so is anything with an invalid cell
        (1.0 - ab / (aa * bb).sqrt()).clamp(0.0, 2.0) as f32
    };
    before.rows().into_iter().zip(after.rows()).map(one).collect()
}

/// Distance per cell of features that hold `numbers` numbers for each of its parts: the mean over the parts of the length
/// of their difference. NaN where a date is invalid.
pub fn distance_change(before: ArrayView2<f32>, after: ArrayView2<f32>, numbers: usize) -> Vec<f32> {
    per_part(before, after, numbers, |square| square.sqrt())
}

/// Probability of change per cell, 0 to 1, of features whose parts' squared differences follow a chi-square distribution of
/// five degrees of freedom where nothing changed, as `irmad`'s do: the mean over the parts.
pub fn chi_square_change(before: ArrayView2<f32>, after: ArrayView2<f32>) -> Vec<f32> {
    per_part(before, after, 5, chi_square_5)
}

fn per_part(before: ArrayView2<f32>, after: ArrayView2<f32>, numbers: usize, of: impl Fn(f64) -> f64) -> Vec<f32> {
    let parts = before.ncols() / numbers;
    let one = |(a, b): (ndarray::ArrayView1<f32>, ndarray::ArrayView1<f32>)| {
        let difference = |i: usize| f64::from(a[i]) - f64::from(b[i]);
        let square = |part: usize| (part * numbers..(part + 1) * numbers).map(|i| difference(i).powi(2)).sum::<f64>();
        let all = (0..parts).map(square);
        // The largest of a NaN and 0 is 0, so invalid cells are told first.
        if a[0].is_nan() || b[0].is_nan() { f32::NAN } else { (all.map(&of).sum::<f64>() / parts as f64) as f32 }
    };
    before.rows().into_iter().zip(after.rows()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn cosine_of_known_angles() {
        let before = array![[1.0f32, 0.0], [1.0, 0.0], [1.0, 0.0], [f32::NAN, f32::NAN], [0.0, 0.0]];
        let after = array![[2.0f32, 0.0], [0.0, 3.0], [-1.0, 0.0], [1.0, 0.0], [1.0, 0.0]];
        let change = cosine_change(before.view(), after.view());
        assert_eq!(change[..3], [0.0, 1.0, 2.0]);
        assert!(change[3].is_nan() && change[4].is_nan());
    }

    #[test]
    fn distances_are_means_over_parts() {
        let before = array![[0.0f32, 0.0, 0.0, 0.0], [f32::NAN; 4]];
        let after = array![[3.0f32, 4.0, 0.0, 1.0], [0.0; 4]];
        let change = distance_change(before.view(), after.view(), 2);
        assert_eq!(change[0], 3.0);
        assert!(change[1].is_nan());
        assert_eq!(distance_change(before.view(), after.view(), 4)[0], 26f32.sqrt());
    }

    #[test]
    fn the_probability_is_that_of_the_chi_square() {
        let before = Array2::<f32>::zeros((2, 10));
        let mut after = before.clone();
        after.row_mut(1).fill((11.0705f32 / 5.0).sqrt());
        let probability = chi_square_change(before.view(), after.view());
        assert!(probability[0] == 0.0 && (probability[1] - 0.95).abs() < 1e-4);
    }
}
