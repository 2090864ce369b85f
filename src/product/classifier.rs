//! Classes from a few labelled cells: logistic regression on standardised features, and the file that keeps it.

use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::is_valid;
use super::standard::{Standard, StandardFit};
use crate::error::{Error, Result};
use crate::numeric::{fit_logistic, softmax};

/// Version of the file's form.
const VERSION: u32 = 1;
/// Weight of what labels say against the penalty: scikit-learn's `C`.
pub const C: f64 = 0.1;

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its number in rasters, 1 to 254.
    pub value: u8,
    /// Its name.
    pub name: String,
}

/// Labelled cells: features `[cells][dim]`, and the class of each as a place in a list.
pub struct Labelled<'a> {
    /// Features; all are valid.
    pub cells: ArrayView2<'a, f32>,
    /// The class of each.
    pub class: &'a [usize],
}

/// A fitted classifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classifier {
    version: u32,
    software: String,
    /// Name of the model whose features it is for.
    pub model: String,
    /// SHA-256 of that model; empty for features of others.
    pub model_sha256: String,
    /// Its classes.
    pub classes: Vec<Named>,
    /// Units of the features.
    standard: Standard,
    /// `[classes][dim]`, row by row.
    weights: Vec<f32>,
    intercepts: Vec<f32>,
}

/// The most likely class of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeliest {
    /// Its place in the list of classes; `None` for an invalid cell.
    pub class: Option<usize>,
    /// Its probability.
    pub probability: f32,
    /// How much that is more than the next one's.
    pub margin: f32,
}

impl Classifier {
    /// Fits labelled cells, at least one of each class. With `balanced`, each class counts alike, else each cell.
    ///
    /// # Errors
    /// [`Error::Internal`] if features are not finite.
    pub fn fit(labelled: &Labelled, classes: &[Named], balanced: bool) -> Result<Self> {
        let (count, dim) = (classes.len(), labelled.cells.ncols());
        let mut standard = StandardFit::new(dim);
        standard.add(labelled.cells);
        let standard = standard.finish();
        let mut sizes = vec![0usize; count];
        labelled.class.iter().for_each(|class| sizes[*class] += 1);
        let there = sizes.iter().filter(|size| **size > 0).count();
        let total = labelled.class.len() as f64;
        let weight = |class: &usize| if balanced { total / (there * sizes[*class]) as f64 } else { 1.0 };
        let weights: Vec<f64> = labelled.class.iter().map(weight).collect();
        let x = standard.of(labelled.cells).mapv(f64::from);
        let found = fit_logistic(x.view(), labelled.class, &weights, count, C)?;
        Ok(Classifier {
            version: VERSION,
            software: format!("lejepa-gis {}", env!("CARGO_PKG_VERSION")),
            model: String::new(),
            model_sha256: String::new(),
            classes: classes.to_vec(),
            standard,
            weights: found.weights.iter().map(|w| *w as f32).collect(),
            // A class without a cell is never the most likely one.
            intercepts: found
                .intercepts
                .iter()
                .zip(&sizes)
                .map(|(v, n)| if *n > 0 { *v as f32 } else { f32::MIN })
                .collect(),
        })
    }

    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.standard.dim()
    }

    /// The most likely class of each cell.
    pub fn classify(&self, cells: ArrayView2<f32>) -> Vec<Likeliest> {
        let (count, dim) = (self.classes.len(), self.dim());
        let weights = Array2::from_shape_fn((dim, count), |(i, k)| self.weights[k * dim + i]);
        let logits = self.standard.of(cells).dot(&weights) + &Array1::from(self.intercepts.clone());
        let one = |(cell, logits): (ndarray::ArrayView1<f32>, ndarray::ArrayView1<f32>)| {
            if !is_valid(cell) {
                return Likeliest { class: None, probability: f32::NAN, margin: f32::NAN };
            }
            let mut shares: Vec<f64> = logits.iter().map(|v| f64::from(*v)).collect();
            softmax(&mut shares);
            let best = (0..count).fold(0, |best, k| if shares[k] > shares[best] { k } else { best });
            let next = (0..count).filter(|k| *k != best).map(|k| shares[k]).fold(0.0, f64::max);
            Likeliest { class: Some(best), probability: shares[best] as f32, margin: (shares[best] - next) as f32 }
        };
        cells.rows().into_iter().zip(logits.rows()).map(one).collect()
    }

    /// SHA-256 of the document, in hex.
    pub fn digest(&self) -> String {
        Sha256::digest(self.to_json()).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// As a JSON document.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// From a document that [`to_json`](Self::to_json) wrote. `name` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Argument`] if it is none, or damaged.
    pub fn from_json(text: &str, name: &str) -> Result<Self> {
        let refuse = |why: String| Error::refused("FIT", format!("{name}: {why}"));
        let found: Classifier = serde_json::from_str(text)
            .map_err(|e| refuse(format!("expected a classifier that classify wrote: {e}")))?;
        if found.version != VERSION {
            return Err(refuse(format!("has version {} of its form; this software reads {VERSION}", found.version)));
        }
        let count = found.classes.len();
        let sizes = found.weights.len() == count * found.dim() && found.intercepts.len() == count && count > 0;
        let finite = found.weights.iter().chain(&found.intercepts).all(|v| v.is_finite());
        let numbers = found.classes.iter().all(|class| (1..255).contains(&class.value));
        match sizes && finite && numbers && found.standard.is_sound() {
            true => Ok(found),
            false => Err(refuse("its lists of numbers are damaged".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;

    fn named(names: &[&str]) -> Vec<Named> {
        names.iter().zip(1..).map(|(name, value)| Named { value, name: name.to_string() }).collect()
    }

    #[test]
    fn three_heaps_are_told_apart_and_kept_in_a_file() {
        let centre = |class: usize, j: usize| if j == class { 4.0 } else { 0.0 };
        let class: Vec<usize> = (0..90).map(|i| i % 3).collect();
        let cells = Array2::from_shape_fn((90, 5), |(i, j)| 100.0 + centre(class[i], j) + normal((i * 5 + j) as u64));
        let labelled = Labelled { cells: cells.view(), class: &class };
        let classifier = Classifier::fit(&labelled, &named(&["a", "b", "c"]), true).unwrap();
        let found = classifier.classify(cells.view());
        let right = found.iter().zip(&class).filter(|(f, c)| f.class == Some(**c)).count();
        assert!(right >= 87, "{right}");
        assert!(found.iter().all(|f| f.probability > 1.0 / 3.0 && f.margin <= f.probability));
        let again = Classifier::from_json(&classifier.to_json(), "c.json").unwrap();
        assert_eq!(again, classifier);
        let broken = classifier.to_json().replacen("\"deviation\": [", "\"deviation\": [0.0, ", 1);
        assert!(Classifier::from_json(&broken, "c.json").unwrap_err().to_string().contains("damaged"));
        assert!(Classifier::from_json("{}", "c.json").unwrap_err().to_string().contains("expected a classifier"));
    }

    #[test]
    fn a_class_without_cells_and_invalid_cells_get_nothing() {
        let cells = ndarray::array![[0.0f32, 1.0], [1.0, 0.0], [0.1, 0.9]];
        let labelled = Labelled { cells: cells.view(), class: &[0, 2, 0] };
        let classifier = Classifier::fit(&labelled, &named(&["a", "never", "c"]), true).unwrap();
        let found = classifier.classify(ndarray::array![[0.0f32, 1.0], [f32::NAN, 0.0], [9.0, -9.0]].view());
        assert_eq!(found.iter().map(|f| f.class).collect::<Vec<_>>(), [Some(0), None, Some(2)]);
    }
}
