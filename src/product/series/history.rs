//! A cell's past: the median of its features, and how far its own dates lie from the median of the others.

/// Which of a cell's dates count as far: of the distances of its dates from the median of the others, this share lies nearer.
/// A crop's bare weeks and its green ones are both its past, so more than the middle of them counts.
const FAR: f64 = 0.75;

/// Features of a cell on some dates, number by number in order of size.
#[derive(Debug, Clone)]
pub struct History {
    dim: usize,
    most: usize,
    /// `[dim][most]`, of which the first `members.len()` of each are there.
    sorted: Vec<f32>,
    members: Vec<usize>,
    median: Vec<f32>,
}

/// Root of the mean square of the numbers' differences.
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    let sum: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (sum / a.len().max(1) as f32).sqrt()
}

impl History {
    /// For features of `dim` numbers on at most `most` dates.
    pub fn new(dim: usize, most: usize) -> Self {
        History { dim, most, sorted: vec![0.0; dim * most], members: Vec::with_capacity(most), median: vec![0.0; dim] }
    }

    /// Forgets all dates.
    pub fn clear(&mut self) {
        self.members.clear();
    }

    /// The dates that it holds, in the order in which they came.
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// One more date.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn add(&mut self, date: usize, cell: &[f32]) {
        let n = self.members.len();
        assert!(n < self.most && cell.len() == self.dim, "a date too many, or a cell of another length");
        for ((numbers, median), value) in self.sorted.chunks_exact_mut(self.most).zip(&mut self.median).zip(cell) {
            let mut at = n;
            while at > 0 && numbers[at - 1] > *value {
                numbers[at] = numbers[at - 1];
                at -= 1;
            }
            numbers[at] = *value;
            let middle = n / 2;
            *median = if n.is_multiple_of(2) { numbers[middle] } else { 0.5 * (numbers[middle] + numbers[middle + 1]) };
        }
        self.members.push(date);
    }

    /// Median of each number.
    pub fn median(&self) -> &[f32] {
        &self.median
    }

    /// Distance of a cell from the median.
    pub fn distance(&self, cell: &[f32]) -> f32 {
        distance(&self.median, cell)
    }

    /// How far its dates lie from the median of the others: of these distances the one that three quarters do not exceed. 0
    /// with fewer than two dates. `cell` gives the features of a date that it holds.
    pub fn spread<'a>(&self, cell: impl Fn(usize) -> &'a [f32]) -> f32 {
        let n = self.members.len();
        if n < 2 {
            return 0.0;
        }
        let mut distances: Vec<f32> = self.members.iter().map(|date| self.left_out(cell(*date))).collect();
        distances.sort_unstable_by(f32::total_cmp);
        distances[(FAR * (n - 1) as f64).round() as usize]
    }

    /// Distance of one of its own dates from the median of the others.
    fn left_out(&self, cell: &[f32]) -> f32 {
        let n = self.members.len();
        // Of the sorted numbers without `x`, the one at `i`: those behind `x` move up by one.
        let at = |numbers: &[f32], x: f32, i: usize| if x > numbers[i] { numbers[i] } else { numbers[i + 1] };
        let numbers = self.sorted.chunks_exact(self.most);
        let sum: f32 = match n % 2 {
            0 => numbers.zip(cell).map(|(numbers, x)| (at(numbers, *x, n / 2 - 1) - x).powi(2)).sum(),
            _ => {
                let middle =
                    |numbers: &[f32], x: f32| 0.5 * (at(numbers, x, (n - 3) / 2) + at(numbers, x, (n - 1) / 2));
                numbers.zip(cell).map(|(numbers, x)| (middle(numbers, *x) - x).powi(2)).sum()
            }
        };
        (sum / self.dim.max(1) as f32).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The median of some numbers, the long way.
    fn median(mut numbers: Vec<f32>) -> f32 {
        numbers.sort_unstable_by(f32::total_cmp);
        let n = numbers.len();
        if n % 2 == 1 { numbers[n / 2] } else { 0.5 * (numbers[n / 2 - 1] + numbers[n / 2]) }
    }

    #[test]
    fn medians_without_one_date_are_those_of_the_others() {
        for n in 1..9 {
            let dates: Vec<[f32; 3]> =
                (0..n).map(|t| [(t * 7 % 5) as f32, (t * t % 4) as f32, -((t * 3 % 8) as f32)]).collect();
            let mut history = History::new(3, 9);
            dates.iter().enumerate().for_each(|(t, cell)| history.add(t, cell));
            let of = |left: Option<usize>| -> Vec<f32> {
                let kept = |t: &usize| Some(*t) != left;
                (0..3).map(|k| median((0..n).filter(kept).map(|t| dates[t][k]).collect())).collect()
            };
            assert_eq!(history.median, of(None), "{n} dates");
            if n < 2 {
                assert_eq!(history.spread(|t| &dates[t]), 0.0);
                continue;
            }
            let mut expected: Vec<f32> = (0..n).map(|t| distance(&of(Some(t)), &dates[t])).collect();
            for (t, expected) in expected.iter().enumerate() {
                assert!((history.left_out(&dates[t]) - expected).abs() < 1e-6, "{n} dates without {t}");
            }
            expected.sort_unstable_by(f32::total_cmp);
            let spread = history.spread(|t| &dates[t]);
            assert!((spread - expected[(0.75 * (n - 1) as f64).round() as usize]).abs() < 1e-6);
        }
    }

    #[test]
    fn a_distance_is_the_root_of_the_mean_square() {
        assert_eq!(distance(&[0.0, 0.0], &[3.0, 4.0]), 12.5f32.sqrt());
    }
}
