//! The features of many dates, one after the other: encoded, and out of memory again before the next one comes.

use serde::Serialize;

use super::kept;
use crate::error::{Error, Result};
use crate::memory;
use crate::model::{Model, Opened};
use crate::pipeline::encode::{EncodedInput, Picture};
use crate::pipeline::jobs::work::Work;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::raster::RasterSource;

/// Share of a date's progress after which its features are kept.
const KEEPING: f64 = 0.95;

/// Where the dates' features come from.
#[derive(Debug, Default, Serialize)]
pub struct Came {
    /// Dates that were encoded in this job.
    encoded: usize,
    /// Dates whose features the store held.
    found: usize,
    /// Dates that were features already.
    given: usize,
}

/// Features of all dates, in their order. `until` is the job's progress at the end.
///
/// # Errors
/// If the model is fitted on its inputs: then features of one date depend on the others.
pub fn all(
    work: &Work,
    opened: Vec<Input>,
    progress: &mut dyn Progress,
    until: f64,
) -> Result<(Vec<EncodedInput>, Came)> {
    let pixels = opened.iter().any(|input| input.features().is_none());
    let model = match pixels.then(|| work.session.model()).transpose()? {
        Some(Opened::FitsOnScenes(model)) => {
            return Err(Error::refused(
                "MODEL",
                format!(
                    "{} is fitted on its inputs, so that features of one date depend on the others; series needs a model that is ready, such as default",
                    model.name()
                ),
            ));
        }
        Some(Opened::Ready(model)) => Some(model),
        None => None,
    };
    let count = opened.len();
    let (mut dates, mut came) = (Vec::with_capacity(count), Came::default());
    for (i, input) in opened.into_iter().enumerate() {
        let at = |part: f64| until * (i as f64 + part) / count as f64;
        let mut own = |fraction: f64, message: &str| progress.update(at(fraction), message);
        dates.push(one(work, model.as_deref(), input, count, &mut own, &mut came)?);
        only_newest_pictures(&mut dates);
    }
    Ok((dates, came))
}

/// Forgets pictures that no page can need: one is of the newest date that is clear enough, and a date that is newer and no
/// less clear than another is asked before it.
fn only_newest_pictures(dates: &mut [EncodedInput]) {
    let Some((newest, earlier)) = dates.split_last_mut() else { return };
    let Some(seen) = newest.picture.as_ref().map(|picture| picture.valid) else { return };
    earlier.iter_mut().for_each(|date| date.picture = date.picture.take().filter(|picture| picture.valid > seen));
}

/// Features of one date of so many, with a picture where it has pixels and a page is written.
fn one(
    work: &Work,
    model: Option<&Model>,
    mut input: Input,
    count: usize,
    progress: &mut dyn Progress,
    came: &mut Came,
) -> Result<EncodedInput> {
    let (session, store) = (&work.session, &work.job.options.series.store);
    let (mut picture, on_page) = (None, work.job.options.write.report);
    let place = match (input.scene(), model, store) {
        (Some(scene), Some(model), Some(folder)) => {
            Stage::new(progress, 0.0, 1.0).report(0.0, "looking for features that are kept")?;
            let [width, height] = [scene.source.grid().width, scene.source.grid().height];
            // All pixels are read here in any case.
            let shown = on_page && !session.options.encoding.centre_only;
            picture = shown.then(|| Picture::new(width, height, &model.spec().bands)).flatten();
            let place = kept::place(folder, scene, model, session.options, picture.as_mut())?;
            if let Some(date) = kept::found(session, &place, scene)? {
                came.found += 1;
                return Ok(EncodedInput { picture, ..date });
            }
            Some(place)
        }
        (None, _, _) => {
            came.given += 1;
            None
        }
        _ => None,
    };
    let encodes = input.features().is_none();
    came.encoded += usize::from(encodes);
    let mut date = session.encode(vec![input], progress, KEEPING, on_page && picture.is_none())?.swap_remove(0);
    date.picture = date.picture.or(picture);
    if let Some(place) = place {
        return kept::keep(session, &place, date, &mut Stage::new(progress, KEEPING, 1.0));
    }
    let grid = &date.store.grid;
    let bytes = memory::product(&[grid.width, grid.height, date.store.dim, size_of::<f32>(), count]);
    if encodes && bytes > session.options.encoding.memory as u64 / 4 {
        date.store = date.store.in_a_file(session.folder())?;
    }
    Ok(date)
}
