//! Pixel windows.

/// A rectangle of pixels inside a raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Window {
    /// Number of pixels.
    pub fn area(&self) -> usize {
        self.width * self.height
    }

    /// Whether the window lies inside a raster of this size.
    pub fn fits(&self, width: usize, height: usize) -> bool {
        self.x.checked_add(self.width).is_some_and(|e| e <= width)
            && self.y.checked_add(self.height).is_some_and(|e| e <= height)
    }

    /// What both windows hold; `None` if that is nothing.
    pub fn intersection(&self, other: Window) -> Option<Window> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.width).min(other.x + other.width);
        let below = (self.y + self.height).min(other.y + other.height);
        (right > x && below > y).then(|| Window { x, y, width: right - x, height: below - y })
    }
}
