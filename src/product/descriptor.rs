//! One vector for a whole raster: the mean feature over its valid cells.

use ndarray::ArrayView1;

use super::is_valid;

/// Accumulates the mean feature.
pub struct Descriptor {
    sum: Vec<f64>,
    count: u64,
}

impl Descriptor {
    /// For features of `dim` numbers.
    pub fn new(dim: usize) -> Self {
        Descriptor { sum: vec![0.0; dim], count: 0 }
    }

    /// Adds one cell; an invalid one is left out.
    pub fn add(&mut self, cell: ArrayView1<f32>) {
        if is_valid(cell) {
            self.count += 1;
            self.sum.iter_mut().zip(&cell).for_each(|(s, v)| *s += f64::from(*v));
        }
    }

    /// Number of valid cells.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; `None` without a valid cell.
    pub fn mean(&self) -> Option<Vec<f32>> {
        (self.count > 0).then(|| self.sum.iter().map(|s| (s / self.count as f64) as f32).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Descriptor;

    #[test]
    fn the_mean_leaves_invalid_cells_out() {
        let mut d = Descriptor::new(2);
        assert_eq!(d.mean(), None);
        [[1.0, 2.0], [f32::NAN, f32::NAN], [3.0, 6.0]].iter().for_each(|cell| d.add(cell.into()));
        assert_eq!((d.count(), d.mean()), (2, Some(vec![2.0, 4.0])));
    }
}
