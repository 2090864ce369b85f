//! The first principal axes of long vectors, without their covariance.

use ndarray::{Array1, Array2, Axis};

use super::eigen::symmetric_eigen;
use super::random::normal;

/// Axes that are iterated beside those that are wanted.
const BESIDE: usize = 16;
/// Rounds of iteration.
const ROUNDS: usize = 4;

/// What [`principal_axes`] finds.
pub struct PrincipalAxes {
    /// Mean vector.
    pub mean: Array1<f32>,
    /// Axes as rows, of unit length, the entry of largest magnitude positive; those without variance are zero.
    pub axes: Array2<f32>,
    /// Variance on each axis.
    pub variances: Vec<f64>,
}

/// The `count` axes of largest variance of all rows of `blocks` (`[rows][dim]` each, of which there is at least one). Takes no
/// more memory beside them than one block and a few vectors for each axis.
///
/// Orthogonal iteration from a fixed start, then an exact solution inside of what it found (Halko, Martinsson and Tropp
/// 2011): the variance on the axes differs from the largest possible by far less than a percent.
pub fn principal_axes(blocks: &[Array2<f32>], count: usize) -> PrincipalAxes {
    let dim = blocks.first().map_or(0, |block| block.ncols());
    let rows = blocks.iter().map(|block| block.nrows()).sum::<usize>().max(1) as f32;
    let mean = blocks.iter().fold(Array1::zeros(dim), |sum, block| sum + block.sum_axis(Axis(0))) / rows;
    let centred = |block: &Array2<f32>| block - &mean;
    let mut axes =
        orthonormal(Array2::from_shape_fn((dim, (count + BESIDE).min(dim)), |(i, j)| normal((i * 8191 + j) as u64)));
    for _ in 0..ROUNDS {
        let mut next = Array2::zeros(axes.dim());
        for block in blocks.iter().map(centred) {
            next += &block.t().dot(&block.dot(&axes));
        }
        axes = orthonormal(next);
    }
    let mut products = Array2::<f64>::zeros((axes.ncols(), axes.ncols()));
    for block in blocks {
        let scores = centred(block).dot(&axes).mapv(f64::from);
        products += &scores.t().dot(&scores);
    }
    let (variances, turns) = symmetric_eigen(&products);
    let mut found = PrincipalAxes { mean, axes: Array2::zeros((count, dim)), variances: vec![0.0; count] };
    let largest = variances.first().copied().unwrap_or(0.0);
    let kept = variances.iter().zip(turns.rows()).take(count).filter(|(v, _)| **v > 1e-9 * largest);
    for (((variance, turn), mut axis), to) in kept.zip(found.axes.rows_mut()).zip(&mut found.variances) {
        axis.assign(&axes.dot(&turn.mapv(|v| v as f32)));
        let entry = axis.iter().fold(0f32, |best, v| if v.abs() > best.abs() { *v } else { best });
        let length = axis.dot(&axis).sqrt().max(f32::MIN_POSITIVE);
        axis.mapv_inplace(|v| v * entry.signum() / length);
        *to = variance / f64::from(rows);
    }
    found
}

/// The same columns made orthonormal; a column that depends on those before it becomes zero.
fn orthonormal(mut columns: Array2<f32>) -> Array2<f32> {
    let mut rows: Vec<Array1<f32>> = columns.columns().into_iter().map(|c| c.to_owned()).collect();
    for i in 0..rows.len() {
        let (done, rest) = rows.split_at_mut(i);
        let row = &mut rest[0];
        let before = row.dot(row).sqrt();
        // Twice, because one pass loses what rounding leaves.
        for _ in 0..2 {
            for other in done.iter() {
                let share = other.dot(row);
                row.scaled_add(-share, other);
            }
        }
        let length = row.dot(row).sqrt();
        let scale = if length > 1e-5 * before { 1.0 / length } else { 0.0 };
        row.mapv_inplace(|v| v * scale);
    }
    columns.columns_mut().into_iter().zip(rows).for_each(|(mut column, row)| column.assign(&row));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Moments;

    fn start(i: usize, j: usize) -> f32 {
        normal((i * 8191 + j) as u64)
    }

    fn vectors() -> Array2<f32> {
        // Seven directions of falling strength in fifty numbers, and a little of everything else.
        Array2::from_shape_fn((400, 50), |(i, j)| {
            let strong: f32 = (0..7).map(|k| start(i, 900 + k) * start(j, 700 + k) * 3.0 / (k + 1) as f32).sum();
            strong + 0.01 * start(i, j) + 5.0
        })
    }

    #[test]
    fn axes_are_those_of_the_covariance() {
        let vectors = vectors();
        let blocks: Vec<_> = vectors.axis_chunks_iter(Axis(0), 70).map(|block| block.to_owned()).collect();
        let PrincipalAxes { mean, axes, variances } = principal_axes(&blocks, 5);
        let mut moments = Moments::new(50);
        moments.add(vectors.view());
        assert!(mean.iter().zip(&moments.mean()).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-4));
        let (of_exact, exact) = symmetric_eigen(&(moments.scatter() / 400.0));
        assert!(variances.iter().zip(&of_exact).all(|(a, b)| (a / b - 1.0).abs() < 0.01), "{variances:?} {of_exact}");
        for (found, exact) in axes.rows().into_iter().zip(exact.rows()) {
            let cosine: f64 = found.iter().zip(exact).map(|(a, b)| f64::from(*a) * b).sum();
            assert!(cosine > 0.999, "{cosine}");
        }
    }

    #[test]
    fn axes_beyond_the_rank_are_zero() {
        let line = Array2::from_shape_fn((20, 30), |(i, j)| i as f32 * (j as f32 + 1.0));
        let axes = principal_axes(&[line], 4).axes;
        assert!((axes.row(0).dot(&axes.row(0)) - 1.0).abs() < 1e-5);
        assert!(axes.slice(ndarray::s![1.., ..]).iter().all(|v| *v == 0.0));
    }
}
