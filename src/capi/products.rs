//! What becomes of features in the caller's memory: change and descriptors.

use ndarray::ArrayView2;

use super::args::{Asked, numbers, product};
use super::guard::guard;
use crate::error::{Error, Result, Status};
use crate::memory;
use crate::product::{Descriptor, Lengths, ResidualFit, UNKNOWN_NOISE, WHITENING, cosine_change};

/// Cells that are compared at a time.
const PIECE: usize = 4096;

/// `cells x dimension` features of the caller as an array.
///
/// # Safety
/// - `features` is null (an error) or points to `cells * dimension` numbers that nobody writes meanwhile.
pub(super) unsafe fn cells_of<'a>(
    features: *const f32,
    cells: usize,
    dimension: usize,
    name: &str,
) -> Result<ArrayView2<'a, f32>> {
    // SAFETY: the caller vouches for the numbers.
    let values = unsafe { numbers(features, product(cells, dimension)?, name)? };
    ArrayView2::from_shape((cells, dimension), values).map_err(|e| Error::Internal(e.to_string()))
}

/// Computes `change[i] = 1 - cos(before[i], after[i])`, 0 to 2, for `cells` pairs of features of `dimension` numbers;
/// NaN where one of them is invalid (NaN) or has no length. `*count` is the room in `change`, in numbers, and becomes
/// `cells`; with `change` NULL it only asks. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `before` and `after` are NULL (an error, unless it only asks) or hold `cells * dimension` numbers; `change` is NULL or
///   has room for `*count`; `count` is NULL (an error) or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_cosine_change(
    before: *const f32,
    after: *const f32,
    cells: usize,
    dimension: usize,
    change: *mut f32,
    count: *mut usize,
) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    guard(|| unsafe { changes((before, after), (cells, dimension), (change, count), |a, b| Ok(cosine_change(a, b))) })
}

/// Computes change as METHOD=residual does: each date's features are predicted from the other's by one ridge regression over
/// all `cells`, so that what the whole scene does (season, light, haze) is no change; residuals lie on the axes of their
/// covariance, each divided by its variance to the power 0.1. `change[i]` is the shorter of a cell's two residuals in medians of
/// the scene: 0 or more, NaN where a date is invalid (NaN); dates that differ by noise alone stay below 0.3. METHOD=joint is the
/// geometric mean of two such columns, of a model's features and of those of "texture", smoothed. Give all cells of a scene at
/// once. `*count` as for `lejepa_gis_cosine_change`. Any thread. Memory: doubles, 16 `dimension` squared of them,
/// and 4 numbers for each cell. Errors: ARGUMENT, OUT_OF_MEMORY.
///
/// # Safety
/// - As for `lejepa_gis_cosine_change`: what is NULL is an error, but `change`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_residual_change(
    before: *const f32,
    after: *const f32,
    cells: usize,
    dimension: usize,
    change: *mut f32,
    count: *mut usize,
) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    guard(|| unsafe { changes((before, after), (cells, dimension), (change, count), residual_change) })
}

/// Fills a column of change between two sets of features.
///
/// # Safety
/// - As for `lejepa_gis_cosine_change`.
unsafe fn changes(
    (before, after): (*const f32, *const f32),
    (cells, dimension): (usize, usize),
    (change, count): (*mut f32, *mut usize),
    method: impl FnOnce(ArrayView2<f32>, ArrayView2<f32>) -> Result<Vec<f32>>,
) -> Result<()> {
    // SAFETY: the caller vouches for the pointers.
    unsafe {
        let change = Asked::new(change, count, "change")?;
        let Some(change) = change.room(cells)? else { return Ok(()) };
        let before = cells_of(before, cells, dimension, "before")?;
        change.copy_from_slice(&method(before, cells_of(after, cells, dimension, "after")?)?);
    }
    Ok(())
}

/// Change of all cells of a scene by the residual method.
fn residual_change(before: ArrayView2<f32>, after: ArrayView2<f32>) -> Result<Vec<f32>> {
    let (cells, dimension) = before.dim();
    let moments = memory::product(&[dimension, dimension, size_of::<f64>(), 16]);
    let needed = moments.saturating_add(memory::product(&[cells, size_of::<f32>(), 4]));
    memory::require(needed, &format!("the residual change of {cells} cells of {dimension} numbers"))?;
    let pieces = || {
        let piece = move |from: usize| ndarray::s![from..(from + PIECE).min(cells), ..];
        (0..cells).step_by(PIECE).map(move |from| (before.slice_move(piece(from)), after.slice_move(piece(from))))
    };
    let mut fit = ResidualFit::new(dimension);
    pieces().for_each(|(before, after)| fit.add(before, after));
    let mut residual = fit.finish(WHITENING)?;
    let mut lengths = Lengths::default();
    for (before, after) in pieces() {
        lengths.iter_mut().zip(residual.lengths(before, after)).for_each(|(all, piece)| all.extend(piece));
    }
    residual.set_scale(&lengths, |_| Ok(UNKNOWN_NOISE))?;
    residual.change(&lengths)
}

/// Computes the mean feature over the valid cells. `*count` is the room in `descriptor`, in numbers, and becomes
/// `dimension`; with `descriptor` NULL it only asks. `*valid_cells` (may be NULL) becomes the number of valid cells. Any
/// thread. Errors: ARGUMENT, also if no cell is valid.
///
/// # Safety
/// - `features` is NULL (an error, unless it only asks) or holds `cells * dimension` numbers; `descriptor` is NULL or has
///   room for `*count`; `count` is NULL (an error) or points to a number; `valid_cells` is NULL or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_descriptor(
    features: *const f32,
    cells: usize,
    dimension: usize,
    descriptor: *mut f32,
    count: *mut usize,
    valid_cells: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (features, descriptor, valid_cells) = unsafe {
            let valid_cells = valid_cells.as_mut().map(|place| {
                *place = 0;
                place
            });
            let descriptor = Asked::new(descriptor, count, "descriptor")?;
            let Some(descriptor) = descriptor.room(dimension)? else { return Ok(()) };
            (cells_of(features, cells, dimension, "features")?, descriptor, valid_cells)
        };
        let mut mean = Descriptor::new(dimension);
        features.rows().into_iter().for_each(|cell| mean.add(cell));
        if let Some(place) = valid_cells {
            *place = mean.count() as usize;
        }
        descriptor.copy_from_slice(&mean.mean().ok_or_else(|| Error::argument("no cell is valid"))?);
        Ok(())
    })
}
