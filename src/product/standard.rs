//! Features in units of how they vary: `z = (x − mean) / deviation`, each number by itself.

use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::is_valid;

/// Sums over valid cells.
#[derive(Debug, Clone)]
pub struct StandardFit {
    count: u64,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl StandardFit {
    /// For features of `dim` numbers.
    pub fn new(dim: usize) -> Self {
        StandardFit { count: 0, sum: vec![0.0; dim], squares: vec![0.0; dim] }
    }

    /// Adds cells, `[cells][dim]`; invalid ones are left out.
    pub fn add(&mut self, cells: ArrayView2<f32>) {
        for cell in cells.rows().into_iter().filter(|cell| is_valid(*cell)) {
            self.count += 1;
            for ((sum, squares), v) in self.sum.iter_mut().zip(&mut self.squares).zip(cell) {
                let v = f64::from(*v);
                *sum += v;
                *squares += v * v;
            }
        }
    }

    /// Valid cells so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean and deviation of each number; a number that never varies has the deviation 1.
    pub fn finish(self) -> Standard {
        let n = self.count.max(1) as f64;
        let mean: Vec<f64> = self.sum.iter().map(|sum| sum / n).collect();
        let deviation = |(squares, mean): (&f64, &f64)| {
            let variance = squares / n - mean * mean;
            if variance > 1e-12 * (squares / n).max(f64::MIN_POSITIVE) { variance.sqrt() } else { 1.0 }
        };
        let deviation = self.squares.iter().zip(&mean).map(deviation).collect();
        Standard { mean, deviation }
    }
}

/// Mean and deviation of each number of a feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    /// Means.
    pub mean: Vec<f64>,
    /// Deviations, above 0.
    pub deviation: Vec<f64>,
}

impl Standard {
    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.mean.len()
    }

    /// Whether everything has its length and can be divided by, as what comes from a file may not.
    pub fn is_sound(&self) -> bool {
        let deviation = |d: &f64| d.is_finite() && *d > 0.0;
        self.deviation.len() == self.dim()
            && self.mean.iter().all(|m| m.is_finite())
            && self.deviation.iter().all(deviation)
    }

    /// Cells in these units, `[cells][dim]`; NaN stays NaN.
    pub fn of(&self, cells: ArrayView2<f32>) -> Array2<f32> {
        let mean: Array1<f32> = self.mean.iter().map(|m| *m as f32).collect();
        let per: Array1<f32> = self.deviation.iter().map(|d| (1.0 / d) as f32).collect();
        (&cells - &mean) * &per
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn mean_and_deviation_of_valid_cells() {
        let cells = array![[1.0f32, 5.0], [3.0, 5.0], [f32::NAN, 9.0]];
        let mut fit = StandardFit::new(2);
        fit.add(cells.view());
        assert_eq!(fit.count(), 2);
        let standard = fit.finish();
        assert_eq!(standard, Standard { mean: vec![2.0, 5.0], deviation: vec![1.0, 1.0] });
        assert_eq!(standard.of(array![[4.0f32, 6.0]].view()), array![[2.0f32, 1.0]]);
        assert!(standard.is_sound() && !Standard { mean: vec![0.0], deviation: vec![0.0] }.is_sound());
    }
}
