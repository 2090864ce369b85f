//! The parameters of a job as types, from checked values of the one table.

use crate::error::{Error, Result};
use crate::model::{PrecisionChoice, SpecHints};
use crate::params::{Task, Values};
use crate::product::Stretch;
use crate::raster::gdal::{Storage, WriteOptions};
use crate::tiling::Taper;

/// Change measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// 1 − cosine.
    Cosine,
    /// Ridge residual.
    Residual,
}

impl Method {
    /// Name as parameter and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Method::Cosine => "cosine",
            Method::Residual => "residual",
        }
    }

    /// Description of the output band.
    pub fn description(self) -> &'static str {
        match self {
            Method::Cosine => "change: 1 - cosine",
            Method::Residual => "change: ridge residual / median",
        }
    }

    /// Change that quicklooks show as brightest; fixed, so that pictures of two runs compare.
    pub fn full_scale(self) -> f32 {
        match self {
            Method::Cosine => 1.0,
            Method::Residual => 4.0,
        }
    }
}

/// Share of a chip's side that neighbours have in common at the setting `fast`.
const OVERLAP_FAST: f64 = 0.25;
/// The same at the setting `best`.
const OVERLAP_BEST: f64 = 0.5;

/// Everything that a job can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Encoder by name or path.
    pub model: String,
    /// What an ONNX file leaves open.
    pub hints: SpecHints,
    /// Arithmetic of the encoder.
    pub precision: PrecisionChoice,
    /// Band choice, see `raster::bands`.
    pub bands: String,
    /// Reflectance convention, see `raster::reflectance`.
    pub reflectance: String,
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
    /// How outputs are written.
    pub write: WriteOptions,
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
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Options {
            model: values.text("MODEL").into(),
            hints: SpecHints {
                bands: values.text_if("MODEL_BANDS").map(|t| t.split(',').map(|b| b.trim().to_owned()).collect()),
                mean: numbers(values, "MODEL_MEAN")?,
                std: numbers(values, "MODEL_STD")?,
            },
            precision: match values.text("PRECISION") {
                "f32" => PrecisionChoice::F32,
                "bf16" => PrecisionChoice::Bf16,
                _ => PrecisionChoice::Auto,
            },
            bands: values.text("BANDS").into(),
            reflectance: values.text("REFLECTANCE").into(),
            method: if values.text("METHOD") == "residual" { Method::Residual } else { Method::Cosine },
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
                "triangle" => Taper::Triangle,
                _ => Taper::Cosine,
            },
            taper_name: values.text("TAPER").into(),
            centre_only: values.text("CHIPS") == "centre",
            min_valid: values.number("MIN_VALID").unwrap_or(0.5),
            threads: if threads == 0 { processors } else { threads },
            memory: values.number("MEMORY").unwrap_or(1024.0) as usize * (1 << 20),
            write: WriteOptions {
                cog: values.flag("COG"),
                creation: values.list("CO").to_vec(),
                overwrite: values.flag("OVERWRITE"),
            },
            gdal: values.text_if("GDAL").map(String::from),
        })
    }

    /// The defaults of a task.
    pub fn defaults(task: Task) -> Self {
        let values = Values::new(task, [("", ""); 0]).and_then(|v| Options::new(&v));
        values.expect("the table's defaults pass its own checks")
    }
}

fn numbers(values: &Values, name: &str) -> Result<Option<Vec<f32>>> {
    let Some(text) = values.text_if(name) else { return Ok(None) };
    let list: Option<Vec<f32>> = text.split(',').map(|t| t.trim().parse().ok()).collect();
    list.map(Some).ok_or_else(|| Error::argument(format!("{name}={text}: expected numbers separated by commas")))
}
