//! Measuring change between two dates by whichever method a job asks for.
//!
//! A method measures the features of one model ([`compare`](super::compare)). `joint` measures those of `texture` beside
//! them: a network sees what a cell is, texture sees its grain; where both are surprised, the ground has changed. Methods
//! without a model read the pixels through encoders of their own.

use ndarray::Array2;

use super::choice::{fitting, second_model, without_features};
use super::compare::{ALIKE, Comparison, Noise};
use super::job::{ENCODING, Job};
use super::learned::{Learned, Part, is_there};
use crate::error::{Error, Result};
use crate::memory;
use crate::model::Opened;
use crate::numeric::percentiles;
use crate::params::Task;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::open::{Input, Scene};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::write::Outputs;
use crate::product::{Method, geometric_mean, smoothed};

/// Share of a job's progress that goes to a second model.
const BESIDE: f64 = 0.3;
/// Share of that after which the dates are compared.
const COMPARING: f64 = 0.9;

/// Change of every cell.
pub(super) struct Measured {
    pub method: Method,
    /// `[cells][bands]`: the change, and its probability where that was asked for.
    pub values: Array2<f32>,
    /// From which value on a cell counts as changed.
    pub threshold: f32,
    /// Width of the bell that smoothed it, in cells.
    pub smoothing: f64,
}

/// What measures change in one job.
pub(super) struct Change<'a> {
    options: &'a Options,
    /// The method of the job: the one that was asked for, or the one that fits its inputs.
    pub method: Method,
    /// What other dates taught, if the job names it.
    kept: Option<(&'a str, Learned)>,
    /// Encodes beside the job's model.
    pub second: Option<Opened>,
    /// What the second model measured.
    beside: Option<Measured>,
    /// The dates' pixels, once they are encoded.
    opened: Vec<Input>,
    /// What is learned in this job: of each model, and the method's own threshold.
    parts: Vec<Part>,
    own_threshold: f32,
}

fn shaped(shape: (usize, usize), values: Vec<f32>) -> Result<Array2<f32>> {
    Array2::from_shape_vec(shape, values).map_err(|e| Error::Internal(e.to_string()))
}

impl<'a> Change<'a> {
    /// Finds the method, and checks that it can measure these inputs, before any work.
    ///
    /// # Errors
    /// If it cannot, or a kept fit is another method's or model's.
    pub fn new(job: &Job<'a>, session: &Session, inputs: &[Input]) -> Result<Self> {
        let options = job.options;
        let method = options.change.method.map_or_else(|| fitting(session, inputs, options), Ok)?;
        let second = match method {
            Method::Joint => Some(second_model(session, inputs, options, method)?),
            Method::Irmad | Method::Vector if job.task == Task::Run => {
                Some(second_model(session, inputs, options, method)?)
            }
            Method::Irmad | Method::Vector => {
                without_features(method, inputs)?;
                None
            }
            Method::Residual | Method::Cosine => None,
        };
        let mut change = Change {
            options,
            method,
            kept: None,
            second,
            beside: None,
            opened: Vec::new(),
            parts: Vec::new(),
            own_threshold: 0.0,
        };
        if let Some(path) = is_there(&options.change.fit) {
            let learned = Learned::read(path, method, &options.change)?;
            change.check_kept(path, &learned, session, inputs)?;
            change.kept = Some((path, learned));
        }
        Ok(change)
    }

    /// Whether the job's own model takes part in the method: without a second one, and for joint beside it.
    fn own_takes_part(&self) -> bool {
        self.second.is_none() || self.method == Method::Joint
    }

    fn check_kept(&self, path: &str, learned: &Learned, session: &Session, inputs: &[Input]) -> Result<()> {
        if self.own_takes_part() {
            match inputs.iter().find_map(Input::features) {
                Some(raster) => {
                    let model = &raster.provenance.model;
                    learned.part_of(path, &model.name, Some(&model.digest)).map(drop)?
                }
                None => learned.part(path, &session.model()?).map(drop)?,
            }
        }
        self.second.as_ref().map_or(Ok(()), |second| learned.part(path, second).map(drop))
    }

    /// Encodes both dates, and measures what the second model sees. The opened dates are read for it and stay open; they
    /// are opened anew only for a model that takes other bands or an order of its own.
    pub fn encode(
        &mut self,
        job: &Job,
        session: &Session,
        mut opened: Vec<Input>,
        progress: &mut dyn Progress,
        picture: bool,
    ) -> Result<Vec<EncodedInput>> {
        let from = if self.second.is_some() { BESIDE } else { 0.0 };
        self.see_beside(job, session, &mut opened, progress)?;
        let mut rest = |fraction: f64, message: &str| progress.update(from + fraction * (1.0 - from), message);
        if self.own_takes_part() {
            self.use_kept(session)?;
        }
        let mut dates = if opened.iter().any(|input| input.features().is_some()) {
            session.encode(opened, &mut rest, ENCODING, picture)?
        } else {
            let mut scenes: Vec<&mut Scene> = opened.iter_mut().filter_map(Input::scene).collect();
            let dates = session.encode_scenes(&mut scenes, &mut rest, ENCODING, picture)?;
            self.opened = opened;
            dates
        };
        self.warn_of_kept(&mut dates);
        session.give_back();
        Ok(dates)
    }

    fn see_beside(
        &mut self,
        job: &Job,
        session: &Session,
        opened: &mut [Input],
        progress: &mut dyn Progress,
    ) -> Result<()> {
        let Some(second) = self.second.clone() else { return Ok(()) };
        let same_bands = session.spec()?.bands == second.spec().bands;
        let mut options = session.options.clone();
        options.encoding.validity = false;
        let beside = session.beside(&options, second)?;
        self.use_kept(&beside)?;
        let mut anew = if same_bands { None } else { Some(beside.open_dates(&job.inputs)?) };
        let inputs: &mut [Input] = anew.as_deref_mut().unwrap_or(opened);
        let mut scenes: Vec<&mut Scene> = inputs.iter_mut().filter_map(Input::scene).collect();
        let mut progress = |fraction: f64, message: &str| progress.update(fraction * BESIDE, message);
        let mut dates = beside.encode_scenes(&mut scenes, &mut progress, COMPARING, false)?;
        beside.give_back();
        let mut comparing = Stage::new(&mut progress, COMPARING, 1.0);
        self.beside = Some(self.one(&beside, inputs, &mut dates, self.method, &mut comparing)?);
        Ok(())
    }

    /// Lets a session use what its model learned from other dates.
    fn use_kept(&self, session: &Session) -> Result<()> {
        let Some((path, learned)) = &self.kept else { return Ok(()) };
        match session.model_if_fitting()? {
            Some(model) => learned.part(path, &model)?.fit.iter().try_for_each(|fit| session.use_fit(fit)),
            None => Ok(()),
        }
    }

    /// Measures by the job's method or by cosine.
    ///
    /// # Errors
    /// If a kept fit does not fit the features; or memory.
    pub fn measure(
        &mut self,
        session: &Session,
        dates: &mut [EncodedInput],
        method: Method,
        comparing: &mut Stage,
    ) -> Result<Measured> {
        let mut measured = match self.beside.take_if(|_| method == self.method) {
            Some(beside) if method.is_without_model() => beside,
            beside => {
                let mut opened = std::mem::take(&mut self.opened);
                let own = self.one(session, &mut opened, dates, method, comparing)?;
                self.opened = opened;
                match beside {
                    Some(beside) => {
                        let (shape, mean) =
                            (own.values.dim(), geometric_mean(own.values.iter(), beside.values.iter())?);
                        Measured { values: shaped(shape, mean)?, ..own }
                    }
                    None => own,
                }
            }
        };
        // What is said of the method holds for its own map, not for the one by cosine beside it.
        let said = &self.options.change;
        let sigma = said.smoothing.filter(|_| method == self.method).unwrap_or(method.smoothing());
        // The bell covers the same ground whatever the stride.
        let (width, finer) = dates.first().map_or((0, 1.0), |date| (date.store.grid.width, date.finer()));
        for mut band in measured.values.columns_mut() {
            let values = memory::collected(band.iter().copied(), "values of change")?;
            let smooth = smoothed(values, width, sigma * finer)?;
            band.iter_mut().zip(smooth).for_each(|(to, value)| *to = value);
        }
        measured.threshold = self.threshold(&measured)?;
        measured.smoothing = sigma;
        Ok(measured)
    }

    /// From which value on a cell counts as changed: what the job says, what was kept, or the method's own.
    fn threshold(&mut self, measured: &Measured) -> Result<f32> {
        let own = match &self.kept {
            Some((_, learned)) if measured.method == self.method => learned.threshold,
            _ => {
                let median = percentiles(measured.values.column(0).iter().copied(), &[50.0])?;
                measured.method.threshold(median.map_or(0.0, |p| p[0]))
            }
        };
        if measured.method != self.method {
            return Ok(own);
        }
        self.own_threshold = own;
        self.options.change.threshold.of(measured.values.column(0).iter().copied(), own)
    }

    /// Measures one model's features. `opened` are the dates' pixels, or nothing.
    fn one(
        &mut self,
        session: &Session,
        opened: &mut [Input],
        dates: &mut [EncodedInput],
        method: Method,
        comparing: &mut Stage,
    ) -> Result<Measured> {
        let choice = &self.options.change;
        let mut earlier = opened.iter_mut().find_map(Input::scene);
        let mut noise =
            earlier.as_mut().map(|scene| |change: &[f32], cells: usize| session.noise_response(scene, change, cells));
        let noise = noise.as_mut().map(|noise| noise as Noise);
        let mut comparison = Comparison { pool: &session.pool, whitening: choice.whitening, noise };
        let first = dates.first().ok_or_else(|| Error::Internal("two dates were expected".into()))?;
        let (model, sha256) = (first.model.name.clone(), first.model.digest.clone());
        let kept = match &self.kept {
            Some((path, learned)) if method.has_residual() => {
                Some(learned.part_of(path, &model, Some(&sha256))?.residual.clone())
            }
            _ => None,
        };
        let kept = kept.flatten();
        let (values, residual) = comparison.values(dates, method, kept.as_ref(), comparing)?;
        let mut bands = vec![values];
        if method == Method::Irmad && choice.probability {
            bands.push(comparison.probability(dates, comparing)?);
        }
        if method == self.method {
            self.parts.push(Part { model, sha256, fit: session.fit().cloned(), residual });
        }
        let cells = bands[0].len();
        let count = bands.len();
        let values = match &bands[..] {
            // As it is, without a copy.
            [_] => bands.swap_remove(0),
            _ => memory::collected((0..cells * count).map(|i| bands[i % count][i / count]), "values of change")?,
        };
        let values = shaped((cells, count), values)?;
        Ok(Measured { method, values, threshold: 0.0, smoothing: 0.0 })
    }

    /// What this job learned or was told, as it is kept; `None` if it keeps nothing.
    pub fn learned(&self, dates: &[EncodedInput]) -> Option<Learned> {
        self.options.change.fit.as_ref()?;
        let new = || {
            let sensed = dates.iter().map(|date| date.facts.date.clone()).collect();
            let alike = dates.iter().flat_map(|date| &date.facts.warnings).any(|warning| warning == ALIKE);
            Learned::new(self.method, &self.options.change, self.own_threshold, self.parts.clone(), sensed, alike)
        };
        Some(self.kept.as_ref().map_or_else(new, |(_, kept)| kept.clone()))
    }

    /// Writes what was learned where the job names a file for it that is not there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_learned(&self, outputs: &Outputs, dates: &[EncodedInput]) -> Result<()> {
        let new = self.options.change.fit.as_deref().filter(|path| outputs.writes(path));
        match (new, self.learned(dates)) {
            (Some(path), Some(learned)) => learned.write(&outputs.path(path)?),
            _ => Ok(()),
        }
    }

    /// The dates' pixels, which stay open when they are encoded; of features rasters, nothing.
    pub fn take_opened(&mut self) -> Vec<Input> {
        std::mem::take(&mut self.opened)
    }

    /// Says of the dates what people should know of a kept fit.
    fn warn_of_kept(&self, dates: &mut [EncodedInput]) {
        let (Some((path, learned)), sensed) = (&self.kept, dates.iter().map(|date| date.facts.date.clone()).collect())
        else {
            return;
        };
        let warning = learned.warning(path, sensed);
        if let Some(first) = dates.first_mut() {
            first.facts.warnings.extend(warning);
        }
    }
}
