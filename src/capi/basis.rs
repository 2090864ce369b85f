//! Principal components of features in the caller's memory.

use std::ffi::c_char;

use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::args::{Asked, null, numbers, options, out, product, tell, text};
use super::guard::{free, guard};
use super::model::{LejepaGisModel, given};
use super::products::cells_of;
use super::text::give;
use crate::error::{Error, Result, Status};
use crate::memory;
use crate::params::Task;
use crate::pipeline::write_whole;
use crate::product::{Basis, BasisFit};

/// A PCA basis: mean, three components and colour ranges. Immutable: many threads may use one at once. Free it with
/// `lejepa_gis_basis_free`.
pub struct LejepaGisBasis(Basis);

/// # Safety
/// - `basis` is null (an error) or open as long as the result lives.
pub(super) unsafe fn open<'a>(basis: *const LejepaGisBasis) -> Result<&'a Basis> {
    // SAFETY: the caller vouches for the handle.
    unsafe { basis.as_ref() }.map(|b| &b.0).ok_or_else(|| null("basis"))
}

/// Clears the place, makes a basis and puts it there.
///
/// # Safety
/// - `place` is null (an error) or points to a pointer.
pub(super) unsafe fn made(place: *mut *mut LejepaGisBasis, make: impl FnOnce() -> Result<Basis>) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointer.
        let place = unsafe { out(place, "basis")? };
        *place = std::ptr::null_mut();
        *place = Box::into_raw(Box::new(LejepaGisBasis(make()?)));
        Ok(())
    })
}

/// Fits one basis on `count` sets of features together: set `i` holds `cells[i]` cells of `dimension` numbers, invalid
/// ones NaN. `model` is the one that made them, whose name and digest the basis keeps, or NULL for features of unknown
/// origin. `options` is NULL or holds STRETCH. `*basis` is set to NULL first; free it with `lejepa_gis_basis_free`. Any
/// thread. Memory: the covariance, `dimension` squared doubles. Errors: ARGUMENT, also if no cell is valid.
///
/// # Safety
/// - `features` and `cells` are NULL (an error) or hold `count` entries, each set as long as said; `model` is NULL or
///   open; `options` is NULL or a NULL-terminated list of texts; `basis` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_fit(
    model: *const LejepaGisModel,
    features: *const *const f32,
    cells: *const usize,
    count: usize,
    dimension: usize,
    options: *const *const c_char,
    basis: *mut *mut LejepaGisBasis,
) -> Status {
    let make = || {
        // SAFETY: the caller vouches for the pointers, as above.
        let (sets, options, identity) = unsafe {
            let (features, cells) = (numbers(features, count, "features")?, numbers(cells, count, "cells")?);
            let set =
                |(i, (f, n)): (usize, (&*const f32, &usize))| cells_of(*f, *n, dimension, &format!("features[{i}]"));
            let sets = features.iter().zip(cells).enumerate().map(set).collect::<Result<Vec<ArrayView2<f32>>>>()?;
            let identity = model.as_ref().map(|m| (m.model.name().to_owned(), m.model.digest().into_owned()));
            (sets, self::options(options, Task::Basis)?, identity.unwrap_or_default())
        };
        let mut fit = BasisFit::new(dimension);
        sets.iter().for_each(|s| fit.add(s.view()));
        let mut basis = fit.finish(&identity.0, &identity.1)?;
        let scores: Vec<Array2<f32>> = sets.iter().map(|s| basis.scores(s.view())).collect();
        let views: Vec<_> = scores.iter().map(|s| s.view()).collect();
        let all = concatenate(Axis(0), &views).map_err(|e| Error::Internal(e.to_string()))?;
        basis.set_range(all.view(), options.components.stretch)?;
        Ok(basis)
    };
    // SAFETY: the caller vouches for the pointer.
    unsafe { made(basis, make) }
}

/// Loads a basis that `lejepa_gis_basis_save`, or the option BASIS of a job, wrote. Any thread. Errors: ARGUMENT (also
/// for a file that is no basis), IO.
///
/// # Safety
/// - `path` is NULL (an error) or NUL-terminated; `basis` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_load(path: *const c_char, basis: *mut *mut LejepaGisBasis) -> Status {
    let make = || {
        // SAFETY: the caller vouches for the text.
        let path = unsafe { text(path, "path")? };
        let json = memory::read_text(path.as_ref(), crate::product::LARGEST_BASIS)?;
        Basis::from_json(&json, path)
    };
    // SAFETY: the caller vouches for the pointer.
    unsafe { made(basis, make) }
}

/// Makes a basis from the JSON text of one. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `json` is NULL (an error) or NUL-terminated; `basis` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_from_json(json: *const c_char, basis: *mut *mut LejepaGisBasis) -> Status {
    // SAFETY: the caller vouches for the pointers.
    unsafe { made(basis, || Basis::from_json(text(json, "json")?, "json")) }
}

/// Gives a basis as JSON: model, mean, components, explained shares of variance, colour ranges. Free it with
/// `lejepa_gis_text_free`. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `basis` is NULL (an error) or open; `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_to_json(basis: *const LejepaGisBasis, json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers.
        let (json, basis) = unsafe {
            let json = out(json, "json")?;
            *json = std::ptr::null_mut();
            (json, open(basis)?)
        };
        give(basis.to_json(), json)
    })
}

/// Saves a basis as a JSON file, which appears whole or not at all and replaces one that exists. Any thread. Errors:
/// ARGUMENT, IO.
///
/// # Safety
/// - `basis` is NULL (an error) or open; `path` is NULL (an error) or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_save(basis: *const LejepaGisBasis, path: *const c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers.
        let (basis, path) = unsafe { (open(basis)?, text(path, "path")?) };
        write_whole(path, basis.to_json().as_bytes(), true, &[])
    })
}

/// Projects `cells` features of `dimension` numbers: `scores` becomes `[cells][components]`, NaN for invalid cells,
/// where components is 3, or `dimension` if that is less. `*count` is the room in `scores`, in numbers, and becomes the
/// number needed; with `scores` NULL it only asks. Any thread. Errors: ARGUMENT, also if the basis is for another
/// dimension, or `model` (NULL: not checked) is another one than the basis was fitted for.
///
/// # Safety
/// - `basis` is NULL (an error) or open; `model` is NULL or open; `features` is NULL (an error) or holds
///   `cells * dimension` numbers; `scores` is NULL or has room for `*count`; `count` is NULL (an error) or points to a
///   number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_project(
    basis: *const LejepaGisBasis,
    model: *const LejepaGisModel,
    features: *const f32,
    cells: usize,
    dimension: usize,
    scores: *mut f32,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let scores = Asked::new(scores, count, "scores")?;
            let basis = open(basis)?;
            if dimension != basis.dim() {
                return Err(Error::refused(
                    "dimension",
                    format!("features of {dimension} numbers; the basis has {}", basis.dim()),
                ));
            }
            if !model.is_null() && given(model)?.model.digest() != basis.model_sha256 {
                let name = given(model)?.model.name();
                return Err(Error::refused("model", format!("the basis is for model {}, not for {name}", basis.model)));
            }
            let needed = product(cells, basis.components.len())?;
            let Some(scores) = scores.room(needed)? else { return Ok(()) };
            let found = basis.scores(cells_of(features, cells, dimension, "features")?);
            scores.iter_mut().zip(&found).for_each(|(to, from)| *to = *from);
        }
        Ok(())
    })
}

/// Colours the scores of `cells` cells, `[cells][components]` as `lejepa_gis_basis_project` gives them: `rgba` becomes
/// `[cells][4]`, alpha 255 for valid cells and everything 0 for invalid ones. `*count` is the room in `rgba`, in bytes, and
/// becomes the number needed; with `rgba` NULL it only asks. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `basis` is NULL (an error) or open; `scores` is NULL (an error, unless it only asks) or holds `cells * components`
///   numbers; `rgba` is NULL or has room for `*count` bytes; `count` is NULL (an error) or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_colours(
    basis: *const LejepaGisBasis,
    scores: *const f32,
    cells: usize,
    rgba: *mut u8,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (basis, scores, rgba) = unsafe {
            let rgba = Asked::new(rgba, count, "rgba")?;
            let basis = open(basis)?;
            let Some(rgba) = rgba.room(product(cells, 4)?)? else { return Ok(()) };
            (basis, numbers(scores, product(cells, basis.components.len())?, "scores")?, rgba)
        };
        for (cell, pixel) in scores.chunks_exact(basis.components.len()).zip(rgba.chunks_exact_mut(4)) {
            let colour = basis.colour(cell.into()).map_or([0; 4], |[r, g, b]| [r, g, b, 255]);
            pixel.copy_from_slice(&colour);
        }
        Ok(())
    })
}

/// Gives the sizes of a basis: `*dimension` numbers in a feature, `*components` numbers in a score, 1 to 3. Each may be
/// NULL. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `basis` is NULL (an error) or open; the places are NULL or point to numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_sizes(
    basis: *const LejepaGisBasis,
    dimension: *mut usize,
    components: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (basis, places) = unsafe { (open(basis), [dimension.as_mut(), components.as_mut()]) };
        let sizes = basis.as_ref().map_or([0; 2], |b| [b.dim(), b.components.len()]);
        tell(places, sizes);
        basis.map(|_| ())
    })
}

/// Copies the share of the total variance, 0 to 1, that each component explains, largest first. `*count` is the room in
/// `shares`, in numbers, and becomes the number of components; with `shares` NULL it only asks. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `basis` is NULL (an error) or open; `shares` is NULL or has room for `*count`; `count` is NULL (an error) or points to
///   a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_explained_variance(
    basis: *const LejepaGisBasis,
    shares: *mut f64,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let shares = Asked::new(shares, count, "shares")?;
            let explained = &open(basis)?.explained;
            if let Some(shares) = shares.room(explained.len())? {
                shares.copy_from_slice(explained);
            }
        }
        Ok(())
    })
}

/// Frees a basis. NULL is accepted; the last error stays. Any thread, also one that ends, and at exit.
///
/// # Safety
/// - `basis` is NULL or came from this library, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_basis_free(basis: *mut LejepaGisBasis) {
    // SAFETY: it came from `Box::into_raw` in `made`, or is null.
    unsafe { free(basis) }
}
