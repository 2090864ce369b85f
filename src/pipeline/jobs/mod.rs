//! Jobs: rasters in, products out. One skeleton for all; what each makes is in a file of its own.
//!
//! To add a job: its row in `params::tasks`, a file here with its [`Maker`], and the maker's line in [`MAKERS`].

mod change;
mod companions;
mod components;
mod describe;
mod estimate;
mod everything;
mod features;
mod joint;
mod named;
mod pca;

use std::time::Instant;

pub use estimate::{Estimate, InputEstimate, estimate};
pub use named::{change, describe, features, pca, run};

use crate::error::{Error, Result};
use crate::model::Opened;
use crate::params::{self, Counted, Task, TaskInfo};
use crate::pipeline::encode::{Context, EncodedInput, Session};
use crate::pipeline::open::{Input, InputRef, unlike_models};
use crate::pipeline::options::Options;
use crate::pipeline::progress::Progress;
use crate::pipeline::record::Report;
use crate::pipeline::write::{self, Outputs};
use crate::raster::RasterSource;
use crate::raster::gdal::{Content, Storage};

/// Share of a job's progress that goes to encoding; products and writing take the rest.
const ENCODING: f64 = 0.95;
/// Progress when all is written and only names are to be given.
const WRITTEN: f64 = 0.99;

/// One job, as every door hands it over.
pub struct Job<'a> {
    /// What to do: a task that is a job.
    pub task: Task,
    /// Rasters: as many as the task takes.
    pub inputs: Vec<InputRef<'a>>,
    /// Names of outputs: as many as the task gives; of a folder, one.
    pub outputs: Vec<&'a str>,
    /// Everything else that was said.
    pub options: &'a Options,
    /// An open model, which then counts instead of the options' name.
    pub model: Option<Opened>,
    /// What it shares with other jobs, if anything.
    pub context: Option<&'a Context>,
}

/// What a job is made with.
struct Work<'a> {
    job: &'a Job<'a>,
    session: Session<'a>,
    outputs: &'a Outputs,
    started: Instant,
}

/// What is special about one task.
struct Maker {
    task: Task,
    /// Its main raster.
    layout: fn(&Options) -> Layout,
    /// Bytes of its outputs before compression, of so many cells of so many numbers in one input.
    bytes: fn(u64, u64, &Options) -> u64,
    /// Makes its outputs from opened inputs.
    make: fn(&Work, Vec<Input>, &mut dyn Progress) -> Result<Report>,
}

/// What a job's main raster holds.
enum Layout {
    /// No raster is written.
    Nothing,
    /// One band for each number of a feature.
    Features,
    /// Bands of this storage.
    Bands(usize, Content, Storage),
}

const MAKERS: [Maker; 5] = [features::MAKER, pca::MAKER, change::MAKER, describe::MAKER, everything::MAKER];

impl Job<'_> {
    /// The task's row.
    ///
    /// # Errors
    /// [`Error::Argument`] if it is no job.
    fn info(&self) -> Result<&'static TaskInfo> {
        let refused = || Error::argument(format!("{} is no job on rasters", self.task.name()));
        self.task.job().ok_or_else(refused)
    }

    fn maker(&self) -> Result<&'static Maker> {
        let missing = || Error::Internal(format!("nothing makes {}", self.task.name()));
        MAKERS.iter().find(|maker| maker.task == self.task).ok_or_else(missing)
    }

    /// Refuses another number of inputs or outputs than the task has.
    fn check_counts(&self) -> Result<&'static TaskInfo> {
        let info = self.info()?;
        let (inputs, outputs) = (self.inputs.len(), self.outputs.len());
        let names = info.inputs.iter().map(|i| i.name).collect::<Vec<_>>().join(" and ");
        let (fits, expected) = match info.counted {
            Counted::One => (inputs == 1, format!("one input, {names}")),
            Counted::Two => (inputs == 2, format!("two inputs, {names}")),
            Counted::Many => (inputs > 0, "at least one input".to_owned()),
        };
        if !fits {
            return Err(Error::argument(format!("{} takes {expected}; {inputs} are given", self.task.name())));
        }
        let wanted = match info.outputs {
            params::Outputs::None => 0,
            params::Outputs::One | params::Outputs::Folder => 1,
            params::Outputs::PerInput => inputs,
        };
        if outputs != wanted {
            let each = if info.outputs == params::Outputs::PerInput { "; each input needs one output" } else { "" };
            return Err(Error::argument(format!(
                "{} writes {wanted} outputs from {inputs} inputs; {outputs} are named{each}",
                self.task.name()
            )));
        }
        Ok(info)
    }

    /// Refuses parameters that say how a model is opened, beside one that is open.
    fn check_model(&self) -> Result<()> {
        let opens = |name: &str| name == "MODEL" || params::of(Task::Open).any(|p| p.name == name);
        match (&self.model, self.options.record.iter().find(|(name, _)| opens(name))) {
            (Some(model), Some((name, _))) => Err(Error::argument(format!(
                "{name} says how a model is opened, but {} is given open; give one of them",
                model.name()
            ))),
            _ => Ok(()),
        }
    }

    /// Checks names of outputs and makes room for them.
    fn planned(&self) -> Result<Outputs> {
        let info = self.check_counts()?;
        self.check_model()?;
        let mut outputs = match (info.outputs, &self.outputs[..]) {
            (params::Outputs::Folder, [folder]) => Outputs::folder(folder, self.options)?,
            _ => Outputs::files(companions::names(&self.outputs, self.options), self.options)?,
        };
        components::add_basis(&mut outputs, self)?;
        Ok(outputs)
    }

    /// Opens and checks all that is read, and tries the driver and its options.
    fn opened<'s>(&'s self, outputs: &mut Outputs) -> Result<(Session<'s>, Vec<Input>)> {
        let session = Session::new(self.options, self.model.clone(), self.context, outputs.scratch())?;
        let opened = match self.info()?.counted {
            Counted::Two => session.open_dates(&self.inputs)?,
            Counted::One | Counted::Many => {
                self.inputs.iter().map(|input| session.open(*input)).collect::<Result<Vec<_>>>()?
            }
        };
        outputs.keep_off(session.reads(&opened))?;
        self.rehearse(&session, &opened[0], outputs)?;
        Ok((session, opened))
    }

    /// Tries the output's driver and options before any work.
    fn rehearse(&self, session: &Session, input: &Input, outputs: &Outputs) -> Result<()> {
        let layout = (self.maker()?.layout)(self.options);
        if matches!(layout, Layout::Nothing) {
            return Ok(());
        }
        let path = match self.info()?.outputs {
            params::Outputs::Folder => outputs.inside("features.tif")?,
            _ => outputs.path(self.outputs[0])?,
        };
        let (grid, dim) = match input {
            Input::Scene(scene) => {
                let spec = session.spec()?;
                (scene.source.grid().cells(spec.patch), spec.dim)
            }
            Input::Features(raster) => (raster.source.grid().clone(), raster.source.bands()),
        };
        let bands = match layout {
            Layout::Bands(bands, content, storage) => (bands, content, storage),
            _ => (dim, Content::Features, self.options.write.dtype),
        };
        write::rehearse(session.gdal, &path, &grid, bands, &self.options.write.gdal)
    }
}

/// Runs a job. After an error or a stop, nothing is there that was not there before.
///
/// # Errors
/// Whatever the job meets, in the names that were given; [`Error::Cancelled`].
pub fn run_job(job: &Job, progress: &mut dyn Progress) -> Result<Report> {
    let report = within_context(job, progress, run_alone)?;
    job.context.inspect(|context| context.tell(&report.warnings));
    Ok(report)
}

/// Runs a job, or looks at it, within the bounds of its context, whose cancelling stops it.
fn within_context<T>(
    job: &Job,
    progress: &mut dyn Progress,
    work: impl FnOnce(&Job, &mut dyn Progress) -> Result<T>,
) -> Result<T> {
    let Some(context) = job.context else { return work(job, progress) };
    let options = context.bounded(job.options)?;
    let (inputs, outputs, model) = (job.inputs.clone(), job.outputs.clone(), job.model.clone());
    let bounded = Job { task: job.task, inputs, outputs, options: &options, model, context: job.context };
    work(&bounded, &mut context.watched(progress))
}

fn run_alone(job: &Job, progress: &mut dyn Progress) -> Result<Report> {
    let started = Instant::now();
    let make = job.maker()?.make;
    let (mut report, outputs) = job.planned()?.made_by(progress, |outputs, progress| {
        let (session, opened) = job.opened(outputs)?;
        make(&Work { job, session, outputs, started }, opened, progress)
    })?;
    report.outputs = outputs;
    Ok(report)
}

/// Refuses features of several models.
fn same_model(inputs: &[EncodedInput]) -> Result<()> {
    let first = &inputs[0];
    match inputs.iter().find(|i| i.model.digest != first.model.digest || i.store.dim != first.store.dim) {
        Some(other) => Err(unlike_models((&first.name, &first.model.name), (&other.name, &other.model.name))),
        None => Ok(()),
    }
}
