//! Where the numbers of areas stand: inside of the picture, and none upon another.

use super::content::{AreaOnPage, LISTED};

/// Numbers along the longer side of a picture, one above the other.
const LINES: f64 = 55.0;
/// Width of a digit, and room around a number, in its height.
const DIGIT: f64 = 0.6;
const AROUND: f64 = 0.2;

/// The number of an area that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Its middle, in pixels.
    pub at: [f64; 2],
    /// Its height.
    pub size: f64,
    /// Whether one of more change has its place: it is shown when its area is marked.
    pub crowded: bool,
}

impl Label {
    /// Half of the room that it takes.
    fn half(&self, rank: usize) -> [f64; 2] {
        let digits = rank.max(1).ilog10() as f64 + 1.0;
        [self.size * (digits * DIGIT + AROUND) / 2.0, self.size * (1.0 + AROUND) / 2.0]
    }
}

/// Labels of the areas that are drawn, in their order: those of most change come first to their places. `sides` are the
/// picture's.
pub fn placed(areas: &[AreaOnPage], per_cell: f64, sides: [usize; 2]) -> Vec<Label> {
    // As large on a screen, whatever the picture's size.
    let size = (sides[0].max(sides[1]) as f64 / LINES).max(1.0);
    let mut boxes: Vec<([f64; 2], [f64; 2])> = Vec::new();
    let one = |area: &AreaOnPage| {
        let middle = |along: fn(&(f64, f64)) -> f64| {
            let all = area.outline.iter().flatten().map(along);
            let [least, most] = all.fold([f64::MAX, f64::MIN], |[least, most], v| [least.min(v), most.max(v)]);
            (least + most) / 2.0 * per_cell
        };
        let mut label = Label { at: [middle(|p| p.0), middle(|p| p.1)], size, crowded: false };
        let half = label.half(area.rank);
        for axis in 0..2 {
            let last = sides[axis] as f64 - half[axis];
            label.at[axis] = label.at[axis].min(last).max(half[axis]);
        }
        let meets = |(at, other): &([f64; 2], [f64; 2])| {
            (0..2).all(|axis| (at[axis] - label.at[axis]).abs() < other[axis] + half[axis])
        };
        label.crowded = boxes.iter().any(meets);
        if !label.crowded {
            boxes.push((label.at, half));
        }
        label
    };
    areas.iter().take(LISTED).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(rank: usize, x: f64, y: f64) -> AreaOnPage {
        let outline = vec![vec![(x - 1.0, y - 1.0), (x + 1.0, y - 1.0), (x + 1.0, y + 1.0), (x - 1.0, y + 1.0)]];
        AreaOnPage { rank, hectares: 1.0, scores: None, kind: "mixed".into(), outline }
    }

    #[test]
    fn numbers_stay_inside_and_apart() {
        let areas = [area(1, 0.5, 50.0), area(2, 0.5, 50.5), area(3, 109.5, 109.9), area(4, 60.0, 60.0)];
        let labels = placed(&areas, 1.0, [110, 110]);
        assert_eq!(labels.iter().map(|label| label.crowded).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!((labels[3].at, labels[3].size), ([60.0, 60.0], 2.0));
        for (label, area) in labels.iter().zip(&areas) {
            let half = label.half(area.rank);
            assert!((0..2).all(|i| label.at[i] >= half[i] && label.at[i] <= 110.0 - half[i]), "{label:?}");
        }
    }

    #[test]
    fn of_many_areas_the_listed_ones_have_labels() {
        let many: Vec<_> = (1..=LISTED + 9).map(|rank| area(rank, rank as f64, rank as f64)).collect();
        let labels = placed(&many, 1.0, [600, 600]);
        let crowded = labels.iter().filter(|label| label.crowded).count();
        assert_eq!(labels.len(), LISTED);
        assert!(crowded > 300 && crowded < LISTED - 20, "{crowded}");
    }
}
