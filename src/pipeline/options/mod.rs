//! What a job can be told, as types; each part of the pipeline takes the part that it uses.
//!
//! To add a parameter: its row in `params::table`, its field here, and the line in `parse.rs` that turns text into it.

mod filter;
mod finding;
mod parse;
mod series;
mod words;

pub use filter::Filter;
pub use finding::{Examples, Finding, Grouping, Labels};
pub use series::SeriesChoice;

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::model::{PrecisionChoice, SpecHints};
use crate::params::{Task, Values};
use crate::product::{Method, Stretch, Threshold};
use crate::raster::gdal::{Storage, WriteOptions};
use crate::raster::input::Sources;
use crate::raster::{MaskValues, Quantisation, Resampling};
use crate::tiling::Taper;

/// Which encoder, and its arithmetic.
#[derive(Debug, Clone)]
pub struct ModelChoice {
    /// Built-in by name, or a file.
    pub name: String,
    /// What an ONNX file leaves open.
    pub hints: SpecHints,
    /// Arithmetic of the encoder.
    pub precision: PrecisionChoice,
    /// The model that a repeated run was recorded with; another one is refused.
    pub recorded: Option<RecordedModel>,
}

/// The model of a recorded run.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedModel {
    /// Name.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
}

impl RecordedModel {
    /// Refuses another model than this one.
    ///
    /// # Errors
    /// [`Error::Argument`] if the digests differ.
    pub fn check(&self, name: &str, sha256: &str) -> Result<()> {
        if self.sha256 == sha256 {
            return Ok(());
        }
        Err(Error::argument(format!(
            "the run was recorded with model {} (SHA-256 {}), but here it would run with {name} ({sha256}); name the \
             recorded model's file, or another one on purpose, with --model",
            self.name, self.sha256
        )))
    }
}

/// What can differ between dates.
#[derive(Debug, Clone)]
pub struct PerDate {
    /// Band choice, see `raster::bands`.
    pub bands: String,
    /// Reflectance convention, see `raster::reflectance`.
    pub reflectance: String,
    /// `auto`, `none` or a mask raster.
    pub mask: String,
}

/// Choices about the dates, and about what makes them compare.
#[derive(Debug, Clone)]
pub struct Dates {
    /// Own choices of the first dates; see [`date`](Self::date).
    pub each: Vec<PerDate>,
    /// Whether one reflectance convention was said for all dates, instead of one for each.
    pub one_reflectance: bool,
    /// Compare what does not seem to compare.
    pub mixed: bool,
    /// Warp later dates onto the first.
    pub align: bool,
    /// How a later date is resampled.
    pub resampling: Resampling,
}

impl Dates {
    /// Choices of the date with this index: its own, or the first one's.
    pub fn date(&self, index: usize) -> &PerDate {
        self.each.get(index).unwrap_or(&self.each[0])
    }
}

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

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Mask values that take a pixel away.
    pub mask_values: MaskValues,
    /// Whether they were said: the default is meant for scene classifications only.
    pub mask_values_said: bool,
    /// Values that mean no measurement.
    pub nodata: Nodata,
    /// Metres along a pixel, if it is to be resampled.
    pub target_resolution: Option<f64>,
    /// What inputs, and what they name, may reach.
    pub sources: Sources,
    /// How features rasters of others are stored; `None` for what their layout tells.
    pub quantisation: Option<Quantisation>,
}

/// The area of interest: one of these, or none.
#[derive(Debug, Clone)]
pub struct Area {
    /// Vector file with polygons.
    pub vector: Option<String>,
    /// `xmin, ymin, xmax, ymax`.
    pub bounds: Option<[f64; 4]>,
    /// Reference system of the bounds.
    pub bounds_crs: Option<String>,
    /// Column, row, width and height.
    pub window: Option<[usize; 4]>,
}

/// How pixels become cells.
#[derive(Debug, Clone)]
pub struct Encoding {
    /// Share of overlap.
    pub overlap: f64,
    /// Weights towards the edge.
    pub taper: Taper,
    /// Pixels from one cell to the next; `None` for a patch.
    pub stride: Option<usize>,
    /// One chip in the centre only.
    pub centre_only: bool,
    /// Least share of valid pixels in a valid cell.
    pub min_valid: f64,
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Whether that number was said: then it bounds GDAL's own threads too.
    pub threads_said: bool,
    /// Memory to fill, bytes.
    pub memory: usize,
    /// Folder for large temporary data; without it, they wait beside outputs.
    pub temporary: Option<PathBuf>,
    /// Whether valid fractions and reasons are counted, for a raster beside outputs.
    pub validity: bool,
}

/// Choices about principal components.
#[derive(Debug, Clone)]
pub struct Components {
    /// PCA basis file.
    pub basis: Option<String>,
    /// Raw scores instead of colours.
    pub scores: bool,
    /// Colour range.
    pub stretch: Stretch,
}

/// How change is measured.
#[derive(Debug, Clone)]
pub struct ChangeChoice {
    /// The measure; `None` for the one that fits the inputs.
    pub method: Option<Method>,
    /// Power of the variance by which residuals' axes are divided.
    pub whitening: f64,
    /// Width of the bell that smooths maps, in cells; `None` for the method's own.
    pub smoothing: Option<f64>,
    /// From which value on a cell counts as changed.
    pub threshold: Threshold,
    /// File that keeps what was learned from the dates.
    pub fit: Option<String>,
    /// Write the probability of change too.
    pub probability: bool,
}

/// Pixels of maps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MapPixels {
    /// Cells.
    Cells,
    /// The input's pixels.
    Pixels,
    /// Squares of this size, in units of the reference system, or of pixels where there is none.
    Size(f64),
}

impl std::fmt::Display for MapPixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MapPixels::Cells => f.write_str("cells"),
            MapPixels::Pixels => f.write_str("pixels"),
            MapPixels::Size(size) => size.fmt(f),
        }
    }
}

/// What counts as an area of change.
#[derive(Debug, Clone)]
pub struct AreasChoice {
    /// Hectares of the smallest one.
    pub smallest: f64,
    /// Metres by which outlines may be simplified.
    pub tolerance: f64,
    /// Which changes of many dates count.
    pub filter: Filter,
}

/// How outputs are written.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Pixels of change and of components.
    pub grid: MapPixels,
    /// Driver, creation options, and whether files are replaced.
    pub gdal: WriteOptions,
    /// Storage of features.
    pub dtype: Storage,
    /// Write a STAC item beside outputs.
    pub sidecar: bool,
    /// Write a report to look at.
    pub report: bool,
    /// Write a style of QGIS beside maps.
    pub style: bool,
}

/// Everything that a job can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The encoder.
    pub model: ModelChoice,
    /// The dates.
    pub dates: Dates,
    /// Reading.
    pub reading: Reading,
    /// Area of interest.
    pub area: Area,
    /// Encoding.
    pub encoding: Encoding,
    /// Principal components.
    pub components: Components,
    /// Measuring change.
    pub change: ChangeChoice,
    /// Areas of change.
    pub areas: AreasChoice,
    /// What is looked for in features.
    pub finding: Finding,
    /// Many dates.
    pub series: SeriesChoice,
    /// Writing.
    pub write: Writing,
    /// What was given, for the record: without paths' folders and without what belongs to one machine.
    pub record: Vec<(String, String)>,
    /// libgdal to bind.
    pub gdal: Option<String>,
}

impl Options {
    /// The defaults of a task.
    pub fn defaults(task: Task) -> Self {
        let values = Values::new(task, [("", ""); 0]).and_then(|v| Options::new(&v));
        values.expect("the table's defaults pass its own checks")
    }
}
