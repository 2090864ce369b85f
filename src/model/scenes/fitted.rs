//! What every model that is fitted on scenes shares: how it is asked, and what a fit is.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::statistics::BandStatistics;
use crate::error::{Error, Result};
use crate::model::digest::hex;
use crate::model::encoder::{Encoder, Model};
use crate::model::spec::EncoderSpec;

/// Pixels of one chip with those around it.
#[derive(Debug, Clone)]
pub struct Chip {
    /// Standardised by its scene's statistics, gaps filled: `[bands][side][side]`.
    pub values: Vec<f32>,
    /// Which pixels were measured, `[side][side]`: 0 where a gap was filled.
    pub valid: Vec<u8>,
}

impl Chip {
    /// Cells, counted row by row, of which at least three quarters were measured. `spec` is what the chip was cut for.
    pub fn valid_cells(&self, spec: &EncoderSpec) -> Vec<usize> {
        let (side, cells, patch, margin) = (spec.side(), spec.chip_cells(), spec.patch, spec.reach.unwrap_or(0));
        let corner = |cell: usize| (margin + cell / cells * patch) * side + margin + cell % cells * patch;
        let measured = |start: usize| self.valid[start..][..patch].iter().filter(|v| **v != 0).count();
        let of_cell = |cell: usize| (0..patch).map(|y| measured(corner(cell) + y * side)).sum::<usize>();
        (0..cells * cells).filter(|cell| 4 * of_cell(*cell) >= 3 * patch * patch).collect()
    }
}

/// Chips of one scene to fit on, in the order of places; `None` where a scene has no valid pixel. Scenes of one grid
/// have the same places.
pub type Sample = Vec<Option<Chip>>;

/// A model that must see all scenes of a job before it encodes one of them.
pub trait SceneModel: Send + Sync {
    /// Name in outputs.
    fn name(&self) -> &'static str;

    /// What it will expect and give. Its statistics are NaN.
    fn spec(&self) -> &EncoderSpec;

    /// The most chips of all scenes together that a fit looks at; of each scene, one at least.
    fn samples(&self) -> usize;

    /// Learns from scenes: their statistics, and a sample of each.
    ///
    /// # Errors
    /// If there is too little to learn from.
    fn fit(&self, scenes: Vec<BandStatistics>, samples: &[Sample]) -> Result<Fit>;

    /// An encoder for each scene of a fit.
    ///
    /// # Errors
    /// If the fit is not one of this model.
    fn encoders(&self, fit: &Fit) -> Result<Vec<Box<dyn Encoder>>>;
}

/// What a model learned from scenes. As JSON it can be kept, and used again on others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fit {
    /// The model's name.
    pub model: String,
    /// Band statistics of each scene.
    pub scenes: Vec<BandStatistics>,
    /// What else it learned, in the model's own form.
    learned: Box<RawValue>,
}

impl Fit {
    /// A fit of the model called `model`.
    pub(super) fn new(model: &str, scenes: Vec<BandStatistics>, learned: &impl Serialize) -> Result<Self> {
        let learned = serde_json::value::to_raw_value(learned).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(Fit { model: model.to_owned(), scenes, learned })
    }

    /// What the model learned.
    pub(super) fn learned<T: for<'a> Deserialize<'a>>(&self) -> Result<T> {
        serde_json::from_str(self.learned.get()).map_err(|e| self.refused(&e.to_string()))
    }

    pub(super) fn refused(&self, reason: &str) -> Error {
        Error::model(&self.model, format!("what was fitted cannot be used: {reason}"))
    }

    /// SHA-256 of all that was learned, in hex, however a file of it is laid out.
    pub fn digest(&self) -> String {
        let values: serde_json::Value = serde_json::from_str(self.learned.get()).unwrap_or_default();
        hex(&Sha256::digest(serde_json::json!([self.model, self.scenes, values]).to_string()))
    }

    /// The model for each scene. All have the fit's digest.
    ///
    /// # Errors
    /// If the fit is another model's, or of another number of scenes or bands.
    pub fn models(&self, model: &dyn SceneModel, scenes: usize) -> Result<Vec<Model>> {
        let bands = model.spec().bands.len();
        let fits = |s: &BandStatistics| {
            let finite = s.mean.iter().chain(&s.std).all(|v| v.is_finite());
            s.mean.len() == bands && s.std.len() == bands && finite && s.std.iter().all(|v| *v >= 0.0)
        };
        if self.model != model.name() {
            return Err(self.refused(&format!("it was fitted for {}, not for {}", self.model, model.name())));
        }
        if self.scenes.len() != scenes {
            return Err(self.refused(&format!("it holds {} scenes, and the job has {scenes}", self.scenes.len())));
        }
        if !self.scenes.iter().all(fits) {
            return Err(self.refused(&format!("its band statistics are not those of {bands} bands")));
        }
        let digest = self.digest();
        let encoders = model.encoders(self)?.into_iter();
        let one = |encoder| Model { digest: digest.clone(), ..Model::from_encoder(&self.model, encoder) };
        Ok(encoders.map(one).collect())
    }
}

/// What a model of this name expects and gives before it is fitted: the five bands, with statistics that are NaN.
pub(super) fn unfitted(name: &str, chip: usize, reach: usize, dim: usize) -> EncoderSpec {
    let bands: Vec<String> = crate::model::spec::BANDS.map(String::from).to_vec();
    let unknown = vec![f32::NAN; bands.len()];
    EncoderSpec {
        kind: name.into(),
        chip,
        reach: Some(reach),
        patch: PATCH,
        dim,
        bands,
        mean: unknown.clone(),
        std: unknown,
    }
}

/// Pixels along a cell.
pub(super) const PATCH: usize = 8;

/// The same for one scene.
pub(super) fn fitted(spec: &EncoderSpec, scene: &BandStatistics) -> EncoderSpec {
    EncoderSpec { mean: scene.mean.clone(), std: scene.std.clone(), ..spec.clone() }
}
