//! `vector`: the mean of each standardised band over a cell, whose difference between dates is the change vector
//! (Malila 1980).

use super::fitted::{Fit, PATCH, Sample, SceneModel, fitted, unfitted};
use super::statistics::BandStatistics;
use crate::error::Result;
use crate::model::bank::CLIP;
use crate::model::encoder::Encoder;
use crate::model::spec::{BANDS, EncoderSpec};

/// Its name.
pub const VECTOR: &str = "vector";

/// Before it is fitted.
pub(super) struct Vector(EncoderSpec);

impl Vector {
    pub fn new() -> Self {
        Vector(unfitted(VECTOR, PATCH, 0, BANDS.len()))
    }
}

impl SceneModel for Vector {
    fn name(&self) -> &'static str {
        VECTOR
    }

    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn samples(&self) -> usize {
        0
    }

    fn fit(&self, scenes: Vec<BandStatistics>, _: &[Sample]) -> Result<Fit> {
        Fit::new(VECTOR, scenes, &())
    }

    fn encoders(&self, fit: &Fit) -> Result<Vec<Box<dyn Encoder>>> {
        Ok(fit.scenes.iter().map(|scene| Box::new(Means(fitted(&self.0, scene))) as _).collect())
    }
}

struct Means(EncoderSpec);

impl Encoder for Means {
    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let mean = |band: &[f32]| band.iter().map(|v| v.clamp(-CLIP, CLIP)).sum::<f32>() / band.len() as f32;
        Ok(chip.chunks_exact(PATCH * PATCH).map(mean).collect())
    }
}
