//! A features raster in memory that answers what is like a place, again and again: for a map tool that follows the mouse.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::geometry::{Grid, cell_at};
use crate::pipeline::encode::{Context, FeatureStore, Workers, worker_pool};
use crate::pipeline::open::{InputRef, open_features};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::product::{CodeFit, CodedCells, Likeness, StandardFit};
use crate::raster::gdal::{Gdal, Transformer, bind};

/// Share of progress up to which features are read for their range and statistics.
const READ: f64 = 0.5;

/// A features raster in memory, 8 bits for each number. Many threads may query it at once.
pub struct SimilarIndex {
    gdal: &'static Gdal,
    grid: Grid,
    cells: CodedCells,
    pool: Arc<Workers>,
}

/// What is looked for.
pub struct Query<'a> {
    /// Points that show it.
    pub examples: &'a [(f64, f64)],
    /// Points that show what it is not.
    pub counter: &'a [(f64, f64)],
    /// Reference system of the points; `None` for the raster's own.
    pub crs: Option<&'a str>,
    /// The best example counts, instead of their mean.
    pub best: bool,
}

impl SimilarIndex {
    /// Reads a features raster, of this software or of others, twice.
    ///
    /// # Errors
    /// If it is none, cannot be read, or holds no valid cell; [`Error::OutOfMemory`]; [`Error::Cancelled`].
    pub fn open(
        input: InputRef,
        options: &Options,
        context: Option<&Context>,
        progress: &mut dyn Progress,
    ) -> Result<Self> {
        let gdal = bind(options.gdal.as_deref())?;
        let opened = open_features(gdal, input, options)?;
        let name = opened.name().to_owned();
        let crate::pipeline::open::Input::Features(raster) = opened else {
            return Err(Error::Internal(format!("{name} was not opened as features")));
        };
        let mut store = FeatureStore::from_raster(raster.source);
        let (grid, dim) = (store.grid.clone(), store.dim);
        let (area, mut seen) = ((grid.width * grid.height) as f64, 0);
        let (mut range, mut standard) = (CodeFit::new(dim), StandardFit::new(dim));
        let mut reading = Stage::new(progress, 0.0, READ);
        store.for_each_piece(|piece, cells| {
            reading.report(seen as f64 / area, "reading features")?;
            seen += piece.window.area();
            cells.rows().into_iter().for_each(|cell| range.add(cell.to_slice().unwrap_or_default()));
            standard.add(cells.view());
            Ok(())
        })?;
        if standard.count() == 0 {
            return Err(Error::raster(name, "has no valid cell"));
        }
        let mut cells = CodedCells::new(range.finish(), standard.finish(), grid.width * grid.height)?;
        let mut keeping = Stage::new(progress, READ, 1.0);
        seen = 0;
        store.for_each_piece(|piece, own| {
            keeping.report(seen as f64 / area, "keeping features")?;
            seen += piece.window.area();
            cells.put(piece.numbers(), own.view());
            Ok(())
        })?;
        keeping.report(1.0, "done")?;
        let threads = options.encoding.threads;
        let pool = match context {
            Some(context) => context.workers(threads)?,
            None => Arc::new(worker_pool(threads)?.unattended()),
        };
        Ok(SimilarIndex { gdal, grid, cells, pool })
    }

    /// Size and georeference.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.cells.dim()
    }

    /// Scores of all cells, row by row, −1 to 1, NaN where a cell is invalid; as the task `similar` gives them, but for what 8
    /// bits round. `scores` has a place for each cell.
    ///
    /// # Errors
    /// [`Error::Argument`] if no example, or no counter-example of any, lies on a valid cell.
    pub fn query(&self, query: &Query, scores: &mut [f32]) -> Result<()> {
        if query.best && !query.counter.is_empty() {
            return Err(Error::refused("best", "best acts only without counter-examples"));
        }
        let examples = self.cells.features(&self.cells_at(query.examples, query.crs)?);
        let counter = self.cells.features(&self.cells_at(query.counter, query.crs)?);
        let standard = self.cells.standard().clone();
        let likeness = match query.counter.is_empty() {
            true => Likeness::cosine(standard, examples.view(), query.best)?,
            false => Likeness::discriminant(standard, examples.view(), counter.view())?,
        };
        self.pool.install(|| self.cells.scores(&likeness, scores));
        Ok(())
    }

    /// The cells that points lie in; points outside of the raster have none.
    fn cells_at(&self, points: &[(f64, f64)], crs: Option<&str>) -> Result<Vec<usize>> {
        let places: Vec<Option<(f64, f64)>> = match (crs, self.grid.crs.as_deref()) {
            (Some(from), Some(to)) => Transformer::new(self.gdal, from, to)?.points(points),
            (Some(from), None) => {
                return Err(Error::refused(
                    "crs",
                    format!("the raster has no reference system, but the points are in {from}"),
                ));
            }
            (None, _) => points.iter().copied().map(Some).collect(),
        };
        let cell = |point: (f64, f64)| cell_at(&self.grid, point).map(|span| span.row * self.grid.width + span.from);
        Ok(places.into_iter().flatten().filter_map(cell).collect())
    }
}
