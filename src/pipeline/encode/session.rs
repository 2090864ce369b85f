//! What the steps of one job share: GDAL, the model (opened when first needed), workers, and a place for large
//! temporary data.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::chips::With;
use super::context::{Context, workers};
use super::encoded::{EncodedInput, from_raster, identity};
use super::finer::encode;
use super::fit;
use super::footprint::{Footprint, chips_over, patches_over, stride};
use super::model_slot::{ModelSlot, expected};
use super::noise::{NoiseResponse, noise_response};
use super::picture::Picture;
use super::workers::{OF_WORKER, Workers, fewer};
use crate::error::{Error, Result};
use crate::memory;
use crate::model::{EncoderSpec, Fit, Model, Opened};
use crate::pipeline::open::{
    self, Input, InputRef, Scene, check_all, hold_classes, open_classes, open_dates, open_features, open_made,
    open_series,
};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::raster::RasterSource;
use crate::raster::gdal::{Configuration, Gdal, bind, give_back_of_thread, give_back_unused};

/// Bytes that a job takes whatever its size: the model, GDAL's blocks, outputs on their way.
const BASE: u64 = 48 << 20;

/// Shared state of one job.
pub struct Session<'a> {
    /// The bound GDAL.
    pub gdal: &'static Gdal,
    /// The job's options.
    pub options: &'a Options,
    model: ModelSlot<'a>,
    /// The job's workers.
    pub pool: Arc<Workers>,
    folder: PathBuf,
    /// What the model learned from the scenes, if it is fitted on them.
    fit: OnceLock<Fit>,
    _bounded: Option<Configuration>,
}

impl<'a> Session<'a> {
    /// `folder` is a real one, where large temporary data wait unless the options name another.
    pub fn new(
        options: &'a Options,
        model: Option<Opened>,
        context: Option<&Context>,
        folder: PathBuf,
    ) -> Result<Self> {
        let gdal = bind(options.gdal.as_deref())?;
        gdal.require_driver(&options.write.gdal.driver)?;
        let encoding = &options.encoding;
        Ok(Session {
            _bounded: encoding.threads_said.then(|| Configuration::threads(gdal, encoding.threads)).transpose()?,
            gdal,
            options,
            model: ModelSlot::new(model, options),
            pool: workers(context, options.encoding.threads)?,
            folder: options.encoding.temporary.clone().unwrap_or(folder),
            fit: OnceLock::new(),
        })
    }

    /// Another session of the same job, with a model of its own.
    pub fn beside<'b>(&self, options: &'b Options, model: Opened) -> Result<Session<'b>> {
        let pool = self.pool.clone();
        let model = ModelSlot::new(Some(model), options);
        let (folder, fit) = (self.folder.clone(), OnceLock::new());
        Ok(Session { gdal: self.gdal, options, model, pool, folder, fit, _bounded: None })
    }

    /// Name of the job's model, which need not be open yet.
    pub fn model_name(&self) -> &str {
        self.model.name()
    }

    /// Opens an input.
    pub fn open<'i>(&self, input: impl Into<InputRef<'i>>) -> Result<Input> {
        open::open(self.gdal, input.into(), self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// Opens a features raster, see [`open_features`].
    pub fn open_features(&self, input: InputRef) -> Result<Input> {
        open_features(self.gdal, input, self.options)
    }

    /// Opens a raster of classes, see [`open_classes`].
    pub fn open_classes(&self, input: InputRef) -> Result<Input> {
        open_classes(self.gdal, input, self.options)
    }

    /// Opens dates of one place, see [`open_dates`].
    pub fn open_dates(&self, dates: &[InputRef]) -> Result<Vec<Input>> {
        open_dates(self.gdal, dates, self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// Opens a raster made earlier that areas are found in, see [`open_made`].
    pub fn open_made(&self, input: InputRef) -> Result<Input> {
        open_made(self.gdal, input, self.options)
    }

    /// Whether inputs are rasters of classes, see [`hold_classes`].
    pub fn hold_classes(&self, inputs: &[InputRef]) -> bool {
        hold_classes(self.gdal, inputs, self.options)
    }

    /// Opens dates of one place in the order of their sensing, see [`open_series`].
    pub fn open_series(&self, dates: &[InputRef]) -> Result<Vec<Input>> {
        open_series(self.gdal, dates, self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// The folder where large temporary data wait.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives back to the system what earlier work freed, before work that takes much anew: else both count.
    pub fn give_back(&self) {
        give_back_unused();
        self.pool.broadcast(|_| give_back_of_thread());
    }

    /// Everything that the job reads: inputs with the files behind them, and what the options name.
    pub fn reads(&self, inputs: &[Input]) -> Vec<String> {
        let options = self.options;
        let named = [&options.area.vector, &options.components.basis, &options.change.fit]
            .into_iter()
            .flatten()
            .chain([&options.model.name]);
        let masks = options.dates.each.iter().map(|date| &date.mask);
        inputs.iter().flat_map(Input::files).chain(named.chain(masks).chain(options.finding.files()).cloned()).collect()
    }

    /// The job's model; opens it.
    pub fn model(&self) -> Result<Opened> {
        self.model.get()
    }

    /// What the job's model expects and gives; opens it.
    pub fn spec(&self) -> Result<EncoderSpec> {
        Ok(self.model.get()?.spec().clone())
    }

    /// The job's model if it is fitted on scenes.
    pub fn model_if_fitting(&self) -> Result<Option<Opened>> {
        self.model.if_fitting()
    }

    /// What the model learned from the scenes, or from others before; none for a model that is ready.
    pub fn fit(&self) -> Option<&Fit> {
        self.fit.get()
    }

    /// Uses what the model learned before.
    ///
    /// # Errors
    /// [`Error::Internal`] if it has learned already.
    pub fn use_fit(&self, fit: &Fit) -> Result<()> {
        self.fit.set(fit.clone()).map_err(|_| Error::Internal(format!("{} was fitted already", fit.model)))
    }

    /// Gives the inputs' features, encoding those that are no features rasters. `until` is the job's progress at the end.
    pub fn encode(
        &self,
        mut inputs: Vec<Input>,
        progress: &mut dyn Progress,
        until: f64,
        with_picture: bool,
    ) -> Result<Vec<EncodedInput>> {
        for raster in inputs.iter().filter_map(Input::features) {
            expected(self.options, &raster.provenance.model.name, &raster.provenance.model.digest)?;
        }
        let mut scenes: Vec<&mut Scene> = inputs.iter_mut().filter_map(Input::scene).collect();
        let mut encoded = self.encode_scenes(&mut scenes, progress, until, with_picture)?.into_iter();
        let one = |input| match input {
            Input::Features(raster) => Ok(from_raster(*raster)),
            Input::Scene(_) => encoded.next().ok_or_else(|| Error::Internal("a scene was not encoded".into())),
        };
        inputs.into_iter().map(one).collect()
    }

    /// Encodes open scenes, which stay open.
    pub fn encode_scenes(
        &self,
        scenes: &mut [&mut Scene],
        progress: &mut dyn Progress,
        until: f64,
        with_picture: bool,
    ) -> Result<Vec<EncodedInput>> {
        if scenes.is_empty() {
            return Ok(Vec::new());
        }
        let model = self.model.get()?;
        self.fits(&model, scenes)?;
        if let Some(first) = scenes.first_mut() {
            let warning =
                fewer(&self.pool, self.options.encoding.threads).filter(|w| !first.facts.warnings.contains(w));
            first.facts.warnings.extend(warning);
        }
        let from = until * fit::share(&model);
        let mut pixels: Vec<fit::Pixels> = scenes.iter_mut().map(|s| (&mut s.source as _, &s.reflectance)).collect();
        let (models, fit) = fit::for_each(&model, &mut pixels, self.fit.get(), Stage::new(progress, 0.0, from))?;
        fit.map(|fit| self.fit.get_or_init(|| fit));
        let at = |k: usize| from + (until - from) * k as f64 / models.len() as f64;
        let count = models.len();
        let each = scenes.iter_mut().zip(&models).enumerate();
        each.map(|(i, (scene, model))| {
            let mut which = |fraction: f64, message: &str| match count {
                1 => progress.update(fraction, message),
                _ => progress.update(fraction, &format!("raster {} of {count}: {message}", i + 1)),
            };
            self.encode_scene(model, scene, Stage::new(&mut which, at(i), at(i + 1)), with_picture)
        })
        .collect()
    }

    /// Features of about so many cells all over a scene that was encoded, the first of its job, with and without noise.
    /// `change` has a number for each of its cells, NaN where it is invalid.
    pub fn noise_response(&self, scene: &mut Scene, change: &[f32], cells: usize) -> Result<NoiseResponse> {
        let fitted = match (self.model.get()?, self.fit()) {
            (Opened::Ready(model), _) => model,
            (Opened::FitsOnScenes(model), Some(fit)) => Arc::new(fit.models(&*model, fit.scenes.len())?.swap_remove(0)),
            (Opened::FitsOnScenes(_), None) => return Err(Error::Internal("nothing was fitted".into())),
        };
        let stride = stride(fitted.spec(), &self.options.encoding)?;
        noise_response(&fitted, &mut scene.source, &scene.reflectance, &self.pool, (change, stride, cells))
    }

    /// Refuses before any work what cannot fit: what all inputs keep together, and the most that one takes on the way.
    fn fits(&self, model: &Opened, scenes: &mut [&mut Scene]) -> Result<()> {
        let (spec, options) = (model.spec(), &self.options.encoding);
        let (mut kept, mut most) = (0u64, 0u64);
        for scene in scenes.iter_mut() {
            let grid = scene.source.grid();
            let side = |size: usize| if options.centre_only { size.min(spec.chip) } else { size };
            let (width, height) = (side(grid.width), side(grid.height));
            let sets = patches_over(width, height, spec, options)?;
            let each = sets.iter().map(|set| memory::product(&[set.columns, set.rows]));
            let cells = each.fold(0u64, u64::saturating_add);
            let plan = chips_over(&sets[0], spec, options);
            let footprint = Footprint::new(&plan, spec, width, options, self.pool.current_num_threads());
            if footprint.rows > options.memory {
                let (rows, memory) = (memory::shown(footprint.rows as u64), memory::shown(options.memory as u64));
                scene.facts.warnings.push(format!(
                    "is so wide that one row of chips takes {rows}, more than the option MEMORY, {memory}"
                ));
            }
            let (own, way) = (footprint.bytes(&plan, cells, options.memory / 4), footprint.on_the_way(&plan));
            // Scores, values and reasons of cells: three numbers and more for each.
            let products = cells.saturating_mul(16);
            kept = kept.saturating_add(own.saturating_sub(way)).saturating_add(products);
            most = most.max(way);
        }
        let names: Vec<&str> = scenes.iter().map(|scene| scene.source.name()).collect();
        // What the allocator sets aside for workers that run already is partly taken: for all but one a third is left to come.
        let more = self.pool.current_num_threads().saturating_sub(1) as u64;
        let workers = OF_WORKER + OF_WORKER / 3 * more;
        memory::require(
            kept.saturating_add(most).saturating_add(BASE + workers),
            &format!("this job on {}", names.join(", ")),
        )
    }

    fn encode_scene(
        &self,
        model: &Model,
        scene: &mut Scene,
        progress: Stage,
        with_picture: bool,
    ) -> Result<EncodedInput> {
        let spec = model.spec();
        let source = &mut scene.source;
        let name = source.name().to_owned();
        if self.options.encoding.centre_only {
            source.cut(source.grid().centre(spec.chip))?;
        }
        let pixels = [source.grid().width, source.grid().height];
        let mut picture = with_picture.then(|| Picture::new(pixels[0], pixels[1], &spec.bands)).flatten();
        let (reflectance, options) = (&scene.reflectance, &self.options.encoding);
        let with = With { model, reflectance, options, pool: &self.pool, folder: &self.folder };
        let (store, encoded, validity) = encode(&with, source, progress, picture.as_mut())?;
        let stride = stride(spec, &self.options.encoding)?;
        let mut facts = scene.facts.clone();
        if let Some(odd) = encoded.odd.filter(|_| !scene.odd) {
            check_all(&name, odd, &self.options.reading.nodata, &spec.bands, &mut facts)?;
        }
        if let (0, Some(masked)) = (encoded.valid_cells, &scene.masked) {
            return Err(Error::raster(name, masked.clone()));
        }
        Ok(EncodedInput { name, store, model: identity(model), facts, validity, encoded, picture, stride, pixels })
    }
}
