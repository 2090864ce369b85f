//! A job, as every door hands it over.

use crate::error::{Error, Result};
use crate::model::Opened;
use crate::params::{self, Counted, Task, TaskInfo};
use crate::pipeline::encode::{Context, EncodedInput};
use crate::pipeline::open::{InputRef, unlike_models};
use crate::pipeline::options::Options;

/// Share of a job's progress that goes to encoding; products and writing take the rest.
pub(super) const ENCODING: f64 = 0.95;

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

impl Job<'_> {
    /// The task's row.
    ///
    /// # Errors
    /// [`Error::Argument`] if it is no job.
    pub(super) fn info(&self) -> Result<&'static TaskInfo> {
        let refused = || Error::argument(format!("{} is no job on rasters", self.task.name()));
        self.task.job().ok_or_else(refused)
    }

    /// Whether its inputs are two dates.
    ///
    /// # Errors
    /// As for [`info`](Self::info).
    pub(super) fn has_two_dates(&self) -> Result<bool> {
        let counted = self.info()?.counted;
        Ok(counted == Counted::Two || (counted == Counted::TwoOrMade && self.inputs.len() == 2))
    }

    /// Refuses another number of inputs or outputs than the task has.
    pub(super) fn check_counts(&self) -> Result<&'static TaskInfo> {
        let info = self.info()?;
        let (inputs, outputs) = (self.inputs.len(), self.outputs.len());
        let names = info.inputs.iter().map(|i| i.name).collect::<Vec<_>>().join(" and ");
        let (fits, expected) = match info.counted {
            Counted::One => (inputs == 1, format!("one input, {names}")),
            Counted::Two => (inputs == 2, format!("two inputs, {names}")),
            Counted::TwoOrMade => {
                ((1..=2).contains(&inputs), format!("two inputs, {names}, or one raster made earlier"))
            }
            Counted::Many => (inputs > 0, "at least one input".to_owned()),
            Counted::Dates => (inputs >= info.counted.least(), "three dates or more".to_owned()),
        };
        if !fits {
            return Err(Error::argument(format!("{} takes {expected}; {inputs} are given", self.task.name())));
        }
        let wanted = match info.outputs {
            params::Outputs::None => 0,
            params::Outputs::One | params::Outputs::Vector | params::Outputs::Folder => 1,
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
    pub(super) fn check_model(&self) -> Result<()> {
        let opens = |name: &str| name == "MODEL" || params::of(Task::Open).any(|p| p.name == name);
        match (&self.model, self.options.record.iter().find(|(name, _)| opens(name))) {
            (Some(model), Some((name, _))) => Err(Error::argument(format!(
                "{name} says how a model is opened, but {} is given open; give one of them",
                model.name()
            ))),
            _ => Ok(()),
        }
    }
}

/// Refuses features of several models.
pub(super) fn same_model(inputs: &[EncodedInput]) -> Result<()> {
    let first = &inputs[0];
    let unlike = |i: &&EncodedInput| {
        // Features of others have no digest.
        let named = !first.model.digest.is_empty() || i.model.name == first.model.name;
        i.model.digest != first.model.digest || i.store.dim != first.store.dim || !named
    };
    match inputs.iter().find(unlike) {
        Some(other) => Err(unlike_models((&first.name, &first.model.name), (&other.name, &other.model.name))),
        None => Ok(()),
    }
}
