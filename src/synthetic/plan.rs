//! The plan of the place: where the landmarks lie.
//!
//! Landmarks keep their share of the frame, so that scenes of other sizes hold the same things;
//! fields, houses, crowns and roads keep their size in pixels of 10 m.

use super::grid::curve;
use super::noise::{Noise, derive, direction, signed, step, unit};

/// A roundish patch with a noisy outline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blob {
    pub(super) centre: (f32, f32),
    /// Half axes along and across `axis`, in pixels.
    pub(super) radii: (f32, f32),
    /// Direction of the long axis.
    pub(super) axis: (f32, f32),
    outline: Noise,
    roughness: f32,
}

impl Blob {
    fn new(seed: u64, salt: u64, centre: (f32, f32), radii: (f32, f32), roughness: f32) -> Self {
        let wavelength = (radii.0 * 0.8).max(2.0);
        Self {
            centre,
            radii,
            axis: direction(derive(seed, salt)),
            outline: Noise::new(seed, salt + 1, wavelength),
            roughness,
        }
    }

    /// How deep a position lies inside: 1 at the centre, 0 on the outline, negative outside.
    pub(super) fn depth(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let along = (dx * self.axis.0 + dy * self.axis.1) / self.radii.0;
        let across = (dy * self.axis.0 - dx * self.axis.1) / self.radii.1;
        let plain = 1.0 - (along * along + across * across).sqrt();
        // Far away the noise cannot bring it back.
        if plain < -1.6 * self.roughness {
            return plain;
        }
        plain + self.roughness * self.outline.fractal(x, y, 5, 0.55)
    }
}

/// Where things are, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Size of the landmarks against those of the default frame.
    pub(super) scale: f32,
    /// The river's middle at each column: row, and its slope in rows per column.
    pub(super) river: Vec<(f32, f32)>,
    /// The column of the dam.
    pub(super) dam: f32,
    /// The town first, then the villages.
    pub(super) towns: Vec<Blob>,
    /// The quarter that is built between the dates.
    pub(super) quarter: Blob,
    pub(super) burn: Blob,
    pub(super) quarry: Blob,
    /// Forest that is thinned, and bare soil that gets wet, where more changes are asked for.
    pub(super) thinning: Blob,
    pub(super) soil: Blob,
    pub(super) ponds: Vec<Blob>,
    /// Old roads, and the one that is built between the dates.
    pub(super) roads: Vec<Vec<(f32, f32)>>,
    pub(super) bypass: Vec<(f32, f32)>,
}

impl Plan {
    /// Lays out a frame.
    pub(super) fn new(width: usize, height: usize, seed: u64) -> Self {
        let (w, h) = (width as f32, height as f32);
        let scale = ((w * h) / (768.0 * 640.0)).sqrt().max(0.1);
        let river = river(width, h, scale, seed);
        let middle = |share: f32| river[((share * w) as usize).min(width - 1)].0;
        let jitter = |salt: u64, spread: f32| spread * signed(seed, salt);

        // The town lies on the side of the river that has more room; so does the burn.
        let side = |share: f32| if middle(share) < 0.5 * h { 1.0 } else { -1.0 };
        let town_side = side(0.76);
        let town = (w * (0.77 + jitter(101, 0.03)), middle(0.77) + town_side * h * (0.27 + jitter(102, 0.03)));
        let mut towns = vec![Blob::new(seed, 110, town, (64.0 * scale, 50.0 * scale), 0.22)];
        for (i, &(x, y)) in [(0.60, 0.10), (0.93, 0.13), (0.58, 0.90), (0.95, 0.90)].iter().enumerate() {
            let salt = 120 + 10 * i as u64;
            let centre = (w * (x + jitter(salt, 0.03)), h * (y + jitter(salt + 1, 0.03)));
            let radius = scale * (17.0 + 8.0 * unit(derive(seed, salt + 2)));
            towns.push(Blob::new(seed, salt + 3, centre, (radius * 1.2, radius), 0.4));
        }
        let quarter_at = (town.0 - 0.095 * w, town.1 + town_side * 0.035 * h);
        let burn_side = side(0.2);
        let burn_at = (w * (0.19 + jitter(170, 0.03)), middle(0.19) + burn_side * h * 0.33);
        let quarry_at = (w * (0.44 + jitter(180, 0.02)), middle(0.44) - side(0.44) * h * 0.26);
        let pond = |salt: u64, share: f32, away: f32, radius: f32| {
            let centre = (w * share, middle(share) + away * h);
            Blob::new(seed, salt, centre, (radius * 1.5 * scale, radius * scale), 0.3)
        };
        let edge = if town_side > 0.0 { h + 4.0 } else { -4.0 };
        let link = |from: Blob, to: Blob, salt: u64| {
            let (a, b) = (from.centre, to.centre);
            let bend = jitter(salt, 0.18);
            let control = (0.5 * (a.0 + b.0) + bend * (b.1 - a.1), 0.5 * (a.1 + b.1) - bend * (b.0 - a.0));
            curve(a, control, b)
        };
        let mut roads: Vec<_> = (1..towns.len()).map(|i| link(towns[0], towns[i], 190 + i as u64)).collect();
        roads.push(curve(town, (0.9 * w, town.1 + jitter(196, 0.1) * h), (w + 4.0, town.1 + jitter(197, 0.2) * h)));
        roads.push(curve(towns[3].centre, (0.4 * w, 0.8 * h), (-4.0, 0.96 * h)));

        Self {
            seed,
            width,
            height,
            scale,
            dam: 0.45 * w,
            quarter: Blob::new(seed, 160, quarter_at, (50.0 * scale, 42.0 * scale), 0.2),
            burn: Blob::new(seed, 171, burn_at, (88.0 * scale, 60.0 * scale), 0.5),
            quarry: Blob::new(seed, 181, quarry_at, (27.0 * scale, 20.0 * scale), 0.25),
            thinning: Blob::new(
                seed,
                221,
                (w * 0.28, middle(0.28) - burn_side * h * 0.3),
                (60.0 * scale, 42.0 * scale),
                0.3,
            ),
            soil: Blob::new(
                seed,
                231,
                (w * 0.68, middle(0.68) - town_side * h * 0.25),
                (48.0 * scale, 36.0 * scale),
                0.25,
            ),
            ponds: vec![
                pond(150, 0.66, -0.07 * town_side, 9.0),
                pond(153, 0.70, -0.10 * town_side, 12.0),
                pond(156, 0.90, 0.08 * town_side, 8.0),
            ],
            bypass: curve(
                (0.53 * w, edge),
                (0.54 * w, town.1 - town_side * 0.24 * h),
                (w + 4.0, town.1 - town_side * 0.17 * h),
            ),
            towns,
            roads,
            river,
        }
    }

    /// Distance in pixels to the middle of the river.
    pub(super) fn to_river(&self, x: f32, y: f32) -> f32 {
        let column = (x.max(0.0) as usize).min(self.river.len() - 1);
        let (middle, slope) = self.river[column];
        (y - middle).abs() / (1.0 + slope * slope).sqrt()
    }

    /// How far a position lies beyond the dam, in pixels down the valley; negative above it. The dam
    /// stands a little askew across the valley.
    pub(super) fn beyond_dam(&self, x: f32, y: f32) -> f32 {
        let column = (self.dam.max(0.0) as usize).min(self.river.len() - 1);
        x + 0.25 * (y - self.river[column].0) - self.dam
    }

    /// 1 in the hills (left), 0 in the plain (right); `wobble` bends the border, about -1..1.
    pub(super) fn hilly(&self, x: f32, wobble: f32) -> f32 {
        step(0.62, 0.46, x / self.width as f32 + 0.13 * wobble)
    }
}

/// A river from left to right: wide bends, and meanders where the land is flat.
fn river(width: usize, height: f32, scale: f32, seed: u64) -> Vec<(f32, f32)> {
    let bends = Noise::new(seed, 201, 330.0 * scale);
    let meanders = Noise::new(seed, 202, 62.0 * scale.max(0.3));
    let middle = |x: f32| {
        let flat = step(0.4, 0.65, x / width as f32);
        height * (0.45 + 0.14 * bends.at(x, 0.5)) + scale * (14.0 + 16.0 * flat) * meanders.fractal(x, 3.5, 2, 0.4)
    };
    (0..width)
        .map(|x| {
            let x = x as f32;
            (middle(x), 0.5 * (middle(x + 1.0) - middle(x - 1.0)))
        })
        .collect()
}
