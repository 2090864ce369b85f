//! What an encoder expects and gives.

use serde::Serialize;

use crate::error::{Error, Result};

/// The published model's bands, in its order.
pub const BANDS: [&str; 5] = ["red", "green", "blue", "nir", "swir16"];

/// Bands, statistics and sizes of an encoder: all that the pipeline needs to know of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EncoderSpec {
    /// `vit_tiny_patch8`, `vit_small_patch8`, `lejepa_gis_texture_vit_patch8`, `resnet18`, or `onnx`.
    pub kind: String,
    /// Pixels along a chip.
    pub chip: usize,
    /// How many pixels around a cell its feature depends on, where it depends on nothing beyond: then each chip is given
    /// with a margin of as many pixels, and chips lie side by side. `None` for networks, whose chips overlap instead.
    pub reach: Option<usize>,
    /// Pixels along a cell.
    pub patch: usize,
    /// Numbers in a feature.
    pub dim: usize,
    /// Band names in the order of the input.
    pub bands: Vec<String>,
    /// Mean of each band, reflectance × 10000.
    pub mean: Vec<f32>,
    /// Standard deviation of each band, reflectance × 10000.
    pub std: Vec<f32>,
}

impl EncoderSpec {
    /// Cells along a chip.
    pub fn chip_cells(&self) -> usize {
        self.chip / self.patch
    }

    /// Pixels along what the encoder is given: the chip with its margins.
    pub fn side(&self) -> usize {
        self.chip + 2 * self.reach.unwrap_or(0)
    }

    /// Numbers in one input: `bands × side × side`.
    pub fn input_len(&self) -> usize {
        self.bands.len() * self.side() * self.side()
    }

    /// Numbers in one output: `chip_cells × chip_cells × dim`.
    pub fn output_len(&self) -> usize {
        self.chip_cells() * self.chip_cells() * self.dim
    }

    /// Normalises one band's reflectance in place: `(x − mean) / max(std, 1)`.
    pub fn normalise(&self, band: usize, values: &mut [f32]) {
        let (mean, std) = (self.mean[band], self.std[band].max(1.0));
        values.iter_mut().for_each(|v| *v = (*v - mean) / std);
    }

    /// Pixels along the largest chip, numbers in the longest feature, and bands, that are taken for an encoder's.
    pub const MOST: [usize; 3] = [4096, 65_536, 1024];

    /// What is wrong with the sizes, as a sentence; `None` if they fit together.
    pub fn defect(&self) -> Option<String> {
        let bands = self.bands.len();
        if [self.chip, self.dim, bands].iter().zip(Self::MOST).any(|(size, most)| *size > most) {
            return Some(format!("a chip of {} pixels, {} features and {bands} bands, too many", self.chip, self.dim));
        }
        if bands == 0 || self.mean.len() != bands || self.std.len() != bands {
            return Some(format!("{bands} bands with {} means and {} deviations", self.mean.len(), self.std.len()));
        }
        if self.mean.iter().chain(&self.std).any(|v| !v.is_finite()) || self.std.iter().any(|v| *v < 0.0) {
            return Some("band statistics that are not finite, or a negative deviation".into());
        }
        if self.patch == 0 || self.chip == 0 || !self.chip.is_multiple_of(self.patch) || self.dim == 0 {
            return Some(format!(
                "a chip of {} pixels, a patch of {} and {} features",
                self.chip, self.patch, self.dim
            ));
        }
        None
    }
}

/// Says what an ONNX file without metadata leaves open; empty for everything that says it itself.
#[derive(Debug, Clone, Default)]
pub struct SpecHints {
    /// Band names in the order of the input.
    pub bands: Option<Vec<String>>,
    /// Mean per band.
    pub mean: Option<Vec<f32>>,
    /// Standard deviation per band.
    pub std: Option<Vec<f32>>,
}

impl SpecHints {
    /// Refuses hints for a model that says all of this itself.
    ///
    /// # Errors
    /// [`Error::Argument`] if there are any.
    pub fn refuse_for(&self, name: &str) -> Result<()> {
        let given = [
            ("MODEL_BANDS", self.bands.is_some()),
            ("MODEL_MEAN", self.mean.is_some()),
            ("MODEL_STD", self.std.is_some()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Error::refused(
                option,
                format!("{option} is for an ONNX file without metadata; {name} says its bands and statistics itself"),
            )),
            None => Ok(()),
        }
    }
}
