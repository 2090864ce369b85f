//! Features on their way into a file: rounded and turned from cells to bands by all threads of a job.
//!
//! Work is cut by cells alone, and sums are added in their order, so the result does not depend on the threads.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use rayon::prelude::*;

use crate::error::Result;
use crate::pipeline::encode::FeatureStore;
use crate::product::{Codes, is_valid, round_to_f16};
use crate::raster::gdal::Storage;

/// Cells that one thread takes at a time: few enough for the nearest caches.
const CELLS: usize = 128;
/// Bands that are turned together: the numbers of one cache line.
const BANDS: usize = 16;
/// Cells that are turned together: a cache line of each stays in the nearest cache.
const TURNED: usize = 32;

/// How numbers are rounded before they are written.
pub enum Form {
    /// Not at all.
    Whole,
    /// To half precision.
    Half,
    /// To 8-bit codes.
    Codes(Codes),
}

impl Form {
    /// What `storage` wants; the codes are fitted to all valid cells.
    pub fn new(storage: Storage, store: &mut FeatureStore) -> Result<Self> {
        Ok(match storage {
            Storage::Code8 => Form::Codes(store.range()?.finish()),
            Storage::Float16 => Form::Half,
            _ => Form::Whole,
        })
    }

    /// Rounds a cell to what is stored, and to what a reader gets back.
    fn round(&self, cell: &[f32], stored: &mut [f32], back: &mut [f32]) {
        match self {
            Form::Whole => stored.copy_from_slice(cell),
            Form::Half => stored.iter_mut().zip(cell).for_each(|(to, v)| *to = round_to_f16(*v)),
            Form::Codes(codes) => {
                codes.encode(cell, stored);
                return codes.decode(stored, back);
            }
        }
        back.copy_from_slice(stored);
    }
}

/// Cells as a file wants them.
pub struct Stored {
    /// `[bands][cells]`.
    pub planes: Vec<f32>,
    /// Sum over the valid cells of the cosine between each and what a reader gets back.
    pub cosines: f64,
    /// Valid cells.
    pub valid: usize,
}

impl Stored {
    /// Rounds `[cells][bands]` and turns them, on the pool of the calling thread.
    pub fn new(cells: &Array2<f32>, form: &Form) -> Self {
        let (count, bands) = cells.dim();
        let mut planes = Array2::zeros((bands, count));
        let parts: Vec<_> =
            cells.axis_chunks_iter(Axis(0), CELLS).zip(planes.axis_chunks_iter_mut(Axis(1), CELLS)).collect();
        let sums: Vec<(f64, usize)> = parts.into_par_iter().map(|(from, to)| part(from, to, form)).collect();
        let (cosines, valid) = sums.iter().fold((0.0, 0), |(c, n), (cosine, valid)| (c + cosine, n + valid));
        Stored { planes: planes.into_raw_vec_and_offset().0, cosines, valid }
    }
}

/// Some cells: their sum of cosines, and how many are valid.
fn part(cells: ArrayView2<f32>, mut planes: ArrayViewMut2<f32>, form: &Form) -> (f64, usize) {
    let (count, bands) = cells.dim();
    let mut stored = Array2::zeros((count, bands));
    let mut back = vec![0f32; bands];
    let (mut cosines, mut valid) = (0.0, 0);
    for (cell, mut stored) in cells.rows().into_iter().zip(stored.rows_mut()) {
        let (Some(cell), Some(stored)) = (cell.to_slice(), stored.as_slice_mut()) else { continue };
        form.round(cell, stored, &mut back);
        if is_valid(cell) {
            cosines += cosine(cell, &back);
            valid += 1;
        }
    }
    let stored = stored.as_slice().unwrap_or_default();
    for first in (0..bands).step_by(BANDS) {
        for start in (0..count).step_by(TURNED) {
            for band in first..(first + BANDS).min(bands) {
                let mut plane = planes.row_mut(band);
                let to = plane.as_slice_mut().unwrap_or_default().iter_mut().skip(start).take(TURNED);
                to.zip(stored[start * bands + band..].iter().step_by(bands)).for_each(|(to, v)| *to = *v);
            }
        }
    }
    (cosines, valid)
}

/// In sums side by side, which become vector instructions.
fn cosine(a: &[f32], b: &[f32]) -> f64 {
    const SUMS: usize = 8;
    let (mut ab, mut aa, mut bb) = ([0f64; SUMS], [0f64; SUMS], [0f64; SUMS]);
    let mut add = |i: usize, x: f32, y: f32| {
        let (x, y) = (f64::from(x), f64::from(y));
        ab[i] += x * y;
        aa[i] += x * x;
        bb[i] += y * y;
    };
    let (a, b) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    a.remainder().iter().zip(b.remainder()).for_each(|(x, y)| add(0, *x, *y));
    for (a, b) in a.zip(b) {
        (0..SUMS).for_each(|i| add(i, a[i], b[i]));
    }
    let [ab, aa, bb] = [ab, aa, bb].map(|sums| sums.iter().sum::<f64>());
    if aa * bb > 0.0 { ab / (aa * bb).sqrt() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Grid;

    /// Numbers with some invalid cells, more than one thread takes at a time.
    fn cells() -> Array2<f32> {
        let (count, bands) = (3 * CELLS + 17, 2 * BANDS + 5);
        Array2::from_shape_fn((count, bands), |(i, b)| {
            if i % 29 == 3 { f32::NAN } else { ((i * 31 + b * 17) % 101) as f32 * 0.37 - (b as f32) }
        })
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let cells = cells();
        let mut first: Option<(Vec<u32>, f64, usize)> = None;
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut store =
                FeatureStore::new(Grid::plain(1, cells.nrows()), cells.ncols(), usize::MAX, "".as_ref()).unwrap();
            store.append(cells.as_slice().unwrap()).unwrap();
            let form = Form::new(Storage::Code8, &mut store).unwrap();
            let stored = pool.install(|| Stored::new(&cells, &form));
            let got = (stored.planes.iter().map(|v| v.to_bits()).collect(), stored.cosines, stored.valid);
            assert!(*first.get_or_insert_with(|| got.clone()) == got, "{threads} threads");
        }
    }

    #[test]
    fn cells_become_bands() {
        let cells = cells();
        for form in [Form::Whole, Form::Half] {
            let stored = Stored::new(&cells, &form);
            for ((i, b), v) in cells.indexed_iter() {
                let got = stored.planes[b * cells.nrows() + i];
                assert!(got == *v || v.is_nan() && got.is_nan() || (got - v).abs() < 0.02, "{i} {b}: {v} is {got}");
            }
            assert_eq!(stored.valid, cells.rows().into_iter().filter(|c| !c[0].is_nan()).count());
            assert!((stored.cosines / stored.valid as f64 - 1.0).abs() < 1e-6);
        }
    }
}
