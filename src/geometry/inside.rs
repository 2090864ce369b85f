//! Which cells of a grid lie at a point or inside of a polygon, whichever way the grid's rows run.

use super::Grid;

/// Cells beside each other in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Row.
    pub row: usize,
    /// First column.
    pub from: usize,
    /// Column after the last.
    pub to: usize,
}

impl Span {
    /// Number of cells.
    pub fn count(&self) -> usize {
        self.to - self.from
    }

    /// Their numbers in a grid that is so wide, row by row.
    pub fn cells(&self, width: usize) -> impl Iterator<Item = usize> + use<> {
        let row = self.row * width;
        row + self.from..row + self.to
    }
}

/// The cell that a point in the grid's reference system lies in; `None` outside of the grid.
pub fn cell_at(grid: &Grid, (x, y): (f64, f64)) -> Option<Span> {
    let (column, row) = grid.pixel_at(x, y)?;
    inside(grid, column.floor(), row.floor())
}

fn inside(grid: &Grid, column: f64, row: f64) -> Option<Span> {
    let fits = column >= 0.0 && row >= 0.0 && column < grid.width as f64 && row < grid.height as f64;
    fits.then(|| Span { row: row as usize, from: column as usize, to: column as usize + 1 })
}

/// Cells whose centre an odd number of rings surrounds; of a polygon that surrounds no centre, the cell that the middle of
/// its first ring lies in.
pub fn cells_inside(grid: &Grid, rings: &[Vec<(f64, f64)>]) -> Vec<Span> {
    let placed = |ring: &Vec<(f64, f64)>| ring.iter().map(|&(x, y)| grid.pixel_at(x, y)).collect::<Option<Vec<_>>>();
    let rings: Vec<Vec<(f64, f64)>> = rings.iter().filter_map(placed).filter(|ring| !ring.is_empty()).collect();
    let rows = rings.iter().flatten().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.1), high.max(p.1)));
    let first = (rows.0 - 0.5).ceil().max(0.0) as usize;
    let after = ((rows.1 - 0.5).floor() + 1.0).clamp(0.0, grid.height as f64) as usize;
    let edges = || rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let mut spans = Vec::new();
    for row in first..after {
        let y = row as f64 + 0.5;
        let crosses = edges().filter(|(a, b)| (a.1 <= y) != (b.1 <= y));
        let mut at: Vec<f64> = crosses.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect();
        at.sort_by(f64::total_cmp);
        for pair in at.chunks_exact(2) {
            // A column's centre lies half a cell to its right.
            let from = (pair[0] - 0.5).ceil().max(0.0) as usize;
            let to = ((pair[1] - 0.5).ceil().max(0.0) as usize).min(grid.width);
            if from < to {
                spans.push(Span { row, from, to });
            }
        }
    }
    if spans.is_empty()
        && let Some(ring) = rings.first()
    {
        let sum = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
        let count = ring.len() as f64;
        spans.extend(inside(grid, (sum.0 / count).floor(), (sum.1 / count).floor()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid(down: f64) -> Grid {
        let top = if down < 0.0 { 80.0 } else { 0.0 };
        Grid { transform: Some([0.0, 10.0, 0.0, top, 0.0, down]), ..Grid::plain(12, 8) }
    }

    fn covered(grid: &Grid, rings: &[Vec<(f64, f64)>]) -> Vec<usize> {
        let mut cells: Vec<usize> = cells_inside(grid, rings).iter().flat_map(|s| s.cells(grid.width)).collect();
        cells.sort_unstable();
        cells
    }

    /// Whether a point is inside of a triangle, by the side of each edge that it lies on.
    fn in_triangle(p: (f64, f64), t: &[(f64, f64)]) -> bool {
        let side = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0);
        let sides = [side(t[0], t[1]), side(t[1], t[2]), side(t[2], t[0])];
        sides.iter().all(|s| *s > 0.0) || sides.iter().all(|s| *s < 0.0)
    }

    proptest! {
        #[test]
        fn centres_inside_of_a_triangle_are_found(p in proptest::collection::vec(-20.0f64..140.0, 6), up in any::<bool>()) {
            let grid = grid(if up { 10.0 } else { -10.0 });
            let triangle = vec![(p[0], p[1]), (p[2], p[3]), (p[4], p[5])];
            let at = |i: usize| grid.at((i % 12) as f64 + 0.5, (i / 12) as f64 + 0.5).unwrap();
            let expected: Vec<usize> = (0..96).filter(|&i| in_triangle(at(i), &triangle)).collect();
            let found = covered(&grid, &[triangle]);
            prop_assert!(found == expected || expected.is_empty() && found.len() <= 1, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn a_hole_is_left_out_and_a_speck_has_its_cell() {
        let square = |low: f64, high: f64| vec![(low, low), (high, low), (high, high), (low, high), (low, low)];
        assert_eq!(covered(&grid(-10.0), &[square(0.0, 30.0), square(10.0, 20.0)]).len(), 8);
        assert_eq!(covered(&grid(10.0), &[square(11.0, 12.0)]), [13]);
        assert_eq!(covered(&grid(-10.0), &[square(11.0, 12.0)]), [73]);
        assert!(covered(&grid(-10.0), &[square(500.0, 600.0)]).is_empty());
    }

    #[test]
    fn a_point_has_its_cell() {
        assert_eq!(cell_at(&grid(-10.0), (25.0, 71.0)), Some(Span { row: 0, from: 2, to: 3 }));
        assert_eq!(cell_at(&grid(10.0), (25.0, 71.0)), Some(Span { row: 7, from: 2, to: 3 }));
        assert_eq!(cell_at(&grid(10.0), (-1.0, 71.0)), None);
    }
}
