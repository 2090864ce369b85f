//! What the steps of one job share: GDAL, the model (opened when first needed), workers, and a place for large
//! temporary data.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::encode::{Encoded, Footprint, encode, fewer, of_worker, worker_pool};
use super::input::InputRef;
use super::options::Options;
use super::picture::Picture;
use super::progress::{Progress, Stage};
use super::scene::{self, Facts, FeatureRaster, Input, Scene};
use super::store::FeatureStore;
use super::validity::Validity;
use super::{fit, pair, values};
use crate::error::{Error, Result};
use crate::memory;
use crate::model::{EncoderSpec, Model};
use crate::raster::RasterSource;
use crate::raster::gdal::{Gdal, bind};
use crate::tiling::ChipPlan;

/// Share of encoding that goes to fitting, for a model that needs it.
const FITTING: f64 = 0.3;

/// Bytes that a job takes whatever its size: the model, GDAL's blocks, outputs on their way.
const BASE: u64 = 48 << 20;

/// Which encoder made features.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ModelIdentity {
    /// Name.
    pub name: String,
    /// SHA-256, hex.
    pub digest: String,
    /// A sentence that every output must carry, if there is one.
    pub caution: Option<String>,
    /// The arithmetic that it ran in.
    pub precision: String,
    /// The same in full: `bf16, attention in int8`, or `f32 on tract's operators` and why.
    pub arithmetic: String,
    /// Band names, joined by commas.
    pub bands: String,
    /// Pixels along a chip.
    pub chip: usize,
    /// Pixels along a cell.
    pub patch: usize,
}

/// Features of one input, with where they come from.
pub struct EncodedInput {
    /// The input's name as given.
    pub name: String,
    /// Its cells.
    pub store: FeatureStore,
    /// The encoder.
    pub model: ModelIdentity,
    /// What was understood of it.
    pub facts: Facts,
    /// Valid fractions and reasons of its cells, if they were asked for.
    pub validity: Option<Validity>,
    /// Chips and cells; zero for a features raster.
    pub encoded: Encoded,
    /// A true-colour picture, if one was asked for.
    pub picture: Option<Picture>,
}

/// The model of a job: given open, or by name until a raster must be encoded.
pub struct ModelSlot<'a> {
    given: Option<Arc<Model>>,
    options: &'a Options,
    opened: OnceLock<Arc<Model>>,
}

impl<'a> ModelSlot<'a> {
    /// `given` is an open model, which then counts instead of the options' name.
    pub fn new(given: Option<Arc<Model>>, options: &'a Options) -> Self {
        ModelSlot { given, options, opened: OnceLock::new() }
    }

    /// The open model.
    pub fn get(&self) -> Result<Arc<Model>> {
        if let Some(model) = self.given.as_ref().or_else(|| self.opened.get()) {
            return Ok(model.clone());
        }
        self.options.sources.admit_file(&self.options.model)?;
        // A model that a host gives open is its own choice; one that is opened by name may have changed since.
        let model = Arc::new(Model::open_with(&self.options.model, &self.options.hints, self.options.precision)?);
        // What is fitted on the scenes is another on others, as it should be.
        if model.encoder().fit().is_none() {
            expected(self.options, &model.name, &model.digest)?;
        }
        Ok(self.opened.get_or_init(|| model).clone())
    }
}

/// Whether a model is the one that a repeated run was recorded with.
fn expected(options: &Options, name: &str, digest: &str) -> Result<()> {
    options.recorded_model.as_ref().map_or(Ok(()), |m| m.check(name, digest))
}

/// Shared state of one job.
pub struct Session<'a> {
    /// The bound GDAL.
    pub gdal: &'static Gdal,
    /// The job's options.
    pub options: &'a Options,
    model: ModelSlot<'a>,
    /// The job's workers.
    pub pool: rayon::ThreadPool,
    folder: PathBuf,
}

impl<'a> Session<'a> {
    /// `folder` is a real one, where large temporary data wait.
    pub fn new(options: &'a Options, model: Option<Arc<Model>>, folder: PathBuf) -> Result<Self> {
        let gdal = bind(options.gdal.as_deref())?;
        gdal.require_driver(&options.write.driver)?;
        Ok(Session {
            gdal,
            options,
            model: ModelSlot::new(model, options),
            pool: worker_pool(options.threads)?,
            folder,
        })
    }

    /// Another session of the same job, with a model of its own.
    pub fn beside<'b>(&self, options: &'b Options, model: Arc<Model>) -> Result<Session<'b>> {
        let pool = worker_pool(options.threads)?;
        let model = ModelSlot::new(Some(model), options);
        Ok(Session { gdal: self.gdal, options, model, pool, folder: self.folder.clone() })
    }

    /// Name of the job's model, which need not be open yet.
    pub fn model_name(&self) -> &str {
        self.model.given.as_ref().map_or(&self.options.model, |m| &m.name)
    }

    /// Opens an input.
    pub fn open<'i>(&self, input: impl Into<InputRef<'i>>) -> Result<Input> {
        scene::open(self.gdal, input.into(), self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// Opens two dates, see [`pair::open`].
    pub fn open_pair(&self, before: InputRef, after: InputRef) -> Result<(Input, Input)> {
        pair::open(self.gdal, before, after, self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// Everything that the job reads: inputs with the files behind them, and what the options name.
    pub fn reads(&self, inputs: &[Input]) -> Vec<String> {
        let options = self.options;
        let named = [&options.area, &options.basis].into_iter().flatten().chain([&options.model]);
        let masks = [&options.first.mask, &options.second.mask].into_iter();
        inputs.iter().flat_map(Input::files).chain(named.chain(masks).cloned()).collect()
    }

    /// What the job's model expects and gives; opens it.
    pub fn spec(&self) -> Result<EncoderSpec> {
        Ok(self.model.get()?.spec().clone())
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
            expected(
                self.options,
                raster.recorded("MODEL").unwrap_or(""),
                raster.recorded("MODEL_SHA256").unwrap_or(""),
            )?;
        }
        let mut scenes: Vec<&mut Scene> = inputs.iter_mut().filter_map(Input::scene).collect();
        let mut encoded = self.encode_scenes(&mut scenes, progress, until, with_picture)?.into_iter();
        let one = |input| match input {
            Input::Features(raster) => Ok(from_raster(raster)),
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
            let warning = fewer(&self.pool, self.options.threads).filter(|w| !first.facts.warnings.contains(w));
            first.facts.warnings.extend(warning);
        }
        let from = if model.encoder().fit().is_some() { until * FITTING } else { 0.0 };
        let mut pixels: Vec<fit::Pixels> = scenes.iter_mut().map(|s| (&mut s.source as _, &s.reflectance)).collect();
        let models = fit::for_each(&model, &mut pixels, Stage::new(progress, 0.0, from))?;
        let at = |k: usize| from + (until - from) * k as f64 / models.len() as f64;
        let each = scenes.iter_mut().zip(&models).enumerate();
        each.map(|(i, (scene, model))| {
            self.encode_scene(model, scene, Stage::new(progress, at(i), at(i + 1)), with_picture)
        })
        .collect()
    }

    /// Refuses before any work what cannot fit: what all inputs keep together, and the most that one takes on the way.
    fn fits(&self, model: &Model, scenes: &mut [&mut Scene]) -> Result<()> {
        let (spec, options) = (model.spec(), self.options);
        let (mut kept, mut most) = (0u64, 0u64);
        for scene in scenes.iter_mut() {
            let grid = scene.source.grid();
            let side = |size: usize| if options.centre_only { size.min(spec.chip) } else { size };
            let (width, height) = (side(grid.width), side(grid.height));
            let plan = ChipPlan::new(width, height, spec.chip, spec.patch, options.overlap);
            let footprint = Footprint::new(&plan, spec, width, options, self.pool.current_num_threads());
            if footprint.rows > options.memory {
                let (rows, memory) = (memory::shown(footprint.rows as u64), memory::shown(options.memory as u64));
                scene.facts.warnings.push(format!(
                    "is so wide that one row of chips takes {rows}, more than the option MEMORY, {memory}"
                ));
            }
            let (own, way) = (footprint.bytes(&plan, options), footprint.on_the_way(&plan));
            // Scores, values and reasons of cells: three numbers and more for each.
            let products = memory::product(&[plan.width, plan.height, 16]);
            kept = kept.saturating_add(own.saturating_sub(way)).saturating_add(products);
            most = most.max(way);
        }
        let names: Vec<&str> = scenes.iter().map(|scene| scene.source.name()).collect();
        // What the allocator sets aside for workers that run already is partly taken: for all but one a third is left to come.
        let more = self.pool.current_num_threads().saturating_sub(1) as u64;
        let workers = of_worker() + of_worker() / 3 * more;
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
        if self.options.centre_only {
            source.cut(source.grid().centre(spec.chip))?;
        }
        let tally = self.options.validity.then(|| source.tally(spec.patch));
        let grid = source.grid();
        let mut picture = with_picture.then(|| Picture::new(grid.width, grid.height, &spec.bands)).flatten();
        let (store, encoded) = encode(
            model,
            source,
            &scene.reflectance,
            self.options,
            &self.pool,
            &self.folder,
            progress,
            picture.as_mut(),
        )?;
        let mut facts = scene.facts.clone();
        if let Some(odd) = encoded.odd.filter(|_| !scene.odd) {
            values::check_all(&name, odd, self.options, &spec.bands, &mut facts)?;
        }
        if let (0, Some(masked)) = (encoded.valid_cells, &scene.masked) {
            return Err(Error::raster(name, masked.clone()));
        }
        let validity = tally.map(|t| Validity::new(&t.borrow(), self.options.min_valid));
        Ok(EncodedInput { name, store, model: identity(model), facts, validity, encoded, picture })
    }
}

/// What outputs say of a model.
pub fn identity(model: &Model) -> ModelIdentity {
    let spec = model.spec();
    ModelIdentity {
        name: model.name.clone(),
        digest: model.digest.clone(),
        caution: model.caution.map(String::from),
        precision: model.precision.into(),
        arithmetic: model.in_full(),
        bands: spec.bands.join(","),
        chip: spec.chip,
        patch: spec.patch,
    }
}

fn from_raster(raster: FeatureRaster) -> EncodedInput {
    let text = |key: &str| raster.recorded(key).unwrap_or("").to_owned();
    EncodedInput {
        name: raster.source.name().to_owned(),
        model: ModelIdentity {
            name: text("MODEL"),
            digest: text("MODEL_SHA256"),
            caution: raster.recorded("MODEL_CAUTION").map(String::from),
            precision: raster.recorded("PRECISION").unwrap_or("f32").into(),
            arithmetic: raster.recorded("ARITHMETIC").or(raster.recorded("PRECISION")).unwrap_or("f32").into(),
            bands: text("MODEL_BANDS"),
            chip: text("CHIP").parse().unwrap_or(0),
            patch: text("PATCH").parse().unwrap_or(0),
        },
        facts: Facts {
            form: "features".into(),
            bands: text("INPUT_BANDS"),
            reflectance: text("REFLECTANCE"),
            level: text("LEVEL"),
            baseline: text("BASELINE"),
            date: text("SENSED"),
            tile: text("TILE"),
            mask: text("MASK"),
            ..Facts::default()
        },
        validity: None,
        encoded: Encoded::default(),
        picture: None,
        store: FeatureStore::from_raster(raster.source),
    }
}
