//! Change by the `joint` method: the mean of two ridge residuals, of the model's features and of the `pixels` model's.
//!
//! Both are in medians of the scene, so they add up. A network sees what a cell is and stands in, the pixels see its
//! detail; where both are surprised, the ground has changed.

use ndarray::Array2;

use super::compare::change_values;
use super::job::{ENCODING, Work};
use crate::error::{Error, Result};
use crate::model::{EncoderSpec, Opened, PIXELS, PrecisionChoice};
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::{Input, Scene};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::product::Method;

/// Share of a job's progress that goes to the pixels.
const DETAIL: f64 = 0.2;
/// Share of that after which the dates are compared.
const COMPARING: f64 = 0.9;

/// The model `pixels` for a job whose model is called `name` and is described by `spec`.
///
/// # Errors
/// If the job's model is `pixels` itself or has other cells, or if the inputs hold no pixels.
pub(super) fn other_half(
    name: &str,
    spec: impl FnOnce() -> Result<EncoderSpec>,
    inputs: &[Input],
    options: &Options,
) -> Result<Opened> {
    if name == PIXELS {
        return Err(Error::argument(format!(
            "the method joint joins {PIXELS} with another model; with {PIXELS} alone, use the method residual"
        )));
    }
    if let Some(raster) = inputs.iter().find(|input| input.features().is_some()) {
        return Err(Error::argument(format!(
            "{} is a features raster; the method joint needs the pixels: give the two dates themselves",
            raster.name()
        )));
    }
    let pixels = Opened::open(PIXELS, &options.model.hints, PrecisionChoice::F32)?;
    let (own, given) = (pixels.spec().patch, spec()?.patch);
    if given != own || options.encoding.centre_only {
        return Err(Error::argument(format!(
            "the method joint needs cells of {own} x {own} pixels over the whole raster; {name} has cells of {given} x {given}{}",
            if options.encoding.centre_only { ", and one chip in the centre was asked for" } else { "" }
        )));
    }
    Ok(pixels)
}

/// Two dates' features, and the residual of the `pixels` model, one column of cells, if the job asks for `joint`. The
/// opened dates are read for it and stay open; they are opened anew only for a model that takes other bands or an order of
/// its own.
pub(super) fn encode(
    work: &Work,
    mut opened: Vec<Input>,
    progress: &mut dyn Progress,
    with_picture: bool,
) -> Result<(Vec<EncodedInput>, Option<Array2<f32>>)> {
    let detail = detail(work, &mut opened, progress)?;
    let mut rest = second_part(progress, detail.is_some());
    Ok((work.session.encode(opened, &mut rest, ENCODING, with_picture)?, detail))
}

fn detail(work: &Work, opened: &mut [Input], progress: &mut dyn Progress) -> Result<Option<Array2<f32>>> {
    let session = &work.session;
    if session.options.method != Method::Joint {
        return Ok(None);
    }
    let pixels = other_half(session.model_name(), || session.spec(), opened, session.options)?;
    let same_bands = session.spec()?.bands == pixels.spec().bands;
    let mut options = session.options.clone();
    options.encoding.validity = false;
    let beside = session.beside(&options, pixels)?;
    let mut anew = if same_bands { None } else { Some(beside.open_dates(&work.job.inputs)?) };
    let inputs: &mut [Input] = anew.as_deref_mut().unwrap_or(opened);
    let mut scenes: Vec<&mut Scene> = inputs.iter_mut().filter_map(Input::scene).collect();
    let mut progress = |fraction: f64, message: &str| progress.update(fraction * DETAIL, message);
    let mut encoded = beside.encode_scenes(&mut scenes, &mut progress, COMPARING, false)?;
    change_values(&mut encoded, Method::Residual, &mut Stage::new(&mut progress, COMPARING, 1.0)).map(Some)
}

/// The mean of both residuals; a cell that lacks one is NaN.
pub(super) fn join(features: &Array2<f32>, pixels: &Array2<f32>) -> Array2<f32> {
    (features + pixels) / 2.0
}

/// Progress of the rest of the job, all of it without a first part.
fn second_part(progress: &mut dyn Progress, has_first: bool) -> impl Progress {
    let from = if has_first { DETAIL } else { 0.0 };
    move |fraction: f64, message: &str| progress.update(from + fraction * (1.0 - from), message)
}
