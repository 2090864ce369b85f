//! Where areas lie on the ground, and how large they are together.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::geometry::{EqualArea, Grid};
use crate::pipeline::open::ground_size;
use crate::product::areas::{Area, Kind, Position};
use crate::raster::gdal::{Gdal, Transformer};

/// The ground under a grid.
pub(super) struct Ground {
    plane: EqualArea,
    /// Metres along a cell.
    pub metres: f64,
}

impl Ground {
    /// Finds it. `name` is the raster's, for messages.
    ///
    /// # Errors
    /// If the raster has no place on Earth.
    pub fn new(gdal: &'static Gdal, grid: &Grid, name: &str) -> Result<Self> {
        let no_place = || {
            Error::raster(
                name,
                "has no place on Earth (a geotransform and a reference system), so that areas have no size; change writes a raster of it all the same",
            )
        };
        let to_degrees = Transformer::new(gdal, grid.crs.as_deref().ok_or_else(no_place)?, "EPSG:4326")?;
        let plane = EqualArea::new(grid, |places| to_degrees.points(places)).ok_or_else(no_place)?;
        let (x, y) = ground_size(gdal, grid).ok_or_else(no_place)?;
        Ok(Ground { plane, metres: (x * y).sqrt() })
    }

    /// Hectares inside of a ring of positions in cells.
    pub fn hectares(&self, ring: &[Position]) -> f64 {
        self.plane.hectares(ring.iter().copied())
    }

    /// Hectares of the cells that count, of rows of `width`.
    fn valid_hectares<T>(&self, width: usize, cells: &[T], counts: impl Fn(&T) -> bool) -> f64 {
        let line = |(row, values): (usize, &[T])| -> f64 {
            let mut at = 0;
            let pieces = values.chunk_by(|a, b| counts(a) == counts(b)).map(|piece| {
                at += piece.len();
                (at - piece.len(), piece)
            });
            let (top, bottom) = (row as f64, (row + 1) as f64);
            let hectares = |(start, piece): (usize, &[T])| {
                let (left, right) = (start as f64, (start + piece.len()) as f64);
                self.hectares(&[(left, top), (right, top), (right, bottom), (left, bottom)])
            };
            pieces.filter(|(_, piece)| counts(&piece[0])).map(hectares).sum()
        };
        cells.chunks_exact(width).enumerate().map(line).sum()
    }
}

/// How many areas there are, and how large they are together.
#[derive(Debug, Serialize)]
pub(super) struct Totals {
    count: usize,
    hectares: f64,
    /// Hectares of valid cells.
    valid_hectares: f64,
    /// Share of these that areas cover.
    share: f64,
    /// Of each kind that there is.
    kinds: Vec<OfKind>,
    /// From which class to which, of areas of transitions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<OfTransition>,
}

/// Areas of one kind.
#[derive(Debug, Serialize)]
struct OfKind {
    kind: &'static str,
    count: usize,
    hectares: f64,
}

/// Areas of one transition.
#[derive(Debug, Serialize)]
pub(super) struct OfTransition {
    pub from: String,
    pub to: String,
    pub count: usize,
    pub hectares: f64,
}

/// Hectares as they are told.
pub(super) fn rounded(hectares: f64) -> f64 {
    (hectares * 10_000.0).round() / 10_000.0
}

impl Totals {
    /// Of areas of a map of scores, in rows of `width` cells.
    pub fn of_scores(ground: &Ground, (width, scores): (usize, &[f32]), areas: &[Area]) -> Self {
        let sum = |areas: &[&Area]| rounded(areas.iter().map(|area| area.hectares).sum());
        let kind = |kind: &Kind| {
            let own: Vec<&Area> = areas.iter().filter(|area| area.kind == Some(*kind)).collect();
            (!own.is_empty()).then(|| OfKind { kind: kind.name(), count: own.len(), hectares: sum(&own) })
        };
        let hectares = areas.iter().map(|area| area.hectares).sum();
        let valid = ground.valid_hectares(width, scores, |score| score.is_finite());
        Totals { kinds: Kind::ALL.iter().filter_map(kind).collect(), ..Totals::new(areas.len(), hectares, valid) }
    }

    /// Of areas of pairs of classes, in rows of `width` cells; 0 is no pair.
    pub fn of_pairs(ground: &Ground, (width, pairs): (usize, &[u16]), transitions: Vec<OfTransition>) -> Self {
        let valid = ground.valid_hectares(width, pairs, |pair| *pair != 0);
        let (count, hectares) =
            (transitions.iter().map(|t| t.count).sum(), transitions.iter().map(|t| t.hectares).sum());
        Totals { transitions, ..Totals::new(count, hectares, valid) }
    }

    fn new(count: usize, hectares: f64, valid_hectares: f64) -> Self {
        let (hectares, valid_hectares) = (rounded(hectares), rounded(valid_hectares));
        let share = if valid_hectares > 0.0 { hectares / valid_hectares } else { 0.0 };
        Totals { count, hectares, valid_hectares, share, kinds: Vec::new(), transitions: Vec::new() }
    }
}
