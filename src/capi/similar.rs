//! A features raster in memory that answers what is like a place.

use std::ffi::{c_char, c_int, c_void};

use super::args::{Asked, null, numbers, options, out, product, tell, text};
use super::callback::{CProgress, LejepaGisProgress};
use super::context::{LejepaGisContext, lent};
use super::guard::{free, guard};
use crate::error::{Result, Status};
use crate::params::Task;
use crate::pipeline::{Query, SimilarIndex};
use crate::raster::gdal::GiveBack;

/// A features raster in memory, in 8 bits for each number. Immutable: many threads may query one at once. Free it with
/// `lejepa_gis_similar_free`.
pub struct LejepaGisSimilar(SimilarIndex);

/// # Safety
/// - `similar` is null (an error) or open as long as the result lives.
unsafe fn open<'a>(similar: *const LejepaGisSimilar) -> Result<&'a SimilarIndex> {
    // SAFETY: the caller vouches for the handle.
    unsafe { similar.as_ref() }.map(|s| &s.0).ok_or_else(|| null("similar"))
}

/// Points as pairs of numbers.
///
/// # Safety
/// - `data` is null (an error, unless `count` is 0) or holds `2 * count` numbers.
unsafe fn points(data: *const f64, count: usize, name: &str) -> Result<Vec<(f64, f64)>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: the caller vouches for the pointer.
    let all = unsafe { numbers(data, product(count, 2)?, name)? };
    Ok(all.chunks_exact(2).map(|point| (point[0], point[1])).collect())
}

/// Reads a features raster (of this software, or of others: any raster of 8 bands or more) into memory: one byte for each number
/// of a cell, and 4 for each cell. `input` is its name. `options` is NULL or holds QUANTISATION, THREADS, SOURCES, GDAL.
/// `context` lends its workers, bounds THREADS and can stop the call; it may be NULL. `progress` may be NULL. `*similar` is set
/// to NULL first; free it with `lejepa_gis_similar_free`. Any thread. Errors: ARGUMENT, RASTER, IO, GDAL, OUT_OF_MEMORY,
/// CANCELLED.
///
/// # Safety
/// - `input` is NULL (an error) or NUL-terminated; `context` is NULL or open; `options` is NULL or a NULL-terminated list of
///   texts; `similar` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_similar_open(
    input: *const c_char,
    context: *const LejepaGisContext,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    similar: *mut *mut LejepaGisSimilar,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let _after = GiveBack;
            let place = out(similar, "similar")?;
            *place = std::ptr::null_mut();
            let (input, options) = (text(input, "input")?, self::options(options, Task::Query)?);
            let progress = &mut CProgress { function: progress, user_data };
            let found = crate::pipeline::within(lent(context), &options, progress, |options, progress| {
                SimilarIndex::open(input.into(), options, lent(context), progress)
            })?;
            *place = Box::into_raw(Box::new(LejepaGisSimilar(found)));
        }
        Ok(())
    })
}

/// Gives the sizes of the raster: columns and rows of cells, and numbers in a feature. Each place may be NULL. Any thread.
/// Errors: ARGUMENT.
///
/// # Safety
/// - `similar` is NULL (an error) or open; the places are NULL or point to numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_similar_sizes(
    similar: *const LejepaGisSimilar,
    width: *mut usize,
    height: *mut usize,
    dimension: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (similar, places) = unsafe { (open(similar), [width.as_mut(), height.as_mut(), dimension.as_mut()]) };
        let sizes = similar.as_ref().map_or([0; 3], |s| [s.grid().width, s.grid().height, s.dim()]);
        tell(places, sizes);
        similar.map(|_| ())
    })
}

/// Scores all cells by how much they are like places: `scores` becomes `[height][width]`, -1 to 1, NaN where a cell is invalid,
/// as the task "similar" gives it, but for what 8 bits round. `examples` holds `example_count` points as x, y in the reference
/// system `crs` (NULL: the raster's own), `counter` holds `counter_count` points on what is not looked for (0: none, and then
/// `counter` may be NULL). With `best` not 0, the best example counts instead of their mean. `*count` is the room in `scores`, in
/// numbers, and becomes the number needed; with `scores` NULL it only asks. Any thread, many at once; its own workers take part.
/// Errors: ARGUMENT, also if no example lies on a valid cell.
///
/// # Safety
/// - `similar` is NULL (an error) or open; `examples` and `counter` hold twice as many numbers as said; `crs` is NULL or
///   NUL-terminated; `scores` is NULL or has room for `*count`; `count` is NULL (an error) or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_similar_query(
    similar: *const LejepaGisSimilar,
    examples: *const f64,
    example_count: usize,
    counter: *const f64,
    counter_count: usize,
    crs: *const c_char,
    best: c_int,
    scores: *mut f32,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let scores = Asked::new(scores, count, "scores")?;
            let similar = open(similar)?;
            let Some(scores) = scores.room(product(similar.grid().width, similar.grid().height)?)? else {
                return Ok(());
            };
            let (examples, counter) =
                (points(examples, example_count, "examples")?, points(counter, counter_count, "counter")?);
            let crs = if crs.is_null() { None } else { Some(text(crs, "crs")?) };
            similar.query(&Query { examples: &examples, counter: &counter, crs, best: best != 0 }, scores)
        }
    })
}

/// Frees a raster in memory. NULL is accepted; the last error stays. Any thread, also one that ends.
///
/// # Safety
/// - `similar` is NULL or came from this library, and was not freed before; no query runs on it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_similar_free(similar: *mut LejepaGisSimilar) {
    // SAFETY: it came from `Box::into_raw` in `lejepa_gis_similar_open`, or is null.
    unsafe { free(similar) }
}
