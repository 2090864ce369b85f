//! Which fine pixels belong to which area: runs along rows, joined into components.
//!
//! Changed pixels hang together along sides, unchanged ones over corners too, so that a ring of changed pixels parts what is
//! inside from what is outside, or does not.

use super::fine::Scores;
use crate::error::Result;
use crate::memory::{self, push};

/// What vectors of this room are called where there is no memory for them.
const WHAT: &str = "runs of changed pixels";

/// Fine pixels `start..end` of one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// First column.
    pub start: u32,
    /// Column after the last.
    pub end: u32,
    /// Number of the component that it belongs to; of none, 0.
    pub label: u32,
}

impl Run {
    fn len(&self) -> u32 {
        self.end - self.start
    }
}

/// Runs of all rows.
#[derive(Default)]
pub struct Runs {
    all: Vec<Run>,
    /// Where each row begins, and where the last one ends.
    rows: Vec<usize>,
}

impl Runs {
    /// Runs of one row, from left to right.
    pub fn row(&self, row: usize) -> &[Run] {
        &self.all[self.rows[row]..self.rows[row + 1]]
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.rows.len() - 1
    }

    /// Gives each run a new label.
    pub fn relabel(&mut self, new: impl Fn(u32) -> u32) {
        self.all.iter_mut().for_each(|run| run.label = new(run.label));
    }

    /// Calls `found` for each run with its overlaps in the row above; of runs that only touch at a corner, with 0.
    fn neighbours(&self, row: usize, others: &Runs, mut found: impl FnMut(usize, usize, u32)) {
        let Some(above) = row.checked_sub(1) else { return };
        let mut first = others.rows[above];
        for (i, run) in self.all[self.rows[row]..self.rows[row + 1]].iter().enumerate() {
            while first < others.rows[row] && others.all[first].end < run.start {
                first += 1;
            }
            let touching = (first..others.rows[row]).take_while(|j| others.all[*j].start <= run.end);
            for j in touching {
                let other = &others.all[j];
                found(self.rows[row] + i, j, other.end.min(run.end).saturating_sub(other.start.max(run.start)));
            }
        }
    }
}

/// Sets that are joined two at a time; each is known by its first member.
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Result<Self> {
        let mut parents = memory::reserved(count, WHAT)?;
        parents.extend(0..count as u32);
        Ok(Sets(parents))
    }

    fn of(&mut self, member: usize) -> usize {
        let mut at = member as u32;
        while self.0[at as usize] != at {
            let up = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = up;
            at = up;
        }
        at as usize
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }
}

/// Hectares of fine pixels `start..end` of a row.
pub type RunArea<'a> = &'a dyn Fn(usize, u32, u32) -> f64;

/// Components of changed pixels: those at or above the threshold, and of the others what is smaller than `smallest` hectares
/// and lies among them, not at invalid pixels. Components of less than half of that are left out.
pub struct Components {
    /// Their runs.
    pub runs: Runs,
    /// How many there are; labels are 1 to this number.
    pub count: usize,
}

impl Components {
    /// Finds them.
    ///
    /// # Errors
    /// If there is no memory for their runs.
    pub fn find(scores: &Scores, threshold: f32, smallest: f64, area: RunArea) -> Result<Self> {
        let (changed, other) = classified(scores, threshold)?;
        let closed = gaps(&changed, &other, smallest, area)?;
        let runs = united(&changed, &other, &closed)?;
        drop((changed, other, closed));
        labelled(runs, smallest / 2.0, area)
    }
}

/// Runs of changed pixels, and of valid ones that are not.
fn classified(scores: &Scores, threshold: f32) -> Result<(Runs, Runs)> {
    let mut line = memory::filled(scores.fine_width(), 0f32, WHAT)?;
    let mut both = [Runs::default(), Runs::default()];
    let class = |value: f32| if value.is_nan() { 2 } else { usize::from(value < threshold) };
    let mut fine = scores.fine()?;
    for row in 0..scores.fine_height() {
        fine.row(row, &mut line);
        both.iter_mut().for_each(|runs| runs.rows.push(runs.all.len()));
        let mut start = 0;
        for end in 1..=line.len() {
            let now = class(line[start]);
            if end == line.len() || class(line[end]) != now {
                if now < 2 {
                    push(&mut both[now].all, Run { start: start as u32, end: end as u32, label: 0 }, WHAT)?;
                }
                start = end;
            }
        }
    }
    both.iter_mut().for_each(|runs| runs.rows.push(runs.all.len()));
    let [changed, other] = both;
    Ok((changed, other))
}

/// What is known of a component of unchanged pixels.
#[derive(Clone, Copy, Default)]
struct Gap {
    hectares: f64,
    /// Its border along changed pixels.
    changed: u32,
    /// Its border in all.
    border: u32,
}

/// Which runs of unchanged pixels belong to gaps: small, and bordered by changed pixels more than by anything else.
fn gaps(changed: &Runs, other: &Runs, smallest: f64, area: RunArea) -> Result<Vec<bool>> {
    let mut sets = Sets::new(other.all.len())?;
    for row in 0..other.height() {
        other.neighbours(row, other, |a, b, _| sets.join(a, b));
    }
    let mut gaps: Vec<Gap> = memory::filled(other.all.len(), Gap::default(), WHAT)?;
    for row in 0..other.height() {
        let mut beside = changed.row(row).iter().peekable();
        for i in other.rows[row]..other.rows[row + 1] {
            let run = other.all[i];
            while beside.next_if(|c| c.end < run.start).is_some() {}
            let left = beside.peek().is_some_and(|c| c.end == run.start);
            let right = beside.clone().find(|c| c.end > run.start).is_some_and(|c| c.start == run.end);
            let gap = &mut gaps[sets.of(i)];
            gap.hectares += area(row, run.start, run.end);
            gap.changed += u32::from(left) + u32::from(right);
            gap.border += 2 + 2 * run.len();
        }
        // What lies between two of its own rows is no border.
        other.neighbours(row, other, |a, _, overlap| gaps[sets.of(a)].border -= 2 * overlap);
        other.neighbours(row, changed, |a, _, overlap| gaps[sets.of(a)].changed += overlap);
        changed.neighbours(row, other, |_, b, overlap| gaps[sets.of(b)].changed += overlap);
    }
    let mut closed = memory::reserved(other.all.len(), WHAT)?;
    closed.extend((0..other.all.len()).map(|i| {
        let gap = gaps[sets.of(i)];
        gap.hectares < smallest && 2 * gap.changed > gap.border
    }));
    Ok(closed)
}

/// Changed pixels and closed gaps, as runs.
fn united(changed: &Runs, other: &Runs, closed: &[bool]) -> Result<Runs> {
    let mut out = Runs::default();
    for row in 0..changed.height() {
        out.rows.push(out.all.len());
        let gaps = (other.rows[row]..other.rows[row + 1]).filter(|i| closed[*i]).map(|i| other.all[i]);
        let (mut a, mut b) = (changed.row(row).iter().copied().peekable(), gaps.peekable());
        loop {
            let first = match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if y.start < x.start => b.next(),
                (None, _) => b.next(),
                _ => a.next(),
            };
            let Some(run) = first else { break };
            let begun = out.rows[row] < out.all.len();
            match out.all.last_mut().filter(|last| begun && last.end == run.start) {
                Some(last) => last.end = run.end,
                None => push(&mut out.all, run, WHAT)?,
            }
        }
    }
    out.rows.push(out.all.len());
    Ok(out)
}

/// Joins runs along sides, and numbers the components that are large enough in the order of their first rows.
fn labelled(mut runs: Runs, smallest: f64, area: RunArea) -> Result<Components> {
    let mut sets = Sets::new(runs.all.len())?;
    for row in 0..runs.height() {
        runs.neighbours(row, &runs, |a, b, overlap| {
            if overlap > 0 {
                sets.join(a, b);
            }
        });
    }
    let mut hectares = memory::filled(runs.all.len(), 0f64, WHAT)?;
    for row in 0..runs.height() {
        for i in runs.rows[row]..runs.rows[row + 1] {
            let run = runs.all[i];
            hectares[sets.of(i)] += area(row, run.start, run.end);
        }
    }
    let mut labels = memory::filled(runs.all.len(), 0u32, WHAT)?;
    let mut count = 0;
    for i in 0..runs.all.len() {
        let set = sets.of(i);
        if set == i && hectares[i] >= smallest {
            count += 1;
            labels[i] = count;
        }
        // A set's first member comes before its others.
        runs.all[i].label = labels[set];
    }
    runs.drop_unlabelled();
    Ok(Components { runs, count: count as usize })
}

impl Runs {
    fn drop_unlabelled(&mut self) {
        let mut kept = 0;
        for row in 0..self.height() {
            let (from, to) = (self.rows[row], self.rows[row + 1]);
            self.rows[row] = kept;
            for i in from..to {
                if self.all[i].label > 0 {
                    self.all[kept] = self.all[i];
                    kept += 1;
                }
            }
        }
        let height = self.height();
        self.rows[height] = kept;
        self.all.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Components of a picture of cells, `#` changed, `.` not, blank invalid; as a picture of labels.
    fn found(picture: &[&str], smallest: f64) -> Vec<String> {
        let score = |c: u8| [0.0, 2.0, f32::NAN][usize::from(c == b'#') + 2 * usize::from(c == b' ')];
        let values: Vec<f32> = picture.iter().flat_map(|line| line.bytes().map(score)).collect();
        let scores = Scores { width: picture[0].len(), values: &values, factor: 1 };
        let found = Components::find(&scores, 1.0, smallest, &|_, start, end| f64::from(end - start)).unwrap();
        let line = |row: usize| {
            let mut line = vec!['.'; scores.width];
            for run in found.runs.row(row) {
                line[run.start as usize..run.end as usize].fill(char::from(b'0' + run.label as u8));
            }
            line.into_iter().collect()
        };
        (0..picture.len()).map(line).collect()
    }

    #[test]
    fn small_holes_and_gaps_are_closed_and_small_components_left_out() {
        let picture = ["####..#", "#..#..#", "####...", ".......", "#......"];
        assert_eq!(found(&picture, 3.0), ["1111..2", "1111..2", "1111...", ".......", "......."]);
        assert_eq!(found(&picture, 2.0), ["1111..2", "1..1..2", "1111...", ".......", "3......"]);
        assert_eq!(found(&["#.", "##"], 2.0), ["1.", "11"], "half of its border is not enough");
    }

    #[test]
    fn corners_join_what_is_unchanged_only() {
        assert_eq!(found(&["#.", ".#"], 0.0), ["1.", ".2"]);
        let ring = [".###.", ".#.#.", ".##..", "....."];
        assert_eq!(found(&ring, 5.0)[1], ".1.1.", "the hole hangs together with the outside over a corner");
    }

    #[test]
    fn islands_among_invalid_pixels_are_no_gaps() {
        let island = ["      ", " .#   ", "      "];
        assert_eq!(found(&island, 1.5), ["......", "..1...", "......"]);
    }
}
