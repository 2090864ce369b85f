//! What to write and how, as plain values.

use super::legend::Class;
use crate::geometry::Grid;

/// How samples are stored. Values are always given as float32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// 32-bit float, nodata NaN.
    Float32,
    /// 16-bit float inside the TIFF (read as float32 by any GDAL), nodata NaN.
    Float16,
    /// 8-bit unsigned, 0 to 255, no nodata.
    Byte,
    /// Class numbers from 1 on in 8 bits, nodata 0.
    Class8,
    /// 16-bit unsigned, nodata 0.
    UInt16,
    /// Codes −127 to 127 with a scale and offset per band; NaN becomes −128. Stored as Int8 from GDAL 3.7 on,
    /// before that as Byte with every code 128 higher; unscaled values are the same.
    Code8,
}

/// What the bands are, which decides how they are laid out and compressed unless the user says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The numbers of a feature: many bands, of which neighbouring cells share little.
    Features,
    /// Red, green and blue for the eye.
    Picture,
    /// Measured quantities.
    Values,
    /// Numbers of classes, which have no mean.
    Classes,
}

/// One output band.
#[derive(Debug, Clone, Default)]
pub struct OutputBand {
    /// Description.
    pub description: String,
    /// Scale and offset tags.
    pub scale: Option<(f64, f64)>,
    /// What its numbers mean, of classes.
    pub classes: Vec<Class>,
}

/// What to write.
#[derive(Debug, Clone)]
pub struct OutputSpec {
    /// Size and georeference.
    pub grid: Grid,
    /// Bands in order.
    pub bands: Vec<OutputBand>,
    /// What they are.
    pub content: Content,
    /// Sample storage.
    pub storage: Storage,
    /// With a mask band for the whole dataset.
    pub mask: bool,
    /// Metadata of the default domain.
    pub tags: Vec<(String, String)>,
    /// Metadata of the domain `LEJEPA_GIS`.
    pub metadata: Vec<(String, String)>,
}

/// How to write.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Cloud-optimised GeoTIFF.
    pub cog: bool,
    /// Short name of a driver that the finished GeoTIFF is copied with; empty for GeoTIFF itself.
    pub driver: String,
    /// Creation options `KEY=VALUE`; they win over the defaults.
    pub creation: Vec<String>,
    /// Replace an existing file.
    pub overwrite: bool,
}

impl WriteOptions {
    /// Whether the finished GeoTIFF is copied with another driver.
    pub fn copies(&self) -> bool {
        self.cog || !(self.driver.is_empty() || self.driver.eq_ignore_ascii_case("GTiff"))
    }

    /// Whether the user wants blocks without data left out.
    pub fn is_sparse(&self) -> bool {
        let wants = |o: &String| o.to_ascii_uppercase().replace("=YES", "=TRUE") == "SPARSE_OK=TRUE";
        self.creation.iter().any(wants)
    }
}
