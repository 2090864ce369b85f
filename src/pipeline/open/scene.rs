//! What an input turned out to be: something to encode, or a features raster made earlier.

use super::facts::Facts;
use super::provenance::Provenance;
use crate::raster::reflectance::{Finding, Reflectance};
use crate::raster::{MaskedSource, RasterSource};

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
    /// The warning that says how it is rotated, if it is: it goes when the pixels are warped.
    pub rotated: Option<String>,
    /// What was understood.
    pub facts: Facts,
    /// Files of the product, whether their bands were chosen or not.
    pub files: Vec<String>,
}

/// Cells that were made earlier: features, or classes as cells of one number.
pub struct FeatureRaster {
    /// Cells, one band per number of the feature; of a map of change or likeness, its bands.
    pub source: Box<dyn RasterSource>,
    /// What the file says of itself.
    pub provenance: Provenance,
    /// What people should know, one sentence each.
    pub warnings: Vec<String>,
}

/// What a name given as input turned out to be.
pub enum Input {
    /// To encode.
    Scene(Box<Scene>),
    /// Cells already: features, classes, or a map that was made of its dates.
    Features(Box<FeatureRaster>),
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

    /// What is cells already.
    pub fn features(&self) -> Option<&FeatureRaster> {
        match self {
            Input::Scene(_) => None,
            Input::Features(raster) => Some(raster),
        }
    }
}
