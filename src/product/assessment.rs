//! How well classes are told: folds of whole blocks of space, and a table of what was said against what is so.

use std::collections::BTreeMap;

use serde::Serialize;

/// Folds that blocks are dealt to.
pub const FOLDS: usize = 4;

/// The fold of each cell: its block of `side` × `side` cells, of those that hold any, dealt in turn, row by row. Cells of one
/// block are never in two folds, so that no cell is judged by its neighbours.
pub fn folds(places: &[(usize, usize)], side: usize) -> Vec<usize> {
    let block = |&(row, column): &(usize, usize)| (row / side, column / side);
    let mut numbers: BTreeMap<(usize, usize), usize> = places.iter().map(|place| (block(place), 0)).collect();
    numbers.values_mut().enumerate().for_each(|(i, number)| *number = i % FOLDS);
    places.iter().map(|place| numbers[&block(place)]).collect()
}

/// Counts of cells by their class and by what was said of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    /// `[so][said]`.
    pub counts: Vec<Vec<u64>>,
}

/// Figures of a [`Confusion`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Share of cells that were told right.
    pub accuracy: f64,
    /// Mean over classes of 2 · right / (said + so).
    pub macro_f1: f64,
    /// Share of each class that was told right.
    pub recall: Vec<f64>,
    /// Share right of what was said to be each class; `null` where none was.
    pub precision: Vec<Option<f64>>,
    /// Rows are what is so, columns what was said.
    pub confusion: Vec<Vec<u64>>,
}

impl Confusion {
    /// Nothing counted, of so many classes.
    pub fn new(classes: usize) -> Self {
        Confusion { counts: vec![vec![0; classes]; classes] }
    }

    /// One more cell.
    pub fn add(&mut self, so: usize, said: usize) {
        self.counts[so][said] += 1;
    }

    /// The figures. A class that is neither so nor said of any cell does not count in the mean.
    pub fn figures(&self) -> Figures {
        let classes = 0..self.counts.len();
        let so = |k: usize| self.counts[k].iter().sum::<u64>();
        let said = |k: usize| self.counts.iter().map(|row| row[k]).sum::<u64>();
        let right: u64 = classes.clone().map(|k| self.counts[k][k]).sum();
        let total: u64 = classes.clone().map(so).sum();
        let share = |part: u64, of: u64| part as f64 / of.max(1) as f64;
        let there: Vec<usize> = classes.clone().filter(|&k| so(k) + said(k) > 0).collect();
        let f1: f64 = there.iter().map(|&k| share(2 * self.counts[k][k], so(k) + said(k))).sum();
        Figures {
            accuracy: share(right, total),
            macro_f1: f1 / there.len().max(1) as f64,
            recall: classes.clone().map(|k| share(self.counts[k][k], so(k))).collect(),
            precision: classes.map(|k| (said(k) > 0).then(|| share(self.counts[k][k], said(k)))).collect(),
            confusion: self.counts.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_by_hand() {
        let mut confusion = Confusion::new(3);
        for (so, said) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0)] {
            confusion.add(so, said);
        }
        let found = confusion.figures();
        assert!((found.accuracy - 0.6).abs() < 1e-12);
        assert!((found.macro_f1 - (4.0 / 6.0 + 2.0 / 4.0) / 2.0).abs() < 1e-12, "the third class is not there");
        assert_eq!((found.recall[1], found.precision[1], found.precision[2]), (0.5, Some(0.5), None));
    }

    proptest! {
        #[test]
        fn a_block_is_in_one_fold_and_folds_are_even(
            places in proptest::collection::vec((0usize..60, 0usize..60), 1..200), side in 1usize..20
        ) {
            let found = folds(&places, side);
            let mut blocks: BTreeMap<(usize, usize), usize> = BTreeMap::new();
            for (place, fold) in places.iter().zip(&found) {
                let known = blocks.entry((place.0 / side, place.1 / side)).or_insert(*fold);
                prop_assert_eq!(*known, *fold);
            }
            let counts: Vec<usize> = (0..FOLDS).map(|f| blocks.values().filter(|v| **v == f).count()).collect();
            prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
        }
    }
}
