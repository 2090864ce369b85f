//! Patches of cells that touch each other.

/// Cells of the largest patch of marked cells that touch each other by a side or a corner, in rows of `width`.
pub fn largest_patch(marked: &[bool], width: usize) -> usize {
    let mut left = marked.to_vec();
    let height = marked.len() / width.max(1);
    let (mut largest, mut open) = (0, Vec::new());
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let mut size = 0;
        open.push(start);
        while let Some(cell) = open.pop() {
            size += 1;
            let (x, y) = (cell % width, cell / width);
            for row in y.saturating_sub(1)..(y + 2).min(height) {
                for column in x.saturating_sub(1)..(x + 2).min(width) {
                    let next = row * width + column;
                    if std::mem::take(&mut left[next]) {
                        open.push(next);
                    }
                }
            }
        }
        largest = largest.max(size);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::largest_patch;

    #[test]
    fn cells_touch_by_sides_and_corners_and_not_around_the_edge() {
        let of = |rows: &[&str]| {
            let marked: Vec<bool> = rows.iter().flat_map(|row| row.chars().map(|c| c == '#')).collect();
            largest_patch(&marked, rows[0].len())
        };
        assert_eq!(of(&["....", "...."]), 0);
        assert_eq!(of(&["#..#", ".#.#", "...."]), 2);
        assert_eq!(of(&["...#", "#...", "...."]), 1, "the end of a row and the start of the next");
        assert_eq!(of(&["####", "#..#", "####"]), 10);
    }
}
