//! How much of each cell is valid, and why the rest is not.

use crate::geometry::{Grid, Shifts};
use crate::raster::ValidityCounts;

/// Valid fraction and reason of each cell, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Validity {
    /// Share of the cell's pixels that are valid.
    pub fraction: Vec<f32>,
    /// 0 for a valid cell, else what took most of its pixels: 1 no measurement, 2 a mask, 3 the outline.
    pub reason: Vec<f32>,
}

impl Validity {
    /// From counted pixels.
    pub fn new(counted: &ValidityCounts, min_valid: f64) -> Self {
        let (mut fraction, mut reason) = (Vec::new(), Vec::new());
        for counts in &counted.counts {
            let share = f64::from(counts[0]) / f64::from(counts.iter().sum::<u32>().max(1));
            let most = (1..4).max_by_key(|&i| counts[i]).unwrap_or(1);
            fraction.push(share as f32);
            reason.push(if share > 0.0 && share >= min_valid { 0.0 } else { most as f32 });
        }
        Validity { fraction, reason }
    }

    /// Of finer cells, from sets of patches that were counted one after the other.
    pub fn interleaved(sets: &[Validity], cells: &Grid, shifts: Shifts) -> Validity {
        let width = cells.width;
        let all = |of: fn(&Validity) -> &Vec<f32>| {
            let one = |cell: usize| {
                let (set, column, row) = shifts.find(cell % width, cell / width, width);
                let columns = (width - cell % width % shifts.each).div_ceil(shifts.each);
                of(&sets[set])[row * columns + column]
            };
            (0..width * cells.height).map(one).collect()
        };
        Validity { fraction: all(|v| &v.fraction), reason: all(|v| &v.reason) }
    }

    /// Two dates: the smaller fraction, and the reason of the date that is invalid.
    pub fn with(&self, other: &Validity) -> Validity {
        let both = |a: &[f32], b: &[f32], f: fn(f32, f32) -> f32| a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect();
        Validity {
            fraction: both(&self.fraction, &other.fraction, f32::min),
            reason: both(&self.reason, &other.reason, |a, b| if a > 0.0 { a } else { b }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Validity;

    #[test]
    fn two_dates_are_as_valid_as_the_worse_one() {
        let first = Validity { fraction: vec![1.0, 0.2, 0.9], reason: vec![0.0, 2.0, 0.0] };
        let second = Validity { fraction: vec![0.8, 1.0, 0.0], reason: vec![0.0, 0.0, 3.0] };
        let both = first.with(&second);
        assert_eq!((both.fraction, both.reason), (vec![0.8, 0.2, 0.0], vec![0.0, 2.0, 3.0]));
    }
}
