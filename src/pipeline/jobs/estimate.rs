//! What a job would take, and whether it would be refused: before any work, by the job's own checks.

use std::time::Instant;

use super::footprint::Encoded;
use super::job::Job;
use super::run::within_context;
use super::series;
use crate::error::Result;
use crate::geometry::{Grid, Patches};
use crate::memory;
use crate::model::{EncoderSpec, Opened};
use crate::params::Task;
use crate::pipeline::encode::{Session, chips_over, fit, patches_over, stride};
use crate::pipeline::open::{Facts, FeatureRaster, Input, Scene};
use crate::pipeline::options::Encoding;
use crate::pipeline::progress::Progress;
use crate::pipeline::write::MapGrid;
use crate::raster::RasterSource;
use crate::redact::redacted;

/// Bytes that any job takes: code and GDAL.
const BASE: u64 = 80 << 20;

/// Bytes of areas as they are drawn and written, and of GDAL's drivers for that.
const OUTLINES: u64 = 16 << 20;

/// One input of an estimate.
#[derive(Debug, Clone, serde::Serialize)]
pub struct InputEstimate {
    /// Name as given.
    pub name: String,
    /// What was understood of it.
    #[serde(flatten)]
    pub facts: Facts,
    /// What people should know, one sentence each.
    pub warnings: Vec<String>,
    /// Columns and rows of pixels.
    pub pixels: [usize; 2],
    /// Columns and rows of cells.
    pub cells: [usize; 2],
    /// Chips to encode.
    pub chips: usize,
}

/// The estimate of a job.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Estimate {
    /// Inputs in order.
    pub inputs: Vec<InputEstimate>,
    /// Peak memory, roughly.
    pub memory_bytes: u64,
    /// Outputs before compression.
    pub output_bytes: u64,
    /// Temporary file for features.
    pub temporary_bytes: u64,
    /// Measured time of one chip with all threads at work.
    pub chip_ms: f64,
    /// Worker threads.
    pub threads: usize,
    /// Time of all chips.
    pub seconds: f64,
    /// Of that, what the model takes that some methods of change need besides.
    pub second_seconds: f64,
}

/// Checks all that the job would check, opens its inputs, and times one round of chips; makes nothing.
///
/// # Errors
/// What the job itself would refuse before its work; [`Error::Cancelled`](crate::error::Error::Cancelled).
pub fn estimate(job: &Job, progress: &mut dyn Progress) -> Result<Estimate> {
    within_context(job, progress, estimate_alone)
}

fn estimate_alone(job: &Job, progress: &mut dyn Progress) -> Result<Estimate> {
    job.planned()?.tried_by(progress, |outputs| {
        let (session, opened, change) = job.opened(outputs)?;
        let (method, second) = change.map_or((None, None), |change| (Some(change.method), change.second));
        let mut out = Estimate {
            inputs: Vec::new(),
            memory_bytes: BASE,
            output_bytes: 0,
            temporary_bytes: 0,
            chip_ms: 0.0,
            threads: job.options.encoding.threads,
            seconds: 0.0,
            second_seconds: 0.0,
        };
        let (mut dim, mut sizes, mut cached) = (0, Vec::new(), 0u64);
        for input in opened {
            dim = match &input {
                Input::Scene(_) => session.spec()?.dim,
                Input::Features(raster) => raster.source.bands(),
            };
            let (one, blocks) = match input {
                Input::Features(raster) => (of_cells(&raster), raster.source.cached()),
                Input::Scene(scene) => (of_scene(&mut out, job, &session, &scene)?, scene.source.cached()),
            };
            cached = cached.saturating_add(blocks);
            if one.chips > 0 {
                sizes.push(one.pixels);
            }
            out.inputs.push(one);
        }
        let encoding = &job.options.encoding;
        let limit = session.gdal.cache_limit();
        let own = match out.inputs.first() {
            Some(first) if sizes.is_empty() => Encoded::earlier(first.cells, dim),
            _ => Encoded::new(&session.model()?, &sizes, encoding)?,
        };
        let compared = method.map(|method| (method, encoding.threads));
        let peak = |encoded: &Encoded, writes| encoded.peak([cached, limit], compared, writes);
        let outlines = if job.task == Task::Areas { OUTLINES } else { 0 };
        let always = BASE.saturating_add(own.model.open).saturating_add(outlines);
        // Whoever gives a model has opened it.
        let opening = if job.model.is_some() { 0 } else { BASE.saturating_add(own.model.opening) };
        let working = always.saturating_add(peak(&own, matches!(job.task, Task::Features | Task::Run)));
        (out.temporary_bytes, out.memory_bytes) = (own.waiting, working.max(opening));
        if let Some(second) = &second {
            // Its features go before the model's own come.
            let beside = Encoded::new(second, &sizes, encoding)?;
            out.temporary_bytes = out.temporary_bytes.max(beside.waiting);
            out.memory_bytes = out.memory_bytes.max(always.saturating_add(peak(&beside, false)));
        }
        if job.task == Task::Series {
            let (count, encoded) = (out.inputs.len(), out.inputs.iter().filter(|input| input.chips > 0).count());
            let cells = out.inputs.first().map_or([0, 0], |input| input.cells);
            let encoding = own.on_the_way + own.kept / count.max(1) as u64;
            let dates = series::Dates { count, encoded, cells, dim, encoding, cache: limit };
            let bytes = series::bounded(&dates, job.options);
            out.memory_bytes = BASE + bytes[0];
            [out.output_bytes, out.temporary_bytes] = [bytes[1], bytes[2]];
        }
        // The run itself refuses what is certain not to fit.
        let warning = memory::refusal(out.memory_bytes, "this job");
        if let (Some(warning), Some(first)) = (warning, out.inputs.first_mut()) {
            first.warnings.push(warning);
        }
        let chips = out.inputs.iter().fold(0usize, |all, input| all.saturating_add(input.chips));
        if chips > 0 {
            out.chip_ms = chip_time(&session.model()?, &session.pool)?;
            out.seconds = out.chip_ms * chips as f64 / 1000.0;
        }
        if let Some(second) = second {
            let encoding = &job.options.encoding;
            let chips = out.inputs.iter().try_fold(0usize, |all, input| {
                let sets = patches_over(input.pixels[0], input.pixels[1], second.spec(), encoding)?;
                Result::Ok(chips_of(&sets, second.spec(), encoding).saturating_add(all))
            })?;
            out.second_seconds = chip_time(&second, &session.pool)? * chips as f64 / 1000.0;
            out.seconds += out.second_seconds;
        }
        Ok(out)
    })
}

fn of_cells(raster: &FeatureRaster) -> InputEstimate {
    let form = Some(raster.provenance.product.as_str()).filter(|product| !product.is_empty()).unwrap_or("classes");
    let grid = raster.source.grid();
    InputEstimate {
        name: redacted(raster.source.name()),
        facts: Facts { form: form.into(), ..Facts::default() },
        warnings: vec![],
        pixels: [grid.width, grid.height],
        cells: [grid.width, grid.height],
        chips: 0,
    }
}

/// What a scene takes, added to the whole.
fn of_scene(out: &mut Estimate, job: &Job, session: &Session, scene: &Scene) -> Result<InputEstimate> {
    let (spec, encoding) = (session.spec()?, &job.options.encoding);
    let grid = scene.source.grid();
    let side = |size: usize| if encoding.centre_only { size.min(spec.chip) } else { size };
    let (width, height) = (side(grid.width), side(grid.height));
    let sets = patches_over(width, height, &spec, encoding)?;
    let stride = stride(&spec, encoding)?;
    let grid = Grid { width, height, ..grid.clone() }.cells(stride);
    let cells = memory::product(&[grid.width, grid.height]);
    let map = MapGrid::new(&grid, stride, [width, height], job.options.write.grid)?.grid;
    let counts = (cells, memory::product(&[map.width, map.height]));
    out.output_bytes = out.output_bytes.saturating_add((job.maker()?.bytes)(counts, spec.dim as u64, job.options));
    Ok(InputEstimate {
        name: redacted(scene.source.name()),
        warnings: scene.facts.warnings.iter().map(|w| redacted(w)).collect(),
        facts: scene.facts.with_texts(|t| redacted(t)),
        pixels: [width, height],
        cells: [grid.width, grid.height],
        chips: chips_of(&sets, &spec, encoding),
    })
}

/// Chips over all sets of patches.
fn chips_of(sets: &[Patches], spec: &EncoderSpec, encoding: &Encoding) -> usize {
    let chips = sets.iter().map(|set| chips_over(set, spec, encoding).chips());
    chips.fold(0, usize::saturating_add)
}

/// Milliseconds per chip when all threads encode, measured on one round after a warm-up. A model that must be fitted
/// is fitted on the chip itself.
fn chip_time(model: &Opened, pool: &rayon::ThreadPool) -> Result<f64> {
    let chip: Vec<f32> = (0..model.spec().input_len()).map(|i| (i % 101) as f32 / 50.0 - 1.0).collect();
    let model = fit::on_chip(model, &chip)?;
    let round = || -> Result<()> {
        let results = pool.broadcast(|_| model.encoder().encode(&chip).map(|_| ()));
        results.into_iter().collect()
    };
    round()?;
    let started = Instant::now();
    round()?;
    Ok(started.elapsed().as_secs_f64() * 1000.0 / pool.current_num_threads() as f64)
}
