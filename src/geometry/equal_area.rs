//! Hectares on the ellipsoid, in any reference system.
//!
//! Places are carried onto a plane that keeps sizes: Lambert's azimuthal equal-area projection of the authalic sphere, around the
//! raster's centre (Snyder 1987, equations 3-11 to 3-13 and 24-2 to 24-4). Nodes of a lattice are carried exactly, what lies
//! between them is interpolated.

use super::Grid;
use super::ground::{ECCENTRICITY2, RADIUS};

/// Pixels of the raster between two nodes, at most.
const STEP: f64 = 16.0;

/// A raster's pixels on a plane that keeps sizes.
pub struct EqualArea {
    /// Columns and rows of nodes, and pixels between two.
    size: (usize, usize),
    step: (f64, f64),
    /// Metres, row by row.
    nodes: Vec<(f64, f64)>,
}

impl EqualArea {
    /// For the pixels of a grid; `to_degrees` gives longitude and latitude of places in its reference system. `None` if one of
    /// its places is none on Earth.
    pub fn new(grid: &Grid, to_degrees: impl Fn(&[(f64, f64)]) -> Vec<Option<(f64, f64)>>) -> Option<Self> {
        let count = |side: usize| (side as f64 / STEP).ceil() as usize + 1;
        let size = (count(grid.width), count(grid.height));
        let step = (grid.width as f64 / (size.0 - 1) as f64, grid.height as f64 / (size.1 - 1) as f64);
        let centre = grid.at(grid.width as f64 / 2.0, grid.height as f64 / 2.0)?;
        let plane = Plane::around((*to_degrees(&[centre]).first()?)?);
        let mut nodes = Vec::new();
        for row in 0..size.1 {
            let places: Option<Vec<_>> =
                (0..size.0).map(|column| grid.at(column as f64 * step.0, row as f64 * step.1)).collect();
            for place in to_degrees(&places?) {
                nodes.push(plane.at(place?));
            }
        }
        Some(EqualArea { size, step, nodes })
    }

    /// A position in pixels, on the plane.
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let place = |at: f64, step: f64, count: usize| {
            let at = (at / step).clamp(0.0, (count - 1) as f64);
            let first = (at as usize).min(count - 2);
            (first, at - first as f64)
        };
        let ((column, across), (row, down)) = (place(x, self.step.0, self.size.0), place(y, self.step.1, self.size.1));
        let node = |row: usize, column: usize| self.nodes[row * self.size.0 + column];
        let mix = |a: (f64, f64), b: (f64, f64), t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
        let line = |row: usize| mix(node(row, column), node(row, column + 1), across);
        mix(line(row), line(row + 1), down)
    }

    /// Hectares inside of a ring of positions in pixels, whichever way it runs. Long sides follow the raster's lines.
    pub fn hectares(&self, ring: impl ExactSizeIterator<Item = (f64, f64)> + Clone) -> f64 {
        let Some(first) = ring.clone().next() else { return 0.0 };
        let origin = self.at(first);
        let (mut last, mut before, mut twice) = (first, (0.0, 0.0), 0.0);
        for next in ring.skip(1).chain([first]) {
            let length = ((next.0 - last.0) / self.step.0).abs().max(((next.1 - last.1) / self.step.1).abs());
            let parts = length.ceil().max(1.0);
            for part in 1..=parts as usize {
                let t = part as f64 / parts;
                let (x, y) = self.at((last.0 + (next.0 - last.0) * t, last.1 + (next.1 - last.1) * t));
                let now = (x - origin.0, y - origin.1);
                twice += before.0 * now.1 - now.0 * before.1;
                before = now;
            }
            last = next;
        }
        twice.abs() / 2.0 / 10_000.0
    }
}

/// Lambert's projection around one place.
struct Plane {
    longitude: f64,
    /// Sine and cosine of its authalic latitude.
    centre: (f64, f64),
    /// Of the sphere that is as large as the ellipsoid.
    radius: f64,
}

/// Snyder's q of a latitude's sine.
fn q(sine: f64) -> f64 {
    let e = ECCENTRICITY2.sqrt();
    let es = e * sine;
    (1.0 - ECCENTRICITY2) * (sine / (1.0 - es * es) + es.atanh() / e)
}

/// Sine and cosine of the authalic latitude.
fn authalic(latitude: f64) -> (f64, f64) {
    let sine = (q(latitude.to_radians().sin()) / q(1.0)).clamp(-1.0, 1.0);
    (sine, (1.0 - sine * sine).sqrt())
}

impl Plane {
    fn around((longitude, latitude): (f64, f64)) -> Self {
        Plane { longitude, centre: authalic(latitude), radius: RADIUS * (q(1.0) / 2.0).sqrt() }
    }

    fn at(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let ((sine, cosine), (sine0, cosine0)) = (authalic(latitude), self.centre);
        let (sin_east, cos_east) = (longitude - self.longitude).to_radians().sin_cos();
        let k = self.radius * (2.0 / (1.0 + sine0 * sine + cosine0 * cosine * cos_east)).sqrt();
        (k * cosine * sin_east, k * (cosine0 * sine - sine0 * cosine * cos_east))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A grid in degrees.
    fn degrees(west: f64, north: f64, step: f64, width: usize, height: usize) -> EqualArea {
        let transform = Some([west, step, 0.0, north, 0.0, -step]);
        let grid = Grid { transform, ..Grid::plain(width, height) };
        EqualArea::new(&grid, |places| places.iter().map(|p| Some(*p)).collect()).unwrap()
    }

    /// Hectares between two meridians and two parallels, in closed form.
    fn between(width: f64, south: f64, north: f64) -> f64 {
        let of = |latitude: f64| q(latitude.to_radians().sin());
        RADIUS * RADIUS * width.to_radians() * (of(north) - of(south)) / 2.0 / 10_000.0
    }

    fn rectangle(left: f64, top: f64, right: f64, bottom: f64) -> [(f64, f64); 4] {
        [(left, top), (right, top), (right, bottom), (left, bottom)]
    }

    #[test]
    fn the_whole_ellipsoid_has_its_known_size() {
        // 510 065 621.724 km2 (GRS 80 and WGS 84 agree in these digits but the last ones).
        assert!((between(360.0, -90.0, 90.0) / 100.0 - 510_065_621.7).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn degrees_become_hectares(west in -180.0f64..180.0, north in -79.0f64..80.0) {
            let plane = degrees(west, north, 0.0001, 1000, 800);
            let found = plane.hectares(rectangle(100.0, 200.0, 300.0, 700.0).into_iter());
            let known = between(0.02, north - 0.07, north - 0.02);
            prop_assert!((found / known - 1.0).abs() < 1e-6, "{found} {known}");
        }
    }

    #[test]
    fn large_areas_and_the_date_line_are_no_exception() {
        let plane = degrees(179.0, 61.0, 0.001, 2000, 1500);
        let found = plane.hectares(rectangle(0.0, 0.0, 2000.0, 1500.0).into_iter());
        let known = between(2.0, 59.5, 61.0);
        assert!((found / known - 1.0).abs() < 1e-5, "{found} {known}");
        assert_eq!(plane.hectares([].into_iter()), 0.0);
    }
}
