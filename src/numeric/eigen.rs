//! Eigenvectors of symmetric matrices, by nalgebra.

use ndarray::{Array1, Array2};

/// Eigenvalues in descending order and their unit eigenvectors as rows. Each vector's entry of largest magnitude is
/// positive, so that signs do not depend on the solver.
pub fn symmetric_eigen(matrix: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let n = matrix.nrows();
    let eigen = nalgebra::DMatrix::from_fn(n, n, |i, j| matrix[(i, j)]).symmetric_eigen();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let values = order.iter().map(|&i| eigen.eigenvalues[i]).collect();
    let mut vectors = Array2::from_shape_fn((n, n), |(row, i)| eigen.eigenvectors[(i, order[row])]);
    for mut vector in vectors.rows_mut() {
        let largest = vector.iter().fold(0.0f64, |best, v| if v.abs() > best.abs() { *v } else { best });
        if largest < 0.0 {
            vector.mapv_inplace(|v| -v);
        }
    }
    (values, vectors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn vectors_are_sorted_and_signed() {
        let (values, vectors) = symmetric_eigen(&array![[2.0, -1.0], [-1.0, 2.0]]);
        assert!((values[0] - 3.0).abs() < 1e-12 && (values[1] - 1.0).abs() < 1e-12);
        let h = 0.5f64.sqrt();
        assert!((vectors[(0, 0)] * vectors[(0, 1)] + 0.5).abs() < 1e-12, "the first is (h, -h) up to sign");
        assert!((vectors[(1, 0)] - h).abs() < 1e-12 && (vectors[(1, 1)] - h).abs() < 1e-12);
    }

    #[test]
    fn vectors_diagonalise() {
        let a = Array2::from_shape_fn((12, 12), |(i, j)| 1.0 / (1.0 + (i + j) as f64) + f64::from(u8::from(i == j)));
        let (values, v) = symmetric_eigen(&a);
        let d = v.dot(&a).dot(&v.t());
        for ((i, j), x) in d.indexed_iter() {
            let expected = if i == j { values[i] } else { 0.0 };
            assert!((x - expected).abs() < 1e-10);
        }
        assert!(values.windows(2).into_iter().all(|p| p[0] >= p[1]));
    }
}
