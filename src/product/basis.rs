//! Principal components of features, and the colours made of them.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::is_valid;
use crate::error::{Error, Result};
use crate::numeric::{Moments, percentiles, symmetric_eigen};

/// Components kept: one for each of red, green and blue.
pub const COMPONENTS: usize = 3;

/// Percentile 98 of a normal distribution, in standard deviations; 2 is its mirror image.
const NORMAL_98: f64 = 2.053_748_910_631_823;

/// Which range of a component fills 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stretch {
    /// Percentiles 2 and 98.
    Percentile,
    /// Minimum and maximum.
    MinMax,
}

/// A PCA basis: it turns features into scores and scores into colours, the same for every scene it is used on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// Name of the model whose features it is for.
    pub model: String,
    /// SHA-256 of that model.
    pub model_sha256: String,
    /// Mean feature, `dim` numbers.
    pub mean: Vec<f64>,
    /// `[3][dim]`, unit vectors by descending variance; each one's entry of largest magnitude is positive.
    pub components: Vec<Vec<f64>>,
    /// Share of the total variance that each component explains.
    pub explained: Vec<f64>,
    /// Score of each component that becomes 0.
    pub low: Vec<f64>,
    /// Score of each component that becomes 255.
    pub high: Vec<f64>,
}

/// Accumulates features of all inputs.
pub struct BasisFit {
    moments: Moments,
}

impl BasisFit {
    /// For features of `dim` numbers.
    pub fn new(dim: usize) -> Self {
        BasisFit { moments: Moments::new(dim) }
    }

    /// Adds cells, `[cells][dim]`; invalid ones are left out.
    pub fn add(&mut self, cells: ArrayView2<f32>) {
        let valid: Vec<usize> = (0..cells.nrows()).filter(|&i| is_valid(cells.row(i))).collect();
        if valid.len() == cells.nrows() {
            self.moments.add(cells);
        } else if !valid.is_empty() {
            self.moments.add(cells.select(ndarray::Axis(0), &valid).view());
        }
    }

    /// Number of valid cells so far.
    pub fn count(&self) -> usize {
        self.moments.count() as usize
    }

    /// The basis of what was added so far. Colours span what lies between the percentiles 2 and 98 of a normal distribution of
    /// each component's variance, until [`set_range`](Basis::set_range) has scores to go by.
    ///
    /// # Errors
    /// If there was no valid cell, or the features are too large for sums of their squares.
    pub fn finish(&self, model: &str, model_sha256: &str) -> Result<Basis> {
        if self.moments.count() == 0 {
            return Err(Error::argument("no input has a valid cell, so there are no components"));
        }
        let covariance = self.moments.covariance();
        if !covariance.iter().all(|v| v.is_finite()) {
            return Err(Error::argument("features hold infinite or too large numbers, so there are no components"));
        }
        let (values, vectors) = symmetric_eigen(&covariance);
        let total: f64 = values.iter().map(|v| v.max(0.0)).sum();
        let kept = COMPONENTS.min(values.len());
        let reach: Vec<f64> = values.iter().take(kept).map(|v| NORMAL_98 * v.max(0.0).sqrt()).collect();
        Ok(Basis {
            model: model.into(),
            model_sha256: model_sha256.into(),
            mean: self.moments.mean().to_vec(),
            components: (0..kept).map(|i| vectors.row(i).to_vec()).collect(),
            explained: (0..kept).map(|i| if total > 0.0 { values[i].max(0.0) / total } else { 0.0 }).collect(),
            low: reach.iter().map(|v| 0.0 - v).collect(),
            high: reach,
        })
    }
}

impl Basis {
    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.mean.len()
    }

    /// Scores of cells, `[cells][dim]` to `[cells][3]`: components · (x − mean). Invalid cells give NaN.
    pub fn scores(&self, cells: ArrayView2<f32>) -> Array2<f32> {
        let dim = self.dim();
        let components = Array2::from_shape_fn((dim, self.components.len()), |(i, c)| self.components[c][i]);
        let centred = cells.mapv(f64::from) - &Array1::from_vec(self.mean.clone());
        centred.dot(&components).mapv(|v| v as f32)
    }

    /// Sets the colour range from the scores of all inputs together (`[cells][3]`, NaN left out).
    ///
    /// # Errors
    /// If there is no memory to sort them.
    pub fn set_range(&mut self, scores: ArrayView2<f32>, stretch: Stretch) -> Result<()> {
        let shares = match stretch {
            Stretch::Percentile => [2.0, 98.0],
            Stretch::MinMax => [0.0, 100.0],
        };
        for (c, column) in scores.columns().into_iter().enumerate() {
            // Scores beyond f32 leave the range as it is: JSON has no infinity.
            if let Some(range) = percentiles(column.iter().copied(), &shares)?
                && range.iter().all(|v| v.is_finite())
            {
                (self.low[c], self.high[c]) = (range[0], range[1]);
            }
        }
        Ok(())
    }

    /// One score as a colour level, 0 to 255; the middle if the component has no range.
    pub fn level(&self, component: usize, score: f32) -> u8 {
        let (low, high) = (self.low[component], self.high[component]);
        if high <= low {
            return 128;
        }
        ((f64::from(score) - low) / (high - low) * 255.0).round().clamp(0.0, 255.0) as u8
    }

    /// As a JSON document.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// From a JSON document that [`to_json`](Self::to_json) wrote. `name` is what messages call it.
    pub fn from_json(text: &str, name: &str) -> Result<Self> {
        let basis: Basis =
            serde_json::from_str(text).map_err(|e| Error::argument(format!("{name}: is no PCA basis: {e}")))?;
        let (dim, kept) = (basis.dim(), basis.components.len());
        let fits = dim > 0 && (1..=COMPONENTS).contains(&kept) && basis.components.iter().all(|c| c.len() == dim);
        if !fits || [&basis.explained, &basis.low, &basis.high].iter().any(|v| v.len() != kept) {
            return Err(Error::argument(format!("{name}: its lists do not fit: {dim} means and {kept} components")));
        }
        Ok(basis)
    }

    /// SHA-256 of the JSON document, in hex: two outputs with one digest have comparable colours.
    pub fn digest(&self) -> String {
        Sha256::digest(self.to_json()).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Red, green and blue of a cell's scores, `None` for an invalid cell; missing components are mid-grey.
    pub fn colour(&self, scores: ArrayView1<f32>) -> Option<[u8; 3]> {
        is_valid(scores).then(|| std::array::from_fn(|c| scores.get(c).map_or(128, |s| self.level(c, *s))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn basis() -> (Basis, Array2<f32>) {
        // Variance 8 along (1, 1), 0.5 along (1, -1), none along z.
        let cells = array![
            [2.0f32, 2.0, 1.0],
            [-2.0, -2.0, 1.0],
            [0.5, -0.5, 1.0],
            [-0.5, 0.5, 1.0],
            [2.0, f32::NAN, f32::INFINITY]
        ];
        let mut fit = BasisFit::new(3);
        fit.add(cells.view());
        (fit.finish("m", "d").unwrap(), cells)
    }

    #[test]
    fn components_follow_the_variance() {
        let (basis, cells) = basis();
        let h = 0.5f64.sqrt();
        for (found, expected) in basis.components[0].iter().zip([h, h, 0.0]) {
            assert!((found - expected).abs() < 1e-9);
        }
        assert!((basis.explained[0] - 16.0 / 17.0).abs() < 1e-9 && basis.explained[2].abs() < 1e-9);
        let scores = basis.scores(cells.view());
        assert!((f64::from(scores[(0, 0)]) - 8f64.sqrt()).abs() < 1e-6);
        assert!(scores.row(4).iter().all(|v| v.is_nan()));
    }

    #[test]
    fn colours_span_the_range_and_nan_has_none() {
        let (mut basis, cells) = basis();
        let scores = basis.scores(cells.view());
        basis.set_range(scores.view(), Stretch::MinMax).unwrap();
        assert_eq!(basis.colour(scores.row(0)).unwrap()[0], 255);
        assert_eq!(basis.colour(scores.row(1)).unwrap()[0], 0);
        assert_eq!(basis.colour(array![f32::NAN, f32::NAN, f32::NAN].view()), None);
        assert_eq!(basis.level(2, 0.0), 128, "a component without range is mid-grey");
    }

    #[test]
    fn a_saved_basis_is_the_same_basis() {
        let (basis, _) = basis();
        let again = Basis::from_json(&basis.to_json(), "b.json").unwrap();
        assert_eq!((again.digest(), &again), (basis.digest(), &basis));
        assert!(Basis::from_json("{}", "b.json").unwrap_err().to_string().contains("b.json"));
    }
}
