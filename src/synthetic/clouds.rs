//! Clouds and their shadows.

use super::grid::Grid;
use super::noise::{Noise, derive, lerp, step};

/// Codes of the scene classification (SCL) of Sentinel-2 L2A.
pub(super) mod scl {
    /// Cloud shadow.
    pub(crate) const SHADOW: u8 = 3;
    /// Vegetation.
    pub(crate) const VEGETATION: u8 = 4;
    /// Bare or built ground.
    pub(crate) const BARE: u8 = 5;
    /// Water.
    pub(crate) const WATER: u8 = 6;
    /// Cloud, medium probability: here the thinner parts and the rims.
    pub(crate) const CLOUD_MEDIUM: u8 = 8;
    /// Cloud, high probability.
    pub(crate) const CLOUD_HIGH: u8 = 9;
    /// Thin cirrus.
    pub(crate) const CIRRUS: u8 = 10;
}

/// What a thick cloud reflects, × 10000: red, green, blue, nir, swir16.
const CUMULUS: [f32; 5] = [6300.0, 6200.0, 6350.0, 6700.0, 4700.0];
/// What cirrus scatters.
const CIRRUS: [f32; 5] = [4300.0, 4350.0, 4500.0, 4500.0, 2600.0];

/// Where a cloud's shadow falls, in pixels to the left and up of the cloud: away from a morning sun
/// in the south-east, from a low cloud base.
const SHADOW: (usize, usize) = (26, 33);

/// A sky with fair-weather clouds in groups, and a band of cirrus.
#[derive(Clone, Debug)]
pub(super) struct Sky {
    /// Density of the cumulus before it is cut to an opacity; the plane reaches beyond the frame by
    /// the way of a shadow.
    heaps: Grid,
    streaks: Grid,
}

impl Sky {
    /// The sky over a frame.
    pub(super) fn new(width: usize, height: usize, seed: u64) -> Self {
        Self::with(width, height, seed, 0.0)
    }

    /// The same with more clouds, or with fewer where `heavy` is negative.
    pub(super) fn with(width: usize, height: usize, seed: u64, heavy: f32) -> Self {
        let seed = derive(seed, 800);
        let groups = Noise::new(seed, 1, 300.0);
        let heaps = Noise::new(seed, 2, 74.0);
        let warp = Noise::new(seed, 3, 40.0);
        let cirrus = Noise::new(seed, 4, 210.0);
        let beyond = (width + SHADOW.0, height + SHADOW.1);
        Self {
            heaps: Grid::from_fn(beyond.0, beyond.1, |x, y| {
                let u = x + 9.0 * warp.at(x, y);
                let v = y + 9.0 * warp.at(y + 50.0, x);
                0.55 * groups.at(x, y) + heaps.fractal(u, v, 6, 0.62) - 0.42 + heavy
            }),
            streaks: Grid::smooth(width, height, |x, y| {
                let (along, across) = (0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x);
                cirrus.fractal(along * 0.35, across, 4, 0.5)
            }),
        }
    }

    /// Opacity of the cumulus, 0..1.
    fn cumulus(&self, x: usize, y: usize) -> f32 {
        step(0.0, 0.8, self.heaps.at(x, y))
    }

    /// Puts the sky over a pixel: changes the reflectances and returns the new class, or `None`
    /// where the sky is clear.
    pub(super) fn cover(&self, x: usize, y: usize, bands: &mut [f32; 5]) -> Option<u8> {
        let cumulus = self.cumulus(x, y);
        // At most a fifth: cirrus is thin.
        let cirrus = 0.2 * step(0.45, 1.3, self.streaks.at(x, y));
        let shadow = self.cumulus(x + SHADOW.0, y + SHADOW.1) * (1.0 - cumulus);
        // A cloud is brighter on the side of the sun.
        let (right, down) = self.heaps.slope(x, y);
        let lit = (1.0 - 2.2 * right - 2.6 * down).clamp(0.72, 1.25);
        for (band, value) in bands.iter_mut().enumerate() {
            // Skylight still reaches a shadow, and it is blue.
            let skylight = [0.36, 0.42, 0.52, 0.25, 0.18][band];
            let dimmed = *value * lerp(1.0, skylight, shadow);
            let veiled = lerp(dimmed, CIRRUS[band], cirrus);
            *value = lerp(veiled, CUMULUS[band] * lit, 0.97 * cumulus);
        }
        if cumulus > 0.55 {
            Some(scl::CLOUD_HIGH)
        } else if cumulus > 0.06 {
            Some(scl::CLOUD_MEDIUM)
        } else if shadow > 0.25 {
            Some(scl::SHADOW)
        } else if cirrus > 0.02 {
            Some(scl::CIRRUS)
        } else {
            None
        }
    }
}
