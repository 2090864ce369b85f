//! From pixels to cells: chips stream over a raster, row of chips by row of chips.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::footprint::{Footprint, chips_over};
use super::picture::Picture;
use super::queue::Queue;
use super::rows::PixelStrip;
use super::store::FeatureStore;
use crate::error::Result;
use crate::geometry::{Grid, Patches};
use crate::memory;
use crate::model::Model;
use crate::pipeline::options::Encoding;
use crate::pipeline::progress::Stage;
use crate::raster::RasterSource;
use crate::raster::reflectance::{OddShare, Reflectance};
use crate::tiling::{Blend, Taper};

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

impl Encoded {
    /// Counts of what was encoded beside it. Pixels are those of the first.
    pub fn with(self, other: Encoded) -> Encoded {
        Encoded {
            chips: self.chips + other.chips,
            encoded: self.encoded + other.encoded,
            cells: self.cells + other.cells,
            valid_cells: self.valid_cells + other.valid_cells,
            odd: self.odd,
        }
    }
}

/// What a raster is encoded with.
#[derive(Clone, Copy)]
pub struct With<'a> {
    /// The encoder.
    pub model: &'a Model,
    /// How raw values become reflectance.
    pub reflectance: &'a Reflectance,
    /// How pixels become cells.
    pub options: &'a Encoding,
    /// Workers.
    pub pool: &'a rayon::ThreadPool,
    /// Where features wait that do not fit into memory.
    pub folder: &'a Path,
}

/// Encodes the patches of one set, which need not begin with the raster. Their features stay in memory up to so many bytes; the
/// store's grid has the place of patches that begin with the raster. Pixels are read once, on this thread, while chips read
/// before are encoded on `pool`. Cells are blended in the order of chips.
pub(super) fn encode_patches(
    with: &With,
    source: &mut dyn RasterSource,
    mut progress: Stage,
    picture: Option<&mut Picture>,
    (patches, limit): (Patches, usize),
) -> Result<(FeatureStore, Encoded)> {
    let With { model, reflectance, options, pool, folder } = *with;
    let spec = model.spec();
    let grid = source.grid();
    let plan = chips_over(&patches, spec, options);
    let footprint = Footprint::new(&plan, spec, grid.width, options, pool.current_num_threads());
    let cells = Grid { width: patches.columns, height: patches.rows, ..grid.cells(spec.patch) };
    memory::require(
        footprint.bytes(&plan, memory::product(&[cells.width, cells.height]), limit),
        &format!("encoding {}", source.name()),
    )?;
    let mut store = FeatureStore::new(cells, spec.dim, limit, folder)?;
    let mut strip = PixelStrip::new(source, reflectance, spec, patches, picture)?;
    // Cells of chips that lie side by side are not blended: each must stay as it is, wherever in a chip it lies.
    let taper = if spec.reach.is_some() { Taper::Flat } else { options.taper };
    let mut blend = Blend::new(plan.width, spec.dim, plan.chip_cells, taper);
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
            for row in plan.rows.iter() {
                strip.move_to(patches.y(row))?;
                for column in plan.columns.iter() {
                    queue.add(row, column, strip.chip(patches.x(column)).map(|chip| chip.values));
                    while queue.len() >= most {
                        blend_next(&mut queue, &strip)?;
                    }
                }
            }
            queue.end();
            strip.read_rest()?;
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
