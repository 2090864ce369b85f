//! How much cells are like examples: the cosine in units of how features vary, or a discriminant against counter-examples.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::is_valid;
use super::standard::Standard;
use crate::error::{Error, Result};
use crate::numeric::solve_ridge;

/// Cosine from which on a cell counts as like the examples: see docs/similar-and-classes.md for how it was measured.
pub const LIKE: f32 = 0.0;
/// The same of a discriminant: halfway between examples and counter-examples.
pub const LIKE_BY_RIDGE: f32 = 0.0;
/// Penalty of the discriminant, as a share of the mean variance of the examples.
const STRENGTH: f64 = 0.1;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Likeness {
    standard: Standard,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    /// Directions of unit length in standardised features, `[examples][dim]`: the best cosine counts.
    Cosine(Array2<f32>),
    /// `weights · z + bias`, cut to −1 … 1.
    Linear(Array1<f32>, f32),
}

impl Likeness {
    /// The cosine to the mean of examples (`[examples][dim]`, as features are; invalid ones are left out), each of which counts
    /// alike, or with `union` to the best of them.
    ///
    /// # Errors
    /// [`Error::Argument`] if no example is valid.
    pub fn cosine(standard: Standard, examples: ArrayView2<f32>, union: bool) -> Result<Self> {
        let units = unit_rows(standard.of(valid(examples)?.view()));
        let rows = match union {
            true => units,
            false => unit_rows(units.sum_axis(Axis(0)).insert_axis(Axis(0))),
        };
        Ok(Likeness { standard, rule: Rule::Cosine(rows) })
    }

    /// A ridge regression to 1 of examples and −1 of counter-examples, both of which together count alike.
    ///
    /// # Errors
    /// [`Error::Argument`] if none of one side is valid.
    pub fn discriminant(standard: Standard, examples: ArrayView2<f32>, counter: ArrayView2<f32>) -> Result<Self> {
        let sides = [examples, counter].map(|side| valid(side).map(|side| standard.of(side.view()).mapv(f64::from)));
        let [examples, counter] = sides;
        let (examples, counter) = (examples?, counter?);
        let means = [&examples, &counter].map(|side| side.mean_axis(Axis(0)).unwrap_or_default());
        let middle = (&means[0] + &means[1]) / 2.0;
        let scatter = |side: &Array2<f64>| {
            let centred = side - &middle;
            centred.t().dot(&centred) / (2.0 * side.nrows() as f64)
        };
        // With targets 1 and −1 of weight ½ each, the covariance with the target is half the difference of the means.
        let with_target = ((&means[0] - &means[1]) / 2.0).insert_axis(Axis(1));
        let weights = solve_ridge(&(scatter(&examples) + scatter(&counter)), &with_target, STRENGTH)?;
        let weights = weights.column(0).to_owned();
        let bias = -weights.dot(&middle) as f32;
        Ok(Likeness { standard, rule: Rule::Linear(weights.mapv(|w| w as f32), bias) })
    }

    /// The score from which on a cell counts as like the examples.
    pub fn threshold(&self) -> f32 {
        match self.rule {
            Rule::Cosine(_) => LIKE,
            Rule::Linear(..) => LIKE_BY_RIDGE,
        }
    }

    /// What the score is, in words.
    pub fn description(&self) -> &'static str {
        match &self.rule {
            Rule::Cosine(rows) if rows.nrows() > 1 => "best cosine to an example",
            Rule::Cosine(_) => "cosine to the examples",
            Rule::Linear(..) => "discriminant of examples and counter-examples",
        }
    }

    /// Scores of cells (`[cells][dim]`), −1 to 1; NaN for invalid ones.
    pub fn scores(&self, cells: ArrayView2<f32>) -> Vec<f32> {
        let z = self.standard.of(cells);
        match &self.rule {
            Rule::Linear(weights, bias) => z.dot(weights).iter().map(|v| cut(v + bias)).collect(),
            Rule::Cosine(rows) => {
                let products = z.dot(&rows.t());
                let best = |row: ndarray::ArrayView1<f32>| row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let lengths = z.rows().into_iter().map(|row| row.dot(&row).sqrt());
                let each = products.rows().into_iter().zip(lengths);
                each.map(
                    |(row, length)| {
                        if length.is_finite() { cut(best(row) / length.max(f32::MIN_POSITIVE)) } else { f32::NAN }
                    },
                )
                .collect()
            }
        }
    }

    /// For features in codes `value = code × scale + offset` (`bands`): of each direction the weights of codes and what is
    /// added to their sum. Whether sums are divided by the length of the standardised cell is told by [`is_cosine`](Self::is_cosine).
    pub fn on_codes(&self, bands: &[(f64, f64)]) -> Vec<(Vec<f32>, f32)> {
        let one = |direction: ndarray::ArrayView1<f32>, bias: f32| {
            let (mut weights, mut sum) = (Vec::with_capacity(bands.len()), f64::from(bias));
            for (((q, (scale, offset)), mean), deviation) in
                direction.iter().zip(bands).zip(&self.standard.mean).zip(&self.standard.deviation)
            {
                weights.push((f64::from(*q) * scale / deviation) as f32);
                sum += f64::from(*q) * (offset - mean) / deviation;
            }
            (weights, sum as f32)
        };
        match &self.rule {
            Rule::Cosine(rows) => rows.rows().into_iter().map(|row| one(row, 0.0)).collect(),
            Rule::Linear(weights, bias) => vec![one(weights.view(), *bias)],
        }
    }

    /// Whether scores are cosines.
    pub fn is_cosine(&self) -> bool {
        matches!(self.rule, Rule::Cosine(_))
    }
}

/// −1 to 1; NaN stays.
fn cut(score: f32) -> f32 {
    score.clamp(-1.0, 1.0)
}

fn valid(cells: ArrayView2<f32>) -> Result<Array2<f32>> {
    let rows: Vec<usize> = (0..cells.nrows()).filter(|&i| is_valid(cells.row(i))).collect();
    match rows.is_empty() {
        true => Err(Error::argument("no example lies on a valid cell")),
        false => Ok(cells.select(Axis(0), &rows)),
    }
}

/// Rows of unit length; those without any stay as they are.
pub(super) fn unit_rows(mut rows: Array2<f32>) -> Array2<f32> {
    for mut row in rows.rows_mut() {
        let length = row.dot(&row).sqrt().max(f32::MIN_POSITIVE);
        row.mapv_inplace(|v| v / length);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn plain(dim: usize) -> Standard {
        Standard { mean: vec![0.0; dim], deviation: vec![1.0; dim] }
    }

    #[test]
    fn cosines_to_the_mean_and_to_the_best() {
        let examples = array![[2.0f32, 0.0], [0.0, 5.0], [f32::NAN, 1.0]];
        let cells = array![[3.0f32, 3.0], [4.0, 0.0], [-1.0, 0.0], [f32::NAN, 0.0], [0.0, 0.0]];
        let half = 0.5f32.sqrt();
        let expect = |union, expected: [f32; 3]| {
            let scores = Likeness::cosine(plain(2), examples.view(), union).unwrap().scores(cells.view());
            assert!(scores[..3].iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{scores:?}");
            assert!(scores[3].is_nan() && scores[4] == 0.0);
        };
        expect(false, [1.0, half, -half]);
        expect(true, [half, 1.0, 0.0]);
        let none = Likeness::cosine(plain(2), array![[f32::NAN, 1.0]].view(), false);
        assert!(none.unwrap_err().to_string().contains("no example"));
    }

    #[test]
    fn counter_examples_draw_the_line_between() {
        let (examples, counter) = (array![[1.0f32, 0.0], [1.0, 2.0]], array![[-1.0f32, 0.0], [-1.0, 2.0], [-1.0, 1.0]]);
        let likeness = Likeness::discriminant(plain(2), examples.view(), counter.view()).unwrap();
        let scores = likeness.scores(array![[1.0f32, 1.0], [-1.0, 1.0], [0.0, 1.0], [9.0, 1.0]].view());
        assert!(scores[0] > 0.8 && scores[1] < -0.8 && scores[2].abs() < 1e-6 && scores[3] == 1.0, "{scores:?}");
    }

    #[test]
    fn codes_give_the_same_scores() {
        let standard = Standard { mean: vec![1.0, -2.0, 0.5], deviation: vec![2.0, 0.5, 1.0] };
        let bands = [(0.1, 1.0), (0.02, -2.0), (0.3, 0.0)];
        let examples = array![[2.0f32, -1.5, 1.0], [0.5, -2.2, 3.0]];
        let codes = [[10.0f32, -20.0, 3.0], [-100.0, 7.0, 0.0], [1.0, 1.0, 120.0]];
        let cells = Array2::from_shape_fn((3, 3), |(i, j)| (f64::from(codes[i][j]) * bands[j].0 + bands[j].1) as f32);
        let likeness = Likeness::cosine(standard.clone(), examples.view(), true).unwrap();
        let z = standard.of(cells.view());
        let found = codes.iter().zip(z.rows()).map(|(codes, z)| {
            let products = likeness.on_codes(&bands).into_iter();
            let sums = products.map(|(w, bias)| bias + w.iter().zip(codes).map(|(w, c)| w * c).sum::<f32>());
            sums.fold(f32::NEG_INFINITY, f32::max) / z.dot(&z).sqrt()
        });
        for (found, expected) in found.zip(likeness.scores(cells.view())) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }
}
