//! Pixels on the ground: metres along them, whatever the reference system.

use super::Grid;

/// Semi-major axis of WGS 84, metres.
pub(super) const RADIUS: f64 = 6_378_137.0;
/// Square of its eccentricity.
pub(super) const ECCENTRICITY2: f64 = 0.006_694_379_990_14;

/// Pixel size that the models are trained on, metres.
pub const TRAINED_ON: f64 = 10.0;
/// Pixel sizes that need no warning.
const NEAR: std::ops::RangeInclusive<f64> = 8.0..=12.5;

/// Pixels for one from which they are averaged.
const SHRUNK: f64 = 1.02;
/// Across for along from which two grids do not lie along each other.
const LEANING: f64 = 0.2;

/// Metres between two near points given as longitude and latitude in degrees.
pub fn metres_between(a: (f64, f64), b: (f64, f64)) -> f64 {
    let latitude = (a.1 + b.1).to_radians() / 2.0;
    let w2 = 1.0 - ECCENTRICITY2 * latitude.sin().powi(2);
    let meridian = RADIUS * (1.0 - ECCENTRICITY2) / w2.powf(1.5);
    let normal = RADIUS / w2.sqrt();
    let degrees = (b.0 - a.0 + 540.0).rem_euclid(360.0) - 180.0; // across the date line too
    let east = degrees.to_radians() * normal * latitude.cos();
    east.hypot((b.1 - a.1).to_radians() * meridian)
}

impl Grid {
    /// A pixel position in the reference system.
    pub fn at(&self, column: f64, row: f64) -> Option<(f64, f64)> {
        self.transform.map(|t| (t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5]))
    }

    /// A position of the reference system in pixels.
    pub fn pixel_at(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let t = self.transform?;
        let determinant = t[1] * t[5] - t[2] * t[4];
        let (dx, dy) = (x - t[0], y - t[3]);
        (determinant != 0.0).then(|| ((dx * t[5] - dy * t[2]) / determinant, (dy * t[1] - dx * t[4]) / determinant))
    }

    /// The centre and the points one pixel right of it and below it.
    pub fn centre_cross(&self) -> Option<[(f64, f64); 3]> {
        let (c, r) = (self.width as f64 / 2.0, self.height as f64 / 2.0);
        Some([self.at(c, r)?, self.at(c + 1.0, r)?, self.at(c, r + 1.0)?])
    }

    /// Whether a raster whose centre, right neighbour and lower neighbour lie at these places has larger pixels than this
    /// one, along the same axes (or turned by a quarter), so that several of this one's fall into each.
    pub fn steps_shrink(&self, [centre, right, below]: [(f64, f64); 3]) -> bool {
        let at = |(x, y)| self.pixel_at(x, y);
        let (Some(o), Some(r), Some(b)) = (at(centre), at(right), at(below)) else { return false };
        let step = |p: (f64, f64)| ((p.0 - o.0).abs(), (p.1 - o.1).abs());
        let (along, across) = (|s: (f64, f64)| s.0.max(s.1), |s: (f64, f64)| s.0.min(s.1));
        let steps = [step(r), step(b)];
        let upright = steps.iter().all(|s| across(*s) <= LEANING * along(*s));
        upright && steps.iter().all(|s| along(*s) > 0.9) && along(steps[0]) * along(steps[1]) > SHRUNK
    }

    /// Degrees by which the rows lean against the reference system's x axis.
    pub fn rotation(&self) -> f64 {
        self.transform.map_or(0.0, |t| t[4].atan2(t[1]).to_degrees())
    }

    /// Whether rows run downwards and columns to the right, or the raster is rotated by other than half turns.
    pub fn is_upright(&self) -> bool {
        self.transform.is_none_or(|t| t[2] != 0.0 || t[4] != 0.0 || (t[1] > 0.0 && t[5] < 0.0))
    }

    /// The same pixels with rows from north to south and columns from west to east.
    pub fn upright(&self) -> Grid {
        let mut out = self.clone();
        if let Some(t) = &mut out.transform {
            if t[1] < 0.0 {
                (t[0], t[1]) = (t[0] + self.width as f64 * t[1], -t[1]);
            }
            if t[5] > 0.0 {
                (t[3], t[5]) = (t[3] + self.height as f64 * t[5], -t[5]);
            }
        }
        out
    }

    /// The same place with pixels of other lengths, in shares of the present ones; not for rotated grids.
    pub fn with_pixels(&self, share: (f64, f64)) -> Grid {
        let count = |n: usize, share: f64| ((n as f64 / share).round() as usize).max(1);
        Grid {
            width: count(self.width, share.0),
            height: count(self.height, share.1),
            transform: self.transform.map(|t| [t[0], t[1] * share.0, t[2], t[3], t[4], t[5] * share.1]),
            crs: self.crs.clone(),
        }
    }
}

/// What people should know about a pixel size in metres, if it is far from the trained one.
pub fn size_warning(metres: (f64, f64)) -> Option<String> {
    (!NEAR.contains(&metres.0) || !NEAR.contains(&metres.1)).then(|| {
        format!(
            "pixels are {:.1} x {:.1} m on the ground, but the model was trained on {TRAINED_ON} m; target-resolution 10 resamples",
            metres.0, metres.1
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn degrees_become_metres() {
        assert!((metres_between((0.0, 0.0), (1.0, 0.0)) - 111_319.5).abs() < 1.0);
        assert!((metres_between((10.0, 0.0), (10.0, 1.0)) - 110_574.0).abs() < 5.0);
        assert!((metres_between((10.0, 60.0), (11.0, 60.0)) - 55_800.0).abs() < 20.0);
        assert!(metres_between((179.999, 0.0), (-179.999, 0.0)) < 300.0);
    }

    proptest! {
        #[test]
        fn pixels_and_places_are_inverse(c in -50.0f64..50.0, r in -50.0f64..50.0, lean in -3.0f64..3.0) {
            let grid = Grid { transform: Some([100.0, 9.0, lean, 50.0, -lean, -8.0]), ..Grid::plain(10, 10) };
            let (x, y) = grid.at(c, r).unwrap();
            let (c2, r2) = grid.pixel_at(x, y).unwrap();
            prop_assert!((c - c2).abs() < 1e-9 && (r - r2).abs() < 1e-9);
        }
    }

    #[test]
    fn larger_pixels_are_told_from_smaller_and_from_turned_ones() {
        let own = Grid { transform: Some([100.0, 10.0, 0.0, 50.0, 0.0, -10.0]), ..Grid::plain(10, 10) };
        let cross = |dx: (f64, f64), dy: (f64, f64)| [(150.0, 0.0), (150.0 + dx.0, dx.1), (150.0 + dy.0, dy.1)];
        assert!(own.steps_shrink(cross((20.0, 0.0), (0.0, -20.0))));
        assert!(own.steps_shrink(cross((12.5, 0.3), (0.3, -12.5))));
        assert!(own.steps_shrink(cross((0.0, 20.0), (20.0, 0.0))), "a quarter turn");
        assert!(!own.steps_shrink(cross((10.0, 0.0), (0.0, -10.0))));
        assert!(!own.steps_shrink(cross((5.0, 0.0), (0.0, -5.0))));
        assert!(!own.steps_shrink(cross((30.0, 0.0), (0.0, -5.0))), "smaller along one axis");
        assert!(!own.steps_shrink(cross((20.0, 20.0), (20.0, -20.0))), "turned by half a quarter");
    }

    #[test]
    fn bottom_up_grids_are_turned() {
        let grid = Grid { transform: Some([0.0, 10.0, 0.0, 0.0, 0.0, 10.0]), ..Grid::plain(4, 3) };
        assert!(!grid.is_upright());
        assert_eq!(grid.upright().transform, Some([0.0, 10.0, 0.0, 30.0, 0.0, -10.0]));
        assert!(grid.upright().is_upright());
    }

    #[test]
    fn odd_pixel_sizes_are_said() {
        assert_eq!(size_warning((10.0, 9.98)), None);
        assert!(size_warning((20.0, 20.0)).unwrap().contains("trained on 10 m"));
    }
}
