//! The area of interest: a pixel window, bounds in any reference system, or a vector file's polygons.

use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::pipeline::options::Area;
use crate::raster::gdal::{Gdal, Transformer};
use crate::raster::input::Sources;
use crate::raster::{MaskRule, MaskedSource, RasterSource};

/// Points along each edge of bounds that are carried into the raster's reference system.
const ALONG: usize = 21;
/// A bound this close to a pixel's edge, in pixels, lies on it.
const ON_EDGE: f64 = 1e-3;

/// Cuts pixels to the area of interest. Pixels outside of polygons become invalid.
pub fn cut(gdal: &'static Gdal, source: &mut MaskedSource, area: &Area, sources: &Sources) -> Result<()> {
    if let Some(window) = window(gdal, source, area, sources)? {
        // Polygons first: their mask lies on the whole grid.
        outline(source, area)?;
        source.cut(window)?;
    }
    Ok(())
}

/// Makes pixels outside of the polygons invalid, without cutting.
pub fn outline(source: &mut MaskedSource, area: &Area) -> Result<()> {
    if let Some(vector) = &area.vector {
        let inside = source.pixels().cut_out(vector)?;
        source.add(inside, MaskRule::Outside)?;
    }
    Ok(())
}

fn window(gdal: &'static Gdal, source: &MaskedSource, area: &Area, sources: &Sources) -> Result<Option<Window>> {
    let grid = source.grid();
    let name = source.name();
    let mut found = None;
    if let Some([x, y, width, height]) = area.window {
        found = Some(Window { x, y, width, height });
    }
    if let Some(bounds) = area.bounds {
        let crs = area.bounds_crs.as_deref();
        let outline = edge(bounds);
        let points = match (crs, grid.crs.as_deref()) {
            (Some(from), Some(to)) => Transformer::new(gdal, from, to)?.points(&outline),
            (Some(from), None) => {
                return Err(Error::raster(name, format!("has no reference system, but the bounds are in {from}")));
            }
            (None, _) => outline.into_iter().map(Some).collect(),
        };
        let covered = covered(grid, &points);
        found = Some(covered.ok_or_else(|| Error::raster(name, format!("does not meet the bounds {bounds:?}")))?);
    }
    if let Some(vector) = &area.vector {
        sources.admit(gdal, vector)?;
        let around = source.pixels().cutline_grid(vector).map_err(|e| {
            Error::refused("AREA", format!("area={vector}: polygons that meet {name} were expected; {e}"))
        })?;
        let corners = corners(&around);
        let covered = covered(grid, &corners);
        found = Some(covered.ok_or_else(|| Error::raster(name, format!("does not meet the polygons of {vector}")))?);
    }
    Ok(found)
}

/// Points along the edge of `xmin, ymin, xmax, ymax`.
fn edge([x0, y0, x1, y1]: [f64; 4]) -> Vec<(f64, f64)> {
    let at = |i: usize| i as f64 / (ALONG - 1) as f64;
    (0..ALONG)
        .flat_map(|i| {
            let (x, y) = (x0 + (x1 - x0) * at(i), y0 + (y1 - y0) * at(i));
            [(x, y0), (x, y1), (x0, y), (x1, y)]
        })
        .collect()
}

/// The corners of a grid in its reference system.
fn corners(grid: &Grid) -> Vec<Option<(f64, f64)>> {
    let (w, h) = (grid.width as f64, grid.height as f64);
    [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)].map(|(c, r)| grid.at(c, r)).to_vec()
}

/// The pixels of `grid` that the box around these points touches.
fn covered(grid: &Grid, points: &[Option<(f64, f64)>]) -> Option<Window> {
    let pixels: Vec<_> = points.iter().flatten().filter_map(|&(x, y)| grid.pixel_at(x, y)).collect();
    if pixels.is_empty() {
        return None;
    }
    let range = |values: Vec<f64>, size: usize| {
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        let low = (low + ON_EDGE).floor().max(0.0);
        let high = (high - ON_EDGE).ceil().min(size as f64);
        (high > low).then_some((low as usize, (high - low) as usize))
    };
    let (x, width) = range(pixels.iter().map(|p| p.0).collect(), grid.width)?;
    let (y, height) = range(pixels.iter().map(|p| p.1).collect(), grid.height)?;
    Some(Window { x, y, width, height })
}

/// The pixels of `first` that `second` covers, begun at a cell's corner so that cells stay where they are.
pub fn overlap(gdal: &'static Gdal, first: &Grid, second: &Grid, patch: usize) -> Result<Option<Window>> {
    let (w, h) = (second.width as f64, second.height as f64);
    let outline: Vec<(f64, f64)> = edge([0.0, 0.0, w, h]).into_iter().filter_map(|(c, r)| second.at(c, r)).collect();
    let points = match (&second.crs, &first.crs) {
        (Some(from), Some(to)) if from != to => Transformer::new(gdal, from, to)?.points(&outline),
        _ => outline.into_iter().map(Some).collect(),
    };
    Ok(covered(first, &points).map(|w| {
        let (x, y) = (w.x / patch * patch, w.y / patch * patch);
        Window { x, y, width: w.x + w.width - x, height: w.y + w.height - y }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        Grid { transform: Some([100.0, 10.0, 0.0, 500.0, 0.0, -10.0]), ..Grid::plain(30, 20) }
    }

    #[test]
    fn bounds_become_whole_pixels() {
        let inside: Vec<_> = edge([125.0, 425.0, 150.0, 480.0]).into_iter().map(Some).collect();
        assert_eq!(covered(&grid(), &inside), Some(Window { x: 2, y: 2, width: 3, height: 6 }));
        let beyond: Vec<_> = edge([0.0, 0.0, 115.0, 1000.0]).into_iter().map(Some).collect();
        assert_eq!(covered(&grid(), &beyond), Some(Window { x: 0, y: 0, width: 2, height: 20 }));
        let off: Vec<_> = edge([0.0, 0.0, 90.0, 90.0]).into_iter().map(Some).collect();
        assert_eq!(covered(&grid(), &off), None);
    }
}
