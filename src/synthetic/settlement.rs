//! Streets, blocks and roofs.

use super::noise::{Noise, derive, floor, hash2, signed, unit};
use super::plan::Blob;
use super::spectra::Cover;

/// How a settlement is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Grown over long: small roofs, gardens, trees.
    Old,
    /// Just built: wide streets, bright roofs, halls, open soil.
    New,
}

/// One settlement.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    blob: Blob,
    style: Style,
    seed: u64,
    bend: Noise,
}

impl Settlement {
    /// The settlement within an outline.
    pub(super) fn new(blob: Blob, style: Style, seed: u64, number: u64) -> Self {
        Self { blob, style, seed: derive(seed, 500 + number), bend: Noise::new(seed, 540 + number, 70.0) }
    }

    /// The surface at a position and its tone; `None` outside.
    pub(super) fn at(&self, x: f32, y: f32) -> Option<(Cover, f32)> {
        let depth = self.blob.depth(x, y);
        if depth <= -0.4 {
            return None;
        }
        let (dx, dy) = (x - self.blob.centre.0, y - self.blob.centre.1);
        let (ux, uy) = self.blob.axis;
        let bend = match self.style {
            Style::Old => 7.0 * self.bend.at(x, y),
            Style::New => 0.0,
        };
        let (a, b) = (dx * ux + dy * uy + bend, dy * ux - dx * uy - bend);
        let (wide, deep) = match self.style {
            Style::Old => (15.0, 8.5),
            Style::New => (19.0, 10.0),
        };
        let (i, from_street, middle_a) = street(a, wide, derive(self.seed, 1));
        let (j, from_lane, middle_b) = street(b, deep, derive(self.seed, 2));
        let near = from_street.min(from_lane);
        // Whole blocks are built: the outline is taken at their middles.
        let (ma, mb) = (middle_a - bend, middle_b + bend);
        let (cx, cy) = (ma * ux - mb * uy, ma * uy + mb * ux);
        let depth = self.blob.depth(self.blob.centre.0 + cx, self.blob.centre.1 + cy);
        if depth <= 0.0 {
            return None;
        }
        let block = hash2(derive(self.seed, 3), i, j);
        let street_half = if self.style == Style::New { 0.9 } else { 0.55 };
        if near < street_half {
            let surface =
                if self.style == Style::New && unit(derive(block, 4)) < 0.25 { Cover::Gravel } else { Cover::Asphalt };
            return Some((surface, 0.3 * signed(block, 5)));
        }
        // A house with its yard takes about 25 m; halls fill most of their block.
        let (p, q) = (floor(a / 2.4), floor(b / 2.2));
        let house = hash2(derive(self.seed, 6), p, q);
        let tone = 0.8 * signed(house, 7);
        let hall = unit(derive(block, 8));
        Some(match self.style {
            Style::New if hall < 0.2 => {
                if near > 2.2 {
                    (Cover::BrightRoof, 0.8 * signed(block, 9) - 0.4)
                } else {
                    (Cover::Asphalt, 0.2 * tone)
                }
            }
            Style::New if hall < 0.42 => (Cover::Earthworks, 0.5 * tone),
            Style::New => new_house(house, tone),
            Style::Old if hall < 0.06 && near > 2.0 => (Cover::GreyRoof, 0.7 + 0.3 * signed(block, 9)),
            Style::Old if hall > 0.93 => (Cover::Meadow, 0.4 * tone),
            Style::Old => old_house(house, tone, depth),
        })
    }
}

/// Roof, yard or tree in a new quarter.
fn new_house(hash: u64, tone: f32) -> (Cover, f32) {
    match unit(derive(hash, 11)) {
        p if p < 0.18 => (Cover::BrightRoof, -0.6 + 0.3 * tone),
        p if p < 0.40 => (Cover::TileRoof, 0.4 + 0.6 * tone),
        p if p < 0.58 => (Cover::GreyRoof, 0.5 * tone),
        p if p < 0.84 => (Cover::Earthworks, tone - 0.5),
        _ => (Cover::Garden, tone),
    }
}

/// Roof, garden or tree in an old one: denser towards its middle.
fn old_house(hash: u64, tone: f32, depth: f32) -> (Cover, f32) {
    let built = 0.28 + 0.45 * depth.min(0.8);
    let p = unit(derive(hash, 11)) / built;
    if p < 0.42 {
        (Cover::TileRoof, tone)
    } else if p < 0.80 {
        (Cover::GreyRoof, tone - 0.2)
    } else if p < 0.93 {
        (Cover::DarkRoof, tone)
    } else if p < 1.0 {
        (Cover::BrightRoof, tone - 0.9)
    } else if unit(derive(hash, 12)) < 0.4 {
        (Cover::Broadleaf, tone)
    } else {
        (Cover::Garden, tone)
    }
}

/// The block between two streets of uneven spacing: its number, the distance to the nearer street,
/// and the block's middle.
fn street(t: f32, spacing: f32, seed: u64) -> (i32, f32, f32) {
    let post = |k: i32| (k as f32 + 0.5 * (unit(hash2(seed, k, 0)) - 0.5)) * spacing;
    let mut cell = floor(t / spacing);
    if t < post(cell) {
        cell = cell.saturating_sub(1);
    } else if t >= post(cell.saturating_add(1)) {
        cell = cell.saturating_add(1);
    }
    let (first, next) = (post(cell), post(cell.saturating_add(1)));
    (cell, (t - first).min(next - t).max(0.0), 0.5 * (first + next))
}
