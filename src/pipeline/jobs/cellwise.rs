//! What is made of each cell alone: on all workers, in the cells' order.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::error::Result;
use crate::geometry::Grid;
use crate::pipeline::encode::{EncodedInput, Piece, Session};
use crate::pipeline::open::ground_size;
use crate::pipeline::progress::Stage;
use crate::product::StandardFit;

/// Cells that a worker takes at a time.
const TAKEN: usize = 512;

/// What `make` gives for each cell (`[cells][dim]`).
pub(super) fn each<T: Send>(
    session: &Session,
    cells: &Array2<f32>,
    make: impl Fn(ArrayView2<f32>) -> Vec<T> + Sync,
) -> Vec<T> {
    let parts: Vec<ArrayView2<f32>> = cells.axis_chunks_iter(Axis(0), TAKEN).collect();
    session.pool.install(|| parts.into_par_iter().flat_map_iter(&make).collect())
}

/// Passes over all cells of an input, piece by piece.
pub(super) fn strips(
    input: &mut EncodedInput,
    progress: &mut Stage,
    message: &str,
    mut visit: impl FnMut(Piece, Array2<f32>) -> Result<()>,
) -> Result<()> {
    let (area, mut seen) = (input.store.grid.width * input.store.grid.height, 0);
    input.store.for_each_piece(|piece, cells| {
        progress.report(seen as f64 / area as f64, message)?;
        seen += piece.window.area();
        visit(piece, cells)
    })
}

/// Means and deviations over all valid cells of all inputs.
pub(super) fn standard(inputs: &mut [EncodedInput], progress: &mut Stage) -> Result<StandardFit> {
    let count = inputs.len() as f64;
    let mut fit = StandardFit::new(inputs[0].store.dim);
    for (i, input) in inputs.iter_mut().enumerate() {
        let mut part = progress.part(i as f64 / count, (i + 1) as f64 / count);
        strips(input, &mut part, "reading features", |_, cells| {
            fit.add(cells.view());
            Ok(())
        })?;
    }
    Ok(fit)
}

/// Hectares of a cell, where its place on Earth is known.
pub(super) fn hectares(session: &Session, grid: &Grid) -> Option<f64> {
    ground_size(session.gdal, grid).map(|(x, y)| x * y / 10_000.0)
}

/// An area in hectares as it is told.
pub(super) fn told(hectares: f64) -> f64 {
    (hectares * 100.0).round() / 100.0
}
