//! What a job would take: for `--dry-run`, before any work.

use std::time::Instant;

use super::encode::{Footprint, worker_pool};
use super::options::{Method, Options};
use super::scene::{self, Facts, Input};
use super::session::ModelSlot;
use super::{joint, pair};
use crate::error::Result;
use crate::memory;
use crate::model::{EncoderSpec, Model};
use crate::params::Task;
use crate::raster::RasterSource;
use crate::raster::gdal::{Storage, bind};
use crate::redact::redacted;
use crate::tiling::ChipPlan;

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
    /// Of that, what the pixels take that change by `joint` needs besides.
    pub pixels_seconds: f64,
}

/// Opens and checks the inputs and times one round of chips; writes nothing.
pub fn estimate(task: Task, inputs: &[&str], options: &Options) -> Result<Estimate> {
    let gdal = bind(options.gdal.as_deref())?;
    let slot = ModelSlot::new(None, options);
    let mut out = Estimate {
        inputs: Vec::new(),
        memory_bytes: 96 << 20, // code, GDAL and its caches
        output_bytes: 0,
        temporary_bytes: 0,
        chip_ms: 0.0,
        threads: options.threads,
        seconds: 0.0,
        pixels_seconds: 0.0,
    };
    let (mut chips, mut cells) = (0, 0);
    let spec = || slot.get().map(|m| m.spec().clone());
    let opened = match (task, inputs) {
        (Task::Change | Task::Run, [before, after]) => {
            pair::open(gdal, before.into(), after.into(), options, spec).map(|(a, b)| vec![a, b])?
        }
        _ => inputs.iter().map(|name| scene::open(gdal, name.into(), options, spec)).collect::<Result<Vec<_>>>()?,
    };
    let pixels = match (task, options.method) {
        (Task::Change | Task::Run, Method::Joint) => Some(joint::other_half(&options.model, spec, &opened, options)?),
        _ => None,
    };
    for (name, input) in inputs.iter().zip(opened) {
        match input {
            Input::Features(raster) => {
                let grid = raster.source.grid();
                out.inputs.push(InputEstimate {
                    name: redacted(name),
                    facts: Facts { form: "features".into(), ..Facts::default() },
                    warnings: vec![],
                    pixels: [grid.width, grid.height],
                    cells: [grid.width, grid.height],
                    chips: 0,
                });
            }
            Input::Scene(scene) => {
                let model = slot.get()?;
                let spec = model.spec();
                let grid = scene.source.grid();
                let (width, height) = if options.centre_only {
                    (grid.width.min(spec.chip), grid.height.min(spec.chip))
                } else {
                    (grid.width, grid.height)
                };
                let plan = ChipPlan::new(width, height, spec.chip, spec.patch, options.overlap);
                chips += plan.chips();
                cells += plan.width * plan.height;
                add_sizes(&mut out, task, &plan, spec, width, options);
                out.inputs.push(InputEstimate {
                    name: redacted(name),
                    warnings: scene.facts.warnings.iter().map(|w| redacted(w)).collect(),
                    facts: scene.facts.with_texts(|t| redacted(t)),
                    pixels: [width, height],
                    cells: [plan.width, plan.height],
                    chips: plan.chips(),
                });
            }
        }
    }
    // The run itself refuses what is certain not to fit.
    let warning = memory::refusal(out.memory_bytes, "this job");
    if let (Some(warning), Some(first)) = (warning, out.inputs.first_mut()) {
        first.warnings.push(warning);
    }
    if chips > 0 {
        out.chip_ms = chip_time(&*slot.get()?, options.threads)?;
        out.seconds = out.chip_ms * chips as f64 / 1000.0;
    }
    if let Some(pixels) = pixels {
        out.pixels_seconds = chip_time(&pixels, options.threads)? * cells as f64 / 1000.0;
        out.seconds += out.pixels_seconds;
        out.memory_bytes += cells as u64 * 2; // one float32 per cell for two inputs waits for the features' residual
        out.output_bytes += if task == Task::Run { cells as u64 * 2 } else { 0 };
    }
    Ok(out)
}

fn add_sizes(out: &mut Estimate, task: Task, plan: &ChipPlan, spec: &EncoderSpec, width: usize, options: &Options) {
    let cells = (plan.width * plan.height) as u64;
    let features = cells * spec.dim as u64 * 4;
    let kept_in_memory = features.min(options.memory as u64 / 4);
    if kept_in_memory < features {
        out.temporary_bytes += features;
    }
    let encoding = Footprint::new(plan, spec, width, options, options.threads);
    let encoding =
        memory::product(&[encoding.chips.min(plan.chips()), encoding.chip]).saturating_add(encoding.rows as u64);
    out.memory_bytes =
        out.memory_bytes.saturating_add(encoding) + if kept_in_memory == features { features } else { 0 };
    let sample = match options.dtype {
        Storage::Float32 => 4,
        Storage::Float16 | Storage::UInt16 => 2,
        Storage::Byte | Storage::Code8 => 1,
    };
    let stored = cells * spec.dim as u64 * sample;
    let colours = cells * if options.scores { 12 } else { 4 };
    out.output_bytes += match task {
        Task::Features => stored,
        Task::Pca => colours,
        Task::Change => cells * 2, // one float32 raster for two inputs
        Task::Describe | Task::Encode | Task::Chips | Task::Open | Task::Basis => 0,
        Task::Run => stored + colours + cells * 4,
    };
}

/// Milliseconds per chip when all threads encode, measured on one round after a warm-up. A model that must be fitted
/// is fitted on the chip itself.
fn chip_time(model: &Model, threads: usize) -> Result<f64> {
    let pool = worker_pool(threads)?;
    let chip: Vec<f32> = (0..model.spec().input_len()).map(|i| (i % 101) as f32 / 50.0 - 1.0).collect();
    let mut fitted = Vec::new();
    if let Some(mut fit) = model.encoder().fit() {
        let side = model.spec().chip;
        fit.add_pixels(0, &chip, &vec![1; side * side]);
        fit.add_cells(0, &chip, &vec![1; side * side], side);
        fitted = fit.finish()?;
    }
    let model = fitted.first().unwrap_or(model);
    let round = || -> Result<()> {
        let results = pool.broadcast(|_| model.encoder().encode(&chip).map(|_| ()));
        results.into_iter().collect()
    };
    round()?;
    let started = Instant::now();
    round()?;
    Ok(started.elapsed().as_secs_f64() * 1000.0 / pool.current_num_threads() as f64)
}
