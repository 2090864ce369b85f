//! Comparing two dates' features: one number of change for each cell.

use ndarray::{Array2, ArrayView2, s};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::memory;
use crate::model::VARIATES;
use crate::pipeline::encode::{EncodedInput, NoiseResponse, READ_TOGETHER};
use crate::pipeline::progress::Stage;
use crate::product::{
    COMPARED_TOGETHER, Lengths, MOST_WITH_NOISE, Method, Residual, ResidualFit, UNKNOWN_NOISE, chi_square_change,
    cosine_change, distance_change, noise_share,
};

/// The two dates of a change.
///
/// # Errors
/// [`Error::Internal`] if there are not two.
pub(super) fn two(dates: &mut [EncodedInput]) -> Result<(&mut EncodedInput, &mut EncodedInput)> {
    match dates {
        [first, second] => Ok((first, second)),
        _ => Err(Error::Internal("two dates were expected".into())),
    }
}

/// What finds how noise moves features.
pub(super) type Noise<'a> = &'a mut dyn FnMut(&[f32], usize) -> Result<NoiseResponse>;

/// What compares two dates, and with which workers.
pub(super) struct Comparison<'a> {
    pub pool: &'a rayon::ThreadPool,
    /// Power of the variance by which the residual's axes are divided.
    pub whitening: f64,
    /// Finds what noise does to about so many cells of the earlier date, of those that are no NaN; `None` where its pixels
    /// are not at hand.
    pub noise: Option<Noise<'a>>,
}

impl Comparison<'_> {
    /// Change by a method that needs one model's features alone, in the order of cells, and for methods that regress, with
    /// what. `kept` is a regression of other dates to use instead.
    pub fn values(
        &mut self,
        dates: &mut [EncodedInput],
        method: Method,
        kept: Option<&Residual>,
        comparing: &mut Stage,
    ) -> Result<(Vec<f32>, Option<Residual>)> {
        match method {
            Method::Cosine => Ok((self.each(dates, comparing, cosine_change)?, None)),
            Method::Vector => Ok((self.distances(dates, None, comparing)?, None)),
            Method::Irmad => Ok((self.distances(dates, Some(VARIATES), comparing)?, None)),
            Method::Residual | Method::Joint => {
                self.residual(dates, kept, comparing).map(|(values, residual)| (values, Some(residual)))
            }
        }
    }

    /// Probability of change by the chi-square of `irmad`.
    pub fn probability(&self, dates: &mut [EncodedInput], comparing: &mut Stage) -> Result<Vec<f32>> {
        self.each(dates, comparing, chi_square_change)
    }

    fn distances(&self, dates: &mut [EncodedInput], numbers: Option<usize>, comparing: &mut Stage) -> Result<Vec<f32>> {
        let numbers = numbers.unwrap_or(dates.first().map_or(1, |date| date.store.dim));
        self.each(dates, comparing, |a, b| distance_change(a, b, numbers))
    }

    fn residual(
        &mut self,
        dates: &mut [EncodedInput],
        kept: Option<&Residual>,
        comparing: &mut Stage,
    ) -> Result<(Vec<f32>, Residual)> {
        let (first, second) = two(dates)?;
        let dim = first.store.dim;
        let mut residual = match kept {
            Some(kept) if kept.dim() != dim => {
                let found = kept.dim();
                return Err(Error::refused(
                    "FIT",
                    format!("the regression of FIT is of {found} numbers, features have {dim}"),
                ));
            }
            Some(kept) => kept.clone(),
            None => {
                let mut fit = ResidualFit::new(dim);
                let part = |a: ArrayView2<f32>, b: ArrayView2<f32>| {
                    let mut part = ResidualFit::new(dim);
                    part.add(a, b);
                    part
                };
                self.strips(first, second, &mut comparing.part(0.0, 0.5), part, |_, part| fit.merge(&part))?;
                fit.finish(self.whitening)?
            }
        };
        let cells = first.store.grid.width * first.store.grid.height;
        let mut lengths =
            [memory::filled(cells, f32::NAN, "residuals")?, memory::filled(cells, f32::NAN, "residuals")?];
        let take = |cells: &mut dyn Iterator<Item = usize>, [forward, backward]: Lengths| {
            for ((forward, backward), cell) in forward.into_iter().zip(backward).zip(cells) {
                (lengths[0][cell], lengths[1][cell]) = (forward, backward);
            }
        };
        self.strips(first, second, &mut comparing.part(0.5, 1.0), |a, b| residual.lengths(a, b), take)?;
        let whitening = self.whitening;
        let mut share = |cells: usize| {
            let response = self.noise.as_mut().map(|noise| noise(&lengths[0], cells)).transpose()?;
            match response.filter(|n| n.features.nrows() > 0) {
                Some(n) => noise_share(n.features.view(), n.noisy.view(), whitening),
                None => Ok(UNKNOWN_NOISE),
            }
        };
        if kept.is_none() {
            let alike = residual.set_scale(&lengths, &mut share)?;
            // Finer cells share their patches' pixels: they count as the patches that lie side by side.
            let common = lengths[0].iter().filter(|v| !v.is_nan()).count();
            let common = (common as f64 / first.finer().powi(2)).round() as usize;
            if 2 * common < 3 * dim {
                first.facts.warnings.push(format!(
                    "it and the second date have {common} cells in common, too few for a regression of {dim} numbers: take the \
                     method cosine or vector, or a larger extent"
                ));
            } else if alike {
                first.facts.warnings.push(ALIKE.into());
            }
        }
        Ok((residual.change(&lengths)?, residual))
    }

    fn each(
        &self,
        dates: &mut [EncodedInput],
        comparing: &mut Stage,
        of: impl Fn(ArrayView2<f32>, ArrayView2<f32>) -> Vec<f32> + Sync,
    ) -> Result<Vec<f32>> {
        let (first, second) = two(dates)?;
        let area = first.store.grid.width * first.store.grid.height;
        let mut values = memory::filled(area, f32::NAN, "values of change")?;
        self.strips(first, second, comparing, of, |cells, part| {
            part.into_iter().zip(cells).for_each(|(value, cell)| values[cell] = value);
        })?;
        Ok(values)
    }

    /// Works on pieces of both dates, `[cells][dim]` each, on the workers, and hands over what came out with the numbers of its
    /// cells, of which as many are to be taken as were worked on.
    fn strips<T: Send>(
        &self,
        first: &mut EncodedInput,
        second: &mut EncodedInput,
        comparing: &mut Stage,
        work: impl Fn(ArrayView2<f32>, ArrayView2<f32>) -> T + Sync,
        mut take: impl FnMut(&mut dyn Iterator<Item = usize>, T),
    ) -> Result<()> {
        let (area, mut seen) = (first.store.grid.width * first.store.grid.height, 0);
        first.store.for_each_piece(|place, a| {
            comparing.report(seen as f64 / area as f64, "comparing the dates")?;
            seen += a.nrows();
            let b: Array2<f32> = second.store.read_window(place.window)?;
            let pieces = a.nrows().div_ceil(COMPARED_TOGETHER);
            let piece = |i: usize| s![i * COMPARED_TOGETHER..((i + 1) * COMPARED_TOGETHER).min(a.nrows()), ..];
            let mut cells = place.numbers();
            // As many at a time as there are workers: a part of a regression takes megabytes.
            let workers = self.pool.current_num_threads();
            for some in (0..pieces).step_by(workers) {
                let some = some..(some + workers).min(pieces);
                let done: Vec<T> = self
                    .pool
                    .install(|| some.into_par_iter().map(|i| work(a.slice(piece(i)), b.slice(piece(i)))).collect());
                done.into_iter().for_each(|part| take(&mut cells, part));
            }
            Ok(())
        })
    }
}

/// Values of a cell while they are measured: both directions' lengths, those of another model, and what is sorted and smoothed.
const VALUES: u64 = 6;

/// Bytes of the chips that noise is tried on: of five bands, with margins.
const NOISY_CHIPS: u64 = 16 << 20;

/// Bytes that comparing two dates takes beside their features: of so many cells of `dim` numbers, on so many workers.
pub(super) fn bytes(method: Method, cells: u64, dim: usize, workers: usize) -> u64 {
    let of_cells = |count: u64| count.saturating_mul((dim * size_of::<f32>()) as u64);
    let values = cells.saturating_mul(VALUES * size_of::<f32>() as u64);
    let read = 2 * of_cells(cells.min(READ_TOGETHER as u64));
    let piece = of_cells(cells.min(COMPARED_TOGETHER as u64));
    if !method.has_residual() {
        return values.saturating_add(read);
    }
    let moments = memory::product(&[2 * dim, 2 * dim, size_of::<f64>()]);
    // Both dates' valid cells and these side by side; sums of products, and those to be added to them.
    let part = 4 * piece + 2 * moments;
    // The covariance and its copy, and as many matrices of a quarter as both directions take.
    let solved = 6 * moments;
    let noise = NOISY_CHIPS + 4 * of_cells(cells.min(MOST_WITH_NOISE as u64));
    let most = (read + workers as u64 * part).max(noise + part.max(solved));
    values.saturating_add(moments).saturating_add(most)
}

/// What to say of dates that differ by noise alone.
pub(super) const ALIKE: &str = "it and the second date are alike: over most of the scene they differ by no more than noise and \
                     rounding explain, so change is measured in units of that";
