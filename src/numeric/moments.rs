//! Means and covariances, accumulated row by row in f64.

use ndarray::{Array1, Array2, ArrayView2};

use crate::memory;

/// Count, sum and sum of outer products of vectors with `dim` numbers.
#[derive(Debug, Clone)]
pub struct Moments {
    count: u64,
    sum: Array1<f64>,
    products: Array2<f64>,
}

/// Numbers from which on their products may be too many for a machine.
const LARGE: usize = 1024;

/// Vectors multiplied at a time: large enough for a fast matrix product, small enough for the cache.
const BLOCK: usize = 512;

impl Moments {
    /// Nothing seen yet.
    ///
    /// # Panics
    /// If there is no memory for `dim` squared numbers and what is made of them, see [`memory::must`].
    pub fn new(dim: usize) -> Self {
        // Sums, their covariance, the solver's copy and its vectors.
        if dim >= LARGE {
            memory::must(memory::product(&[dim, dim, size_of::<f64>(), 4]), &format!("features of {dim} numbers"));
        }
        Moments { count: 0, sum: Array1::zeros(dim), products: Array2::zeros((dim, dim)) }
    }

    /// Adds the rows of `vectors` (`[rows][dim]`). The same rows in the same calls give the same bits.
    pub fn add(&mut self, vectors: ArrayView2<f32>) {
        for block in vectors.axis_chunks_iter(ndarray::Axis(0), BLOCK) {
            let block = block.mapv(f64::from);
            self.count += block.nrows() as u64;
            self.sum += &block.sum_axis(ndarray::Axis(0));
            self.products += &block.t().dot(&block);
        }
    }

    /// Adds all that `other` has seen.
    pub fn merge(&mut self, other: &Moments) {
        self.count += other.count;
        self.sum += &other.sum;
        self.products += &other.products;
    }

    /// Number of vectors.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean vector; zeros without vectors.
    pub fn mean(&self) -> Array1<f64> {
        &self.sum / (self.count.max(1) as f64)
    }

    /// Sum over vectors of the outer products of their differences from the mean.
    pub fn scatter(&self) -> Array2<f64> {
        let mean = self.mean();
        let mut scatter = self.products.clone();
        for ((i, j), v) in scatter.indexed_iter_mut() {
            *v -= mean[i] * self.sum[j];
        }
        scatter
    }

    /// Sample covariance, divided by count − 1.
    pub fn covariance(&self) -> Array2<f64> {
        self.scatter() / (self.count.max(2) - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn covariance_of_three_points() {
        let mut m = Moments::new(2);
        m.add(array![[1.0f32, 2.0], [3.0, 2.0]].view());
        m.add(array![[5.0f32, 8.0]].view());
        assert_eq!(m.count(), 3);
        assert_eq!(m.mean(), array![3.0, 4.0]);
        assert_eq!(m.covariance(), array![[4.0, 6.0], [6.0, 12.0]]);
    }

    #[test]
    fn blocks_do_not_matter_beyond_rounding() {
        let rows = Array2::from_shape_fn((1300, 3), |(i, j)| ((i * 37 + j * 11) % 101) as f32 / 10.0);
        let (mut all, mut parts) = (Moments::new(3), Moments::new(3));
        all.add(rows.view());
        for part in rows.axis_chunks_iter(ndarray::Axis(0), 7) {
            let mut own = Moments::new(3);
            own.add(part);
            parts.merge(&own);
        }
        assert_eq!(parts.count(), 1300);
        assert!((all.covariance() - parts.covariance()).iter().all(|d| d.abs() < 1e-9));
    }
}
