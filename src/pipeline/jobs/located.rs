//! Where points and polygons lie on a grid of cells, and their cells' features.

use ndarray::{Array1, Array2, Axis};

use crate::error::{Error, Result};
use crate::geometry::{Grid, Span, cell_at, cells_inside};
use crate::pipeline::encode::{FeatureStore, Session};
use crate::product::is_valid;
use crate::raster::gdal::{Shape, Transformer, read_places};

/// Most cells of one place whose features are read; of larger ones, as many all over it.
const MOST_CELLS: usize = 4096;

/// A place on a grid.
pub(super) struct Located {
    /// Its cells; none outside of the grid.
    pub spans: Vec<Span>,
    /// Its attribute.
    pub value: Option<String>,
}

/// The places of a vector file on a grid, with an attribute if it is named. `parameter` is the one that named the file.
pub(super) fn of_file(
    session: &Session,
    path: &str,
    field: Option<&str>,
    grid: &Grid,
    parameter: &str,
) -> Result<Vec<Located>> {
    georeferenced(grid, parameter)?;
    session.options.reading.sources.admit_file(path)?;
    let places = read_places(session.gdal, path, field, grid.crs.as_deref());
    let places = places.map_err(|e| match e {
        Error::Raster { path, message, .. } => Error::refused(parameter, format!("{parameter}={path}: {message}")),
        other => other,
    })?;
    let one = |place: crate::raster::gdal::Place| {
        let spans = match &place.shape {
            Shape::Points(points) => points.iter().filter_map(|point| cell_at(grid, *point)).collect(),
            Shape::Area(rings) => cells_inside(grid, rings),
        };
        Located { spans, value: place.value }
    };
    Ok(places.into_iter().map(one).collect())
}

/// Points on a grid.
pub(super) fn of_points(
    session: &Session,
    points: &[(f64, f64)],
    crs: Option<&str>,
    grid: &Grid,
) -> Result<Vec<Located>> {
    georeferenced(grid, "AT")?;
    let points: Vec<Option<(f64, f64)>> = match (crs, grid.crs.as_deref()) {
        (Some(from), Some(to)) => Transformer::new(session.gdal, from, to)?.points(points),
        (Some(from), None) => {
            return Err(Error::refused("AT_CRS", format!("the raster has no reference system, but AT is in {from}")));
        }
        (None, _) => points.iter().copied().map(Some).collect(),
    };
    let spans = |point: Option<(f64, f64)>| point.and_then(|point| cell_at(grid, point)).into_iter().collect();
    Ok(points.into_iter().map(|point| Located { spans: spans(point), value: None }).collect())
}

fn georeferenced(grid: &Grid, parameter: &str) -> Result<()> {
    let refuse =
        || Error::refused(parameter, format!("{parameter}: a raster without georeference has no place for it"));
    grid.transform.map(|_| ()).ok_or_else(refuse)
}

impl Located {
    /// Numbers of its cells in rising order, at most so many, all over it.
    pub fn cells(&self, width: usize, most: usize) -> Vec<usize> {
        let count: usize = self.spans.iter().map(Span::count).sum();
        let step = count.div_ceil(most).max(1);
        let mut cells: Vec<usize> = self.spans.iter().flat_map(|span| span.cells(width)).step_by(step).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }
}

/// The features of each place: the mean over its valid cells. Places without one are left out.
pub(super) fn means(store: &mut FeatureStore, places: &[Located]) -> Result<Array2<f32>> {
    let mut rows: Vec<Array1<f32>> = Vec::new();
    for place in places {
        let cells = valid_cells(store, place, MOST_CELLS)?;
        rows.extend(cells.mean_axis(Axis(0)));
    }
    stacked(&rows, store.dim)
}

/// The features of the places' valid cells, at most so many of each.
pub(super) fn all_cells(store: &mut FeatureStore, places: &[Located], most: usize) -> Result<Array2<f32>> {
    let mut rows: Vec<Array1<f32>> = Vec::new();
    for place in places {
        rows.extend(valid_cells(store, place, most)?.rows().into_iter().map(|row| row.to_owned()));
    }
    stacked(&rows, store.dim)
}

fn valid_cells(store: &mut FeatureStore, place: &Located, most: usize) -> Result<Array2<f32>> {
    let cells = store.gather(&place.cells(store.grid.width, most))?;
    let valid: Vec<usize> = (0..cells.nrows()).filter(|&i| is_valid(cells.row(i))).collect();
    Ok(cells.select(Axis(0), &valid))
}

fn stacked(rows: &[Array1<f32>], dim: usize) -> Result<Array2<f32>> {
    let numbers = rows.iter().flat_map(|row| row.iter().copied()).collect();
    Array2::from_shape_vec((rows.len(), dim), numbers).map_err(|e| Error::Internal(e.to_string()))
}
