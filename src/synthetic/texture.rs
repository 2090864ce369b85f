//! Textures of the ground.
//!
//! They belong to the place, so both dates share them: it is what makes unchanged land look
//! unchanged.

use super::grid::Grid;
use super::noise::{Noise, derive, hash2, signed};

/// Textures of three sizes, and grain.
#[derive(Clone, Debug)]
pub(super) struct Texture {
    seed: u64,
    fine: Grid,
    stand: Grid,
    broad: Grid,
}

impl Texture {
    /// The textures of a scene.
    pub(super) fn new(width: usize, height: usize, seed: u64) -> Self {
        let fine = Noise::new(seed, 601, 3.4);
        let stand = Noise::new(seed, 602, 38.0);
        let broad = Noise::new(seed, 603, 120.0);
        Self {
            seed: derive(seed, 600),
            fine: Grid::from_fn(width, height, |x, y| fine.fractal(x, y, 2, 0.65)),
            stand: Grid::smooth(width, height, |x, y| stand.fractal(x, y, 3, 0.5)),
            broad: Grid::smooth(width, height, |x, y| broad.fractal(x, y, 4, 0.5)),
        }
    }

    /// Grain of single pixels, deviation about 0.5.
    pub(super) fn grain(&self, x: f32, y: f32) -> f32 {
        0.9 * signed(hash2(self.seed, x as i32, y as i32), 1)
    }

    /// Crowns and clumps of a few pixels.
    pub(super) fn fine(&self, x: f32, y: f32) -> f32 {
        self.fine.at(x as usize, y as usize)
    }

    /// Patches of the size of a forest stand.
    pub(super) fn stand(&self, x: f32, y: f32) -> f32 {
        self.stand.at(x as usize, y as usize)
    }

    /// Patches of the size of a slope: soil and moisture.
    pub(super) fn broad(&self, x: f32, y: f32) -> f32 {
        self.broad.at(x as usize, y as usize)
    }

    /// Canopy: crowns on stands.
    pub(super) fn canopy(&self, x: f32, y: f32) -> f32 {
        0.75 * self.fine(x, y) + 0.35 * self.grain(x, y) + 0.45 * self.stand(x, y)
    }

    /// Bare ground and built surfaces: grain, with patches.
    pub(super) fn ground(&self, x: f32, y: f32) -> f32 {
        0.35 * self.grain(x, y) + 0.5 * self.fine(x, y) + 0.5 * self.broad(x, y)
    }
}
