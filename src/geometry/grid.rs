//! A raster's place: size, geotransform and coordinate reference system.

use super::Window;

/// Size and georeference of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// GDAL's six numbers: x of the origin, column step in x, row step in x, y of the origin,
    /// column step in y, row step in y. `None` without georeference.
    pub transform: Option<[f64; 6]>,
    /// Coordinate reference system as WKT, as GDAL gives it. `None` if unknown.
    pub crs: Option<String>,
}

/// Two positions on the ground are the same when they differ by less than this share of a pixel.
const SAME_PLACE: f64 = 0.01;

impl Grid {
    /// A grid without georeference.
    pub fn plain(width: usize, height: usize) -> Self {
        Grid { width, height, transform: None, crs: None }
    }

    /// The feature grid: ⌈width/patch⌉ × ⌈height/patch⌉ cells, the same origin and CRS, both
    /// pixel vectors times `patch` (so rotation is kept).
    pub fn cells(&self, patch: usize) -> Grid {
        let p = patch as f64;
        Grid {
            width: self.width.div_ceil(patch),
            height: self.height.div_ceil(patch),
            transform: self.transform.map(|t| [t[0], t[1] * p, t[2] * p, t[3], t[4] * p, t[5] * p]),
            crs: self.crs.clone(),
        }
    }

    /// The same pixels, cut to a window that begins at `(x, y)`.
    pub fn crop(&self, x: usize, y: usize, width: usize, height: usize) -> Grid {
        let (fx, fy) = (x as f64, y as f64);
        Grid {
            width,
            height,
            transform: self
                .transform
                .map(|t| [t[0] + fx * t[1] + fy * t[2], t[1], t[2], t[3] + fx * t[4] + fy * t[5], t[4], t[5]]),
            crs: self.crs.clone(),
        }
    }

    /// The `size × size` pixels in the middle; less where the raster is smaller.
    pub fn centre(&self, size: usize) -> Window {
        let (width, height) = (self.width.min(size), self.height.min(size));
        Window { x: (self.width - width) / 2, y: (self.height - height) / 2, width, height }
    }

    /// Lengths of the two pixel vectors, in units of the CRS.
    pub fn pixel_size(&self) -> Option<(f64, f64)> {
        self.transform.map(|t| (t[1].hypot(t[4]), t[2].hypot(t[5])))
    }

    /// How `other` differs from `self`, as one sentence for a person; `None` if their pixels
    /// coincide. `same_crs` decides whether two WKT texts mean one system.
    pub fn difference(&self, other: &Grid, same_crs: impl Fn(&str, &str) -> bool) -> Option<String> {
        let mut found = Vec::new();
        match (&self.crs, &other.crs) {
            (Some(a), Some(b)) if a != b && !same_crs(a, b) => {
                found.push(format!("reference systems {} and {}", crs_name(a), crs_name(b)));
            }
            (Some(a), None) => found.push(format!("reference systems {} and none", crs_name(a))),
            (None, Some(b)) => found.push(format!("reference systems none and {}", crs_name(b))),
            _ => {}
        }
        match (&self.transform, &other.transform) {
            (Some(a), Some(b)) => self.transform_difference(a, b, &mut found),
            (None, None) => {}
            (Some(_), None) => found.push("only the first has a geotransform".into()),
            (None, Some(_)) => found.push("only the second has a geotransform".into()),
        }
        if (self.width, self.height) != (other.width, other.height) {
            found.push(format!("sizes {} x {} and {} x {} pixels", self.width, self.height, other.width, other.height));
        }
        (!found.is_empty()).then(|| found.join("; "))
    }

    fn transform_difference(&self, a: &[f64; 6], b: &[f64; 6], found: &mut Vec<String>) {
        let pixel = a[1].hypot(a[4]).max(a[2].hypot(a[5])).max(f64::MIN_POSITIVE);
        // A vector's error grows over the whole raster, so it is judged at the far edge.
        let far = self.width.max(self.height) as f64;
        if [1, 2, 4, 5].iter().any(|&i| (a[i] - b[i]).abs() * far > SAME_PLACE * pixel) {
            found.push(format!(
                "pixel vectors ({}, {}; {}, {}) and ({}, {}; {}, {})",
                a[1], a[4], a[2], a[5], b[1], b[4], b[2], b[5]
            ));
        }
        let shift = ((a[0] - b[0]) / pixel, (a[3] - b[3]) / pixel);
        if shift.0.abs() > SAME_PLACE || shift.1.abs() > SAME_PLACE {
            found.push(format!(
                "origins ({}, {}) and ({}, {}), {:.2} and {:.2} pixels apart",
                a[0],
                a[3],
                b[0],
                b[3],
                shift.0.abs(),
                shift.1.abs()
            ));
        }
    }
}

/// The name in a WKT's first pair of quotes, enough for a message.
fn crs_name(wkt: &str) -> &str {
    wkt.split('"').nth(1).unwrap_or(wkt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utm(width: usize, height: usize) -> Grid {
        Grid {
            width,
            height,
            transform: Some([600_000.0, 10.0, 0.0, 4_700_000.0, 0.0, -10.0]),
            crs: Some("PROJCS[\"WGS 84 / UTM zone 31N\"]".into()),
        }
    }

    proptest! {
        #[test]
        fn cells_cover_every_pixel(w in 1usize..500, h in 1usize..500, p in 1usize..40) {
            let cells = utm(w, h).cells(p);
            prop_assert!(cells.width * p >= w && (cells.width - 1) * p < w);
            prop_assert!(cells.height * p >= h && (cells.height - 1) * p < h);
        }

        #[test]
        fn a_cell_begins_where_its_first_pixel_does(c in 0usize..50, r in 0usize..50, b in -3.0f64..3.0) {
            let mut grid = utm(400, 400);
            grid.transform = Some([10.0, 9.0, b, 20.0, -b, -9.0]); // rotated
            let at = |t: [f64; 6], x: f64, y: f64| (t[0] + x * t[1] + y * t[2], t[3] + x * t[4] + y * t[5]);
            let cell = at(grid.cells(8).transform.unwrap(), c as f64, r as f64);
            let pixel = at(grid.transform.unwrap(), (c * 8) as f64, (r * 8) as f64);
            prop_assert!((cell.0 - pixel.0).abs() < 1e-9 && (cell.1 - pixel.1).abs() < 1e-9);
        }
    }

    #[test]
    fn differences_are_named() {
        let a = utm(100, 80);
        assert_eq!(a.difference(&a.clone(), |_, _| false), None);
        let mut b = utm(100, 81);
        b.transform.as_mut().unwrap()[0] += 5.0;
        b.crs = Some("PROJCS[\"WGS 84 / UTM zone 32N\"]".into());
        let text = a.difference(&b, |_, _| false).unwrap();
        for part in ["zone 31N", "zone 32N", "0.50 and 0.00 pixels", "100 x 81"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(a.difference(&b, |_, _| true).is_some_and(|t| !t.contains("zone")));
    }
}
