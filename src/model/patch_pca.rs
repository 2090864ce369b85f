//! `pixels`, a model without a network: a cell's standardised pixels on their principal components.
//!
//! It knows nothing before it sees the scenes of a job: each scene gives its own band statistics, all of them together
//! the components. So features of two fits do not compare, and a fit's digest says which it is.

use ndarray::{Array1, Array2, ArrayView1};
use sha2::{Digest, Sha256};

use super::digest::hex;
use super::encoder::{Encoder, Model};
use super::precision::PrecisionChoice;
use super::spec::{BANDS, EncoderSpec};
use crate::error::{Error, Result};
use crate::numeric::{Moments, symmetric_eigen};

/// The name that opens it.
pub const PIXELS: &str = "pixels";
/// Pixels along a cell, which is also the chip: a cell's feature does not depend on its neighbours.
const PATCH: usize = 8;
/// Components kept: the numbers of a feature.
const COMPONENTS: usize = 60;
/// Deviations from the mean at which values are cut, so that clouds and glints do not rule the components.
const CLIP: f32 = 6.0;

/// The model before it is fitted: it says what it will give. Its statistics are NaN.
#[derive(Debug, Clone)]
pub struct PatchPca {
    spec: EncoderSpec,
    digest: String,
}

impl PatchPca {
    /// Nothing is read for it.
    ///
    /// # Errors
    /// If bf16 or int8 is asked for.
    pub fn open(precision: PrecisionChoice) -> Result<Self> {
        if precision.short() {
            return Err(Error::model(PIXELS, format!("has no {precision} form; use f32")));
        }
        let unknown = vec![f32::NAN; BANDS.len()];
        let digest = Sha256::digest(format!("{PIXELS} {PATCH} {COMPONENTS} {CLIP} {BANDS:?}"));
        Ok(PatchPca { spec: spec(unknown.clone(), unknown), digest: hex(&digest) })
    }

    /// What it will expect and give.
    pub fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    /// SHA-256 of how it is fitted, in hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What collects the scenes of a job.
    pub fn fit(&self) -> PatchFit {
        PatchFit { scenes: Vec::new(), moments: Moments::new(self.spec.input_len()) }
    }
}

fn spec(mean: Vec<f32>, std: Vec<f32>) -> EncoderSpec {
    let bands = BANDS.map(String::from).to_vec();
    EncoderSpec { kind: PIXELS.into(), chip: PATCH, patch: PATCH, dim: COMPONENTS, bands, mean, std }
}

/// Collects what the model is fitted on, in two passes over all scenes: first [`add_pixels`](Self::add_pixels), then
/// [`add_cells`](Self::add_cells). Memory does not grow with the scenes.
pub struct PatchFit {
    scenes: Vec<[BandSums; BANDS.len()]>,
    moments: Moments,
}

#[derive(Clone, Copy, Default)]
struct BandSums {
    count: f64,
    sum: f64,
    squares: f64,
}

impl BandSums {
    fn mean(&self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    fn std(&self) -> f64 {
        (self.squares / self.count.max(1.0) - self.mean().powi(2)).max(0.0).sqrt()
    }
}

impl PatchFit {
    /// First pass: reflectance of scene number `scene`, `[bands][pixels]`, and which pixels are valid.
    pub fn add_pixels(&mut self, scene: usize, pixels: &[f32], valid: &[u8]) {
        self.scenes.resize(self.scenes.len().max(scene + 1), Default::default());
        for (sums, band) in self.scenes[scene].iter_mut().zip(pixels.chunks_exact(valid.len().max(1))) {
            for value in band.iter().zip(valid).filter(|(_, ok)| **ok != 0).map(|(v, _)| f64::from(*v)) {
                sums.count += 1.0;
                sums.sum += value;
                sums.squares += value * value;
            }
        }
    }

    /// Second pass: one row of cells, `[bands][8][width]`. Only cells whose pixels are all valid teach components.
    pub fn add_cells(&mut self, scene: usize, pixels: &[f32], valid: &[u8], width: usize) {
        let spec = self.spec(scene);
        let mut patches = Vec::new();
        for x in (0..width / PATCH).map(|cell| cell * PATCH) {
            if (0..PATCH).any(|y| valid[y * width + x..][..PATCH].contains(&0)) {
                continue;
            }
            for (band, plane) in pixels.chunks_exact(PATCH * width).enumerate() {
                let start = patches.len();
                (0..PATCH).for_each(|y| patches.extend_from_slice(&plane[y * width + x..][..PATCH]));
                spec.normalise(band, &mut patches[start..]);
            }
        }
        patches.iter_mut().for_each(|v| *v = v.clamp(-CLIP, CLIP));
        let rows = patches.len() / spec.input_len();
        if let Ok(patches) = Array2::from_shape_vec((rows, spec.input_len()), patches) {
            self.moments.add(patches.view());
        }
    }

    fn spec(&self, scene: usize) -> EncoderSpec {
        let sums = &self.scenes[scene];
        spec(sums.iter().map(|s| s.mean() as f32).collect(), sums.iter().map(|s| s.std() as f32).collect())
    }

    /// One model per scene: components are shared, band statistics are each scene's own. All have one digest.
    ///
    /// # Errors
    /// If no cell of any scene was wholly valid.
    pub fn finish(self) -> Result<Vec<Model>> {
        if self.moments.count() == 0 {
            return Err(Error::model(
                PIXELS,
                format!("needs cells of {PATCH} x {PATCH} valid pixels to be fitted on, and the inputs have none"),
            ));
        }
        let components = symmetric_eigen(&self.moments.covariance()).1;
        let components = components.slice(ndarray::s![..COMPONENTS, ..]).mapv(|v| v as f32);
        let centre = components.dot(&self.moments.mean().mapv(|v| v as f32));
        let specs: Vec<EncoderSpec> = (0..self.scenes.len()).map(|scene| self.spec(scene)).collect();
        let mut hash = Sha256::new();
        let statistics = specs.iter().flat_map(|s| s.mean.iter().chain(&s.std));
        components.iter().chain(&centre).chain(statistics).for_each(|v| hash.update(v.to_le_bytes()));
        let digest = hex(&hash.finalize());
        let model = |spec| {
            let fitted = Fitted { spec, components: components.clone(), centre: centre.clone() };
            Model { digest: digest.clone(), ..Model::from_encoder(PIXELS, Box::new(fitted)) }
        };
        Ok(specs.into_iter().map(model).collect())
    }
}

struct Fitted {
    spec: EncoderSpec,
    /// `[components][bands × 8 × 8]`.
    components: Array2<f32>,
    /// The mean patch on the components.
    centre: Array1<f32>,
}

impl Encoder for Fitted {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let chip: Vec<f32> = chip.iter().map(|v| v.clamp(-CLIP, CLIP)).collect();
        Ok((self.components.dot(&ArrayView1::from(&chip)) - &self.centre).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Opened, SpecHints};

    /// Two bands' worth of structure: a gradient and a checkerboard, the second scene under other light.
    fn scene(gain: f32, offset: f32) -> (Vec<f32>, Vec<u8>) {
        let (width, height) = (32, 24);
        let value = |band: usize, i: usize| {
            let (x, y) = (i % width, i / width);
            ((x * (band + 1) + y * 3 + x * y * band % 17) as f32 + if (x / 4 + y / 4) % 2 == 0 { 9.0 } else { 0.0 })
                * gain
                + offset
        };
        let pixels = (0..BANDS.len()).flat_map(|b| (0..width * height).map(move |i| value(b, i))).collect();
        (pixels, vec![1; width * height])
    }

    fn fitted(scenes: &[(Vec<f32>, Vec<u8>)]) -> Result<Vec<Model>> {
        let mut fit = PatchPca::open(PrecisionChoice::F32).unwrap().fit();
        scenes.iter().enumerate().for_each(|(i, (pixels, valid))| fit.add_pixels(i, pixels, valid));
        for (i, (pixels, valid)) in scenes.iter().enumerate() {
            for row in 0..3 {
                let part = |plane: &[f32]| plane[row * 256..][..256].to_vec();
                let rows: Vec<f32> = pixels.chunks_exact(valid.len()).flat_map(part).collect();
                fit.add_cells(i, &rows, &valid[row * 256..][..256], 32);
            }
        }
        fit.finish()
    }

    fn encoded(model: &Model, pixels: &[f32], column: usize) -> Vec<f32> {
        let mut chip = Vec::new();
        for (band, plane) in pixels.chunks_exact(32 * 24).enumerate() {
            let mut values: Vec<f32> = (0..8).flat_map(|y| plane[y * 32 + column * 8..][..8].to_vec()).collect();
            model.spec().normalise(band, &mut values);
            chip.extend(values);
        }
        model.encoder().encode(&chip).unwrap()
    }

    #[test]
    fn light_that_a_whole_scene_shares_is_no_difference() {
        let scenes = [scene(50.0, 300.0), scene(80.0, 900.0)];
        let models = fitted(&scenes).unwrap();
        assert_eq!(models[0].digest, models[1].digest);
        let (a, b) = (encoded(&models[0], &scenes[0].0, 2), encoded(&models[1], &scenes[1].0, 2));
        assert_eq!(a.len(), COMPONENTS);
        assert!(a.iter().map(|v| v.abs()).fold(0.0, f32::max) > 1.0, "{a:?}");
        for (a, b) in a.iter().zip(&b) {
            assert!((a - b).abs() < 1e-3, "{a} and {b}");
        }
    }

    #[test]
    fn invalid_pixels_teach_nothing() {
        let clean = scene(50.0, 300.0);
        let mut masked = clean.clone();
        masked.1[..8].fill(0);
        let mut spoilt = masked.clone();
        spoilt.0[..8].fill(1e6);
        let digest = |s| fitted(&[s]).unwrap()[0].digest.clone();
        assert_eq!(digest(masked.clone()), digest(spoilt));
        assert_ne!(digest(masked), digest(clean.clone()));
        let nothing = (clean.0, vec![0; 32 * 24]);
        let Err(error) = fitted(&[nothing]) else { panic!("there is nothing to fit on") };
        assert!(error.to_string().contains("the inputs have none"), "{error}");
    }

    #[test]
    fn chips_alone_and_bf16_are_refused() {
        let model = Opened::open(PIXELS, &SpecHints::default(), PrecisionChoice::Auto).unwrap();
        assert!(model.spec().mean.iter().all(|mean| mean.is_nan()));
        let error = model.ready().err().unwrap().to_string();
        assert!(error.contains("whole scenes"), "{error}");
        let alone = Model::open(PIXELS, &SpecHints::default()).err().unwrap().to_string();
        assert!(alone.contains("is no network"), "{alone}");
        assert!(PatchPca::open(PrecisionChoice::Bf16).is_err());
        assert!(PatchPca::open(PrecisionChoice::Int8).is_err());
    }
}
