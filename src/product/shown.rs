//! Which numbers of features a picture shows best.

use ndarray::ArrayView2;

use crate::numeric::Moments;

/// Deviations on each side of the mean that colours span.
const SPAN: f64 = 2.5;

/// A number of features between the values that become dark and bright.
pub type Channel = (usize, f64, f64);

/// The three numbers (from 0) that tell most of features (`[cells][dim]`, valid ones): the one that varies most, then each time
/// the one that varies most beside what those before tell of it (the first pivots of the covariance's Cholesky decomposition).
/// All three span as much, so that one that hardly varies is not made loud. `None` with fewer than two cells or three numbers.
pub fn three_numbers(cells: ArrayView2<f32>) -> Option<[Channel; 3]> {
    let dim = cells.ncols();
    if cells.nrows() < 2 || dim < 3 {
        return None;
    }
    let mut moments = Moments::new(dim);
    moments.add(cells);
    let (mean, covariance) = (moments.mean(), moments.covariance());
    let mut left: Vec<f64> = (0..dim).map(|i| covariance[(i, i)]).collect();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut chosen = [0; 3];
    for i in 0..3 {
        let most = (0..dim).filter(|j| !chosen[..i].contains(j)).max_by(|a, b| left[*a].total_cmp(&left[*b]))?;
        chosen[i] = most;
        let root = left[most].max(f64::MIN_POSITIVE).sqrt();
        let told = |j: usize| columns.iter().map(|column| column[j] * column[most]).sum::<f64>();
        let column: Vec<f64> = (0..dim).map(|j| (covariance[(j, most)] - told(j)) / root).collect();
        left.iter_mut().zip(&column).for_each(|(left, part)| *left -= part * part);
        columns.push(column);
    }
    let widest = chosen.iter().map(|i| covariance[(*i, *i)]).fold(0.0, f64::max).sqrt();
    let span = if widest > 0.0 { SPAN * widest } else { 1.0 };
    Some(chosen.map(|i| (i, mean[i] - span, mean[i] + span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn numbers_that_say_the_same_are_not_shown_twice() {
        // The second is the first again, the fifth does not vary.
        let value = |i: usize, j: usize| match j {
            0 | 1 => [4.0, -4.0][i % 2],
            2 => [2.0, 2.0, -2.0, -2.0][i % 4],
            3 => [1.0, -1.0, -1.0, 1.0][i % 4],
            _ => 7.0,
        };
        let cells = Array2::from_shape_fn((400, 5), |(i, j)| value(i, j) as f32 + 0.01 * (j == 1) as u8 as f32);
        let shown = three_numbers(cells.view()).unwrap();
        assert_eq!([shown[1].0, shown[2].0], [2, 3]);
        assert!(shown[0].0 < 2);
        assert!(shown.iter().all(|(_, low, high)| (high - low - 20.0).abs() < 0.1), "{shown:?}");
        assert!(three_numbers(cells.slice(ndarray::s![..1, ..])).is_none());
    }
}
