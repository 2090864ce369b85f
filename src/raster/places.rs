//! Where a raster is looked at before any work: a few windows, placed so that few blocks of its file are decoded.

use super::RasterSource;
use crate::geometry::Window;

/// Smaller blocks cost little: windows need not heed them.
const BLOCK: usize = 256;
/// Rows, by column, of a square in which each row and each column is met once.
const SQUARE: [usize; 4] = [1, 3, 0, 2];
/// Windows along a side of a block.
const IN_BLOCK: usize = 2;

/// Windows of `side` pixels: `along` × `along` of them spread evenly, or, where the file has large blocks, 2 × 2 inside of
/// each of four blocks that lie in different rows and columns, up to the raster's edges.
pub fn windows(source: &dyn RasterSource, along: usize, side: usize) -> Vec<Window> {
    let (width, height) = (source.grid().width, source.grid().height);
    let [across, down] = source.block();
    if across.min(down) < BLOCK.max(side) || (across >= width && down >= height) {
        return spread(width, height, along, side);
    }
    let mut found: Vec<Window> = Vec::new();
    for (column, row) in SQUARE.into_iter().enumerate() {
        let at = |place: usize, size: usize, block: usize| {
            // The last block that holds a window; one at the edge may be too narrow.
            let last = size.saturating_sub(side) / block;
            let start = (place * last + 1) / (SQUARE.len() - 1) * block;
            (start, block.min(size - start))
        };
        let ((x, wide), (y, high)) = (at(column, width, across), at(row, height, down));
        for window in spread(wide, high, IN_BLOCK, side) {
            let window = Window { x: window.x + x, y: window.y + y, ..window };
            if !found.contains(&window) {
                found.push(window);
            }
        }
    }
    found
}

/// Windows spread evenly; fewer where the raster is small.
pub fn spread(width: usize, height: usize, along: usize, side: usize) -> Vec<Window> {
    let starts = |size: usize| -> Vec<usize> {
        let side = side.min(size);
        let count = size.div_ceil(side.max(1)).min(along);
        (0..count).map(|i| if count == 1 { (size - side) / 2 } else { (size - side) * i / (count - 1) }).collect()
    };
    let (xs, ys) = (starts(width), starts(height));
    let window = |x: usize, y: usize| Window { x, y, width: side.min(width), height: side.min(height) };
    ys.iter().flat_map(|&y| xs.iter().map(move |&x| window(x, y))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Result;
    use crate::geometry::Grid;

    /// A raster that only has a size and blocks.
    struct Blocks(Grid, [usize; 2]);

    impl RasterSource for Blocks {
        fn name(&self) -> &str {
            "blocks"
        }

        fn grid(&self) -> &Grid {
            &self.0
        }

        fn bands(&self) -> usize {
            1
        }

        fn block(&self) -> [usize; 2] {
            self.1
        }

        fn read(&mut self, _: Window, _: &mut [f32], _: &mut [u8]) -> Result<()> {
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn spread_windows_lie_inside(w in 1usize..700, h in 1usize..700) {
            let windows = spread(w, h, 4, 96);
            prop_assert!(!windows.is_empty() && windows.len() <= 16);
            prop_assert!(windows.iter().all(|v| v.fits(w, h) && v.area() > 0));
        }

        #[test]
        fn windows_stay_inside_of_four_blocks(w in 1usize..5000, h in 1usize..5000, block in 256usize..1500) {
            let source = Blocks(Grid::plain(w, h), [block, block]);
            let windows = windows(&source, 4, 96);
            prop_assert!(!windows.is_empty() && windows.len() <= 16);
            prop_assert!(windows.iter().all(|v| v.fits(w, h) && v.area() > 0));
            if block < w || block < h {
                let mut blocks: Vec<_> = windows.iter().map(|v| (v.x / block, v.y / block)).collect();
                let last = |v: &Window| ((v.x + v.width - 1) / block, (v.y + v.height - 1) / block);
                prop_assert_eq!(windows.iter().map(last).collect::<Vec<_>>(), blocks.clone());
                blocks.sort_unstable();
                blocks.dedup();
                prop_assert!(blocks.len() <= 4);
            }
        }
    }

    #[test]
    fn a_tile_is_looked_at_in_four_of_its_rows_and_columns_of_blocks() {
        let tile = Blocks(Grid::plain(10980, 10980), [1024, 1024]);
        let windows = windows(&tile, 4, 96);
        let mut blocks: Vec<_> = windows.iter().map(|v| (v.x / 1024, v.y / 1024)).collect();
        blocks.dedup();
        assert_eq!((windows.len(), blocks), (16, vec![(0, 3), (3, 10), (7, 0), (10, 7)]));
        let narrow = Blocks(Grid::plain(2100, 2100), [1024, 1024]);
        assert!(super::windows(&narrow, 3, 128).iter().all(|v| (v.width, v.height) == (128, 128)));
    }
}
