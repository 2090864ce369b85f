//! From pixels to cells: chips stream over a raster, row of chips by row of chips.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::{Batch, Chip};
use super::options::Options;
use super::picture::Picture;
use super::progress::Stage;
use super::store::FeatureStore;
use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::model::{EncoderSpec, Model};
use crate::raster::RasterSource;
use crate::raster::reflectance::Reflectance;
use crate::tiling::{Blend, ChipPlan, fill_invalid, reflect};

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
}

/// Most chips in a batch; more would only take memory.
const MOST_IN_BATCH: usize = 128;

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
    // A quarter of the memory for two batches: one is encoded, one is gathered. The first are small, so that the workers
    // need not wait for a large one.
    let chip_bytes = (spec.input_len() + spec.output_len()) * size_of::<f32>();
    let most = (options.memory / 8 / chip_bytes).clamp(options.threads, MOST_IN_BATCH);
    let mut full = (2 * options.threads).min(most);

    let mut finished = 0; // cell rows given to the store
    let mut blended = 0; // chips
    let mut blend_batch = |batch: Batch, strip: &PixelStrip, counts: &mut Encoded, store: &mut FeatureStore| {
        let total = counts.chips;
        let cells = batch.finish(|n| {
            let at = blended + n;
            progress.report(at as f64 / total as f64, &format!("chip {at} of {total}"))
        })?;
        blended += cells.len();
        for (row, column, cells) in cells {
            if row > finished {
                emit(&mut blend, strip, finished..row, options.min_valid, store, counts)?;
                finished = row;
            }
            if let Some(cells) = cells {
                blend.add(column, row, plan.height, &cells);
                counts.encoded += 1;
            }
        }
        Ok(())
    };

    let stop = AtomicBool::new(false);
    let outcome = pool.in_place_scope(|scope| {
        let mut run = || -> Result<()> {
            let mut in_flight: Option<Batch> = None;
            let mut gathered = Vec::new();
            let mut chips_left = plan.chips();
            for &row in &plan.rows {
                strip.move_to(row * spec.patch)?;
                for &column in &plan.columns {
                    gathered.push(Chip { row, column, pixels: strip.chip(column * spec.patch) });
                    chips_left -= 1;
                    if gathered.len() < full && chips_left > 0 {
                        continue;
                    }
                    full = (2 * full).min(most);
                    let crew = (options.threads, chips_left == 0);
                    let batch = Batch::start(scope, model.encoder(), &stop, std::mem::take(&mut gathered), crew);
                    if let Some(before) = in_flight.replace(batch) {
                        blend_batch(before, &strip, &mut counts, &mut store)?;
                    }
                }
            }
            in_flight.map_or(Ok(()), |last| blend_batch(last, &strip, &mut counts, &mut store))
        };
        // The scope waits for its workers: after an error they must not go on with what waits.
        run().inspect_err(|_| stop.store(true, Ordering::Relaxed))
    });
    outcome?;
    emit(&mut blend, &strip, finished..plan.height, options.min_valid, &mut store, &mut counts)?;
    progress.report(1.0, &format!("{} chips encoded", counts.encoded))?;
    Ok((store, counts))
}

/// Gives finished rows to the store, with invalid cells as NaN.
fn emit(
    blend: &mut Blend,
    strip: &PixelStrip,
    rows: Range<usize>,
    min_valid: f64,
    store: &mut FeatureStore,
    counts: &mut Encoded,
) -> Result<()> {
    let mut features = blend.take(rows.end);
    let (width, dim) = (store.grid.width, store.dim);
    for (i, cell) in features.chunks_exact_mut(dim).enumerate() {
        let share = strip.valid_share(i % width, rows.start + i / width);
        if share > 0.0 && share >= min_valid && !cell[0].is_nan() {
            counts.valid_cells += 1;
        } else {
            cell.fill(f32::NAN);
        }
    }
    store.append(&features)
}

/// The pixel rows under one row of chips. Moving down reads only the rows that are new.
struct PixelStrip<'a> {
    source: &'a mut dyn RasterSource,
    reflectance: &'a Reflectance,
    spec: &'a EncoderSpec,
    picture: Option<&'a mut Picture>,
    width: usize,
    height: usize,
    /// First pixel row, and number of rows, in the buffers.
    first: usize,
    rows: usize,
    /// `[bands][rows][width]`.
    pixels: Vec<Vec<f32>>,
    valid: Vec<u8>,
    /// Valid pixels of each cell read so far.
    cell_counts: Vec<u32>,
    cells_wide: usize,
}

impl<'a> PixelStrip<'a> {
    fn new(
        source: &'a mut dyn RasterSource,
        reflectance: &'a Reflectance,
        spec: &'a EncoderSpec,
        picture: Option<&'a mut Picture>,
    ) -> Self {
        let (width, height) = (source.grid().width, source.grid().height);
        let cells_wide = width.div_ceil(spec.patch);
        PixelStrip {
            source,
            reflectance,
            spec,
            picture,
            width,
            height,
            first: 0,
            rows: 0,
            pixels: vec![Vec::new(); spec.bands.len()],
            valid: Vec::new(),
            cell_counts: vec![0; cells_wide * height.div_ceil(spec.patch)],
            cells_wide,
        }
    }

    fn move_to(&mut self, first: usize) -> Result<()> {
        let drop = (first - self.first).min(self.rows) * self.width;
        self.pixels.iter_mut().chain([]).for_each(|band| {
            band.drain(..drop);
        });
        self.valid.drain(..drop);
        self.rows -= drop / self.width;
        self.first = first;
        let from = first + self.rows;
        let until = (first + self.spec.chip).min(self.height);
        let window = Window { x: 0, y: from, width: self.width, height: until - from };
        let (mut new, mut valid) = (vec![0f32; window.area() * self.pixels.len()], vec![0u8; window.area()]);
        self.source.read(window, &mut new, &mut valid)?;
        self.reflectance.apply(&mut new);
        if let Some(picture) = &mut self.picture {
            picture.add_rows(from, &new, &valid);
        }
        for (band, values) in self.pixels.iter_mut().zip(new.chunks_exact(window.area().max(1))) {
            band.extend_from_slice(values);
        }
        for (i, _) in valid.iter().enumerate().filter(|(_, v)| **v != 0) {
            let (x, y) = (i % self.width, from + i / self.width);
            self.cell_counts[y / self.spec.patch * self.cells_wide + x / self.spec.patch] += 1;
        }
        self.valid.extend_from_slice(&valid);
        self.rows = until - first;
        Ok(())
    }

    /// Share of a cell's pixels inside the raster that are valid.
    fn valid_share(&self, column: usize, row: usize) -> f64 {
        let p = self.spec.patch;
        let inside = |at: usize, size: usize| p.min(size - at * p);
        let pixels = inside(column, self.width) * inside(row, self.height);
        f64::from(self.cell_counts[row * self.cells_wide + column]) / pixels as f64
    }

    /// The chip that begins at pixel column `x`: reflected beyond the raster's edge, invalid pixels filled, normalised.
    fn chip(&self, x: usize) -> Option<Vec<f32>> {
        let side = self.spec.chip;
        let inside = side.min(self.width - x);
        let columns: Vec<usize> = (inside..side).map(|i| reflect(i, inside)).collect();
        let rows: Vec<usize> = (0..side).map(|i| reflect(i, self.rows) * self.width + x).collect();
        let valid = gather(&self.valid, &rows, inside, &columns);
        if valid.iter().all(|v| *v == 0) {
            return None;
        }
        let mut chip = Vec::with_capacity(self.spec.input_len());
        for (band, pixels) in self.pixels.iter().enumerate() {
            let mut values = gather(pixels, &rows, inside, &columns);
            fill_invalid(&mut values, &valid, side, self.spec.mean[band]);
            self.spec.normalise(band, &mut values);
            chip.extend_from_slice(&values);
        }
        Some(chip)
    }
}

/// Rows that begin at `rows`: the first `inside` numbers of each, then those of the `columns` beyond.
fn gather<T: Copy>(from: &[T], rows: &[usize], inside: usize, columns: &[usize]) -> Vec<T> {
    let mut to = Vec::with_capacity(rows.len() * (inside + columns.len()));
    for row in rows.iter().map(|row| &from[*row..][..inside]) {
        to.extend_from_slice(row);
        to.extend(columns.iter().map(|column| row[*column]));
    }
    to
}

/// A pool of workers for one job; never the process-wide one, which belongs to the host.
pub fn worker_pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("lejepa-gis-{i}"))
        .build()
        .map_err(|e| Error::Internal(format!("{threads} worker threads cannot be started: {e}")))
}
