//! Models.

use std::ffi::c_char;
use std::sync::Arc;

use super::args::{options, out, text};
use super::guard::guard;
use crate::error::Status;
use crate::model::Model;
use crate::params::Task;

/// An open model: immutable, so that any number of threads may use it at once. Free it with `lejepa_gis_model_free`.
pub struct LejepaGisModel(Arc<Model>);

/// Opens a model. `name` is "default" or a path in UTF-8; `options` may be NULL or hold `MODEL_BANDS`, `MODEL_MEAN`
/// and `MODEL_STD` for an ONNX file that does not say them. `*model` is set to NULL first, and to the model on success.
/// Any thread. Takes as long as reading the file and compiling the network: about a second.
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
            (model, text(name, "name")?, self::options(options, Task::Features)?)
        };
        let opened = Model::open_with(name, &options.hints, options.precision)?;
        *model = Box::into_raw(Box::new(LejepaGisModel(Arc::new(opened))));
        Ok(())
    })
}

/// Frees a model. NULL is accepted. Jobs that run with it on other threads keep what they need.
///
/// # Safety
/// - `model` is NULL or came from `lejepa_gis_model_open`, and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_model_free(model: *mut LejepaGisModel) {
    if !model.is_null() {
        guard(|| {
            // SAFETY: it came from `Box::into_raw` above.
            drop(unsafe { Box::from_raw(model) });
            Ok(())
        });
    }
}

/// The model behind a handle; null means "open the one that the options name".
///
/// # Safety
/// - `model` is null or an open model.
pub unsafe fn shared(model: *const LejepaGisModel) -> Option<Arc<Model>> {
    // SAFETY: the caller vouches for the handle.
    unsafe { model.as_ref() }.map(|m| m.0.clone())
}
