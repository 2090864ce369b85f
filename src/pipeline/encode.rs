//! From pixels to cells: chips stream over a raster, row of chips by row of chips.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::options::Options;
use super::picture::Picture;
use super::progress::Stage;
use super::queue::Queue;
use super::store::FeatureStore;
use super::strip::PixelStrip;
use crate::error::{Error, Result};
use crate::memory;
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
    let footprint = Footprint::new(&plan, spec, grid.width, options, pool.current_num_threads());
    memory::require(footprint.bytes(&plan, options), &format!("encoding {}", source.name()))?;
    let mut store = FeatureStore::new(grid.cells(spec.patch), spec.dim, options.memory / 4, folder)?;
    let mut strip = PixelStrip::new(source, reflectance, spec, picture)?;
    let mut blend = Blend::new(plan.width, spec.dim, plan.chip_cells, options.taper);
    let mut counts = Encoded { chips: plan.chips(), cells: plan.width * plan.height, ..Default::default() };
    let most = footprint.chips;

    let mut finished = 0; // cell rows given to the store
    let mut blended = 0; // chips
    let mut blend_next = |queue: &mut Queue, strip: &PixelStrip| {
        let (row, column, cells) = queue.next()?;
        for row in finished..row {
            emit(blend.next_row()?, row, strip, options.min_valid, &mut store, &mut counts)?;
        }
        finished = finished.max(row);
        if let Some(cells) = cells {
            blend.add(column, row, plan.height, &cells)?;
            counts.encoded += 1;
        }
        blended += 1;
        progress.report(blended as f64 / counts.chips as f64, &format!("chip {blended} of {}", counts.chips))
    };

    let stop = AtomicBool::new(false);
    let outcome = pool.in_place_scope(|scope| {
        let mut queue = Queue::new(scope, model.encoder(), &stop, pool.current_num_threads());
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
        emit(blend.next_row()?, row, &strip, options.min_valid, &mut store, &mut counts)?;
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
    /// Numbers in a feature.
    dim: usize,
}

impl Footprint {
    /// A quarter of the memory, for both together, so that a wider raster takes no more of it: it has fewer chips between
    /// reading and blending, but always enough for the workers.
    pub fn new(plan: &ChipPlan, spec: &EncoderSpec, width: usize, options: &Options, threads: usize) -> Self {
        // Pixels that were read together stay together: up to three quarters as many again as the chips need.
        let rows = (spec.chip * 7 / 4).min(plan.height * plan.patch);
        let pixels = memory::product(&[width, rows, spec.bands.len() * size_of::<f32>() + 1]);
        let cells = memory::product(&[plan.width, plan.chip_cells + 1, (spec.dim + 1) * size_of::<f32>()]);
        // A chip waits as pixels, then as cells.
        let rows = usize::try_from(pixels.saturating_add(cells)).unwrap_or(usize::MAX);
        let chip = spec.input_len().max(spec.output_len()) * size_of::<f32>();
        let chips = (options.memory / 4).saturating_sub(rows) / chip;
        Footprint { rows, chip, chips: chips.min(MOST_ON_THE_WAY).max(2 * threads), dim: spec.dim }
    }

    /// Bytes that encoding a raster takes: what is on the way, its features where they stay in memory, and its cells' counts.
    pub fn bytes(&self, plan: &ChipPlan, options: &Options) -> u64 {
        let features = memory::product(&[plan.width, plan.height, self.dim, size_of::<f32>()]);
        let kept = if features <= (options.memory / 4) as u64 { features } else { 0 };
        let counts = memory::product(&[plan.width, plan.height, size_of::<u32>()]);
        self.on_the_way(plan).saturating_add(kept).saturating_add(counts)
    }

    /// Bytes of that between reading and blending.
    pub fn on_the_way(&self, plan: &ChipPlan) -> u64 {
        memory::product(&[self.chips.min(plan.chips()), self.chip]).saturating_add(self.rows as u64)
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

/// Bytes that a worker takes: its stack, its tables for a chip, and of addresses what the allocator sets aside for it.
pub(super) fn of_worker() -> u64 {
    if memory::room().is_some_and(|room| room.of_addresses) { 96 << 20 } else { 24 << 20 }
}

/// A pool of workers for one job; never the process-wide one, which belongs to the host. Where limits leave no room for as
/// many threads, it has fewer: results do not depend on their number.
///
/// # Errors
/// [`Error::OutOfMemory`] if not even one can be started.
pub fn worker_pool(threads: usize) -> Result<rayon::ThreadPool> {
    // Half of what is there may go to workers, the rest to pixels and features.
    let room = memory::room().map_or(u64::MAX, |room| room.bytes);
    let mut patience = 10;
    let mut count = threads.min(usize::try_from(room / 2 / of_worker()).unwrap_or(usize::MAX)).max(1);
    loop {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(count).thread_name(|i| format!("lejepa-gis-{i}")).build();
        match pool {
            Ok(pool) => return Ok(pool),
            // Threads that a failed pool had started count until they have ended, which takes a moment.
            Err(_) if count > 1 || patience > 0 => {
                patience -= usize::from(count == 1);
                count = (count / 2).max(1);
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(e) => {
                return Err(Error::OutOfMemory(format!(
                    "no worker thread can be started: {e}; a limit on threads (ulimit -u, a container's pids) or on memory (ulimit -v) is too low"
                )));
            }
        }
    }
}

/// What people should know of a pool that has fewer threads than they asked for.
pub(super) fn fewer(pool: &rayon::ThreadPool, threads: usize) -> Option<String> {
    let count = pool.current_num_threads();
    (count < threads).then(|| {
        format!(
            "{count} of {threads} worker threads could be started: limits on threads or memory leave no room for more"
        )
    })
}
