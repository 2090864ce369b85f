//! Change by the `joint` method: the mean of two ridge residuals, of the model's features and of the `pixels` model's.
//!
//! Both are in medians of the scene, so they add up. A network sees what a cell is and stands in, the pixels see its
//! detail; where both are surprised, the ground has changed.

use std::sync::Arc;

use ndarray::Array2;

use super::input::InputRef;
use super::jobs::{change_values, encode_pair};
use super::options::{Method, Options};
use super::progress::Progress;
use super::session::{EncodedInput, Session};
use crate::error::{Error, Result};
use crate::model::{Model, PIXELS, PrecisionChoice};

/// Share of a job's progress that goes to the pixels.
const DETAIL: f64 = 0.2;

/// The residual of the `pixels` model, one column of cells, and the size of its grid.
pub(super) struct Detail {
    values: Array2<f32>,
    size: (usize, usize),
}

/// Encodes both dates by `pixels`, with the options of the job.
///
/// # Errors
/// If the job's model is `pixels` itself or the inputs are features rasters, which hold no pixels.
pub(super) fn detail(
    session: &Session,
    before: InputRef,
    after: InputRef,
    progress: &mut dyn Progress,
) -> Result<Detail> {
    if session.model_name() == PIXELS {
        return Err(Error::argument(format!(
            "the method joint joins {PIXELS} with another model; with {PIXELS} alone, use the method residual"
        )));
    }
    let options = Options { validity: false, ..session.options.clone() };
    let pixels = Arc::new(Model::open_with(PIXELS, &options.hints, PrecisionChoice::F32)?);
    let beside = session.beside(&options, pixels)?;
    let [mut first, mut second] = encode_pair(&beside, before, after, progress, false)?;
    if first.encoded.chips == 0 {
        return Err(Error::argument(format!(
            "{} is a features raster; the method joint needs the pixels: give the two dates themselves",
            first.name
        )));
    }
    let values = change_values(&mut first, &mut second, Method::Residual)?;
    Ok(Detail { values, size: (first.store.grid.width, first.store.grid.height) })
}

/// Makes the mean of both residuals; a cell that lacks one is NaN.
///
/// # Errors
/// If the model's cells are not those of `pixels`.
pub(super) fn join(values: &mut Array2<f32>, detail: &Detail, features: &EncodedInput) -> Result<()> {
    let grid = &features.store.grid;
    if (grid.width, grid.height) != detail.size {
        return Err(Error::argument(format!(
            "the method joint needs cells of 8 x 8 pixels over the whole raster; {} gives {} x {} cells instead of {} x {}",
            features.model.name, grid.width, grid.height, detail.size.0, detail.size.1
        )));
    }
    values.zip_mut_with(&detail.values, |v, d| *v = (*v + d) / 2.0);
    Ok(())
}

/// Progress of the pixels' part.
pub(super) fn first_part(progress: &mut dyn Progress) -> impl Progress {
    |fraction: f64, message: &str| progress.update(fraction * DETAIL, message)
}

/// Progress of the rest of the job, all of it without a first part.
pub(super) fn second_part(progress: &mut dyn Progress, has_first: bool) -> impl Progress {
    let from = if has_first { DETAIL } else { 0.0 };
    move |fraction: f64, message: &str| progress.update(from + fraction * (1.0 - from), message)
}
