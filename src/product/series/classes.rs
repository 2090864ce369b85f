//! Cells that were alike in the beginning: forests are compared with forests, fields with fields.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::history::distance;
use crate::error::Result;
use crate::numeric::{Draws, percentiles};
use crate::product::is_valid;

/// Number of classes.
const COUNT: usize = 8;
/// Rounds of moving centres.
const ROUNDS: usize = 20;
/// Share of the cells that are asked, and cells, that a class must have for a median of its own.
const SHARE: f64 = 0.04;
const LEAST: usize = 30;
/// How many times the scene's median a class's own may be, at least and at most: a class of which most changes at once must
/// not hide it.
const TIMES: [f32; 2] = [0.5, 1.5];

/// Centres of classes, by k-means.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    centres: Array2<f32>,
}

impl Classes {
    /// From a sample of cells, `[cells][dim]`; those that are no numbers are left out. The same sample gives the same classes.
    pub fn of_sample(cells: ArrayView2<f32>) -> Self {
        let valid: Vec<usize> = (0..cells.nrows()).filter(|row| is_valid(cells.row(*row))).collect();
        let mut draws = Draws::new(1);
        let mut centres: Vec<Vec<f32>> = Vec::new();
        // The first at random, each further one with the chance of its squared distance to the nearest before (k-means++).
        let mut far: Vec<f64> = vec![1.0; valid.len()];
        while centres.len() < COUNT.min(valid.len()) {
            let total: f64 = far.iter().sum();
            if total <= 0.0 {
                break;
            }
            let mut left = draws.uniform() * total;
            let chosen = far.iter().position(|far| {
                left -= far;
                left < 0.0
            });
            let centre = cells.row(valid[chosen.unwrap_or(valid.len() - 1)]).to_vec();
            for (far, row) in far.iter_mut().zip(&valid) {
                let own = f64::from(apart(cells.row(*row), &centre)).powi(2);
                *far = if centres.is_empty() { own } else { far.min(own) };
            }
            centres.push(centre);
        }
        let dim = cells.ncols();
        let mut classes = Classes { centres: Array2::zeros((0, dim)) };
        classes.centres = Array2::from_shape_fn((centres.len(), dim), |(class, k)| centres[class][k]);
        (0..ROUNDS).for_each(|_| classes.moved(cells, &valid));
        classes
    }

    /// Moves each centre to the mean of its cells.
    fn moved(&mut self, cells: ArrayView2<f32>, valid: &[usize]) {
        let mut sums = Array2::<f64>::zeros(self.centres.raw_dim());
        let mut counts = vec![0usize; self.centres.nrows()];
        for row in valid {
            let class = self.of(cells.row(*row).to_slice().unwrap_or_default());
            counts[class] += 1;
            sums.row_mut(class).iter_mut().zip(cells.row(*row)).for_each(|(sum, v)| *sum += f64::from(*v));
        }
        for (class, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let mean = sums.row(class).mapv(|sum| (sum / *count as f64) as f32);
            self.centres.row_mut(class).assign(&mean);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.centres.nrows().max(1)
    }

    /// The class of a cell: the nearest centre's.
    pub fn of(&self, cell: &[f32]) -> usize {
        let far =
            |(class, centre): (usize, ArrayView1<f32>)| (class, distance(cell, centre.to_slice().unwrap_or_default()));
        let all = self.centres.rows().into_iter().enumerate().map(far);
        all.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(class, _)| class)
    }

    /// Medians of each class, from values of cells and their classes: the class's own where it has cells enough, kept near
    /// the scene's; no less than `least`. `None` without a value.
    ///
    /// # Errors
    /// If there is no memory to sort them.
    pub fn medians(&self, values: &[(usize, f32)], least: f32) -> Result<Option<Vec<f32>>> {
        let median = |of: &dyn Fn(usize) -> bool| {
            let own = || values.iter().filter(|(class, _)| of(*class)).map(|(_, value)| *value);
            Result::Ok(percentiles(own(), &[50.0])?.map(|p| (own().count(), p[0] as f32)))
        };
        let Some((all, scene)) = median(&|_| true)? else { return Ok(None) };
        let enough = LEAST.max((SHARE * all as f64) as usize);
        let one = |class: usize| {
            let own = match median(&|other| other == class)? {
                Some((count, own)) if count >= enough => own.clamp(TIMES[0] * scene, TIMES[1] * scene),
                _ => scene,
            };
            Ok(own.max(least))
        };
        (0..self.count()).map(one).collect::<Result<_>>().map(Some)
    }
}

fn apart(a: ArrayView1<f32>, b: &[f32]) -> f32 {
    distance(a.to_slice().unwrap_or_default(), b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_are_alike_are_of_one_class() {
        let place = |cell: usize| (cell % 8) as f32 * 10.0;
        let cells =
            Array2::from_shape_fn(
                (400, 2),
                |(i, k)| if i == 5 { f32::NAN } else { place(i) + 0.1 * (i % 3 + k) as f32 },
            );
        let classes = Classes::of_sample(cells.view());
        assert_eq!(classes.count(), 8);
        for cell in (0..400).filter(|cell| *cell != 5) {
            let own = classes.of(cells.row(cell).to_slice().unwrap());
            assert_eq!(own, classes.of(&[place(cell), place(cell) + 0.1]), "cell {cell}");
        }
        let flat = Classes::of_sample(Array2::<f32>::zeros((40, 2)).view());
        assert_eq!((flat.count(), flat.of(&[0.0, 0.0])), (1, 0));
        assert_eq!(Classes::of_sample(Array2::from_elem((4, 2), f32::NAN).view()).of(&[1.0, 1.0]), 0);
    }

    #[test]
    fn medians_of_classes_stay_near_the_scenes() {
        let classes = Classes { centres: Array2::zeros((4, 1)) };
        // A quiet class, a usual one, one that is loud, and one of too few cells.
        let of = |class: usize, count: usize, value: f32| vec![(class, value); count];
        let values = [of(0, 50, 0.8), of(1, 120, 1.0), of(2, 50, 9.0), of(3, 9, 9.0)].concat();
        assert_eq!(classes.medians(&values, 0.1).unwrap(), Some(vec![0.8, 1.0, 1.5, 1.0]));
        assert_eq!(classes.medians(&values, 0.9).unwrap(), Some(vec![0.9, 1.0, 1.5, 1.0]));
        assert_eq!(classes.medians(&[], 0.1).unwrap(), None);
    }
}
