//! Patches of pixels, of which each becomes a cell.

/// Sets of patches that lie in turn: `each` along both axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shifts {
    /// Sets along an axis: how many cells lie along a patch.
    pub each: usize,
}

impl Shifts {
    /// Of the fine cell `(column, row)` among `width` columns of them: the number of its set, and its column and row in that.
    pub fn find(self, column: usize, row: usize, width: usize) -> (usize, usize, usize) {
        let n = self.each;
        (row % n * n.min(width) + column % n, column / n, row / n)
    }
}

/// Patches side by side from a place on that may lie before the raster's first pixel. They tile the plane, so that each pixel
/// lies in one of them at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patches {
    /// Pixels along a patch.
    pub size: usize,
    /// Pixel column at which the first one begins.
    pub left: isize,
    /// Pixel row at which the first one begins.
    pub top: isize,
    /// How many lie beside each other.
    pub columns: usize,
    /// How many lie below each other.
    pub rows: usize,
}

impl Patches {
    /// Patches from the first pixel on, as many as cover a raster.
    pub fn over(width: usize, height: usize, size: usize) -> Self {
        Patches { size, left: 0, top: 0, columns: width.div_ceil(size), rows: height.div_ceil(size) }
    }

    /// Patches whose centres lie `stride` pixels apart, as sets of patches side by side: row by row of shifts. `stride` divides
    /// `size`, so that there are `(size / stride)²` sets; sets without a patch are left out.
    ///
    /// The patch of the fine cell `(column, row)`, which covers `stride × stride` pixels from `(column, row) · stride` on, has
    /// the same centre; [`Shifts`] tells which set it is of.
    pub fn shifted(width: usize, height: usize, size: usize, stride: usize) -> Vec<Self> {
        let each = size / stride;
        let (across, down) = (width.div_ceil(stride), height.div_ceil(stride));
        let first = |shift: usize| (shift * stride) as isize - ((size - stride) / 2) as isize;
        let count = |cells: usize, shift: usize| (cells - shift).div_ceil(each);
        let one = |y: usize, x: usize| Patches {
            size,
            left: first(x),
            top: first(y),
            columns: count(across, x),
            rows: count(down, y),
        };
        (0..each.min(down)).flat_map(|y| (0..each.min(across)).map(move |x| one(y, x))).collect()
    }

    /// Pixel column at which a column of patches begins.
    pub fn x(&self, column: usize) -> isize {
        self.left + (column * self.size) as isize
    }

    /// Pixel row at which a row of patches begins.
    pub fn y(&self, row: usize) -> isize {
        self.top + (row * self.size) as isize
    }

    /// The column of patches in which a column of pixels lies.
    pub fn column_of(&self, x: usize) -> Option<usize> {
        along(x, self.left, self.size, self.columns)
    }

    /// The row of patches in which a row of pixels lies.
    pub fn row_of(&self, y: usize) -> Option<usize> {
        along(y, self.top, self.size, self.rows)
    }

    /// Pixels of a patch that lie in a raster of this size.
    pub fn inside(&self, column: usize, row: usize, width: usize, height: usize) -> usize {
        let along = |first: isize, pixels: usize| {
            let end = (first + self.size as isize).min(pixels as isize);
            (end - first.max(0)).max(0) as usize
        };
        along(self.x(column), width) * along(self.y(row), height)
    }
}

fn along(pixel: usize, first: isize, size: usize, count: usize) -> Option<usize> {
    let patch = (pixel as isize - first).div_euclid(size as isize);
    usize::try_from(patch).ok().filter(|patch| *patch < count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_fine_cell_is_the_centre_of_its_patch(w in 1usize..70, h in 1usize..70, halvings in 0u32..3) {
            let (size, stride) = (8, 8 >> halvings);
            let each = size / stride;
            let sets = Patches::shifted(w, h, size, stride);
            let cells: usize = sets.iter().map(|p| p.columns * p.rows).sum();
            prop_assert_eq!(cells, w.div_ceil(stride) * h.div_ceil(stride));
            for row in 0..h.div_ceil(stride) {
                for column in 0..w.div_ceil(stride) {
                    let (set, own_column, own_row) = Shifts { each }.find(column, row, w.div_ceil(stride));
                    let set = &sets[set];
                    let (x, y) = (set.x(own_column), set.y(own_row));
                    // Twice the centres, in whole numbers.
                    prop_assert_eq!(2 * x + size as isize, (2 * column * stride + stride) as isize);
                    prop_assert_eq!(2 * y + size as isize, (2 * row * stride + stride) as isize);
                    prop_assert!(own_column < set.columns && own_row < set.rows);
                }
            }
        }

        #[test]
        fn pixels_of_a_patch_are_counted(w in 1usize..30, h in 1usize..30, stride in 1usize..3) {
            for set in Patches::shifted(w, h, 4, 2 * stride.min(2)) {
                let mut counts = vec![0; set.columns * set.rows];
                for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
                    if let (Some(column), Some(row)) = (set.column_of(x), set.row_of(y)) {
                        counts[row * set.columns + column] += 1;
                    }
                }
                for (patch, count) in counts.iter().enumerate() {
                    prop_assert_eq!(*count, set.inside(patch % set.columns, patch / set.columns, w, h));
                    prop_assert!(*count > 0);
                }
            }
        }
    }

    #[test]
    fn patches_as_wide_as_the_stride_begin_with_the_raster() {
        assert_eq!(Patches::shifted(20, 9, 8, 8), [Patches::over(20, 9, 8)]);
    }
}
