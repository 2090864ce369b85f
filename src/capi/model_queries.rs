//! What a model expects and gives.

use std::ffi::{CStr, c_char};

use super::args::{Asked, out, tell};
use super::guard::guard;
use super::model::{LejepaGisModel, given};
use super::text::give;
use crate::error::{Error, Result, Status};

/// Lends a text of the model.
///
/// # Safety
/// - `model` is null or open; `place` is null or points to a pointer.
unsafe fn lend(
    model: *const LejepaGisModel,
    place: *mut *const c_char,
    which: impl FnOnce(&LejepaGisModel) -> Result<&CStr>,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers.
        let (place, model) = unsafe {
            let place = out(place, "text")?;
            *place = std::ptr::null();
            (place, given(model)?)
        };
        *place = which(model)?.as_ptr();
        Ok(())
    })
}

/// Gives the sizes of a model: `*chip` pixels along a chip, `*patch` pixels along a cell, `*dimension` numbers in a
/// feature, `*bands` bands. Each may be NULL. A chip is `bands x chip x chip` values and gives
/// `(chip / patch) x (chip / patch) x dimension`. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `model` is NULL (an error) or open; the places are NULL or point to numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_sizes(
    model: *const LejepaGisModel,
    chip: *mut usize,
    patch: *mut usize,
    dimension: *mut usize,
    bands: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (model, places) = unsafe {
            let places = [chip.as_mut(), patch.as_mut(), dimension.as_mut(), bands.as_mut()];
            (given(model), places)
        };
        let sizes = model.as_ref().map_or([0; 4], |m| {
            let spec = m.model.spec();
            [spec.chip, spec.patch, spec.dim, spec.bands.len()]
        });
        tell(places, sizes);
        model.map(|_| ())
    })
}

/// Lends the name of a model: its file's name without folder, or a built-in's, for example "default". The text lives as
/// long as the model. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `model` is NULL (an error) or open; `name` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_name(model: *const LejepaGisModel, name: *mut *const c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe { lend(model, name, |m| Ok(&m.texts.name)) }
}

/// Lends the kind of a model: "vit_small_patch8", "vit_tiny_patch8", "resnet18", "texture" or "onnx". As
/// `lejepa_gis_model_name`.
///
/// # Safety
/// - As for `lejepa_gis_model_name`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_kind(model: *const LejepaGisModel, kind: *mut *const c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe { lend(model, kind, |m| Ok(&m.texts.kind)) }
}

/// Lends the SHA-256 of a model's file, in hex; outputs of "texture" record that of what was fitted. As
/// `lejepa_gis_model_name`.
///
/// # Safety
/// - As for `lejepa_gis_model_name`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_digest(model: *const LejepaGisModel, digest: *mut *const c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe { lend(model, digest, |m| Ok(&m.texts.digest)) }
}

/// Lends the sentence that every output of a model must carry; empty if there is none. As `lejepa_gis_model_name`.
///
/// # Safety
/// - As for `lejepa_gis_model_name`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_caution(model: *const LejepaGisModel, caution: *mut *const c_char) -> Status {
    // SAFETY: the caller vouches for the pointers, as above.
    unsafe { lend(model, caution, |m| Ok(&m.texts.caution)) }
}

/// Lends the name of band `index` (from 0) in the order of the model's input, for example "red". As
/// `lejepa_gis_model_name`; ARGUMENT for an index that is not below the number of bands.
///
/// # Safety
/// - As for `lejepa_gis_model_name`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_band(
    model: *const LejepaGisModel,
    index: usize,
    name: *mut *const c_char,
) -> Status {
    let band = |m: &LejepaGisModel| -> Result<*const CStr> {
        let bands = &m.texts.bands;
        let found = bands.get(index).ok_or_else(|| {
            Error::refused(
                "index",
                format!("band {index} was asked for; the model has 0 to {}", bands.len().saturating_sub(1)),
            )
        })?;
        Ok(found.as_c_str())
    };
    // SAFETY: the caller vouches for the pointers, as above; the text is the model's own.
    unsafe { lend(model, name, |m| band(m).map(|text| &*text)) }
}

/// Copies the statistics of a model's bands, reflectance x 10000, in the order of its input: the encoder sees
/// `(x - mean) / max(std, 1)`. `*count` is the room in `mean` and in `std`, and becomes the number of bands; with
/// `mean` and `std` NULL it only asks. NaN for "texture", whose statistics are those of each scene.
/// Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `model` is NULL (an error) or open; `mean` and `std` are NULL or have room for `*count` numbers; `count` is NULL
///   (an error) or points to a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_statistics(
    model: *const LejepaGisModel,
    mean: *mut f32,
    std: *mut f32,
    count: *mut usize,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        unsafe {
            let mut same = *out(count, "count")?;
            let (mean, std) = (Asked::new(mean, count, "mean")?, Asked::new(std, &mut same, "std")?);
            let spec = given(model)?.model.spec();
            if let Some(mean) = mean.room(spec.mean.len())? {
                mean.copy_from_slice(&spec.mean);
            }
            if let Some(std) = std.room(spec.std.len())? {
                std.copy_from_slice(&spec.std);
            }
        }
        Ok(())
    })
}

/// Gives everything about a model as JSON: `name`, `kind`, `sha256`, `chip`, `patch`, `dim`, `bands`, `mean`, `std`,
/// `caution`. Free it with `lejepa_gis_text_free`. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `model` is NULL (an error) or open; `json` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_info(model: *const LejepaGisModel, json: *mut *mut c_char) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (json, model) = unsafe {
            let json = out(json, "json")?;
            *json = std::ptr::null_mut();
            (json, &given(model)?.model)
        };
        let mut info = serde_json::json!(model.spec());
        info["name"] = model.name().into();
        info["sha256"] = model.digest().into();
        info["caution"] = model.caution().into();
        give(info.to_string(), json)
    })
}
