//! Features of pixels in the caller's memory, and products of features. No GDAL is needed or bound.

use std::ffi::{c_char, c_void};

use ndarray::ArrayView2;

use super::args::{asked, numbers, numbers_mut, options, out, product};
use super::callback::{CProgress, LejepaGisProgress};
use super::guard::guard;
use super::image::{LejepaGisImage, checked};
use super::model::{LejepaGisModel, given};
use crate::error::{Error, Result, Status};
use crate::params::Task;
use crate::pipeline;
use crate::product::{Descriptor, cosine_change};
use crate::raster::RasterSource;

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

/// Encodes `count` chips. `chips` is `[count][bands][chip][chip]`, reflectance x 10000 (normalised inside), every
/// value finite; `features` becomes `[count][chip / patch][chip / patch][dimension]` and must have room for
/// `features_count` numbers, exactly as many as that. Sizes: `lejepa_gis_model_sizes`. `options` is NULL or holds
/// THREADS. `progress` may be NULL. On error or cancel, `features` is partly written. Any thread; many threads may
/// share the model. "pixels" refuses: it needs whole images.
///
/// Errors: ARGUMENT, MODEL, CANCELLED.
///
/// # Safety
/// - `model` is NULL (an error) or open; `chips` and `features` are NULL (an error) or have the sizes above and do not
///   overlap; `options` is NULL or a NULL-terminated list of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_encode_chips(
    model: *const LejepaGisModel,
    chips: *const f32,
    count: usize,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    features: *mut f32,
    features_count: usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let model = given(model)?.model.ready()?;
            let options = self::options(options, Task::Chips)?;
            let needed = product(count, model.spec().output_len())?;
            if features_count != needed {
                return Err(Error::argument(format!(
                    "features_count is {features_count}; {count} chips give {needed}"
                )));
            }
            let chips = numbers(chips, product(count, model.spec().input_len())?, "chips")?;
            let features = numbers_mut(features, features_count, "features")?;
            let progress = &mut CProgress { function: progress, user_data };
            pipeline::encode_chips(model, chips, features, options.encoding.threads, progress)
        }
    })
}

/// Encodes an image of any size to its grid of cells: `*grid_width = ceil(width / patch)` columns and
/// `*grid_height = ceil(height / patch)` rows (each may be NULL). `features` becomes
/// `[grid_height][grid_width][dimension]`, NaN where a cell has too few valid pixels. `*count` is the room in
/// `features`, in numbers, and becomes the number needed; with `features` NULL it only asks, and reads no pixel.
///
/// `options` is NULL or holds REFLECTANCE, OVERLAP, TAPER, MIN_VALID, THREADS, MEMORY; the model
/// computes in the precision that it was opened with. Pixels in memory have
/// no metadata, so REFLECTANCE or the image's `scale` must be said. "pixels" is fitted on this image alone, so that its
/// features of two images do not compare. `progress` may be NULL. Any thread; many threads may share the model. Memory:
/// the features once more, and the pixel rows under a row of chips.
///
/// Errors: ARGUMENT, REFLECTANCE, CANCELLED; IO where features exceed MEMORY and no temporary file can be made.
///
/// # Safety
/// - `model` is NULL (an error) or open; `image` is NULL (an error) or as `LejepaGisImage` says; `options` is NULL or a
///   NULL-terminated list of texts; `features` is NULL or has room for `*count` numbers; `count` is NULL (an error) or
///   points to a number; `grid_width` and `grid_height` are NULL or point to numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_encode_image(
    model: *const LejepaGisModel,
    image: *const LejepaGisImage,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    features: *mut f32,
    count: *mut usize,
    grid_width: *mut usize,
    grid_height: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let grid = [grid_width.as_mut(), grid_height.as_mut()];
            let room = std::mem::take(out(count, "count")?);
            let model = &given(model)?.model;
            let options = self::options(options, Task::Encode)?;
            let (mut source, sample, rule) = checked(image)?;
            let cells = source.grid().cells(model.spec().patch);
            grid.into_iter().zip([cells.width, cells.height]).for_each(|(place, value)| {
                if let Some(place) = place {
                    *place = value;
                }
            });
            let needed = product(product(cells.width, cells.height)?, model.spec().dim)?;
            *count = room;
            let Some(features) = asked(features, count, needed, "features")? else { return Ok(()) };
            let progress = &mut CProgress { function: progress, user_data };
            let (mut store, _) = pipeline::encode_image(model, &mut source, sample, rule, &options, progress)?;
            let row = cells.width * model.spec().dim;
            store.for_each_strip(|first, strip| {
                features[first * row..][..strip.len()].iter_mut().zip(&strip).for_each(|(to, from)| *to = *from);
                Ok(())
            })
        }
    })
}

/// Computes `change[i] = 1 - cos(before[i], after[i])`, 0 to 2, for `cells` pairs of features of `dimension` numbers;
/// NaN where one of them is invalid (NaN) or has no length. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `before` and `after` are NULL (an error) or hold `cells * dimension` numbers; `change` is NULL (an error) or has
///   room for `cells`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_cosine_change(
    before: *const f32,
    after: *const f32,
    cells: usize,
    dimension: usize,
    change: *mut f32,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (before, after, change) = unsafe {
            let before = cells_of(before, cells, dimension, "before")?;
            (before, cells_of(after, cells, dimension, "after")?, numbers_mut(change, cells, "change")?)
        };
        change.copy_from_slice(&cosine_change(before, after));
        Ok(())
    })
}

/// Computes the mean feature over the valid cells: `descriptor` has room for `dimension` numbers; `*valid_cells` (may
/// be NULL) becomes their number. Any thread. Errors: ARGUMENT, also if no cell is valid.
///
/// # Safety
/// - `features` is NULL (an error) or holds `cells * dimension` numbers; `descriptor` is NULL (an error) or has room for
///   `dimension`; `valid_cells` is NULL or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_descriptor(
    features: *const f32,
    cells: usize,
    dimension: usize,
    descriptor: *mut f32,
    valid_cells: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (features, descriptor, valid_cells) = unsafe {
            let valid_cells = valid_cells.as_mut();
            let features = cells_of(features, cells, dimension, "features")?;
            (features, numbers_mut(descriptor, dimension, "descriptor")?, valid_cells)
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
