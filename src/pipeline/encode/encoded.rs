//! Features of one input, with where they come from.

use super::chips::Encoded;
use super::picture::Picture;
use super::store::FeatureStore;
use super::validity::Validity;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::pipeline::open::{Facts, FeatureRaster, ModelIdentity};

/// Features of one input, with where they come from.
pub struct EncodedInput {
    /// The input's name as given.
    pub name: String,
    /// Its cells.
    pub store: FeatureStore,
    /// The encoder.
    pub model: ModelIdentity,
    /// What was understood of it.
    pub facts: Facts,
    /// Valid fractions and reasons of its cells, if they were asked for.
    pub validity: Option<Validity>,
    /// Chips and cells; zero for a features raster.
    pub encoded: Encoded,
    /// A true-colour picture, if one was asked for.
    pub picture: Option<Picture>,
    /// Pixels from one cell to the next.
    pub stride: usize,
    /// Columns and rows of pixels that the cells cover.
    pub pixels: [usize; 2],
}

impl EncodedInput {
    /// How many cells lie along a patch.
    pub fn finer(&self) -> f64 {
        self.model.patch.max(self.stride) as f64 / self.stride as f64
    }
}

impl EncodedInput {
    /// Refuses features of another model than those that a file was fitted on.
    ///
    /// # Errors
    /// [`Error::Argument`] with both models.
    pub fn expect_model(&self, file: &str, name: &str, digest: &str, dim: usize) -> Result<()> {
        let own = &self.model;
        if own.digest == digest && self.store.dim == dim && (!digest.is_empty() || own.name == name) {
            return Ok(());
        }
        let told = |name: &str, digest: &str, dim: usize| match digest {
            "" => format!("{dim} numbers of {name}"),
            digest => format!("{dim} numbers of {name} ({digest})"),
        };
        let (fitted, found) = (told(name, digest, dim), told(&own.name, &own.digest, self.store.dim));
        Err(Error::refused(
            "FIT",
            format!("{file}: was fitted on {fitted}, but the features of {} are {found}", self.name),
        ))
    }
}

/// What outputs say of a model.
pub fn identity(model: &Model) -> ModelIdentity {
    let spec = model.spec();
    ModelIdentity {
        name: model.name.clone(),
        digest: model.digest.clone(),
        caution: model.caution.map(String::from),
        precision: model.precision.into(),
        arithmetic: model.in_full(),
        bands: spec.bands.join(","),
        chip: spec.chip,
        patch: spec.patch,
        side_by_side: spec.reach.is_some(),
    }
}

/// The cells of a features raster, as if they had been encoded just now.
pub fn from_raster(raster: FeatureRaster) -> EncodedInput {
    let FeatureRaster { source, provenance, warnings } = raster;
    let stride = provenance.stride();
    let pixels = [source.grid().width * stride, source.grid().height * stride];
    let facts = provenance.origins.into_iter().next().map(|origin| origin.facts).unwrap_or_default();
    EncodedInput {
        name: source.name().to_owned(),
        model: provenance.model,
        facts: Facts { form: "features".into(), warnings, ..facts },
        validity: None,
        encoded: Encoded::default(),
        picture: None,
        stride,
        pixels,
        store: FeatureStore::from_raster(source),
    }
}
