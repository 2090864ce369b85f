//! What the steps of one job share: GDAL, the model (opened when first needed), workers, and a place for large
//! temporary data.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::encode::{Encoded, encode, worker_pool};
use super::options::Options;
use super::picture::Picture;
use super::progress::Stage;
use super::scene::{self, FeatureRaster, Input, Scene, unlike_grids};
use super::store::FeatureStore;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::raster::gdal::{Gdal, bind, same_crs};
use crate::raster::{CropSource, RasterSource};

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
    /// Which raster band is which.
    pub bands: String,
    /// The reflectance decision and its reason.
    pub reflectance: String,
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
        let model = Arc::new(Model::open_with(&self.options.model, &self.options.hints, self.options.precision)?);
        Ok(self.opened.get_or_init(|| model).clone())
    }
}

/// Shared state of one job.
pub struct Session<'a> {
    /// The bound GDAL.
    pub gdal: &'static Gdal,
    /// The job's options.
    pub options: &'a Options,
    model: ModelSlot<'a>,
    pool: rayon::ThreadPool,
    folder: PathBuf,
}

impl<'a> Session<'a> {
    /// `output` is where results go: temporary data lie beside it.
    pub fn new(options: &'a Options, model: Option<Arc<Model>>, output: &str) -> Result<Self> {
        Ok(Session {
            gdal: bind(options.gdal.as_deref())?,
            options,
            model: ModelSlot::new(model, options),
            pool: worker_pool(options.threads)?,
            folder: folder_of(output),
        })
    }

    /// Opens an input.
    pub fn open(&self, name: &str) -> Result<Input> {
        scene::open(self.gdal, name, self.options, || self.model.get().map(|m| m.spec().clone()))
    }

    /// Opens two dates and makes sure that their pixels coincide, warping the second if that was asked for.
    pub fn open_pair(&self, before: &str, after: &str) -> Result<(Input, Input)> {
        let (first, second) = (self.open(before)?, self.open(after)?);
        let same = |a: &str, b: &str| same_crs(self.gdal, a, b);
        match (first, second) {
            (Input::Scene(a), Input::Scene(mut b)) => {
                if let Some(difference) = a.source.grid().difference(b.source.grid(), same) {
                    if !self.options.align {
                        return Err(unlike_grids((before, a.source.grid()), (after, b.source.grid()), &difference));
                    }
                    b.source = b.source.warp_onto(a.source.grid())?;
                }
                Ok((Input::Scene(a), Input::Scene(b)))
            }
            (Input::Features(a), Input::Features(b)) => {
                if let Some(difference) = a.source.grid().difference(b.source.grid(), same) {
                    return Err(Error::Grid(format!(
                        "the features rasters {before} and {after} do not share one cell grid: {difference}"
                    )));
                }
                if a.recorded("MODEL_SHA256") != b.recorded("MODEL_SHA256") {
                    let model = |f: &FeatureRaster| f.recorded("MODEL").unwrap_or("unknown").to_owned();
                    return Err(Error::argument(format!(
                        "{before} and {after} hold features of different models, {} and {}",
                        model(&a),
                        model(&b)
                    )));
                }
                Ok((Input::Features(a), Input::Features(b)))
            }
            _ => Err(Error::argument(format!(
                "{before} and {after}: give two rasters or two features rasters, not one of each"
            ))),
        }
    }

    /// Gives an input's features, encoding it if it is no features raster.
    pub fn encode(&self, input: Input, progress: Stage, with_picture: bool) -> Result<EncodedInput> {
        match input {
            Input::Features(raster) => Ok(from_raster(raster)),
            Input::Scene(scene) => self.encode_scene(*scene, progress, with_picture),
        }
    }

    fn encode_scene(&self, scene: Scene, progress: Stage, with_picture: bool) -> Result<EncodedInput> {
        let model = self.model.get()?;
        let spec = model.spec();
        let name = scene.source.name().to_owned();
        let mut source: Box<dyn RasterSource> = Box::new(scene.source);
        if self.options.centre_only {
            source = Box::new(CropSource::centre(source, spec.chip)?);
        }
        let grid = source.grid();
        let mut picture = with_picture.then(|| Picture::new(grid.width, grid.height, &spec.bands)).flatten();
        let (store, encoded) = encode(
            &model,
            &mut *source,
            &scene.reflectance,
            self.options,
            &self.pool,
            &self.folder,
            progress,
            picture.as_mut(),
        )?;
        Ok(EncodedInput {
            name,
            store,
            model: identity(&model),
            bands: scene.bands,
            reflectance: format!("{}: {}", scene.reflectance.convention, scene.reflectance.reason),
            encoded,
            picture,
        })
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
            bands: text("MODEL_BANDS"),
            chip: text("CHIP").parse().unwrap_or(0),
            patch: text("PATCH").parse().unwrap_or(0),
        },
        bands: text("INPUT_BANDS"),
        reflectance: text("REFLECTANCE"),
        encoded: Encoded::default(),
        picture: None,
        store: FeatureStore::from_raster(raster.source),
    }
}

/// The output's folder if it is one, else the system's temporary folder (for `/vsimem/` and the like).
fn folder_of(output: &str) -> PathBuf {
    let parent = Path::new(output).parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
    match parent {
        Some(folder) if folder.is_dir() => folder.to_owned(),
        _ => std::env::temp_dir(),
    }
}
