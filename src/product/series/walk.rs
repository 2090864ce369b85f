//! The way through a cell's dates: which of them stand out from its past, and what that says.

use super::history::{History, distance};

/// What a distance is measured in at least, on one date and for one class of cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// From the median of the past: the median of these distances over cells that are alike.
    pub past: f32,
    /// From the nearest date of the past: the same.
    pub nearest: f32,
}

/// What is asked of every cell.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Score from which on a date stands out.
    pub threshold: f32,
    /// Dates that are a cell's past before one is asked.
    pub least: usize,
    /// Of each date, which earlier ones are near enough in season to be compared with by themselves.
    pub seasons: Vec<Vec<bool>>,
}

impl Rule {
    /// Dates are near in season if they lie at most `within` days of the year apart, whatever the year; with 0, none are.
    pub fn new(threshold: f32, least: usize, days: &[i64], within: i64) -> Self {
        const YEAR: f64 = 365.2425;
        let apart = |a: i64, b: i64| {
            let years = (a - b) as f64 / YEAR;
            (years - years.round()).abs() * YEAR
        };
        let near = |t: usize, j: usize| within > 0 && apart(days[t], days[j]) <= within as f64;
        let seasons = (0..days.len()).map(|t| (0..t).map(|j| near(t, j)).collect()).collect();
        Rule { threshold, least, seasons }
    }
}

/// What became of a cell by its last valid date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// No change that a second date confirms.
    Same = 0,
    /// It changed, and did not return.
    Stayed = 1,
    /// It changed, and its last two valid dates no longer stand out.
    Returned = 2,
    /// Its last valid date stands out; no later one can confirm it yet.
    Unconfirmed = 3,
}

impl State {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            State::Same => "no change",
            State::Stayed => "stayed",
            State::Returned => "returned",
            State::Unconfirmed => "unconfirmed",
        }
    }

    /// The state that a value of a raster stands for.
    pub fn of_code(code: u32) -> Option<State> {
        [State::Same, State::Stayed, State::Returned, State::Unconfirmed]
            .into_iter()
            .find(|state| *state as u32 == code)
    }
}

/// What is said of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// First date of the first change that the next valid date confirms.
    pub first: Option<usize>,
    /// Median score of the dates that show the change; without one, the largest score that two dates in succession reach. NaN
    /// if no two dates could be asked.
    pub magnitude: f32,
    /// Dates that show the change, the first included.
    pub confirming: usize,
    /// Valid dates.
    pub valid: usize,
    /// What became of it.
    pub state: State,
}

/// A cell on its way through the dates.
///
/// A date's score is `min(d / max(u, f), e / max(u, g))`: `d` is its distance from the median of the cell's past, `e` the one
/// from the nearest of the past's dates (of those near enough in season; without one, the first term alone), `u` how far the
/// past's own dates lie from the median of the others, `f` and `g` the medians of `d` and `e` on this date over cells that
/// were alike in the beginning. A date that stands out is not added to the past; if the next valid one stands out too, the
/// cell has changed, and its past stays as it is from then on.
#[derive(Debug, Clone)]
pub struct Walk {
    history: History,
    valid: usize,
    /// A date that stands out and that none confirms yet, with its score.
    pending: Option<(usize, f32)>,
    first: Option<usize>,
    /// Scores of the dates that show the change.
    confirming: Vec<f32>,
    /// Dates in succession, the last ones, that no longer show it.
    below: usize,
    last: Option<f32>,
    highest: f32,
}

impl Walk {
    /// For features of `dim` numbers on at most `most` dates.
    pub fn new(dim: usize, most: usize) -> Self {
        Walk {
            history: History::new(dim, most),
            valid: 0,
            pending: None,
            first: None,
            confirming: Vec::with_capacity(most),
            below: 0,
            last: None,
            highest: f32::NAN,
        }
    }

    /// Begins anew, with another cell.
    pub fn clear(&mut self) {
        self.history.clear();
        self.confirming.clear();
        (self.valid, self.pending, self.first, self.below) = (0, None, None, 0);
        (self.last, self.highest) = (None, f32::NAN);
    }

    /// The median of the past, once it is long enough.
    pub fn past(&self, rule: &Rule) -> Option<&[f32]> {
        (self.history.members().len() >= rule.least).then(|| self.history.median())
    }

    /// Distances of a date from the median of the past, and from the nearest of its dates that is near in season, where there
    /// is one; `None` as long as the past is too short. `of` gives the cell's features on a date.
    pub fn distances<'a>(
        &self,
        rule: &Rule,
        date: usize,
        cell: &[f32],
        of: impl Fn(usize) -> &'a [f32],
    ) -> Option<(f32, Option<f32>)> {
        self.past(rule)?;
        let near = self.history.members().iter().filter(|earlier| rule.seasons[date][**earlier]);
        let nearest = near.map(|earlier| distance(cell, of(*earlier))).min_by(f32::total_cmp);
        Some((self.history.distance(cell), nearest))
    }

    /// Takes one more valid date, with its distances and their floor, and gives its score.
    pub fn take<'a>(
        &mut self,
        rule: &Rule,
        date: usize,
        cell: &[f32],
        measured: Option<((f32, Option<f32>), Floor)>,
        of: impl Fn(usize) -> &'a [f32],
    ) -> Option<f32> {
        self.valid += 1;
        let Some(((past, nearest), floor)) = measured else {
            self.history.add(date, cell);
            return None;
        };
        let spread = self.history.spread(of);
        let own = past / spread.max(floor.past);
        let score = nearest.map_or(own, |nearest| own.min(nearest / spread.max(floor.nearest)));
        self.judge(rule, date, cell, score);
        Some(score)
    }

    fn judge(&mut self, rule: &Rule, date: usize, cell: &[f32], score: f32) {
        if let Some(last) = self.last.replace(score) {
            self.highest = self.highest.max(last.min(score));
        }
        let stands_out = score >= rule.threshold;
        match (self.first, self.pending, stands_out) {
            (None, None, true) => self.pending = Some((date, score)),
            (None, Some((first, its)), true) => {
                self.first = Some(first);
                self.confirming.extend([its, score]);
            }
            (None, _, false) => {
                self.pending = None;
                self.history.add(date, cell);
            }
            (Some(_), _, true) => {
                self.confirming.push(score);
                self.below = 0;
            }
            (Some(_), _, false) => self.below += 1,
        }
    }

    /// What is said of the cell by now.
    pub fn verdict(&self) -> Verdict {
        let state = match (self.first, self.pending) {
            (Some(_), _) if self.below >= 2 => State::Returned,
            (Some(_), _) => State::Stayed,
            (None, Some(_)) => State::Unconfirmed,
            (None, None) => State::Same,
        };
        let mut scores = self.confirming.clone();
        scores.sort_unstable_by(f32::total_cmp);
        let n = scores.len();
        let magnitude = match n {
            0 => self.highest,
            n if n % 2 == 1 => scores[n / 2],
            n => 0.5 * (scores[n / 2 - 1] + scores[n / 2]),
        };
        Verdict { first: self.first, magnitude, confirming: n, valid: self.valid, state }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: Floor = Floor { past: 1.0, nearest: 1.0 };

    /// Walks over dates of one number; NaN is an invalid date.
    fn walked(values: &[f32], least: usize, days: &[i64], within: i64) -> (Verdict, Vec<Option<f32>>) {
        let rule = Rule::new(2.0, least, days, within);
        let mut walk = Walk::new(1, values.len());
        let of = |date: usize| &values[date..=date];
        let mut scores = Vec::new();
        for (date, value) in values.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
            let distances = walk.distances(&rule, date, &[*value], of);
            scores.push(walk.take(&rule, date, &[*value], distances.map(|d| (d, FLOOR)), of));
        }
        (walk.verdict(), scores)
    }

    fn days(n: usize) -> Vec<i64> {
        (0..n).map(|t| 10 * t as i64).collect()
    }

    fn state(values: &[f32]) -> (State, Option<usize>, usize, usize) {
        let verdict = walked(values, 2, &days(values.len()), 0).0;
        (verdict.state, verdict.first, verdict.confirming, verdict.valid)
    }

    #[test]
    fn a_change_is_dated_by_its_first_date_and_confirmed_by_the_next_valid_one() {
        let none = f32::NAN;
        assert_eq!(state(&[0.0, 0.1, 0.0, 9.0, none, 9.0, 9.0]), (State::Stayed, Some(3), 3, 6));
        assert_eq!(state(&[0.0, 0.1, 0.0, 9.0, 0.0, 0.1, 0.0]), (State::Same, None, 0, 7), "haze on one date");
        assert_eq!(state(&[0.0, 0.1, 9.0, 9.0, 0.0, 0.1]), (State::Returned, Some(2), 2, 6));
        assert_eq!(state(&[0.0, 0.1, 9.0, 9.0, 9.0, 0.1]), (State::Stayed, Some(2), 3, 6), "one date is no return");
        assert_eq!(state(&[0.0, 0.1, 0.0, 9.0]), (State::Unconfirmed, None, 0, 4));
        assert_eq!(state(&[0.0, 9.0]), (State::Same, None, 0, 2), "nothing could be asked");
        assert!(walked(&[0.0, 9.0], 2, &days(2), 0).0.magnitude.is_nan());
    }

    #[test]
    fn scores_are_in_units_of_the_spread_and_no_less_than_the_floor() {
        // The past is 0, 4, 0: without each of them in turn the median of the others is 2, 0, 2, so the distances are 2, 4
        // and 2. Sorted, the one at place 0.75 · 2 = 1.5, rounded, is the last: 4.
        let (_, scores) = walked(&[0.0, 4.0, 0.0, 6.0], 3, &days(4), 0);
        assert_eq!(scores, [None, None, None, Some(6.0 / 4.0)]);
        let (verdict, scores) = walked(&[0.0, 0.0, 0.0, 1.5, 1.0], 3, &days(5), 0);
        assert_eq!(scores[3..], [Some(1.5), Some(1.0)]);
        assert_eq!(verdict.magnitude, 1.0, "what two dates in succession reach");
    }

    #[test]
    fn what_was_seen_before_is_no_change() {
        // A field: bare each September, green otherwise.
        let days = [0, 20, 60, 90, 120, 180, 365, 400, 425, 490, 545];
        let values = [0.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 9.0, 9.5];
        let found = |within: i64| walked(&values, 5, &days, within).0;
        assert_eq!((found(183).state, found(183).valid), (State::Same, 11), "it was bare before");
        assert_eq!(found(0).first, Some(9), "against the median alone both dates stand out");
        assert_eq!(found(30).state, State::Unconfirmed, "bare in November, it never was");
        let rule = Rule::new(2.0, 1, &days, 30);
        let near = |t: usize| (0..t).filter(|j| rule.seasons[t][*j]).collect::<Vec<_>>();
        assert_eq!((near(9), near(2), near(6)), (vec![4], vec![], vec![0, 1]));
    }
}
