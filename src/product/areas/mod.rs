//! Areas of change: polygons on which the score, interpolated between the centres of cells, is at or above the threshold.
//!
//! Pure: scores in, outlines out, in cells. The whole works row by row on runs of fine pixels, so that memory grows with
//! what is found and not with the raster.

mod fine;
mod kind;
mod look;
mod outline;
mod regions;
mod runs;
mod simplify;

use rayon::prelude::*;

pub use fine::Scores;
pub use kind::{Bands, Kind, RULES, indices};
pub use look::{Looking, Pixels};
pub use regions::{Region, regions};
pub use runs::{Run, Runs};

use crate::error::Result;
use crate::memory;
use outline::{Outlines, RingRef};
use runs::Components;
use simplify::simplified;

/// A position in cells: `(0, 0)` is the upper left corner of the first cell, `(1, 1)` its lower right one.
pub type Position = (f64, f64);

/// Hectares inside of a ring.
pub type Hectares<'a> = &'a (dyn Fn(&[Position]) -> f64 + Sync);

/// What counts as an area.
pub struct Search<'a> {
    /// Scores of cells.
    pub scores: Scores<'a>,
    /// From which score on.
    pub threshold: f32,
    /// Hectares below which areas are left out, and holes and gaps closed.
    pub smallest: f64,
    /// How far an outline may lie from where the score crosses the threshold, in cells.
    pub tolerance: f64,
    /// Hectares on the ground inside of a ring of positions.
    pub hectares: Hectares<'a>,
}

/// One area of change.
#[derive(Debug, Clone)]
pub struct Area {
    /// 1 for the one of most change: hectares times mean score.
    pub rank: usize,
    /// Inside of its outline, less the holes.
    pub hectares: f64,
    /// Mean score.
    pub mean: f32,
    /// Highest score.
    pub highest: f32,
    /// Its outline, then its holes; the last position is not the first again.
    pub outline: Vec<Vec<Position>>,
    /// What its pixels look like; where none are at hand, nothing.
    pub look: Option<Look>,
    /// What the change is, as far as its look tells.
    pub kind: Option<Kind>,
}

/// What an area's pixels look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Share of its pixels that are valid at both dates.
    pub valid: f64,
    /// Mean reflectance (0 to 1) of each band over these, at the first date and at the second; `None` without one.
    pub reflectance: Option<[Vec<f64>; 2]>,
}

impl Area {
    /// Left, upper, right and lower end, in cells.
    pub fn bounds(&self) -> [f64; 4] {
        let around = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        self.outline.iter().flatten().fold(around, |[left, top, right, bottom], (x, y)| {
            [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
        })
    }
}

/// Areas by rank, and their fine pixels.
pub struct Areas {
    /// The first has rank 1.
    pub areas: Vec<Area>,
    /// Runs of fine pixels, labelled by rank.
    pub runs: Runs,
    /// Parts into which a cell's side is divided.
    pub factor: usize,
}

impl Search<'_> {
    /// Finds all areas. Outlines are simplified on the current pool of workers; they do not depend on its size.
    ///
    /// # Errors
    /// If there is no memory for what is found.
    pub fn find(&self) -> Result<Areas> {
        let (scores, factor) = (&self.scores, self.scores.factor);
        let cells = factor as f64;
        let run = |row: usize, start: u32, end: u32| {
            let (left, right) = (f64::from(start) / cells, f64::from(end) / cells);
            let (top, bottom) = (row as f64 / cells, (row + 1) as f64 / cells);
            (self.hectares)(&[(left, top), (right, top), (right, bottom), (left, bottom)])
        };
        let Components { mut runs, count } = Components::find(scores, self.threshold, self.smallest, &run)?;
        let outlines = Outlines::draw(scores, self.threshold, &runs, count)?;
        let parts: Vec<&[RingRef]> = outlines.rings.chunk_by(|a, b| a.label == b.label).collect();
        let mut areas: Vec<(u32, Area)> = memory::reserved(parts.len(), "areas of change")?;
        areas.par_extend(parts.par_iter().map(|rings| (rings[0].label, self.area(&outlines, rings))));
        areas.retain(|(_, area)| area.hectares >= self.smallest);
        let strength = |area: &Area| area.hectares * f64::from(area.mean);
        areas.sort_by(|(_, a), (_, b)| strength(b).total_cmp(&strength(a)));
        let mut ranks = memory::filled(count + 1, 0u32, "ranks of areas")?;
        for (rank, (label, area)) in (1..).zip(&mut areas) {
            ranks[*label as usize] = rank;
            area.rank = rank as usize;
        }
        runs.relabel(|label| ranks[label as usize]);
        Ok(Areas { areas: areas.into_iter().map(|(_, area)| area).collect(), runs, factor })
    }

    /// The area of a component, still without a rank.
    fn area(&self, outlines: &Outlines, rings: &[RingRef]) -> Area {
        let factor = self.scores.factor as f64;
        let in_cells = |(x, y): (f32, f32)| ((f64::from(x) + 0.5) / factor, (f64::from(y) + 0.5) / factor);
        let points = |ring: &RingRef| {
            let tolerance = (self.tolerance * factor) as f32;
            simplified(outlines, ring, tolerance).into_iter().map(in_cells).collect()
        };
        let outline: Vec<Vec<Position>> = rings.iter().map(points).collect();
        let hectares: Vec<f64> = outline.iter().map(|ring| (self.hectares)(ring)).collect();
        let heights = outlines.heights[rings[0].label as usize];
        Area {
            rank: 0,
            hectares: hectares.iter().skip(1).fold(hectares[0], |all, hole| all - hole),
            mean: (heights.sum / heights.count.max(1) as f64) as f32,
            highest: heights.highest,
            outline,
            look: None,
            kind: None,
        }
    }
}

#[cfg(test)]
mod tests;
