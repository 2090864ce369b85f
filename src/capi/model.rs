//! Models: opening, freeing, sharing.

use std::ffi::{CString, c_char};
use std::sync::Arc;

use super::args::{null, numbers, options, out, text};
use super::guard::{free, guard};
use crate::error::{Error, Result, Status};
use crate::model::{Model, Opened};
use crate::params::Task;

/// An open model: immutable, so that any number of threads may use it at once. Free it with `lejepa_gis_model_free`.
pub struct LejepaGisModel {
    pub(super) model: Opened,
    pub(super) texts: Texts,
}

/// Texts that queries lend out, as long as the model lives.
pub(super) struct Texts {
    pub name: CString,
    pub kind: CString,
    pub digest: CString,
    pub caution: CString,
    pub bands: Vec<CString>,
}

fn handle(model: Opened) -> Result<*mut LejepaGisModel> {
    let text = |t: &str| {
        CString::new(t).map_err(|_| Error::model(model.name(), "one of its texts holds a NUL byte".to_owned()))
    };
    let spec = model.spec();
    let texts = Texts {
        name: text(model.name())?,
        kind: text(&spec.kind)?,
        digest: text(&model.digest())?,
        caution: text(model.caution().unwrap_or(""))?,
        bands: spec.bands.iter().map(|b| text(b)).collect::<Result<_>>()?,
    };
    Ok(Box::into_raw(Box::new(LejepaGisModel { model, texts })))
}

/// Opens a model. `name` is "default", "untrained", "texture" (no network: fitted on the scenes of each job) or a path
/// in UTF-8; `options` may be NULL or hold `PRECISION` and, for an ONNX file that does not say them, `MODEL_BANDS`,
/// `MODEL_MEAN` and `MODEL_STD`; for any other model these are an error. `*model` is set to NULL first, and to the model on success; the caller frees it with
/// `lejepa_gis_model_free`. Nothing in a file is ever run. Takes as long as reading the file and compiling the network:
/// less than a second, and for a transformer in another exporter's ONNX file as long as it encodes two chips more. Any
/// thread.
///
/// Errors: ARGUMENT, IO (no such file), MODEL (what was expected and what was found), OUT_OF_MEMORY.
///
/// # Safety
/// - `name` is NULL (an error) or NUL-terminated; `options` is NULL or a NULL-terminated list of texts.
/// - `model` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_open(
    name: *const c_char,
    options: *const *const c_char,
    model: *mut *mut LejepaGisModel,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (model, name, options) = unsafe {
            let model = out(model, "model")?;
            *model = std::ptr::null_mut();
            (model, text(name, "name")?, self::options(options, Task::Open)?)
        };
        *model = handle(Opened::open(name, &options.model.hints, options.model.precision)?)?;
        Ok(())
    })
}

/// Opens a model from the `size` bytes of a checkpoint or an ONNX file in memory, which may be freed afterwards.
/// `name` is what messages and outputs call it, for example the file's name. A checkpoint is written to the system's temporary
/// folder (TMPDIR) while it is read, for its reader wants a file; an ONNX file is not. An ONNX file whose weights lie in a file
/// beside it is refused: only its path leads there. Everything else as for `lejepa_gis_model_open`.
///
/// # Safety
/// - `bytes` is NULL (an error) or points to `size` bytes; the rest as for `lejepa_gis_model_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_open_memory(
    bytes: *const u8,
    size: usize,
    name: *const c_char,
    options: *const *const c_char,
    model: *mut *mut LejepaGisModel,
) -> Status {
    guard(|| {
        // SAFETY: the caller vouches for the pointers, as above.
        let (model, bytes, name, options) = unsafe {
            let model = out(model, "model")?;
            *model = std::ptr::null_mut();
            (model, numbers(bytes, size, "bytes")?, text(name, "name")?, self::options(options, Task::Open)?)
        };
        let opened = Model::from_bytes(bytes, name, &options.model.hints, options.model.precision)?;
        *model = handle(Opened::Ready(Arc::new(opened)))?;
        Ok(())
    })
}

/// Frees a model. NULL is accepted; the last error stays. Jobs that run with it on other threads keep what they need;
/// texts that its queries lent out are gone. Any thread, also one that ends, and at exit.
///
/// # Safety
/// - `model` is NULL or came from `lejepa_gis_model_open` or `lejepa_gis_model_open_memory`, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_free(model: *mut LejepaGisModel) {
    // SAFETY: it came from `Box::into_raw` above, or is null.
    unsafe { free(model) }
}

/// The model behind a handle; null means "open the one that the options name".
///
/// # Safety
/// - `model` is null or an open model.
pub unsafe fn shared(model: *const LejepaGisModel) -> Option<Opened> {
    // SAFETY: the caller vouches for the handle.
    unsafe { model.as_ref() }.map(|m| m.model.clone())
}

/// The handle of a function that needs a model.
///
/// # Safety
/// - `model` is null (an error) or an open model, open as long as the result lives.
pub unsafe fn given<'a>(model: *const LejepaGisModel) -> Result<&'a LejepaGisModel> {
    // SAFETY: the caller vouches for the handle.
    unsafe { model.as_ref() }.ok_or_else(|| null("model"))
}
