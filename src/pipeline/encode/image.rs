//! Features of pixels in memory: no GDAL, no files.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use super::chips::{Encoded, With};
use super::context::{Context, within, workers};
use super::finer::encode;
use super::fit;
use super::store::FeatureStore;
use crate::error::{Error, Result};
use crate::model::{Model, Opened};
use crate::pipeline::options::Options;
use crate::pipeline::progress::{Progress, Stage};
use crate::raster::reflectance::{self, Evidence, Reflectance};
use crate::raster::{BandInfo, MaskKind, PixelSource, PixelType, RasterSource};

/// Encodes an image of any size to its cells, `[⌈height/patch⌉][⌈width/patch⌉][dim]`; an invalid cell is NaN.
///
/// `rule` is the caller's own `(scale, offset)` to reflectance × 10000; without it the options' convention counts, and
/// `auto` is refused, because pixels in memory have no metadata. A context lends its workers, bounds and flag.
pub fn encode_image(
    model: &Opened,
    source: &mut PixelSource,
    sample: PixelType,
    rule: Option<(f64, f64)>,
    options: &Options,
    context: Option<&Context>,
    progress: &mut dyn Progress,
) -> Result<(FeatureStore, Encoded)> {
    let bands = model.spec().bands.len();
    if source.bands() != bands {
        return Err(Error::refused(
            "image.bands",
            format!(
                "the image has {} bands; the model needs {}: {}",
                source.bands(),
                bands,
                model.spec().bands.join(", ")
            ),
        ));
    }
    let reflectance = match rule {
        Some((scale, offset)) => {
            let rules = vec![(scale, offset); bands];
            Reflectance::new(rules, Evidence::Said, "said by the caller")
        }
        None => reflectance::decide(
            source.name(),
            &options.dates.date(0).reflectance,
            &[],
            &vec![band(sample); bands],
            None,
        )?,
    };
    within(context, options, progress, |options, progress| {
        let none = Stage::new(progress, 0.0, 0.0);
        let (fitted, _) = fit::for_each(model, &mut [(source, &reflectance)], None, none)?;
        let pool = workers(context, options.encoding.threads)?;
        let folder = options.encoding.temporary.clone().unwrap_or_else(std::env::temp_dir);
        let stage = Stage::new(progress, 0.0, 1.0);
        let (model, reflectance, options) = (&*fitted[0], &reflectance, &options.encoding);
        let with = With { model, reflectance, options, pool: &pool, folder: &folder };
        let (store, encoded, _) = encode(&with, source, stage, None)?;
        Ok((store, encoded))
    })
}

fn band(sample: PixelType) -> BandInfo {
    BandInfo {
        description: String::new(),
        colour: String::new(),
        metadata: vec![],
        sample: sample.kind(),
        data_type: sample.name().into(),
        mask: MaskKind::None,
        scale: None,
        offset: None,
    }
}

/// Encodes chips of reflectance × 10000, `[count][bands][chip][chip]`, into `features`,
/// `[count][chip_cells][chip_cells][dim]`. Values must be finite. Of the options, THREADS counts.
///
/// # Errors
/// [`Error::Argument`] if a length does not fit; [`Error::Cancelled`].
pub fn encode_chips(
    model: &Model,
    chips: &[f32],
    features: &mut [f32],
    options: &Options,
    context: Option<&Context>,
    progress: &mut dyn Progress,
) -> Result<()> {
    let spec = model.spec();
    let (input, output) = (spec.input_len(), spec.output_len());
    let count = chips.len() / input;
    if chips.is_empty() || chips.len() != count * input || features.len() != count * output {
        return Err(Error::argument(format!(
            "{} values of chips and {} of features; each chip has {input} values and gives {output}",
            chips.len(),
            features.len()
        )));
    }
    if let Some(at) = chips.iter().position(|v| !v.is_finite()) {
        return Err(Error::refused("chips", format!("chip {} holds a value that is not finite", at / input)));
    }
    within(context, options, progress, |options, progress| {
        encode_on(&*workers(context, options.encoding.threads)?, model, chips, features, progress)
    })
}

/// Encodes whole chips of checked values on these workers.
fn encode_on(
    pool: &rayon::ThreadPool,
    model: &Model,
    chips: &[f32],
    features: &mut [f32],
    progress: &mut dyn Progress,
) -> Result<()> {
    let spec = model.spec();
    let (input, output) = (spec.input_len(), spec.output_len());
    let count = chips.len() / input;
    let stop = AtomicBool::new(false);
    let (sender, results) = mpsc::channel();
    let mut stage = Stage::new(progress, 0.0, 1.0);
    let mut outcome = Ok(());
    pool.in_place_scope(|scope| {
        // The last few chips are shared by all threads, as in `encode`.
        let alone = count - count % pool.current_num_threads();
        for (i, (chip, out)) in chips.chunks_exact(input).zip(features.chunks_exact_mut(output)).enumerate() {
            let (sender, stop) = (sender.clone(), &stop);
            scope.spawn(move |_| {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let mut chip = chip.to_vec();
                let side = spec.chip * spec.chip;
                chip.chunks_exact_mut(side).enumerate().for_each(|(band, values)| spec.normalise(band, values));
                let encoder = model.encoder();
                let cells = if i < alone { encoder.encode(&chip) } else { encoder.encode_spread(&chip) };
                let result = cells.map(|cells| out.copy_from_slice(&cells));
                // The receiver is gone only if this thread's caller has failed already.
                let _ = sender.send(result);
            });
        }
        drop(sender);
        for (done, result) in results.into_iter().enumerate() {
            let message = format!("chip {} of {count}", done + 1);
            // Who asked to stop is not called again.
            if outcome.is_err() {
                continue;
            }
            if let Err(e) = result.and_then(|()| stage.report((done + 1) as f64 / count as f64, &message)) {
                stop.store(true, Ordering::Relaxed);
                outcome = Err(e);
            }
        }
    });
    outcome
}
