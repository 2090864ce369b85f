//! In which pieces cells are read, so that no part of a file is unpacked twice.

use crate::geometry::Window;
use crate::memory;

/// Cells that are read at a time.
pub const READ_TOGETHER: usize = 1 << 14;
/// Numbers of a row of blocks that GDAL's cache surely holds, unpacked: it has a twentieth of the machine's memory, unless it is
/// told otherwise.
const CACHED: u64 = 1 << 25;

/// Some cells of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where they are.
    pub window: Window,
    /// Columns of the store.
    across: usize,
}

impl Piece {
    /// Their numbers among all cells, row by row.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        let (w, across) = (self.window, self.across);
        (w.y..w.y + w.height).flat_map(move |y| y * across + w.x..y * across + w.x + w.width)
    }

    /// Puts a value for each of them among those of all cells.
    pub fn put<T>(self, values: impl IntoIterator<Item = T>, all: &mut [T]) {
        values.into_iter().zip(self.numbers()).for_each(|(value, cell)| all[cell] = value);
    }
}

/// Pieces of cells of so many numbers: strips of whole rows, in order; where rows of blocks are larger than what is kept of them,
/// block by block, and of each block some rows at a time. Every cell is in one of them.
pub(super) fn pieces([width, height]: [usize; 2], dim: usize, block: [usize; 2]) -> Vec<Piece> {
    let large = block[1] > (READ_TOGETHER / width).max(1) && memory::product(&[width, block[1], dim]) > CACHED;
    let [across, down] = if large { [block[0].min(width), block[1]] } else { [width, height] };
    let step = (READ_TOGETHER / across).max(1);
    let mut pieces = Vec::new();
    for top in (0..height).step_by(down) {
        let end = (top + down).min(height);
        for x in (0..width).step_by(across) {
            let window = |y: usize| Window { x, y, width: across.min(width - x), height: step.min(end - y) };
            pieces.extend((top..end).step_by(step).map(|y| Piece { window: window(y), across: width }));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often blocks are unpacked where one is kept at a time, and whether each cell is read once.
    fn unpacked(size: [usize; 2], dim: usize, block: [usize; 2]) -> (usize, bool) {
        let mut seen = vec![0; size[0] * size[1]];
        let (mut held, mut count) = (None, 0);
        for piece in pieces(size, dim, block) {
            let w = piece.window;
            for (column, row) in (w.x / block[0]..=(w.x + w.width - 1) / block[0])
                .flat_map(|x| (w.y / block[1]..=(w.y + w.height - 1) / block[1]).map(move |y| (x, y)))
            {
                count += usize::from(held.replace((column, row)) != Some((column, row)));
            }
            piece.numbers().for_each(|cell| seen[cell] += 1);
        }
        (count, seen.iter().all(|n| *n == 1))
    }

    #[test]
    fn large_blocks_are_unpacked_once() {
        // AlphaEarth's: 64 numbers in blocks of 1024.
        assert_eq!(unpacked([2500, 1100], 64, [1024, 1024]), (6, true));
        // Rows of blocks that are kept are read as rows.
        let few = pieces([700, 90], 2, [512, 64]);
        assert!(few.iter().all(|piece| piece.window.width == 700) && few.len() == 4);
        assert!(unpacked([700, 90], 2, [512, 64]).1 && unpacked([3, 5], 9, [1, 1]).1);
    }

    #[test]
    fn values_go_where_their_cells_are() {
        let mut all = vec![0; 2500 * 1100];
        for piece in pieces([2500, 1100], 64, [1024, 1024]) {
            piece.put(piece.numbers(), &mut all);
        }
        assert!(all.iter().enumerate().all(|(i, v)| i == *v));
    }
}
