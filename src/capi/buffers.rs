//! Features of pixels in the caller's memory. No GDAL is needed or bound.

use std::ffi::{c_char, c_void};

use super::args::{Asked, numbers, options, product, tell};
use super::callback::{CProgress, LejepaGisProgress};
use super::context::{LejepaGisContext, lent};
use super::guard::guard;
use super::image::{LejepaGisImage, checked};
use super::model::{LejepaGisModel, given};
use crate::error::Status;
use crate::params::Task;
use crate::pipeline;
use crate::raster::RasterSource;

/// Encodes `chip_count` chips. `chips` is `[chip_count][bands][chip][chip]`, reflectance x 10000 (normalised inside), every
/// value finite; `features` becomes `[chip_count][chip / patch][chip / patch][dimension]`. `*count` is the room in
/// `features`, in numbers, and becomes the number needed; with `features` NULL it only asks. Sizes of a chip:
/// `lejepa_gis_model_sizes`. `context` lends its workers, bounds THREADS and can stop the call; without one (NULL), workers are
/// started and ended by each call. `options` is NULL or holds THREADS. `progress` may be NULL. On error or cancel, `features` is
/// partly written. Any thread; many threads may share the model and the context. "texture" refuses: it needs whole images.
///
/// Errors: ARGUMENT, MODEL, CANCELLED.
///
/// # Safety
/// - `model` is NULL (an error) or open; `context` is NULL or open; `chips` is NULL (an error, unless it only asks) or has the
///   size above; `features` is NULL or has room for `*count` numbers that are not those of `chips`; `count` is NULL (an error)
///   or points to a number; `options` is NULL or a NULL-terminated list of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_encode_chips(
    model: *const LejepaGisModel,
    context: *const LejepaGisContext,
    chips: *const f32,
    chip_count: usize,
    options: *const *const c_char,
    progress: LejepaGisProgress,
    user_data: *mut c_void,
    features: *mut f32,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let features = Asked::new(features, count, "features")?;
            let model = given(model)?.model.ready()?;
            let options = self::options(options, Task::Chips)?;
            let needed = product(chip_count, model.spec().output_len())?;
            let Some(features) = features.room(needed)? else { return Ok(()) };
            let chips = numbers(chips, product(chip_count, model.spec().input_len())?, "chips")?;
            let progress = &mut CProgress { function: progress, user_data };
            pipeline::encode_chips(model, chips, features, &options, lent(context), progress)
        }
    })
}

/// Encodes an image of any size to its grid of cells: `*grid_width = ceil(width / patch)` columns and
/// `*grid_height = ceil(height / patch)` rows (each may be NULL). `features` becomes
/// `[grid_height][grid_width][dimension]`, NaN where a cell has too few valid pixels. `*count` is the room in
/// `features`, in numbers, and becomes the number needed; with `features` NULL it only asks, and reads no pixel.
///
/// `context` lends its workers, bounds THREADS and MEMORY, names the folder for large temporary data and can stop the call;
/// it may be NULL. `options` is NULL or holds REFLECTANCE, OVERLAP, TAPER, MIN_VALID, THREADS, MEMORY; the model computes in
/// the precision that it was opened with. Pixels in memory have no metadata, so REFLECTANCE or the image's `scale` must be
/// said. "texture" is fitted on this image alone, so that its features of two images do not compare. `progress` may be NULL.
/// Any thread; many threads may share the model and the context. Memory: the features once more, and the pixel rows under a
/// row of chips.
///
/// Errors: ARGUMENT, REFLECTANCE, CANCELLED; IO where features exceed MEMORY and no temporary file can be made.
///
/// # Safety
/// - `model` is NULL (an error) or open; `context` is NULL or open; `image` is NULL (an error) or as `LejepaGisImage` says;
///   `options` is NULL or a NULL-terminated list of texts; `features` is NULL or has room for `*count` numbers; `count` is NULL
///   (an error) or points to a number; `grid_width` and `grid_height` are NULL or point to numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_encode_image(
    model: *const LejepaGisModel,
    context: *const LejepaGisContext,
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
            let mut grid = [grid_width.as_mut(), grid_height.as_mut()];
            grid.iter_mut().flatten().for_each(|place| **place = 0);
            let features = Asked::new(features, count, "features")?;
            let model = &given(model)?.model;
            let options = self::options(options, Task::Encode)?;
            let (mut source, sample, rule) = checked(image)?;
            let cells = source.grid().cells(model.spec().patch);
            tell(grid, [cells.width, cells.height]);
            let needed = product(product(cells.width, cells.height)?, model.spec().dim)?;
            let Some(features) = features.room(needed)? else { return Ok(()) };
            let progress = &mut CProgress { function: progress, user_data };
            let context = lent(context);
            let (mut store, _) = pipeline::encode_image(model, &mut source, sample, rule, &options, context, progress)?;
            let row = cells.width * model.spec().dim;
            store.for_each_strip(|first, strip| {
                features[first * row..][..strip.len()].iter_mut().zip(&strip).for_each(|(to, from)| *to = *from);
                Ok(())
            })
        }
    })
}
