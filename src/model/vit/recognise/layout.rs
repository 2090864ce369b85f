//! How a tensor of a graph lies over a matrix that is known.
//!
//! Exporters and tract move, split, join and cut axes freely. None of it computes anything: what comes out is still the same
//! matrix of tokens, looked at in another order. A layout keeps this order exactly, so that operators can be told by what
//! they compute, and a wrong order is seen as such.

/// One loop over the matrix: `count` steps of `step` numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Steps.
    pub count: usize,
    /// Numbers from one to the next.
    pub step: usize,
}

/// Which number of a row-major matrix each index of a tensor stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The number at index 0.
    pub offset: usize,
    /// For each axis its loops, the outermost first; none for an extent of 1.
    pub axes: Vec<Vec<Part>>,
}

impl Layout {
    /// Axes that are one loop each.
    pub fn of(axes: &[(usize, usize)]) -> Self {
        let axis = |(count, step): &(usize, usize)| joined(vec![Part { count: *count, step: *step }]);
        Layout { offset: 0, axes: axes.iter().map(axis).collect() }
    }

    /// Extent of an axis.
    pub fn extent(&self, axis: usize) -> usize {
        self.axes[axis].iter().map(|p| p.count).product()
    }

    /// Takes axis `from` out and puts it in at `to`.
    pub fn moved(&self, from: usize, to: usize) -> Self {
        let mut out = self.clone();
        let axis = out.axes.remove(from);
        out.axes.insert(to, axis);
        out
    }

    /// An axis of extent 1 more.
    pub fn widened(&self, at: usize) -> Self {
        let mut out = self.clone();
        out.axes.insert(at, Vec::new());
        out
    }

    /// An axis of extent 1 less.
    pub fn narrowed(&self, at: usize) -> Self {
        let mut out = self.clone();
        out.axes.remove(at);
        out
    }

    /// Indices `start..end` of an axis; `None` if they are no loops of the same kind.
    pub fn cut(&self, axis: usize, start: usize, end: usize) -> Option<Self> {
        if start == 0 && end == self.extent(axis) {
            return Some(self.clone());
        }
        let mut out = self.clone();
        // Whole steps of the outermost loop, or one of its steps and the same within it.
        let (mut start, mut end, mut parts) = (start, end, Vec::new());
        for (i, part) in self.axes[axis].iter().enumerate() {
            let inner: usize = self.axes[axis][i + 1..].iter().map(|p| p.count).product();
            if start % inner == 0 && end % inner == 0 {
                out.offset += start / inner * part.step;
                parts.push(Part { count: (end - start) / inner, step: part.step });
                parts.extend(&self.axes[axis][i + 1..]);
                out.axes[axis] = joined(parts);
                return Some(out);
            }
            if start / inner != (end - 1) / inner {
                return None;
            }
            out.offset += start / inner * part.step;
            (start, end) = (start % inner, (end - 1) % inner + 1);
        }
        None
    }

    /// Axes `at..at + from` as axes of the extents `to`; `None` if a loop would have to be broken.
    pub fn reshaped(&self, at: usize, from: usize, to: &[usize]) -> Option<Self> {
        let mut left: Vec<Part> = self.axes[at..at + from].concat();
        left.reverse();
        let mut axes = Vec::new();
        for extent in to {
            let (mut missing, mut axis) = (*extent, Vec::new());
            while missing > 1 {
                let part = left.pop()?;
                if missing.is_multiple_of(part.count) {
                    missing /= part.count;
                    axis.push(part);
                } else if part.count.is_multiple_of(missing) {
                    let inner = part.count / missing;
                    left.push(Part { count: inner, step: part.step });
                    axis.push(Part { count: missing, step: part.step * inner });
                    missing = 1;
                } else {
                    return None;
                }
            }
            axes.push(joined(axis));
        }
        let mut out = self.clone();
        out.axes.splice(at..at + from, axes);
        left.is_empty().then_some(out)
    }

    /// The numbers that an index over some axes leads to, from `offset` 0, the last axis fastest.
    pub fn offsets(&self, axes: &[usize]) -> Vec<usize> {
        let mut out = vec![0];
        for part in axes.iter().flat_map(|a| &self.axes[*a]) {
            out = out.iter().flat_map(|base| (0..part.count).map(move |i| base + i * part.step)).collect();
        }
        out
    }

    /// The axes that run along a row of `width` numbers, and whether they do so over whole rows.
    ///
    /// `None` if an axis runs both along rows and from row to row.
    pub fn columns(&self, width: usize) -> Option<(Vec<usize>, bool)> {
        let mut along = Vec::new();
        for (i, axis) in self.axes.iter().enumerate() {
            let inside = axis.iter().filter(|p| p.step < width).count();
            if inside != 0 && inside != axis.len() {
                return None;
            }
            if inside != 0 {
                along.push(i);
            }
        }
        let whole = self.offset.is_multiple_of(width) && is_order(&self.offsets(&along), width);
        Some((along, whole))
    }

    /// The columns at hand, in the order of the axes along them, and the same rows of a matrix that has only these.
    ///
    /// `None` if the columns differ from row to row.
    pub fn own_columns(&self, width: usize) -> Option<(Vec<usize>, Self)> {
        let (along, _) = self.columns(width)?;
        let first = self.offset % width;
        let columns: Vec<usize> = self.offsets(&along).iter().map(|column| column + first).collect();
        if columns.iter().any(|column| *column >= width) {
            return None;
        }
        let mut out = Layout { offset: self.offset / width * columns.len(), axes: self.axes.clone() };
        let mut step = columns.len();
        for (i, axis) in out.axes.iter_mut().enumerate() {
            for part in axis.iter_mut() {
                if along.contains(&i) {
                    step /= part.count;
                    part.step = step;
                } else {
                    part.step = part.step / width * columns.len();
                }
            }
            *axis = joined(std::mem::take(axis));
        }
        Some((columns, out))
    }

    /// The loops over several axes as one axis.
    pub fn together(&self, axes: &[usize]) -> Vec<Part> {
        joined(axes.iter().flat_map(|a| self.axes[*a].iter().copied()).collect())
    }

    /// The same rows of a matrix with rows of another width; the columns' axes become extents of 1.
    ///
    /// `None` if the rows have anything else than whole columns.
    pub fn rows(&self, width: usize, to: usize) -> Option<Self> {
        let (along, true) = self.columns(width)? else { return None };
        let mut out = Layout { offset: self.offset / width * to, axes: self.axes.clone() };
        for (i, axis) in out.axes.iter_mut().enumerate() {
            if along.contains(&i) {
                axis.clear();
            }
            axis.iter_mut().for_each(|p| p.step = p.step / width * to);
        }
        Some(out)
    }
}

/// Loops without those of one step, and with those joined that are one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in parts.into_iter().filter(|p| p.count != 1) {
        match out.last_mut() {
            Some(outer) if outer.step == part.step * part.count => {
                *outer = Part { count: outer.count * part.count, step: part.step };
            }
            _ => out.push(part),
        }
    }
    out
}

/// Whether `offsets` are 0 to `count` - 1, each once.
pub fn is_order(offsets: &[usize], count: usize) -> bool {
    let mut seen = vec![false; count];
    offsets.len() == count && offsets.iter().all(|o| *o < count && !std::mem::replace(&mut seen[*o], true))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every index of a layout's tensor, row by row, as the number that it stands for.
    fn numbers(layout: &Layout) -> Vec<usize> {
        let all: Vec<usize> = (0..layout.axes.len()).collect();
        layout.offsets(&all).iter().map(|p| p + layout.offset).collect()
    }

    #[test]
    fn layouts_follow_an_array_through_moves_cuts_and_reshapes() {
        // 5 tokens of 3 parts x 2 heads x 4, as exporters take them apart
        let qkv = Layout::of(&[(1, 120), (5, 24), (24, 1)]);
        let split = qkv.reshaped(2, 1, &[3, 2, 4]).unwrap();
        let heads = split.moved(2, 0).moved(3, 2);
        let keys = heads.cut(0, 1, 2).unwrap().narrowed(0);
        let expected = |part: usize| -> Vec<usize> {
            (0..2).flat_map(|h| (0..5).flat_map(move |t| (0..4).map(move |l| t * 24 + part * 8 + h * 4 + l))).collect()
        };
        assert_eq!(numbers(&keys), expected(1));
        // a reshape that keeps the order of numbers loses nothing; one that would need a copy of other loops is refused
        let flat = keys.reshaped(1, 2, &[10]).unwrap();
        assert_eq!(numbers(&flat), expected(1));
        assert_eq!(flat.reshaped(1, 1, &[2, 5]).unwrap(), keys);
        assert_eq!(Layout::of(&[(6, 1)]).reshaped(0, 1, &[4]), None);
        assert_eq!(Layout::of(&[(3, 1), (2, 3)]).reshaped(0, 2, &[2, 3]), None);
    }

    #[test]
    fn cuts_within_joined_axes() {
        let joined = Layout::of(&[(2, 12), (3, 1)]).reshaped(0, 2, &[6]).unwrap();
        assert_eq!(numbers(&joined), [0, 1, 2, 12, 13, 14]);
        assert_eq!(numbers(&joined.cut(0, 3, 6).unwrap()), [12, 13, 14]);
        assert_eq!(numbers(&joined.cut(0, 4, 6).unwrap()), [13, 14]);
        assert_eq!(joined.cut(0, 2, 4), None);
    }

    #[test]
    fn columns_at_hand_are_a_matrix_of_their_own() {
        let halves = Layout::of(&[(1, 40), (5, 8), (8, 1)]).cut(2, 4, 8).unwrap();
        let (columns, own) = halves.own_columns(8).unwrap();
        assert_eq!((columns, own), (vec![4, 5, 6, 7], Layout::of(&[(1, 20), (5, 4), (4, 1)])));
        // Every second column, by way of pairs.
        let second = Layout::of(&[(5, 8), (8, 1)]).reshaped(1, 1, &[4, 2]).unwrap().cut(2, 1, 2).unwrap().narrowed(2);
        let (columns, own) = second.own_columns(8).unwrap();
        assert_eq!((columns, own), (vec![1, 3, 5, 7], Layout::of(&[(5, 4), (4, 1)])));
    }

    #[test]
    fn rows_need_whole_columns() {
        let across = Layout::of(&[(8, 1), (5, 8)]);
        assert_eq!(across.rows(8, 3), Some(Layout { offset: 0, axes: vec![vec![], vec![Part { count: 5, step: 3 }]] }));
        assert_eq!(across.cut(0, 0, 4).unwrap().rows(8, 1), None);
        assert_eq!(across.cut(1, 2, 5).unwrap().rows(8, 1).unwrap().offset, 2);
        assert_eq!(across.reshaped(0, 2, &[40]).unwrap().columns(8), None);
    }
}
