//! `irmad`: both dates' pixels as canonical variates, iteratively reweighted.
//!
//! Nielsen, "The regularized iteratively reweighted MAD method for change detection in multi- and hyperspectral data",
//! IEEE Transactions on Image Processing 16 (2007): linear combinations `aᵀx` and `bᵀy` of the two dates' bands that
//! correlate most, the next pair uncorrelated with the first, and so on. The differences of the pairs are the MAD
//! variates; the sum of their squares over their variances follows a chi-square distribution where nothing changed.
//! Each round weighs pixels by the probability that they did not change.

use ndarray::{Array1, Array2, ArrayView1, Axis, s};
use serde::{Deserialize, Serialize};

use super::fitted::{Chip, Fit, PATCH, Sample, SceneModel, fitted, unfitted};
use super::statistics::BandStatistics;
use crate::error::{Error, Result};
use crate::memory;
use crate::model::bank::CLIP;
use crate::model::encoder::Encoder;
use crate::model::spec::{BANDS, EncoderSpec};
use crate::numeric::{chi_square_5, symmetric_eigen};

/// Its name.
pub const IRMAD: &str = "irmad";
/// Variates of a pixel, and degrees of freedom of its chi-square.
pub const VARIATES: usize = BANDS.len();
/// Chips of both dates to fit on: a megapixel of each.
const SAMPLES: usize = 512;
/// Pixels along a chip; of an encoder's chip, those of one cell.
const CHIP: usize = 64;
/// Rounds at most: in more of them, the weights gather on ever fewer pixels of the stillest ground, water for example.
const ROUNDS: usize = 15;
/// Pixels that are looked at together: few enough for the processor's cache.
const TOGETHER: usize = 4096;
/// Change of correlations below which there is no other round.
const SETTLED: f64 = 1e-3;
/// Least variance of a MAD variate, so that a date against itself has none instead of 0 / 0.
const LEAST_VARIANCE: f64 = 1e-9;

/// Before it is fitted.
pub(super) struct Irmad(EncoderSpec);

impl Irmad {
    pub fn new() -> Self {
        Irmad(unfitted(IRMAD, CHIP, 0, PATCH * PATCH * VARIATES))
    }
}

/// Weights of bands, `[variate][band]`, each variate divided by the deviation of its MAD, and means, of both dates.
#[derive(Serialize, Deserialize)]
struct Learned {
    weights: [Vec<[f32; VARIATES]>; 2],
    means: [[f32; VARIATES]; 2],
}

impl SceneModel for Irmad {
    fn name(&self) -> &'static str {
        IRMAD
    }

    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn samples(&self) -> usize {
        SAMPLES
    }

    fn fit(&self, scenes: Vec<BandStatistics>, samples: &[Sample]) -> Result<Fit> {
        let [before, after] = samples else {
            return Err(Error::model(IRMAD, format!("compares two dates, not {}", samples.len())));
        };
        let pairs = pixel_pairs(before, after)?;
        if pairs.nrows() < 10 * VARIATES {
            return Err(Error::model(IRMAD, "needs pixels that are valid on both dates, and there are hardly any"));
        }
        Fit::new(IRMAD, scenes, &reweighted(&pairs)?)
    }

    fn encoders(&self, fit: &Fit) -> Result<Vec<Box<dyn Encoder>>> {
        let learned: Learned = fit.learned()?;
        let finite = learned.weights.iter().flatten().chain(&learned.means).flatten().all(|v| v.is_finite());
        if learned.weights.iter().any(|w| w.len() != VARIATES) || fit.scenes.len() != 2 || !finite {
            return Err(fit.refused("it does not hold five variates of two dates"));
        }
        let each = fit.scenes.iter().zip(learned.weights).zip(learned.means);
        let one = |((scene, weights), means)| Box::new(Variates { spec: fitted(&self.0, scene), weights, means }) as _;
        Ok(each.map(one).collect())
    }
}

/// Standardised pixels that are valid on both dates, `[pixels][both dates' bands]`.
///
/// # Errors
/// If there is no memory for them.
fn pixel_pairs(before: &Sample, after: &Sample) -> Result<Array2<f32>> {
    let chips = || before.iter().zip(after).filter_map(|(b, a)| Some((b.as_ref()?, a.as_ref()?)));
    let most: usize = chips().map(|(b, _)| b.valid.len()).sum();
    let mut values = memory::reserved(most * 2 * VARIATES, "pixels of both dates")?;
    for (b, a) in chips() {
        let area = b.valid.len();
        for i in (0..area).filter(|i| b.valid[*i] != 0 && a.valid[*i] != 0) {
            let of =
                |c: &Chip| std::array::from_fn::<_, VARIATES, _>(|band| c.values[band * area + i].clamp(-CLIP, CLIP));
            values.extend([b, a].map(of).as_flattened());
        }
    }
    Ok(Array2::from_shape_vec((values.len() / (2 * VARIATES), 2 * VARIATES), values).unwrap_or_default())
}

/// Mean and covariance of pixels; `weigh` says how much each of some pixels counts.
fn weighted(pairs: &Array2<f32>, weigh: impl Fn(&Array2<f64>) -> Array1<f64>) -> (Array1<f64>, Array2<f64>) {
    let numbers = pairs.ncols();
    let (mut count, mut mean, mut products) = (0.0, Array1::zeros(numbers), Array2::zeros((numbers, numbers)));
    for some in pairs.axis_chunks_iter(Axis(0), TOGETHER) {
        let some = some.mapv(f64::from);
        let weights = weigh(&some);
        count += weights.sum();
        mean += &weights.dot(&some);
        products += &(&some * &weights.insert_axis(Axis(1))).t().dot(&some);
    }
    mean /= count;
    let columns = mean.view().insert_axis(Axis(1));
    let covariance = products / count - columns.dot(&columns.t());
    (mean, covariance)
}

fn reweighted(pairs: &Array2<f32>) -> Result<Learned> {
    let (mut mean, mut covariance) = weighted(pairs, |some| Array1::ones(some.nrows()));
    let mut before = Array1::<f64>::from_elem(VARIATES, f64::INFINITY);
    for round in 1.. {
        let (correlations, [a, b]) = canonical(&covariance)?;
        let variances = correlations.mapv(|r| (2.0 * (1.0 - r)).max(LEAST_VARIANCE));
        let settled = (&correlations - &before).iter().all(|d| d.abs() < SETTLED);
        if settled || round == ROUNDS {
            let scaled = |w: &Array2<f64>| -> Vec<[f32; VARIATES]> {
                let row = |(w, v): (ArrayView1<f64>, &f64)| std::array::from_fn(|i| (w[i] / v.sqrt()) as f32);
                w.rows().into_iter().zip(&variances).map(row).collect()
            };
            let means = [0, VARIATES].map(|from| std::array::from_fn(|i| mean[from + i] as f32));
            return Ok(Learned { weights: [scaled(&a), scaled(&b)], means });
        }
        let chi_square = |row: ArrayView1<f64>| row.iter().zip(&variances).map(|(m, v)| m * m / v).sum::<f64>();
        (mean, covariance) = weighted(pairs, |some| {
            let centred = some - &mean;
            let mad = centred.slice(s![.., ..VARIATES]).dot(&a.t()) - centred.slice(s![.., VARIATES..]).dot(&b.t());
            mad.rows().into_iter().map(|row| 1.0 - chi_square_5(chi_square(row))).collect()
        });
        before = correlations;
    }
    Err(Error::Internal("the rounds of irmad have no end".into()))
}

/// Canonical correlations in descending order, and the weights of both dates' variates as rows, all of unit variance.
fn canonical(covariance: &Array2<f64>) -> Result<(Array1<f64>, [Array2<f64>; 2])> {
    let n = VARIATES;
    let part = |i: usize, j: usize| {
        nalgebra::DMatrix::from_fn(n, n, |r, c| {
            let own = covariance[(i * n + r, j * n + c)];
            // A band that does not vary would make the matrix singular; with a variance it has no say.
            own + if i == j && r == c { if own < 1e-6 { 1.0 } else { 1e-9 } } else { 0.0 }
        })
    };
    let (xx, xy, yy) = (part(0, 0), part(0, 1), part(1, 1));
    let singular = || Error::model(IRMAD, "the bands of a date depend on each other, or hold no finite numbers");
    let (lower, y) = (xx.cholesky().ok_or_else(singular)?, yy.cholesky().ok_or_else(singular)?);
    let half = lower.l().solve_lower_triangular(&xy).ok_or_else(singular)?;
    let product = &half * y.solve(&half.transpose());
    let (squares, vectors) = symmetric_eigen(&Array2::from_shape_fn((n, n), |(i, j)| product[(i, j)]));
    let correlations = squares.mapv(|s| s.clamp(0.0, 1.0).sqrt());
    let vectors = nalgebra::DMatrix::from_fn(n, n, |i, j| vectors[(j, i)]);
    let a = lower.l().transpose().solve_upper_triangular(&vectors).ok_or_else(singular)?;
    let b = y.solve(&(xy.transpose() * &a));
    let rows = |m: &nalgebra::DMatrix<f64>, scale: &dyn Fn(usize) -> f64| {
        Array2::from_shape_fn((n, n), |(i, j)| m[(j, i)] * scale(i))
    };
    Ok((correlations.clone(), [rows(&a, &|_| 1.0), rows(&b, &|i| 1.0 / correlations[i].max(1e-9))]))
}

struct Variates {
    spec: EncoderSpec,
    weights: Vec<[f32; VARIATES]>,
    means: [f32; VARIATES],
}

impl Encoder for Variates {
    fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    /// `[cells][cells]`, each `[pixels][variates]`.
    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let cells = CHIP / PATCH;
        let mut out = Vec::with_capacity(self.spec.output_len());
        for cell in 0..cells * cells {
            let corner = cell / cells * PATCH * CHIP + cell % cells * PATCH;
            for pixel in 0..PATCH * PATCH {
                let at = corner + pixel / PATCH * CHIP + pixel % PATCH;
                let value = |band: usize| chip[band * CHIP * CHIP + at].clamp(-CLIP, CLIP) - self.means[band];
                out.extend(self.weights.iter().map(|w| (0..VARIATES).map(|band| w[band] * value(band)).sum::<f32>()));
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;

    fn noise(seed: usize) -> f64 {
        f64::from(normal(seed as u64))
    }

    /// Two dates of which the later is a mixture of the earlier and noise; every hundredth pixel is another.
    fn pairs() -> Array2<f32> {
        let x = Array2::from_shape_fn((6000, VARIATES), |(i, j)| noise(i * 20 + j) + noise(i * 20 + 19) * 0.5);
        Array2::from_shape_fn((6000, 2 * VARIATES), |(i, j)| match j.checked_sub(VARIATES) {
            None => x[(i, j)],
            Some(_) if i % 100 == 0 => 4.0 + noise(i * 20 + j),
            Some(band) => 0.8 * x[(i, band)] + 0.4 * x[(i, (band + 1) % VARIATES)] + 0.2 * noise(i * 20 + 6 + band),
        })
        .mapv(|v| v as f32)
    }

    fn chi_squares(learned: &Learned, pairs: &Array2<f32>) -> Vec<f64> {
        let variate = |row: ArrayView1<f32>, date: usize, i: usize| {
            let band = |band: usize| f64::from(row[date * VARIATES + band]) - f64::from(learned.means[date][band]);
            (0..VARIATES).map(|j| f64::from(learned.weights[date][i][j]) * band(j)).sum::<f64>()
        };
        let all = |row: ArrayView1<f32>| (0..VARIATES).map(|i| (variate(row, 0, i) - variate(row, 1, i)).powi(2)).sum();
        pairs.rows().into_iter().map(all).collect()
    }

    #[test]
    fn unchanged_pixels_follow_a_chi_square_of_five_and_changed_ones_stand_out() {
        let pairs = pairs();
        let learned = reweighted(&pairs).unwrap();
        let all = chi_squares(&learned, &pairs);
        let (changed, same): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(i, _)| i % 100 == 0);
        let mean = same.iter().map(|(_, v)| **v).sum::<f64>() / same.len() as f64;
        // Reweighting keeps the middle of the distribution, so the mean is somewhat above 5.
        assert!((4.5..15.0).contains(&mean), "{mean}");
        let least = changed.iter().map(|(_, v)| **v).fold(f64::MAX, f64::min);
        assert!(least > 4.0 * mean, "{least}");
    }

    #[test]
    fn linear_light_changes_nothing() {
        let pairs = pairs();
        let mut lit = pairs.clone();
        lit.slice_mut(s![.., VARIATES..]).mapv_inplace(|v| 3.0 * v + 7.0);
        let [a, b] = [&pairs, &lit].map(|p| chi_squares(&reweighted(p).unwrap(), p));
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-3 * a.max(1.0)));
    }

    #[test]
    fn a_date_against_itself_has_no_change() {
        let x = pairs();
        let same = ndarray::concatenate![Axis(1), x.slice(s![.., ..VARIATES]), x.slice(s![.., ..VARIATES])];
        let learned = reweighted(&same).unwrap();
        assert!(chi_squares(&learned, &same).iter().all(|v| *v < 0.01));
    }
}
