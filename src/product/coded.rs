//! Features of many cells in 8 bits each, kept in memory to be searched again and again.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::compact::Codes;
use super::is_valid;
use super::similar::Likeness;
use super::standard::Standard;
use crate::error::Result;
use crate::memory;

/// Cells that a worker takes at a time.
const TAKEN: usize = 4096;
/// Largest weight of a code: 127 times it, summed over a feature, must not exceed 31 bits.
const LARGEST: f64 = i16::MAX as f64;

/// Cells as codes, `[cells][dim]`.
pub struct CodedCells {
    codes: Codes,
    standard: Standard,
    cells: Vec<i8>,
    /// One over the length of each standardised cell; NaN where it is invalid.
    inverse: Vec<f32>,
}

impl CodedCells {
    /// Of `count` cells, all of them invalid yet. Each number takes the range of its codes in 255 steps.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`](crate::error::Error::OutOfMemory).
    pub fn new(codes: Codes, standard: Standard, count: usize) -> Result<Self> {
        let cells = memory::filled(memory::product(&[count, standard.dim()]) as usize, 0i8, "features as codes")?;
        Ok(CodedCells { codes, standard, cells, inverse: memory::filled(count, f32::NAN, "lengths of features")? })
    }

    /// Numbers in a feature.
    pub fn dim(&self) -> usize {
        self.standard.dim()
    }

    /// Puts cells, `[cells][dim]`, in the places with these numbers.
    pub fn put(&mut self, numbers: impl Iterator<Item = usize>, cells: ArrayView2<f32>) {
        let dim = self.dim();
        let mut codes = vec![0f32; dim];
        let mut decoded = Array2::zeros((1, dim));
        for (cell, number) in cells.rows().into_iter().zip(numbers) {
            let row: Vec<f32> = cell.to_vec();
            self.codes.encode(&row, &mut codes);
            let to = &mut self.cells[number * dim..][..dim];
            to.iter_mut().zip(&codes).for_each(|(to, code)| *to = *code as i8);
            self.codes.decode(&codes, decoded.as_slice_mut().unwrap_or_default());
            let z = self.standard.of(decoded.view());
            let length = z.row(0).dot(&z.row(0)).sqrt().max(f32::MIN_POSITIVE);
            self.inverse[number] = if is_valid(cell) { 1.0 / length } else { f32::NAN };
        }
    }

    /// The features of single cells.
    pub fn features(&self, cells: &[usize]) -> Array2<f32> {
        let dim = self.dim();
        let mut found = Array2::zeros((cells.len(), dim));
        for (cell, mut row) in cells.iter().zip(found.rows_mut()) {
            let codes: Vec<f32> = self.cells[cell * dim..][..dim].iter().map(|c| f32::from(*c)).collect();
            match self.inverse[*cell].is_nan() {
                true => row.fill(f32::NAN),
                false => self.codes.decode(&codes, row.as_slice_mut().unwrap_or_default()),
            }
        }
        found
    }

    /// Units of the features.
    pub fn standard(&self) -> &Standard {
        &self.standard
    }

    /// Scores of all cells on the workers of the pool that it is called in, as [`Likeness::scores`] gives them, but for what the
    /// codes round.
    pub fn scores(&self, likeness: &Likeness, scores: &mut [f32]) {
        let dim = self.dim();
        let most = LARGEST.min(f64::from(i32::MAX) / (127.0 * dim as f64));
        let directions: Vec<(Vec<i16>, f32, f32)> = likeness
            .on_codes(&self.codes.bands)
            .into_iter()
            .map(|(weights, bias)| {
                let largest = weights.iter().fold(f32::MIN_POSITIVE, |most, w| most.max(w.abs()));
                let step = f64::from(largest) / most;
                let whole = weights.iter().map(|w| (f64::from(*w) / step).round() as i16).collect();
                (whole, step as f32, bias)
            })
            .collect();
        let is_cosine = likeness.is_cosine();
        let parts =
            scores.par_chunks_mut(TAKEN).zip(self.cells.par_chunks(TAKEN * dim)).zip(self.inverse.par_chunks(TAKEN));
        parts.for_each(|((scores, cells), inverse)| {
            for ((score, cell), inverse) in scores.iter_mut().zip(cells.chunks_exact(dim)).zip(inverse) {
                let each = directions.iter().map(|(weights, step, bias)| dot(cell, weights) as f32 * step + bias);
                let best = each.fold(f32::NEG_INFINITY, f32::max);
                let value = if is_cosine { best * inverse } else { best };
                *score = if inverse.is_nan() { f32::NAN } else { value.clamp(-1.0, 1.0) };
            }
        });
    }
}

/// Products of bytes and 16-bit numbers, summed in 32 bits: vector instructions do it as it stands.
fn dot(codes: &[i8], weights: &[i16]) -> i32 {
    codes.iter().zip(weights).map(|(code, weight)| i32::from(*code) * i32::from(*weight)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::compact::CodeFit;
    use super::super::standard::StandardFit;
    use super::*;
    use crate::numeric::normal;

    #[test]
    fn scores_of_codes_are_those_of_features() {
        let mut cells = Array2::from_shape_fn((9000, 40), |(i, j)| 3.0 + (1 + j) as f32 * normal((i * 40 + j) as u64));
        cells[(5, 7)] = f32::NAN;
        let (mut range, mut standard) = (CodeFit::new(40), StandardFit::new(40));
        cells.rows().into_iter().for_each(|row| range.add(row.to_slice().unwrap()));
        standard.add(cells.view());
        let standard = standard.finish();
        let mut coded = CodedCells::new(range.finish(), standard.clone(), 9000).unwrap();
        let parts = cells.axis_chunks_iter(ndarray::Axis(0), 1000);
        parts.enumerate().for_each(|(i, part)| coded.put(i * 1000.., part));
        let examples = coded.features(&[3, 5, 8000]);
        assert!(examples.row(1).iter().all(|v| v.is_nan()));
        let near = |likeness: &Likeness| {
            let mut found = vec![0.0; 9000];
            coded.scores(likeness, &mut found);
            for (found, expected) in found.iter().zip(likeness.scores(cells.view())) {
                assert!((found - expected).abs() < 0.02 || found.is_nan() && expected.is_nan(), "{found} {expected}");
            }
            assert!(found[5].is_nan());
        };
        near(&Likeness::cosine(standard.clone(), examples.view(), false).unwrap());
        near(&Likeness::cosine(standard.clone(), examples.view(), true).unwrap());
        near(&Likeness::discriminant(standard, examples.view(), coded.features(&[1, 2]).view()).unwrap());
    }
}
