//! Opening an input: something to encode, in any form, or a features raster made earlier.

use std::rc::Rc;

use super::area;
use super::input::InputRef;
use super::options::{Options, PerDate};
use super::values::{self, Layer};
use crate::error::{Error, Result};
use crate::geometry::{Grid, TRAINED_ON, metres_between, size_warning};
use crate::model::EncoderSpec;
use crate::raster::bands::{SCL, common_name, meaning, name_in};
use crate::raster::gdal::{Dataset, Gdal, GdalBand, GdalSource, Transformer};
use crate::raster::input::{self, Product, Sources};
use crate::raster::reflectance::{self, Evidence, Finding, Reflectance, level};
use crate::raster::{MaskedSource, RasterSource, Resampling};

/// What was understood of an input, for reports and provenance.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Facts {
    /// `raster`, `folder`, `files`, `SAFE product`, `STAC item` or `features`.
    pub form: String,
    /// Which band is which.
    pub bands: String,
    /// The reflectance decision and its reason.
    pub reflectance: String,
    /// `L1C` or `L2A`, or empty where the product does not tell.
    pub level: String,
    /// Processing baseline, for example `05.09`, or empty where the product does not tell.
    pub baseline: String,
    /// When it was sensed, RFC 3339, or empty where the product does not tell.
    pub date: String,
    /// Tile of the mission's grid, for example `31TFJ`, or empty where the product does not tell.
    pub tile: String,
    /// Which mask was applied, or `none`.
    pub mask: String,
    /// Metres along a pixel, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metres: Option<[f64; 2]>,
    /// Columns and rows by which the second date seems to lie beside the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<[f64; 2]>,
    /// What people should know, one sentence each.
    #[serde(skip)]
    pub warnings: Vec<String>,
}

impl Facts {
    /// The same with each text changed.
    pub fn with_texts(&self, change: impl Fn(&String) -> String) -> Self {
        Facts {
            form: change(&self.form),
            bands: change(&self.bands),
            reflectance: change(&self.reflectance),
            level: change(&self.level),
            baseline: change(&self.baseline),
            date: change(&self.date),
            tile: change(&self.tile),
            mask: change(&self.mask),
            metres: self.metres,
            shift: self.shift,
            warnings: self.warnings.iter().map(change).collect(),
        }
    }
}

/// Something whose pixels will be encoded.
pub struct Scene {
    /// Pixels of the model's bands, raw, less the masked ones.
    pub source: MaskedSource,
    /// How raw values become reflectance.
    pub reflectance: Reflectance,
    /// How the data contradict that, if they do.
    pub finding: Option<Finding>,
    /// How the metadata contradict what the caller said, if they do.
    pub disagreement: Option<String>,
    /// What the mask takes away, if it takes anything: the reason where no cell is left.
    pub masked: Option<String>,
    /// Whether values that no reflectance has were found already.
    pub odd: bool,
    /// What was understood.
    pub facts: Facts,
    /// Files of the product, whether their bands were chosen or not.
    pub files: Vec<String>,
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

    /// The name as given, and the files that are read for it.
    pub fn files(&self) -> Vec<String> {
        let files = match self {
            Input::Scene(s) => [&s.files[..], &s.source.files()].concat(),
            Input::Features(f) => f.source.files(),
        };
        [vec![self.name().to_owned()], files].concat()
    }

    /// What is to be encoded.
    pub fn scene(&mut self) -> Option<&mut Scene> {
        match self {
            Input::Scene(scene) => Some(scene),
            Input::Features(_) => None,
        }
    }

    /// What is encoded already.
    pub fn features(&self) -> Option<&FeatureRaster> {
        match self {
            Input::Scene(_) => None,
            Input::Features(raster) => Some(raster),
        }
    }
}

/// Opens an input and cuts it to the area that the options ask for. `spec` is asked for a raster to encode only.
pub fn open(
    gdal: &'static Gdal,
    input: InputRef,
    options: &Options,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    let mut input = open_whole(gdal, input, options, &options.first, spec)?;
    if let Input::Scene(scene) = &mut input {
        area::cut(gdal, scene, options)?;
    }
    Ok(input)
}

/// Opens an input with one date's own choices, whole.
pub fn open_whole(
    gdal: &'static Gdal,
    input: InputRef,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    match input {
        InputRef::Name(name) => {
            open_product(gdal, name, input::resolve(gdal, name, &options.sources)?, options, date, spec)
        }
        InputRef::Dataset(lent) => open_dataset(gdal, Dataset::lent(gdal, lent)?, options, date, spec),
    }
}

/// The same for a dataset that is open already.
fn open_dataset(
    gdal: &'static Gdal,
    dataset: Dataset,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    let name = dataset.name().to_owned();
    open_product(gdal, &name, input::from_dataset(gdal, dataset)?, options, date, spec)
}

fn open_product(
    gdal: &'static Gdal,
    name: &str,
    mut product: Product,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    if let Some((dataset, metadata)) = product.recorded() {
        return match metadata.iter().find(|(k, _)| k == "PRODUCT").map(|(_, v)| v.as_str()) {
            Some("features") => {
                let source = Box::new(GdalSource::whole_unscaled(dataset)?);
                Ok(Input::Features(FeatureRaster { source, metadata }))
            }
            other => Err(Error::raster(
                name,
                format!(
                    "is a {} raster of this software; a Sentinel-2 raster or a features raster was expected",
                    other.unwrap_or("product")
                ),
            )),
        };
    }
    let spec = spec()?;
    let files = product.candidates.iter().map(|c| c.place.file.clone()).collect();
    let chosen = product.choose(name, &spec.bands, &date.bands)?;
    let mut facts = Facts { form: product.form.into(), bands: chosen.summary, ..Facts::default() };
    facts.warnings.append(&mut product.warnings);
    let pixels = placed(gdal, chosen.source, options, &mut facts)?;
    match (options.target_resolution, pixels.resampled_by()) {
        (Some(target), by) if !by.is_empty() => facts.bands += &format!(" (resampled to {target} m, {by})"),
        _ if !chosen.resampled.is_empty() => {
            facts.bands += &format!(" (resampled: {})", chosen.resampled.join(", "));
        }
        _ => {}
    }
    let mask = mask_layer(gdal, &pixels, &mut product, date, &options.sources)?;
    let understood = values::understand(name, pixels, mask, options, &spec.bands, &mut facts)?;
    let (source, sample, masked) = (understood.source, understood.sample, understood.masked);
    let infos = source.pixels().band_infos();
    let reflectance = reflectance::decide(name, &date.reflectance, &product.tags, &infos, Some(&sample))?;
    let odd = values::check(name, &reflectance, &sample, options, &spec.bands, &mut facts)?;
    let disagreement = match reflectance.evidence {
        Evidence::Said => reflectance::disagreement(&reflectance, &product.tags, &infos, &sample),
        _ => None,
    };
    facts.warnings.extend(disagreement.clone());
    if reflectance.evidence == Evidence::Values {
        facts.warnings.push(format!(
            "its metadata do not tell how values become reflectance: {} was concluded, for {}; say reflectance if that is wrong",
            reflectance.convention, reflectance.reason
        ));
    }
    let red = spec.bands.iter().position(|b| common_name(b) == Some("red")).unwrap_or(0);
    let finding = reflectance::check(&reflectance, &sample, red);
    facts.warnings.extend(finding.map(|f| f.text().to_owned()));
    if sample.count() == 0 {
        let by = if facts.mask == "none" { "no valid pixel" } else { "no pixel that is valid and not masked" };
        facts.warnings.push(format!("{by} was found in a sample of the raster"));
    }
    facts.level = level(&product.tags, name).unwrap_or("").into();
    facts.baseline = reflectance::baseline(&product.tags).map_or_else(String::new, |(n, _)| format!("{n:05.2}"));
    facts.date = reflectance::sensed(&product.tags).unwrap_or_default();
    facts.tile = reflectance::tile(&product.tags, name).unwrap_or_default();
    if facts.level == "L1C" {
        facts.warnings.push("is L1C, reflectance at the top of the atmosphere; models expect L2A, at the surface: features may be out of the model's domain".into());
    }
    facts.reflectance = format!("{}: {}", reflectance.convention, reflectance.reason);
    Ok(Input::Scene(Box::new(Scene { source, reflectance, finding, disagreement, masked, odd, facts, files })))
}

/// Brings pixels onto the grid that will be encoded: upright, and of the size that was asked for.
fn placed(gdal: &'static Gdal, pixels: GdalSource, options: &Options, facts: &mut Facts) -> Result<GdalSource> {
    let own = pixels.grid().clone();
    let mut grid = own.clone();
    // Without a reference system, rows are counted downwards and mean no direction.
    if grid.crs.is_some() && !grid.is_upright() {
        grid = grid.upright();
        facts.warnings.push("its rows run from south to north or its columns from east to west; it is turned north up, and so is the output".into());
    }
    if grid.rotation().abs() > 1.0 {
        facts.warnings.push(format!(
            "is rotated by {:.1} degrees: the model sees it as it is, and the output keeps the rotation",
            grid.rotation()
        ));
    }
    match (&grid.transform, &grid.crs) {
        (None, _) => facts.warnings.push("has no georeference, so its pixels are taken as they lie, and the output has none either".into()),
        (_, None) => facts.warnings.push("has no reference system, so the size of its pixels on the ground is unknown, and the output has none either".into()),
        _ => {}
    }
    let metres = ground_size(gdal, &grid);
    facts.metres = metres.map(|(x, y)| [x, y].map(|v| (v * 1000.0).round() / 1000.0));
    let mut how = Resampling::Nearest;
    match (options.target_resolution, metres) {
        (None, Some(metres)) => facts.warnings.extend(size_warning(metres)),
        (None, None) => {}
        (Some(_), None) => {
            // Without PROJ's database the reference system is not what is missing.
            if let Some(Err(error @ Error::Io { .. })) =
                grid.crs.as_deref().map(|crs| Transformer::new(gdal, crs, "EPSG:4326"))
            {
                return Err(error);
            }
            return Err(Error::argument(format!(
                "target-resolution: {} has no reference system, so the size of its pixels on the ground is unknown",
                pixels.name()
            )));
        }
        (Some(target), Some(metres)) => {
            let share = (target / metres.0, target / metres.1);
            if (share.0 - 1.0).abs() > 0.002 || (share.1 - 1.0).abs() > 0.002 {
                (grid, how) = (grid.with_pixels(share), Resampling::Bilinear);
                let ratio = target / TRAINED_ON;
                if !(0.8..=1.25).contains(&ratio) {
                    facts
                        .warnings
                        .push(format!("is resampled to {target} m, but the model was trained on {TRAINED_ON} m"));
                }
            }
        }
    }
    if grid == own { Ok(pixels) } else { pixels.resampled(&grid, how) }
}

/// Metres along a pixel in the raster's centre.
fn ground_size(gdal: &'static Gdal, grid: &Grid) -> Option<(f64, f64)> {
    let to_degrees = Transformer::new(gdal, grid.crs.as_deref()?, "EPSG:4326").ok()?;
    match to_degrees.points(&grid.centre_cross()?)[..] {
        [Some(centre), Some(right), Some(below)] => {
            Some((metres_between(centre, right), metres_between(centre, below)))
        }
        _ => None,
    }
}

/// The mask that the options ask for, on the grid of the pixels.
fn mask_layer(
    gdal: &'static Gdal,
    pixels: &GdalSource,
    product: &mut Product,
    date: &PerDate,
    sources: &Sources,
) -> Result<Option<Layer>> {
    let (band, named, what) = match date.mask.as_str() {
        "none" => return Ok(None),
        "auto" => match product.classification()? {
            Some(band) => (band, true, "scene classification of the product".to_owned()),
            None => return Ok(None),
        },
        path => {
            let band = mask_band(gdal, path, sources)?;
            let what = super::provenance::base_name(path);
            let stem = what.rsplit_once('.').map_or(what.as_str(), |(stem, _)| stem);
            let named = meaning(band.info()) == Some(SCL) || name_in(stem) == Some(SCL);
            (band, named, what)
        }
    };
    let source = input::classes_on(&date.mask, band, pixels.grid())?;
    Ok(Some(Layer { source, name: date.mask.clone(), what, named, own: date.mask == "auto" }))
}

/// The band of a mask raster: its scene classification, else its only band.
fn mask_band(gdal: &'static Gdal, path: &str, sources: &Sources) -> Result<GdalBand> {
    let name = input::virtual_name(path);
    sources.admit(gdal, &name)?;
    let dataset = Rc::new(Dataset::open(gdal, &name)?);
    let infos = (1..=dataset.band_count()).map(|n| dataset.band_info(n)).collect::<Result<Vec<_>>>()?;
    let scl = infos.iter().position(|b| meaning(b) == Some(SCL));
    let at = match (scl, infos.len()) {
        (Some(at), _) => at,
        (None, 1) => 0,
        (None, n) => {
            return Err(Error::raster(
                path,
                format!("has {n} bands and none is called SCL; a mask with one band was expected"),
            ));
        }
    };
    Ok(GdalBand::new(dataset, at + 1, input::as_classes(infos[at].clone())))
}
