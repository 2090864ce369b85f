//! Rasters in and out: what gives pixels, GDAL's implementation of it, and what a raster's bands mean.
//!
//! Pixels travel as float32, band-sequential: `[band][row][column]`. A form of input is a file in [`input`]; whatever else
//! implements [`RasterSource`] passes the contract suite in `tests/raster_contract.rs`.

pub mod bands;
pub mod classes;
mod crop;
#[allow(unsafe_code)]
pub mod gdal;
pub mod input;
mod mask_values;
mod masked;
pub mod missing;
mod pixels;
pub mod places;
mod quantised;
pub mod reflectance;
pub mod sample;
mod validity;

pub use crop::CropSource;
pub use mask_values::MaskValues;
pub use masked::{MaskRule, MaskedSource};
pub use pixels::{PixelMask, PixelSource, PixelType, Strides};
pub use validity::ValidityCounts;

pub use quantised::{Quantisation, QuantisedSource};
use std::cell::RefCell;
use std::rc::Rc;

use crate::error::Result;
use crate::geometry::{Grid, Patches, Window};

/// Something that gives pixels of chosen bands.
pub trait RasterSource {
    /// How messages call it: the name as the caller gave it.
    fn name(&self) -> &str;

    /// Size and georeference.
    fn grid(&self) -> &Grid;

    /// Number of bands that [`read`](Self::read) gives.
    fn bands(&self) -> usize;

    /// Files that its pixels come from, by the names that GDAL knows them by; empty for pixels in memory.
    fn files(&self) -> Vec<String> {
        Vec::new()
    }

    /// Width and height of the blocks in which its file stores it, counted from its first pixel: reading one pixel decodes a
    /// block. `[1, 1]` where that is not known.
    fn block(&self) -> [usize; 2] {
        [1, 1]
    }

    /// Bytes of its blocks as GDAL's cache keeps them, once all was read; 0 where none are.
    fn cached(&self) -> u64 {
        0
    }

    /// From now on, counts pixels by what takes them away as they are read, in patches; `None` where that is not known.
    fn tally(&mut self, _patches: Patches) -> Option<Rc<RefCell<ValidityCounts>>> {
        None
    }

    /// Reads a window: `pixels` gets `bands × height × width` raw values, `valid` gets `height × width` bytes,
    /// 1 where every band is valid and 0 elsewhere. Raw values of invalid pixels have no meaning.
    ///
    /// # Errors
    /// If the window leaves the raster, a buffer has another length, or reading fails.
    fn read(&mut self, window: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()>;
}

/// Metadata: keys and values in order.
pub type Tags = Vec<(String, String)>;

/// How a band marks invalid pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaskKind {
    /// Not at all: for whole numbers, 0 in all bands is invalid.
    None,
    /// By this value (NaN included).
    Nodata(f64),
    /// By a mask or alpha band shared by the whole dataset.
    Dataset,
    /// By the alpha band with this number, which GDAL itself does not treat as a mask.
    Alpha(usize),
    /// By a mask band of its own.
    Band,
}

/// How pixels of one grid become pixels of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampling {
    /// The nearest pixel: for classes.
    Nearest,
    /// Four neighbours by distance; where several pixels fall into one, their average.
    Bilinear,
    /// Sixteen neighbours.
    Cubic,
    /// The mean of the pixels that fall into one, by their share of it.
    Average,
}

impl Resampling {
    /// GDAL's name; of bilinear and cubic also that of the parameter.
    pub fn gdal_name(self) -> &'static str {
        match self {
            Resampling::Nearest => "near",
            Resampling::Bilinear => "bilinear",
            Resampling::Cubic => "cubic",
            Resampling::Average => "average",
        }
    }
}

/// Kind of sample, as far as decisions need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleType {
    /// Eight bits.
    Byte,
    /// Whole numbers of 16 or more bits.
    Integer,
    /// Floating point.
    Float,
    /// Complex or unknown.
    Other,
}

impl SampleType {
    /// From `GDALGetDataTypeName`.
    pub fn from_gdal_name(name: &str) -> Self {
        match name {
            "Byte" | "Int8" | "UInt8" => SampleType::Byte,
            "UInt16" | "Int16" | "UInt32" | "Int32" | "UInt64" | "Int64" => SampleType::Integer,
            "Float16" | "Float32" | "Float64" => SampleType::Float,
            _ => SampleType::Other,
        }
    }
}

/// A band's description, tags, type and nodata.
#[derive(Debug, Clone)]
pub struct BandInfo {
    /// Description, may be empty.
    pub description: String,
    /// Metadata of the default domain.
    pub metadata: Vec<(String, String)>,
    /// GDAL's name of the colour interpretation, for example `Red`; may be empty.
    pub colour: String,
    /// Kind of sample.
    pub sample: SampleType,
    /// GDAL's name of the type, for messages.
    pub data_type: String,
    /// How invalid pixels are marked.
    pub mask: MaskKind,
    /// Scale tag, if it is not 1.
    pub scale: Option<f64>,
    /// Offset tag, if it is not 0.
    pub offset: Option<f64>,
}

impl BandInfo {
    /// A band without tags and description.
    pub fn plain(sample: SampleType) -> Self {
        BandInfo {
            description: String::new(),
            metadata: Vec::new(),
            colour: String::new(),
            sample,
            data_type: format!("{sample:?}"),
            mask: MaskKind::None,
            scale: None,
            offset: None,
        }
    }

    /// Bytes of a pixel.
    pub fn pixel_bytes(&self) -> u64 {
        match self.data_type.as_str() {
            "Byte" | "UInt8" | "Int8" => 1,
            "UInt16" | "Int16" | "Float16" => 2,
            "Float64" | "UInt64" | "Int64" => 8,
            _ => 4,
        }
    }

    /// Whether a pixel of this band's type can have this value.
    pub fn can_hold(&self, value: f64) -> bool {
        let whole = |low: f64, high: f64| value.fract() == 0.0 && (low..=high).contains(&value);
        match self.data_type.as_str() {
            "Byte" | "UInt8" => whole(0.0, f64::from(u8::MAX)),
            "Int8" => whole(f64::from(i8::MIN), f64::from(i8::MAX)),
            "UInt16" => whole(0.0, f64::from(u16::MAX)),
            "Int16" => whole(f64::from(i16::MIN), f64::from(i16::MAX)),
            "UInt32" => whole(0.0, f64::from(u32::MAX)),
            "Int32" => whole(f64::from(i32::MIN), f64::from(i32::MAX)),
            "UInt64" => whole(0.0, u64::MAX as f64),
            "Int64" => whole(i64::MIN as f64, i64::MAX as f64),
            _ => true,
        }
    }
}
