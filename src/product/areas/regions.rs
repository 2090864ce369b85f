//! Regions of classes: cells of one number that hang together along sides, and outlines along the cells' own sides.
//!
//! Neighbouring regions share their sides, so outlines are not simplified: they would part from each other.

use super::{Hectares, Position};
use crate::error::Result;
use crate::memory::{self, push};

const WHAT: &str = "regions of classes";

/// Cells of one class.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its class.
    pub value: u16,
    /// Inside of its outline, less the holes.
    pub hectares: f64,
    /// Its outline, then its holes, in cells; the last position is not the first again.
    pub outline: Vec<Vec<Position>>,
}

/// The regions of all classes that `counts` names, the largest first; those below `smallest` hectares are left out, and their
/// holes below it closed.
///
/// # Errors
/// If there is no memory for them.
pub fn regions(
    values: &[u16],
    width: usize,
    counts: impl Fn(u16) -> bool,
    smallest: f64,
    hectares: Hectares,
) -> Result<Vec<Region>> {
    let labels = labelled(values, width, counts)?;
    let map = Map { labels: &labels, width };
    let mut seen = memory::filled(labels.len(), false, WHAT)?;
    // Of each region, by its first cell; outlines come before holes, since a region's first cell is on its outline.
    let mut found: Vec<(u32, Region)> = Vec::new();
    for cell in (0..labels.len()).filter(|cell| labels[*cell] > 0) {
        let (x, y) = (cell % width, cell / width);
        if seen[cell] || map.label(x as i64, y as i64 - 1) == labels[cell] {
            continue;
        }
        let ring = map.ring((x, y), &mut seen)?;
        let size = hectares(&ring);
        match labels[cell] as usize == cell + 1 {
            true => {
                let region = Region { value: values[cell], hectares: size, outline: vec![ring] };
                push(&mut found, (labels[cell], region), WHAT)?;
            }
            false if size >= smallest => {
                // Regions are found in the order of their first cells.
                if let Ok(at) = found.binary_search_by_key(&labels[cell], |(label, _)| *label) {
                    found[at].1.hectares -= size;
                    found[at].1.outline.push(ring);
                }
            }
            false => {}
        }
    }
    let mut regions = memory::reserved(found.len(), WHAT)?;
    regions.extend(found.into_iter().map(|(_, region)| region).filter(|region| region.hectares >= smallest));
    regions.sort_by(|a, b| b.hectares.total_cmp(&a.hectares));
    Ok(regions)
}

/// Of each cell the number of its region's first one, counted from 1; 0 where it counts for nothing.
fn labelled(values: &[u16], width: usize, counts: impl Fn(u16) -> bool) -> Result<Vec<u32>> {
    let mut labels = memory::filled(values.len(), 0u32, WHAT)?;
    let first = |labels: &mut [u32], cell: usize| {
        let mut at = cell;
        while labels[at] as usize != at + 1 {
            let up = labels[labels[at] as usize - 1];
            labels[at] = up;
            at = up as usize - 1;
        }
        at
    };
    for cell in (0..values.len()).filter(|cell| counts(values[*cell])) {
        labels[cell] = cell as u32 + 1;
        let left = (cell % width > 0).then(|| cell - 1);
        for other in left.into_iter().chain(cell.checked_sub(width)).filter(|other| values[*other] == values[cell]) {
            let (a, b) = (first(&mut labels, cell), first(&mut labels, other));
            labels[a.max(b)] = a.min(b) as u32 + 1;
        }
    }
    for cell in 0..labels.len() {
        // All before it name their region's first cell already.
        if let Some(up) = labels[cell].checked_sub(1) {
            labels[cell] = labels[up as usize];
        }
    }
    Ok(labels)
}

struct Map<'a> {
    labels: &'a [u32],
    width: usize,
}

impl Map<'_> {
    /// 0 outside.
    fn label(&self, x: i64, y: i64) -> u32 {
        let inside = x >= 0 && y >= 0 && x < self.width as i64;
        let cell = inside.then(|| y as usize * self.width + x as usize);
        cell.and_then(|cell| self.labels.get(cell)).copied().unwrap_or(0)
    }

    /// The ring that runs along the upper side of a cell, with the cell's region on its right. Where two cells of the region
    /// touch at a corner, the line crosses over to the other one: what lies between them is a hole, and no ring touches itself.
    /// Marks the cells whose upper sides it runs along.
    fn ring(&self, (x, y): (usize, usize), seen: &mut [bool]) -> Result<Vec<Position>> {
        let label = self.labels[y * self.width + x];
        let start = (x as i64, y as i64);
        let (mut at, mut step) = (start, (1i64, 0i64));
        let mut ring = Vec::new();
        loop {
            if step == (1, 0) {
                seen[at.1 as usize * self.width + at.0 as usize] = true;
            }
            at = (at.0 + step.0, at.1 + step.1);
            // The cells ahead, right and left of the line: `at` is their common corner.
            let ahead = |side: (i64, i64)| {
                let (x, y) = (2 * at.0 + step.0 + side.0, 2 * at.1 + step.1 + side.1);
                self.label((x - 1).div_euclid(2), (y - 1).div_euclid(2)) == label
            };
            let (right, left) = ((-step.1, step.0), (step.1, -step.0));
            let next = match (ahead(left), ahead(right)) {
                (true, _) => left,
                (false, true) => step,
                (false, false) => right,
            };
            if next != step {
                push(&mut ring, (at.0 as f64, at.1 as f64), WHAT)?;
            }
            step = next;
            if at == start && step == (1, 0) {
                return Ok(ring);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells inside of a ring.
    fn cells(ring: &[Position]) -> f64 {
        let next = ring.iter().cycle().skip(1);
        (ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0).abs()
    }

    #[test]
    fn outlines_follow_cells_and_holes_are_kept_from_a_size_on() {
        #[rustfmt::skip]
        let values = [
            5, 5, 5, 7,
            5, 9, 5, 7,
            5, 5, 5, 5,
            0, 7, 5, 0,
        ];
        let found = regions(&values, 4, |value| value != 0, 1.0, &cells).unwrap();
        let told: Vec<_> = found.iter().map(|r| (r.value, r.hectares, r.outline.len())).collect();
        assert_eq!(told, [(5, 10.0, 2), (7, 2.0, 1), (9, 1.0, 1), (7, 1.0, 1)]);
        assert_eq!(found[1].outline, [[(4.0, 0.0), (4.0, 2.0), (3.0, 2.0), (3.0, 0.0)]]);
        assert_eq!(found[0].outline[1].len(), 4);
        // What is smaller is left out, and closed where it is a hole.
        let large = regions(&values, 4, |value| value != 0, 1.5, &cells).unwrap();
        let told: Vec<_> = large.iter().map(|r| (r.value, r.hectares, r.outline.len())).collect();
        assert_eq!(told, [(5, 11.0, 1), (7, 2.0, 1)]);
    }

    #[test]
    fn cells_that_touch_at_a_corner_are_two_regions() {
        let found = regions(&[1, 0, 0, 1], 2, |value| value == 1, 0.0, &cells).unwrap();
        assert_eq!(found.iter().map(|r| r.hectares).collect::<Vec<_>>(), [1.0, 1.0]);
        // A hole that a corner would open has a ring of its own.
        #[rustfmt::skip]
        let ring = [
            1, 1, 1,
            1, 0, 1,
            1, 1, 0,
        ];
        let found = regions(&ring, 3, |value| value == 1, 0.0, &cells).unwrap();
        assert_eq!((found.len(), found[0].hectares, found[0].outline.len()), (1, 7.0, 2));
    }

    proptest! {
        #[test]
        fn regions_are_as_large_as_their_cells(
            width in 1usize..9,
            values in proptest::collection::vec(0u16..4, 1..80),
        ) {
            let values = &values[..values.len() / width * width];
            let found = regions(values, width, |value| value > 0, 0.0, &cells).unwrap();
            for class in 1..4 {
                let count = values.iter().filter(|value| **value == class).count() as f64;
                let sum: f64 = found.iter().filter(|r| r.value == class).map(|r| r.hectares).sum();
                prop_assert_eq!(count, sum);
            }
            for region in &found {
                for ring in &region.outline {
                    let mut corners: Vec<_> = ring.iter().map(|(x, y)| (*x as i64, *y as i64)).collect();
                    corners.sort_unstable();
                    corners.dedup();
                    prop_assert!(ring.len() >= 4 && corners.len() == ring.len(), "{:?} touches itself", ring);
                }
            }
        }
    }
}
