//! The field mosaic of the plain.
//!
//! Two levels, as on real land: blocks between lanes (a Voronoi diagram of jittered points), each
//! with its own direction, cut into plots by a lattice with uneven spacing.

use super::grid::Grid;
use super::noise::{Noise, derive, direction, floor, hash2, signed, unit};
use super::spectra::Cover;

/// Spacing of the blocks in pixels.
const BLOCK: f32 = 118.0;

/// One position of the mosaic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    /// The plot's own hash: what grows there and how well.
    pub(super) hash: u64,
    /// Position across the plot's direction of work, in pixels.
    pub(super) across: f32,
    /// Distance in pixels to the nearest edge of the plot along the rows of plots.
    pub(super) edge: f32,
    /// Whether that edge carries a hedge.
    pub(super) hedge: bool,
    /// Distance in pixels to the lane around the block.
    pub(super) lane: f32,
    /// The nearest corner's farmstead, if there is one: its hash, and the distance to it.
    pub(super) farm: Option<(u64, f32)>,
}

/// The mosaic.
#[derive(Clone, Debug)]
pub(super) struct Mosaic {
    seed: u64,
    /// How far the mosaic is pushed at each pixel, to the right and down.
    push: [Grid; 2],
}

impl Mosaic {
    /// The mosaic of a scene.
    pub(super) fn new(width: usize, height: usize, seed: u64) -> Self {
        // Boundaries follow the land: they bend, and shake a little.
        let push = |salt: u64| {
            let bend = Noise::new(seed, salt, 130.0);
            let tremble = Noise::new(seed, salt + 1, 26.0);
            Grid::smooth(width, height, |x, y| 9.0 * bend.at(x, y) + 1.3 * tremble.at(x, y))
        };
        Self { seed: derive(seed, 401), push: [push(402), push(404)] }
    }

    /// The plot at a pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> Plot {
        let (right, down) = (self.push[0].at(x, y), self.push[1].at(x, y));
        let (x, y) = (x as f32 + right, y as f32 + down);
        let (block, centre, lane) = self.block(x, y);
        let (ux, uy) = direction(block);
        let (dx, dy) = (x - centre.0, y - centre.1);
        let (along, across) = (dx * ux + dy * uy, dy * ux - dx * uy);

        // Some blocks are cut small, some large.
        let size = 0.65 + 0.8 * unit(derive(block, 13));
        let depth = size * (17.0 + 16.0 * unit(derive(block, 3)));
        let (row, row_edge, _) = uneven(across / depth, derive(block, 4));
        let row_hash = hash2(derive(block, 5), row, 0);
        let length = size * (26.0 + 34.0 * unit(derive(row_hash, 6)));
        let (column, side_edge, share) = uneven(along / length + unit(row_hash), derive(row_hash, 7));
        let mut hash = hash2(derive(block, 8), row, column);
        let mut edge = (row_edge * depth).min(side_edge * length);
        // A third of the plots are cut in two.
        if unit(derive(hash, 9)) < 0.33 {
            edge = edge.min((share - 0.5).abs() * length);
            hash = derive(hash, 10 + u64::from(share > 0.5));
        }
        let corner = (row_edge * depth, side_edge * length);
        let away = (corner.0 * corner.0 + corner.1 * corner.1).sqrt();
        let here = derive(hash, 11);
        Plot {
            hash,
            across,
            edge: edge.min(lane),
            hedge: row_edge * depth < 1.6 && unit(derive(row_hash, 12)) < 0.35,
            lane,
            farm: (unit(here) < 0.12).then_some((here, away)),
        }
    }

    /// The nearest block: its hash, its centre, and the distance to the border with the next one.
    fn block(&self, x: f32, y: f32) -> (u64, (f32, f32), f32) {
        let (i, j) = (floor(x / BLOCK), floor(y / BLOCK));
        let mut near = [(f32::MAX, 0_u64, (0.0_f32, 0.0_f32)); 2];
        for dj in -1..=1 {
            for di in -1..=1 {
                let (ci, cj) = (i.saturating_add(di), j.saturating_add(dj));
                let hash = hash2(self.seed, ci, cj);
                let centre = (
                    (ci as f32 + 0.5 + 0.4 * signed(hash, 1)) * BLOCK,
                    (cj as f32 + 0.5 + 0.4 * signed(hash, 2)) * BLOCK,
                );
                let (dx, dy) = (x - centre.0, y - centre.1);
                let found = (dx * dx + dy * dy, hash, centre);
                if found.0 < near[0].0 {
                    near = [found, near[0]];
                } else if found.0 < near[1].0 {
                    near[1] = found;
                }
            }
        }
        let (a, b) = (near[0].2, near[1].2);
        let apart = ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt();
        (near[0].1, a, 0.5 * (near[1].0 - near[0].0) / apart.max(1e-3))
    }
}

/// The cell of an uneven lattice of mean spacing 1 that holds `t`: its number, the distance to its
/// nearer end, and the share of the cell that lies before `t`.
fn uneven(t: f32, seed: u64) -> (i32, f32, f32) {
    let post = |k: i32| k as f32 + 0.56 * (unit(hash2(seed, k, 1)) - 0.5);
    let mut cell = floor(t);
    if t < post(cell) {
        cell = cell.saturating_sub(1);
    } else if t >= post(cell.saturating_add(1)) {
        cell = cell.saturating_add(1);
    }
    let (first, last) = (post(cell), post(cell.saturating_add(1)));
    let edge = (t - first).min(last - t).max(0.0);
    (cell, edge, (t - first) / (last - first).max(1e-3))
}

/// What a plot grows in the season of `year` (0 or 1). Meadows, orchards and woods stay; arable
/// land rotates.
pub(super) fn crop(hash: u64, year: u64) -> Cover {
    let lasting = unit(derive(hash, 21));
    if lasting < 0.20 {
        return Cover::Meadow;
    } else if lasting < 0.27 {
        return Cover::Orchard;
    } else if lasting < 0.33 {
        return Cover::Broadleaf;
    }
    match unit(derive(hash, 22 + year)) {
        p if p < 0.36 => Cover::Cereal,
        p if p < 0.50 => Cover::Rape,
        p if p < 0.72 => Cover::Maize,
        p if p < 0.87 => Cover::Beet,
        _ => Cover::Fallow,
    }
}
