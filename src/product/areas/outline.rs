//! Outlines of components: the line on which the score crosses the threshold.
//!
//! Marching squares on the centres of fine pixels (Lorensen and Cline 1987, in two dimensions). Each line crosses each side
//! between two neighbours once at most, so rings never touch themselves or each other. Where one neighbour has no score, or a
//! gap was closed, the line runs along the pixel's side.

use super::fine::{FineRows, Scores};
use super::runs::Runs;
use crate::error::Result;
use crate::memory::{self, push};

const WHAT: &str = "outlines of changed areas";
/// How near a crossing may come to a pixel's centre, in sides of a pixel: nearer, neighbouring crossings would be one point.
const APART: f32 = 0.1;
const NONE: u32 = u32::MAX;

/// A point of a ring, in fine pixels: a pixel's centre has its column and row.
#[derive(Debug, Clone, Copy)]
pub struct Vertex {
    pub x: f32,
    /// See `x`.
    pub y: f32,
    /// The next one of its ring.
    pub next: u32,
    /// Its component.
    pub label: u32,
}

/// A ring of a component: its outline where `area` is above zero, else a hole.
#[derive(Debug, Clone, Copy)]
pub struct RingRef {
    /// Its component.
    pub label: u32,
    /// One of its vertices.
    pub first: u32,
    /// How many it has.
    pub count: u32,
    /// Square fine pixels.
    pub area: f64,
}

/// How high a component's scores are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heights {
    /// Sum over its fine pixels.
    pub sum: f64,
    /// How many these are.
    pub count: u64,
    /// The highest.
    pub highest: f32,
}

/// All outlines.
pub struct Outlines {
    /// In the order of rows, and in a row of columns.
    pub vertices: Vec<Vertex>,
    /// Where each row's vertices begin, from row −1 on, and where the last one's end.
    pub rows: Vec<u32>,
    /// By component, outlines before holes.
    pub rings: Vec<RingRef>,
    /// Of each component, by its label; of 0, nothing.
    pub heights: Vec<Heights>,
}

/// Labels and scores of one row, with a pixel of nothing before and behind.
struct Line {
    labels: Vec<u32>,
    scores: Vec<f32>,
}

impl Line {
    fn new(width: usize) -> Result<Self> {
        Ok(Line { labels: memory::filled(width + 2, 0, WHAT)?, scores: memory::filled(width + 2, f32::NAN, WHAT)? })
    }

    fn load(&mut self, fine: &mut FineRows, runs: &Runs, row: usize, heights: &mut [Heights]) {
        let width = self.scores.len() - 2;
        fine.row(row, &mut self.scores[1..=width]);
        self.labels.fill(0);
        for run in runs.row(row) {
            let pixels = run.start as usize + 1..run.end as usize + 1;
            let heights = &mut heights[run.label as usize];
            heights.count += pixels.len() as u64;
            for score in &self.scores[pixels.clone()] {
                heights.sum += f64::from(*score);
                heights.highest = heights.highest.max(*score);
            }
            self.labels[pixels].fill(run.label);
        }
    }

    fn clear(&mut self) {
        self.labels.fill(0);
        self.scores.fill(f32::NAN);
    }
}

/// Numbers of the vertices right of each pixel of a row and below it; [`NONE`] where there is none.
struct Crossings {
    right: Vec<u32>,
    below: Vec<u32>,
}

impl Crossings {
    fn new(width: usize) -> Result<Self> {
        let none = || memory::filled(width + 2, NONE, WHAT);
        Ok(Crossings { right: none()?, below: none()? })
    }
}

impl Outlines {
    /// Draws them.
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn draw(scores: &Scores, threshold: f32, runs: &Runs, components: usize) -> Result<Self> {
        let (width, height) = (scores.fine_width(), scores.fine_height());
        let mut out = Outlines {
            vertices: Vec::new(),
            rows: memory::reserved(height + 3, WHAT)?,
            rings: Vec::new(),
            heights: memory::filled(components + 1, Heights::default(), WHAT)?,
        };
        // Three rows: `row` - 2, `row` - 1 and `row`; beyond the raster there is nothing.
        let [mut above, mut here, mut below] = [Line::new(width)?, Line::new(width)?, Line::new(width)?];
        let (mut before, mut now) = (Crossings::new(width)?, Crossings::new(width)?);
        let mut fine = scores.fine()?;
        for row in 0..=height + 1 {
            match row < height {
                true => below.load(&mut fine, runs, row, &mut out.heights),
                false => below.clear(),
            }
            out.rows.push(out.vertices.len() as u32);
            out.cross(row as f32 - 1.0, (&here, &below), threshold, &mut now)?;
            out.link((&above, &before), (&here, &now));
            std::mem::swap(&mut above, &mut here);
            std::mem::swap(&mut here, &mut below);
            std::mem::swap(&mut before, &mut now);
        }
        out.rows.push(out.vertices.len() as u32);
        out.collect()?;
        Ok(out)
    }

    /// Vertices right of each pixel of a row, and below it.
    fn cross(&mut self, y: f32, (here, below): (&Line, &Line), threshold: f32, to: &mut Crossings) -> Result<()> {
        for i in 0..here.labels.len() {
            let x = i as f32 - 1.0;
            to.below[i] = NONE;
            to.right[i] = NONE;
            if let Some((label, at)) = crossing((here, i), (below, i), threshold) {
                to.below[i] = self.vertices.len() as u32;
                push(&mut self.vertices, Vertex { x, y: y + at, next: NONE, label }, WHAT)?;
            }
            if i + 1 < here.labels.len()
                && let Some((label, at)) = crossing((here, i), (here, i + 1), threshold)
            {
                to.right[i] = self.vertices.len() as u32;
                push(&mut self.vertices, Vertex { x: x + at, y, next: NONE, label }, WHAT)?;
            }
        }
        Ok(())
    }

    /// Leads the line through each square of four pixels, with what is inside on its left as one looks at a map.
    fn link(&mut self, (upper, before): (&Line, &Crossings), (lower, now): (&Line, &Crossings)) {
        for i in 0..upper.labels.len() - 1 {
            let inside = |line: &Line, i: usize| usize::from(line.labels[i] > 0);
            let corners = inside(upper, i) + 2 * inside(upper, i + 1) + 4 * inside(lower, i + 1) + 8 * inside(lower, i);
            let [top, right, bottom, left] = [before.right[i], before.below[i + 1], now.right[i], before.below[i]];
            let lines: &[(u32, u32)] = match corners {
                0 | 15 => continue,
                1 => &[(left, top)],
                2 => &[(top, right)],
                4 => &[(right, bottom)],
                8 => &[(bottom, left)],
                3 => &[(left, right)],
                6 => &[(top, bottom)],
                12 => &[(right, left)],
                9 => &[(bottom, top)],
                7 => &[(left, bottom)],
                11 => &[(bottom, right)],
                13 => &[(right, top)],
                14 => &[(top, left)],
                // Changed pixels that meet at a corner do not hang together.
                5 => &[(left, top), (right, bottom)],
                _ => &[(top, right), (bottom, left)],
            };
            for (from, to) in lines {
                self.vertices[*from as usize].next = *to;
            }
        }
    }

    /// Finds the rings, outlines of each component first.
    fn collect(&mut self) -> Result<()> {
        let mut seen = memory::filled(self.vertices.len(), false, WHAT)?;
        for first in 0..self.vertices.len() {
            let (mut at, mut count, mut twice) = (first, 0, 0.0);
            while !seen[at] {
                seen[at] = true;
                let (a, next) = (self.vertices[at], self.vertices[at].next as usize);
                let b = self.vertices[next];
                // Rows run downwards.
                twice += f64::from(b.x) * f64::from(a.y) - f64::from(a.x) * f64::from(b.y);
                (at, count) = (next, count + 1);
            }
            if count > 0 {
                let label = self.vertices[first].label;
                push(&mut self.rings, RingRef { label, first: first as u32, count, area: twice / 2.0 }, WHAT)?;
            }
        }
        self.rings.sort_by_key(|ring| (ring.label, ring.area <= 0.0));
        Ok(())
    }
}

/// Where the line crosses between two neighbouring pixels, from the first to the second: the component on one side, and how
/// far; `None` where both are inside, or neither.
fn crossing((a, i): (&Line, usize), (b, j): (&Line, usize), threshold: f32) -> Option<(u32, f32)> {
    let (first, second) = (a.labels[i], b.labels[j]);
    if (first > 0) == (second > 0) {
        return None;
    }
    let (from, to) = (a.scores[i], b.scores[j]);
    let parts = from.is_finite() && to.is_finite() && (from >= threshold) != (to >= threshold);
    let at = if parts { ((threshold - from) / (to - from)).clamp(APART, 1.0 - APART) } else { 0.5 };
    Some((first.max(second), at))
}
