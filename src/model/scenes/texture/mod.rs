//! `texture`, the model without a network: how each cell looks beside how its surroundings vary.
//!
//! A feature is 160 numbers, half and half: `appearance`, a window around the cell on the principal axes of all scenes
//! of the job, turned so that all of them vary alike, and the logarithm of the energy of each band by scale and orientation
//! (`crate::model::bank`), standardised. Both halves have the same total variance. Phase-free texture beside colour finds
//! change better than pixels or a plain network; MODEL_CARD.md has the figures.

mod appearance;

use ndarray::{Array1, Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};

use super::fitted::{Fit, Sample, SceneModel, fitted, unfitted};
use super::statistics::BandStatistics;
use crate::error::{Error, Result};
use crate::kernel::Isa;
use crate::model::bank::{Bank, CELL, CLIP, ENERGIES, MARGIN};
use crate::model::encoder::Encoder;
use crate::model::spec::EncoderSpec;
use crate::numeric::{Moments, PrincipalAxes, hadamard, principal_axes};
use appearance::{NUMBERS, bell, windows};

/// The name that opens it.
pub const TEXTURE: &str = "texture";
/// Pixels along a chip.
const CHIP: usize = 64;
/// Chips of all scenes that it is fitted on: 4096 cells.
const SAMPLES: usize = 64;
/// Principal axes of the appearance.
const AXES: usize = 80;
/// Deviations below which a number of the sample does not vary.
const LEAST: f32 = 1e-6;

/// Before it is fitted.
pub(super) struct Texture(EncoderSpec);

impl Texture {
    pub fn new() -> Self {
        Texture(unfitted(TEXTURE, CHIP, MARGIN, AXES + ENERGIES))
    }
}

#[derive(Serialize, Deserialize)]
struct Learned {
    /// Weights of a window's numbers, `[axis][number]`, the bell within them.
    axes: Vec<Vec<f32>>,
    /// The mean window on the axes.
    centre: Vec<f32>,
    /// Mean and deviation of each log energy.
    mean: Vec<f32>,
    deviation: Vec<f32>,
}

impl SceneModel for Texture {
    fn name(&self) -> &'static str {
        TEXTURE
    }

    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn samples(&self) -> usize {
        SAMPLES
    }

    fn fit(&self, scenes: Vec<BandStatistics>, samples: &[Sample]) -> Result<Fit> {
        let (side, bank, bell) = (self.0.side(), bank()?, bell().collect::<Array1<f32>>());
        let (mut looks, mut grains) = (Vec::new(), Moments::new(ENERGIES));
        for chip in samples.iter().flatten().flatten() {
            let (values, valid) = (cut(&chip.values), chip.valid_cells(&self.0));
            looks.push(windows(&values, side).select(Axis(0), &valid) * &bell);
            grains.add(bank.of_chip(&values, side).select(Axis(0), &valid).view());
        }
        if grains.count() == 0 {
            return Err(Error::model(
                TEXTURE,
                format!(
                    "needs cells of {CELL} x {CELL} pixels to be fitted on, most of them valid, and the inputs have none"
                ),
            ));
        }
        let PrincipalAxes { mean, axes, variances } = principal_axes(&looks, AXES);
        // Spread evenly over its numbers, the appearance keeps its balance where each number is standardised.
        let axes = hadamard(AXES).map_or_else(|| axes.clone(), |even| even.dot(&axes));
        let scale = 1.0 / (variances.iter().sum::<f64>().sqrt() as f32).max(LEAST);
        let centre = axes.dot(&mean) * scale;
        let axes = &axes * &bell * scale;
        let half = (ENERGIES as f32).sqrt();
        let variances = grains.scatter().diag().mapv(|v| v.max(0.0) / grains.count() as f64);
        let learned = Learned {
            axes: axes.rows().into_iter().map(|row| row.to_vec()).collect(),
            centre: centre.to_vec(),
            mean: grains.mean().iter().map(|v| *v as f32).collect(),
            deviation: variances.iter().map(|v| (v.sqrt() as f32).max(LEAST) * half).collect(),
        };
        Fit::new(TEXTURE, scenes, &learned)
    }

    fn encoders(&self, fit: &Fit) -> Result<Vec<Box<dyn Encoder>>> {
        let learned: Learned = fit.learned()?;
        let numbers: Vec<f32> = learned.axes.concat();
        let fits = numbers.len() == AXES * NUMBERS
            && learned.centre.len() == AXES
            && [&learned.mean, &learned.deviation].iter().all(|v| v.len() == ENERGIES)
            && learned.deviation.iter().all(|d| *d > 0.0);
        let all = numbers.iter().chain(&learned.centre).chain(&learned.mean).chain(&learned.deviation);
        if !fits || !all.into_iter().all(|v| v.is_finite()) {
            return Err(fit.refused("it does not hold the axes and energies of this version"));
        }
        let axes = Array2::from_shape_vec((AXES, NUMBERS), numbers).unwrap_or_default().reversed_axes();
        let shared = std::sync::Arc::new(Shared {
            bank: bank()?,
            axes,
            centre: learned.centre.into(),
            mean: learned.mean.into(),
            deviation: learned.deviation.into(),
        });
        let one = |scene| Box::new(Fitted { spec: fitted(&self.0, scene), shared: shared.clone() }) as _;
        Ok(fit.scenes.iter().map(one).collect())
    }
}

/// The filters, on the instructions that this process uses.
fn bank() -> Result<Bank> {
    Ok(Bank::new(Isa::chosen().map_err(|m| Error::model(TEXTURE, m))?))
}

/// Values cut at [`CLIP`].
fn cut(values: &[f32]) -> Vec<f32> {
    values.iter().map(|v| v.clamp(-CLIP, CLIP)).collect()
}

struct Shared {
    bank: Bank,
    /// `[NUMBERS][AXES]`.
    axes: Array2<f32>,
    centre: Array1<f32>,
    mean: Array1<f32>,
    deviation: Array1<f32>,
}

struct Fitted {
    spec: EncoderSpec,
    shared: std::sync::Arc<Shared>,
}

impl Encoder for Fitted {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let (side, shared) = (self.spec.side(), &self.shared);
        if chip.len() != self.spec.input_len() {
            return Err(Error::Internal(format!("a chip of {} numbers for {TEXTURE}", chip.len())));
        }
        let chip = cut(chip);
        let look = windows(&chip, side).dot(&shared.axes) - &shared.centre;
        let grain = (shared.bank.of_chip(&chip, side) - &shared.mean) / &shared.deviation;
        Ok(concatenate![Axis(1), look, grain].into_iter().collect())
    }
}
