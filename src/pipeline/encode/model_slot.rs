//! The model of a job, opened when it is first needed.

use std::sync::OnceLock;

use crate::error::Result;
use crate::model::{Opened, TEXTURE};
use crate::pipeline::options::Options;

/// The model of a job: given open, or by name until a raster must be encoded.
pub struct ModelSlot<'a> {
    given: Option<Opened>,
    options: &'a Options,
    opened: OnceLock<Opened>,
}

impl<'a> ModelSlot<'a> {
    /// `given` is an open model, which then counts instead of the options' name.
    pub fn new(given: Option<Opened>, options: &'a Options) -> Self {
        ModelSlot { given, options, opened: OnceLock::new() }
    }

    /// Name of the model, which need not be open yet.
    pub fn name(&self) -> &str {
        self.given.as_ref().map_or(&self.options.model.name, Opened::name)
    }

    /// The open model, if it is fitted on scenes.
    pub fn if_fitting(&self) -> Result<Option<Opened>> {
        let by_name = || self.given.is_none() && self.options.model.name == TEXTURE;
        let fitting = matches!(self.given, Some(Opened::FitsOnScenes(_))) || by_name();
        fitting.then(|| self.get()).transpose()
    }

    /// The open model.
    pub fn get(&self) -> Result<Opened> {
        if let Some(model) = self.given.as_ref().or_else(|| self.opened.get()) {
            return Ok(model.clone());
        }
        self.options.reading.sources.admit_file(&self.options.model.name)?;
        let choice = &self.options.model;
        // A model that a host gives open is its own choice; one that is opened by name may have changed since.
        let model = Opened::open(&choice.name, &choice.hints, choice.precision)?;
        // What is fitted on the scenes is another on others, as it should be.
        if let Opened::Ready(model) = &model {
            expected(self.options, &model.name, &model.digest)?;
        }
        Ok(self.opened.get_or_init(|| model).clone())
    }
}

/// Whether a model is the one that a repeated run was recorded with.
pub fn expected(options: &Options, name: &str, digest: &str) -> Result<()> {
    options.model.recorded.as_ref().map_or(Ok(()), |m| m.check(name, digest))
}
