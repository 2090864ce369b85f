//! From pixels to cells: chips stream over a raster, row of chips by row of chips.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::options::Options;
use super::picture::Picture;
use super::progress::Stage;
use super::queue::Queue;
use super::store::FeatureStore;
use super::strip::PixelStrip;
use crate::error::{Error, Result};
use crate::model::{EncoderSpec, Model};
use crate::raster::RasterSource;
use crate::raster::reflectance::{OddShare, Reflectance};
use crate::tiling::{Blend, ChipPlan};

/// What an encoding did.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub struct Encoded {
    /// Chips of the plan.
    pub chips: usize,
    /// Chips that held a valid pixel and were encoded.
    pub encoded: usize,
    /// Cells of the grid.
    pub cells: usize,
    /// Cells with a feature.
    pub valid_cells: usize,
    /// Values that no reflectance has, among all pixels.
    #[serde(skip)]
    pub odd: Option<OddShare>,
}

/// More chips on the way would only take memory.
const MOST_ON_THE_WAY: usize = 256;

/// Encodes a raster. Pixels are read once, on this thread, while chips read before are encoded on `pool`. The result
/// depends neither on the number of threads nor on the memory budget: cells are blended in the order of chips.
#[allow(clippy::too_many_arguments)]
pub fn encode(
    model: &Model,
    source: &mut dyn RasterSource,
    reflectance: &Reflectance,
    options: &Options,
    pool: &rayon::ThreadPool,
    folder: &Path,
    mut progress: Stage,
    picture: Option<&mut Picture>,
) -> Result<(FeatureStore, Encoded)> {
    let spec = model.spec();
    let grid = source.grid().clone();
    let plan = ChipPlan::new(grid.width, grid.height, spec.chip, spec.patch, options.overlap);
    let mut store = FeatureStore::new(grid.cells(spec.patch), spec.dim, options.memory / 4, folder)?;
    let mut strip = PixelStrip::new(source, reflectance, spec, picture);
    let mut blend = Blend::new(plan.width, spec.dim, plan.chip_cells, options.taper);
    let mut counts = Encoded { chips: plan.chips(), cells: plan.width * plan.height, ..Default::default() };
    let most = Footprint::new(&plan, spec, grid.width, options).chips;

    let mut finished = 0; // cell rows given to the store
    let mut blended = 0; // chips
    let mut blend_next = |queue: &mut Queue, strip: &PixelStrip| {
        let (row, column, cells) = queue.next()?;
        for row in finished..row {
            emit(blend.next_row(), row, strip, options.min_valid, &mut store, &mut counts)?;
        }
        finished = finished.max(row);
        if let Some(cells) = cells {
            blend.add(column, row, plan.height, &cells);
            counts.encoded += 1;
        }
        blended += 1;
        progress.report(blended as f64 / counts.chips as f64, &format!("chip {blended} of {}", counts.chips))
    };

    let stop = AtomicBool::new(false);
    let outcome = pool.in_place_scope(|scope| {
        let mut queue = Queue::new(scope, model.encoder(), &stop, options.threads);
        let mut run = || -> Result<()> {
            for &row in &plan.rows {
                strip.move_to(row * spec.patch)?;
                for &column in &plan.columns {
                    queue.add(row, column, strip.chip(column * spec.patch));
                    while queue.len() >= most {
                        blend_next(&mut queue, &strip)?;
                    }
                }
            }
            queue.end();
            while queue.len() > 0 {
                blend_next(&mut queue, &strip)?;
            }
            Ok(())
        };
        // The scope waits for its workers: after an error they must not go on with what waits.
        run().inspect_err(|_| stop.store(true, Ordering::Relaxed))
    });
    outcome?;
    for row in finished..plan.height {
        emit(blend.next_row(), row, &strip, options.min_valid, &mut store, &mut counts)?;
    }
    counts.odd = strip.odd();
    progress.report(1.0, &format!("{} chips encoded", counts.encoded))?;
    Ok((store, counts))
}

/// What an encoding has in memory beside its features.
pub(super) struct Footprint {
    /// Bytes of pixels and of cells that are blended, under one row of chips.
    pub rows: usize,
    /// Bytes of a chip between reading and blending.
    pub chip: usize,
    /// Most chips there.
    pub chips: usize,
}

impl Footprint {
    /// A quarter of the memory, for both together, so that a wider raster takes no more of it: it has fewer chips between
    /// reading and blending, but always enough for the workers.
    pub fn new(plan: &ChipPlan, spec: &EncoderSpec, width: usize, options: &Options) -> Self {
        // Pixels that were read together stay together: up to three quarters as many again as the chips need.
        let pixels = width * spec.chip * 7 / 4 * (spec.bands.len() * size_of::<f32>() + 1);
        let cells = plan.width * (plan.chip_cells + 1) * (spec.dim + 1) * size_of::<f32>();
        // A chip waits as pixels, then as cells.
        let (rows, chip) = (pixels + cells, spec.input_len().max(spec.output_len()) * size_of::<f32>());
        let chips = (options.memory / 4).saturating_sub(rows) / chip;
        Footprint { rows, chip, chips: chips.min(MOST_ON_THE_WAY).max(2 * options.threads) }
    }
}

/// Gives a finished row to the store, with invalid cells as NaN.
fn emit(
    features: &mut [f32],
    row: usize,
    strip: &PixelStrip,
    min_valid: f64,
    store: &mut FeatureStore,
    counts: &mut Encoded,
) -> Result<()> {
    for (column, cell) in features.chunks_exact_mut(store.dim).enumerate() {
        let share = strip.valid_share(column, row);
        if share > 0.0 && share >= min_valid && !cell[0].is_nan() {
            counts.valid_cells += 1;
        } else {
            cell.fill(f32::NAN);
        }
    }
    store.append(features)
}

/// A pool of workers for one job; never the process-wide one, which belongs to the host.
pub fn worker_pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("lejepa-gis-{i}"))
        .build()
        .map_err(|e| Error::Internal(format!("{threads} worker threads cannot be started: {e}")))
}
