//! Opening an input: a raster to encode, or a features raster made earlier.

use super::input::InputRef;
use super::options::Options;
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::model::EncoderSpec;
use crate::raster::gdal::{Gdal, GdalSource, METADATA_DOMAIN};
use crate::raster::reflectance::{self, Reflectance};
use crate::raster::{RasterSource, bands};

/// A raster whose pixels will be encoded.
pub struct Scene {
    /// Pixels of the model's bands, raw.
    pub source: GdalSource,
    /// Which raster band is which, for example `red=3,green=2`.
    pub bands: String,
    /// How raw values become reflectance.
    pub reflectance: Reflectance,
}

/// Features that this library wrote earlier.
pub struct FeatureRaster {
    /// Cells, one band per number of the feature.
    pub source: Box<dyn RasterSource>,
    /// What the file records of itself (domain `LEJEPA_GIS`).
    pub metadata: Vec<(String, String)>,
}

/// What a name given as input turned out to be.
pub enum Input {
    /// To encode.
    Scene(Box<Scene>),
    /// Encoded already.
    Features(FeatureRaster),
}

impl FeatureRaster {
    /// A recorded value.
    pub fn recorded(&self, key: &str) -> Option<&str> {
        self.metadata.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

impl Input {
    /// The name as given.
    pub fn name(&self) -> &str {
        match self {
            Input::Scene(s) => s.source.name(),
            Input::Features(f) => f.source.name(),
        }
    }
}

/// Opens a raster; a features raster is known by its own metadata. `spec` is asked for a raster to encode only.
pub fn open(
    gdal: &'static Gdal,
    input: InputRef,
    options: &Options,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    let dataset = input.dataset(gdal)?;
    let name = dataset.name().to_owned();
    let name = name.as_str();
    let metadata = dataset.metadata(METADATA_DOMAIN);
    if metadata.iter().any(|(k, v)| k == "PRODUCT" && v == "features") {
        let all: Vec<usize> = (1..=dataset.band_count()).collect();
        let source = Box::new(GdalSource::new_unscaled(dataset, &all)?);
        return Ok(Input::Features(FeatureRaster { source, metadata }));
    }
    if let Some((_, product)) = metadata.iter().find(|(k, _)| k == "PRODUCT") {
        return Err(Error::raster(
            name,
            format!("is a {product} raster of this software; a Sentinel-2 raster or a features raster was expected"),
        ));
    }
    let spec = spec()?;
    let infos = (1..=dataset.band_count()).map(|n| dataset.band_info(n)).collect::<Result<Vec<_>>>()?;
    let numbers = bands::choose(name, &infos, &spec.bands, &options.bands)?;
    let tags = dataset.metadata(c"");
    let source = GdalSource::new(dataset, &numbers)?;
    let reflectance = reflectance::decide(name, &options.reflectance, &tags, &source.band_infos())?;
    let bands = spec.bands.iter().zip(&numbers).map(|(b, n)| format!("{b}={n}")).collect::<Vec<_>>().join(",");
    Ok(Input::Scene(Box::new(Scene { source, bands, reflectance })))
}

/// The message for grids that differ.
pub fn unlike_grids(first: (&str, &Grid), second: (&str, &Grid), difference: &str) -> Error {
    let size = |g: &Grid| format!("{} x {}", g.width, g.height);
    Error::Grid(format!(
        "{} ({} pixels) and {} ({} pixels) do not share one pixel grid: {difference}; ask for align to warp the second onto the first",
        first.0,
        size(first.1),
        second.0,
        size(second.1)
    ))
}
