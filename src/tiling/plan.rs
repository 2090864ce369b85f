//! Where chips lie.

/// Chips on the cell grid of one raster. Chips begin on cells; neighbours overlap evenly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipPlan {
    /// Pixels along a cell.
    pub patch: usize,
    /// Cells along a chip.
    pub chip_cells: usize,
    /// Columns of the cell grid.
    pub width: usize,
    /// Rows of the cell grid.
    pub height: usize,
    /// First cell column of each column of chips.
    pub columns: Starts,
    /// First cell row of each row of chips.
    pub rows: Starts,
}

impl ChipPlan {
    /// Plans chips of `chip` pixels over `width × height` pixels. `overlap` is the least share of a chip's side that
    /// two neighbours have in common, from 0 to below 1.
    pub fn new(width: usize, height: usize, chip: usize, patch: usize, overlap: f64) -> Self {
        let chip_cells = chip / patch;
        let (cells_w, cells_h) = (width.div_ceil(patch), height.div_ceil(patch));
        ChipPlan {
            patch,
            chip_cells,
            width: cells_w,
            height: cells_h,
            columns: Starts::new(cells_w, chip_cells, overlap),
            rows: Starts::new(cells_h, chip_cells, overlap),
        }
    }

    /// Plans chips side by side from the first cell on; the last ones may reach beyond the raster.
    pub fn side_by_side(width: usize, height: usize, chip: usize, patch: usize) -> Self {
        let chip_cells = chip / patch;
        let (cells_w, cells_h) = (width.div_ceil(patch), height.div_ceil(patch));
        let (columns, rows) = (Starts::side_by_side(cells_w, chip_cells), Starts::side_by_side(cells_h, chip_cells));
        ChipPlan { patch, chip_cells, width: cells_w, height: cells_h, columns, rows }
    }

    /// Number of chips.
    pub fn chips(&self) -> usize {
        self.columns.count() * self.rows.count()
    }
}

/// First cells of chips along one axis, ascending: the fewest that keep the overlap, evenly spread. They are computed where
/// they are asked for, since a small file can tell of a raster with any number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starts {
    /// Cell at which the last chip begins.
    last: usize,
    /// Chips after the first.
    gaps: usize,
}

impl Starts {
    fn new(cells: usize, chip: usize, overlap: f64) -> Self {
        let step = ((chip as f64 * (1.0 - overlap)).round() as usize).clamp(1, chip);
        let last = cells.saturating_sub(chip);
        Starts { last, gaps: last.div_ceil(step) }
    }

    fn side_by_side(cells: usize, chip: usize) -> Self {
        let gaps = cells.div_ceil(chip).saturating_sub(1);
        Starts { last: gaps * chip, gaps }
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.gaps + 1
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..=self.gaps).map(move |i| (i * self.last + self.gaps / 2) / self.gaps.max(1))
    }
}

/// Index of the pixel that stands at position `i` of a line of `length` pixels, continued on both sides by reflection
/// without repeating the edge (… 2 1 0 1 2 …).
pub fn reflect(i: isize, length: usize) -> usize {
    if length == 1 {
        return 0;
    }
    let period = 2 * (length - 1);
    let at = i.rem_euclid(period as isize) as usize;
    at.min(period - at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn chips_cover_every_cell_and_overlap(cells in 1usize..400, chip in 1usize..40, overlap in 0.0f64..0.9) {
            let all = Starts::new(cells, chip, overlap);
            let starts: Vec<usize> = all.iter().collect();
            prop_assert_eq!(starts.len(), all.count());
            prop_assert_eq!(starts[0], 0);
            prop_assert!(starts.last().unwrap() + chip >= cells);
            if cells > chip {
                prop_assert_eq!(starts.last().unwrap() + chip, cells);
            }
            let step = ((chip as f64 * (1.0 - overlap)).round() as usize).clamp(1, chip);
            for pair in starts.windows(2) {
                prop_assert!(pair[0] < pair[1] && pair[1] - pair[0] <= step);
            }
        }

        #[test]
        fn chips_side_by_side_cover_every_cell_once(width in 1usize..900, height in 1usize..900) {
            let plan = ChipPlan::side_by_side(width, height, 64, 8);
            for (starts, cells) in [(&plan.columns, width.div_ceil(8)), (&plan.rows, height.div_ceil(8))] {
                prop_assert!(starts.iter().enumerate().all(|(i, s)| s == 8 * i && s < cells));
                prop_assert!(starts.count() * 8 >= cells);
            }
        }

        #[test]
        fn reflection_is_a_mirror(length in 1usize..50, i in -300isize..300) {
            let at = reflect(i, length);
            prop_assert!(at < length);
            prop_assert_eq!(reflect(-i, length), at);
            if (0..length as isize).contains(&i) { prop_assert_eq!(at, i as usize); }
            // neighbours in the padded line are neighbours in the raster
            prop_assert!(reflect(i + 1, length).abs_diff(at) <= 1);
        }
    }
}
