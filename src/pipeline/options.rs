//! The parameters of a job as types, from checked values of the one table.

use std::str::FromStr;

use super::sidecar::RecordedModel;
use crate::error::{Error, Result};
use crate::model::{PrecisionChoice, SpecHints};
use crate::params::{Task, Values, find};
use crate::product::Stretch;
use crate::raster::gdal::{Storage, WriteOptions};
use crate::raster::input::Sources;
use crate::raster::reflectance::parse_choice;
use crate::raster::{MaskValues, Resampling};
use crate::tiling::Taper;

/// Change measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// 1 − cosine.
    Cosine,
    /// Ridge residual.
    Residual,
    /// Mean of the ridge residuals of the model's features and of the `pixels` model's.
    Joint,
}

impl Method {
    /// Name as parameter and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Method::Cosine => "cosine",
            Method::Residual => "residual",
            Method::Joint => "joint",
        }
    }

    /// Description of the output band.
    pub fn description(self) -> &'static str {
        match self {
            Method::Cosine => "change: 1 - cosine",
            Method::Residual => "change: ridge residual / median",
            Method::Joint => "change: mean of ridge residuals of features and of pixels / median",
        }
    }

    /// Change that quicklooks show as brightest; fixed, so that pictures of two runs compare.
    pub fn full_scale(self) -> f32 {
        match self {
            Method::Cosine => 1.0,
            Method::Residual | Method::Joint => 4.0,
        }
    }
}

/// Share of a chip's side that neighbours have in common at the setting `fast`.
const OVERLAP_FAST: f64 = 0.25;
/// The same at the setting `best`.
const OVERLAP_BEST: f64 = 0.5;

/// Values that mean no measurement, beside what inputs mark themselves.
#[derive(Debug, Clone, PartialEq)]
pub enum Nodata {
    /// What values themselves prove, which is said.
    Auto,
    /// None: every value counts, also those that no reflectance has.
    None,
    /// These, in whatever band, and what values prove.
    Values(Vec<f32>),
}

/// What can differ between two dates.
#[derive(Debug, Clone)]
pub struct PerDate {
    /// Band choice, see `raster::bands`.
    pub bands: String,
    /// Reflectance convention, see `raster::reflectance`.
    pub reflectance: String,
    /// `auto`, `none` or a mask raster.
    pub mask: String,
}

/// Everything that a job can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Encoder by name or path.
    pub model: String,
    /// What an ONNX file leaves open.
    pub hints: SpecHints,
    /// Choices about the first or only date.
    pub first: PerDate,
    /// Choices about the second date.
    pub second: PerDate,
    /// Whether one reflectance convention was said for both dates, instead of one for each.
    pub one_reflectance: bool,
    /// Mask values that take a pixel away.
    pub mask_values: MaskValues,
    /// Whether they were said: the default is meant for scene classifications only.
    pub mask_values_said: bool,
    /// Values that mean no measurement.
    pub nodata: Nodata,
    /// Vector file with the area of interest.
    pub area: Option<String>,
    /// `xmin, ymin, xmax, ymax`.
    pub bounds: Option<[f64; 4]>,
    /// Reference system of the bounds.
    pub bounds_crs: Option<String>,
    /// Column, row, width and height.
    pub window: Option<[usize; 4]>,
    /// Metres along a pixel, if it is to be resampled.
    pub target_resolution: Option<f64>,
    /// How the second date is resampled.
    pub resampling: Resampling,
    /// Compare what does not seem to compare.
    pub mixed: bool,
    /// Arithmetic of the encoder.
    pub precision: PrecisionChoice,
    /// Change measure.
    pub method: Method,
    /// Warp the second date onto the first.
    pub align: bool,
    /// PCA basis file.
    pub basis: Option<String>,
    /// Raw scores instead of colours.
    pub scores: bool,
    /// Colour range.
    pub stretch: Stretch,
    /// Storage of features.
    pub dtype: Storage,
    /// Share of overlap.
    pub overlap: f64,
    /// Weights towards the edge.
    pub taper: Taper,
    /// Taper's name, for provenance.
    pub taper_name: String,
    /// One chip in the centre only.
    pub centre_only: bool,
    /// Least share of valid pixels in a valid cell.
    pub min_valid: f64,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Memory to fill, bytes.
    pub memory: usize,
    /// Write valid fractions and reasons beside outputs.
    pub validity: bool,
    /// Write a STAC item beside outputs.
    pub sidecar: bool,
    /// The model that a repeated run was recorded with; another one is refused.
    pub recorded_model: Option<RecordedModel>,
    /// What was given, for the record: without paths' folders and without what belongs to one machine.
    pub record: Vec<(String, String)>,
    /// How outputs are written.
    pub write: WriteOptions,
    /// What inputs, and what they name, may reach.
    pub sources: Sources,
    /// libgdal to bind.
    pub gdal: Option<String>,
}

impl Options {
    /// Types the values of a task.
    pub fn new(values: &Values) -> Result<Self> {
        let overlap = match values.text("OVERLAP") {
            "fast" => OVERLAP_FAST,
            "best" => OVERLAP_BEST,
            _ => values.number("OVERLAP").unwrap_or(OVERLAP_FAST),
        };
        let threads = values.number("THREADS").map_or(0, |n| n as usize);
        let first = PerDate {
            bands: values.text("BANDS").into(),
            reflectance: values.text("REFLECTANCE").into(),
            mask: values.text("MASK").into(),
        };
        let after = |name: &str, same: &str| values.text_if(name).unwrap_or(same).to_owned();
        let second = PerDate {
            bands: after("BANDS_AFTER", &first.bands),
            reflectance: after("REFLECTANCE_AFTER", &first.reflectance),
            mask: after("MASK_AFTER", &first.mask),
        };
        parse_choice(&first.reflectance)?;
        parse_choice(&second.reflectance)?;
        one_area(values)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { processors } else { threads };
        Ok(Options {
            model: values.text("MODEL").into(),
            hints: SpecHints {
                bands: values.text_if("MODEL_BANDS").map(|t| t.split(',').map(|b| b.trim().to_owned()).collect()),
                mean: list(values, "MODEL_MEAN", None)?,
                std: list(values, "MODEL_STD", None)?,
            },
            first,
            second,
            one_reflectance: values.text_if("REFLECTANCE_AFTER").is_none(),
            mask_values: MaskValues::parse(values.text("MASK_VALUES"))?,
            // Forms send every parameter, so the default's own text says nothing.
            mask_values_said: values.text("MASK_VALUES") != find("MASK_VALUES").map_or("", |p| p.default),
            nodata: match values.text("NODATA").to_ascii_lowercase().as_str() {
                "" | "auto" => Nodata::Auto,
                "none" => Nodata::None,
                text => match list(values, "NODATA", None) {
                    Ok(list) => Nodata::Values(list.unwrap_or_default()),
                    Err(_) => {
                        let expected = "expected auto, none, or numbers separated by commas";
                        return Err(Error::argument(format!("NODATA={text}: {expected}")));
                    }
                },
            },
            area: values.text_if("AREA").map(String::from),
            bounds: bounds(values)?,
            bounds_crs: values.text_if("BOUNDS_CRS").map(String::from),
            window: list(values, "WINDOW", Some(4))?.map(|w: Vec<usize>| [w[0], w[1], w[2], w[3]]),
            target_resolution: values.number("TARGET_RESOLUTION").filter(|r| *r > 0.0),
            resampling: if values.text("RESAMPLING") == "cubic" { Resampling::Cubic } else { Resampling::Bilinear },
            mixed: values.flag("MIXED"),
            precision: match values.text("PRECISION") {
                "f32" => PrecisionChoice::F32,
                "bf16" => PrecisionChoice::Bf16,
                "int8" => PrecisionChoice::Int8,
                _ => PrecisionChoice::Auto,
            },
            method: match values.text("METHOD") {
                "residual" => Method::Residual,
                "joint" => Method::Joint,
                _ => Method::Cosine,
            },
            align: values.flag("ALIGN"),
            basis: values.text_if("BASIS").map(String::from),
            scores: values.flag("SCORES"),
            stretch: if values.text("STRETCH") == "minmax" { Stretch::MinMax } else { Stretch::Percentile },
            dtype: match values.text("DTYPE") {
                "float16" => Storage::Float16,
                "int8" => Storage::Code8,
                _ => Storage::Float32,
            },
            overlap,
            taper: match values.text("TAPER") {
                "flat" => Taper::Flat,
                "cosine" => Taper::Cosine,
                _ => Taper::Triangle,
            },
            taper_name: values.text("TAPER").into(),
            centre_only: values.text("CHIPS") == "centre",
            min_valid: values.number("MIN_VALID").unwrap_or(0.75),
            threads,
            memory: values.number("MEMORY").unwrap_or(1024.0) as usize * (1 << 20),
            validity: values.flag("VALIDITY"),
            sidecar: values.flag("SIDECAR"),
            recorded_model: None,
            record: super::provenance::record(values),
            write: WriteOptions {
                cog: values.flag("COG"),
                driver: values.text("DRIVER").into(),
                creation: values.list("CO").to_vec(),
                overwrite: values.flag("OVERWRITE"),
            },
            sources: Sources::parse(values.text("SOURCES"))?,
            gdal: values.text_if("GDAL").map(String::from),
        })
    }

    /// The defaults of a task.
    pub fn defaults(task: Task) -> Self {
        let values = Values::new(task, [("", ""); 0]).and_then(|v| Options::new(&v));
        values.expect("the table's defaults pass its own checks")
    }
}

/// Numbers separated by commas; `count` of them, if it is given.
fn list<T: FromStr>(values: &Values, name: &str, count: Option<usize>) -> Result<Option<Vec<T>>> {
    let Some(text) = values.text_if(name) else { return Ok(None) };
    let list: Option<Vec<T>> = text.split(',').map(|t| t.trim().parse().ok()).collect();
    match list.filter(|l| count.is_none_or(|c| c == l.len())) {
        Some(list) => Ok(Some(list)),
        None => {
            let many = count.map_or(String::new(), |c| format!("{c} "));
            Err(Error::argument(format!("{name}={text}: expected {many}numbers separated by commas")))
        }
    }
}

fn bounds(values: &Values) -> Result<Option<[f64; 4]>> {
    let Some(b) = list::<f64>(values, "BOUNDS", Some(4))? else { return Ok(None) };
    if b[0] < b[2] && b[1] < b[3] {
        return Ok(Some([b[0], b[1], b[2], b[3]]));
    }
    let text = values.text("BOUNDS");
    Err(Error::argument(format!("BOUNDS={text}: expected xmin,ymin,xmax,ymax with xmin < xmax and ymin < ymax")))
}

fn one_area(values: &Values) -> Result<()> {
    let given: Vec<_> = ["AREA", "BOUNDS", "WINDOW"].into_iter().filter(|n| values.text_if(n).is_some()).collect();
    if given.len() > 1 {
        return Err(Error::argument(format!("{} name the area twice; give one of them", given.join(" and "))));
    }
    Ok(())
}
