//! The jobs: what the command line, the C library and Rust callers ask for.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ndarray::Array2;

use super::input::InputRef;
use super::options::{Method, Options};
use super::output::{valid_cells, write_features};
use super::outputs::Outputs;
use super::pair::unlike_models;
use super::products::{basis_and_scores, change_values, descriptor, write_change, write_pca};
use super::progress::{Progress, Stage, stoppable};
use super::provenance::metadata;
use super::report::Report;
use super::scene::Input;
use super::session::{EncodedInput, Session};
use super::{joint, output, sidecar, validity};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::raster::RasterSource;
use crate::raster::gdal::{Storage, write_text};

/// Share of a job's progress that goes to encoding; products and writing take the rest.
const ENCODING: f64 = 0.95;
/// Progress when all is written and only names are to be given.
const WRITTEN: f64 = 0.99;

/// Writes the dense features of one raster.
///
/// `model` is an open model, or `None` to open the one that the options name when a raster must be encoded.
pub fn features<'i>(
    input: impl Into<InputRef<'i>>,
    output: &str,
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    Outputs::files(with_companions(&[output], options), options)?.made_by(progress, |outputs, progress| {
        let session = Session::new(options, model, outputs.scratch())?;
        let opened = vec![session.open(input)?];
        outputs.keep_off(session.reads(&opened))?;
        let path = outputs.path(output)?;
        rehearse(&session, &opened[0], &path, None)?;
        let mut encoded = session.encode(opened, progress, ENCODING, false)?;
        let metadata = metadata("features", &[&encoded[0]], options, &[]);
        let mut writing = Stage::new(progress, ENCODING, WRITTEN);
        let (gdal, pool) = (session.gdal, &session.pool);
        let cosine = write_features(gdal, &path, &mut encoded[0], metadata, options, pool, &mut writing)?;
        write_companions(outputs, &session, "features", &[(&[&encoded[0]], output)], &mut writing)?;
        Ok(Report::new("features", &encoded, started).with("round_trip_cosine", cosine))
    })
}

/// Writes the principal components of one or more rasters, on one basis over all of them.
pub fn pca<'i, I: Copy + Into<InputRef<'i>>>(
    inputs: &[I],
    outputs: &[&str],
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    if inputs.is_empty() || inputs.len() != outputs.len() {
        return Err(Error::argument(format!(
            "{} inputs and {} outputs; each input needs one output",
            inputs.len(),
            outputs.len()
        )));
    }
    let names = outputs;
    let mut outputs = Outputs::files(with_companions(names, options), options)?;
    add_basis(&mut outputs, options)?;
    outputs.made_by(progress, |outputs, progress| {
        let session = Session::new(options, model, outputs.scratch())?;
        let opened = inputs.iter().map(|i| session.open(*i)).collect::<Result<Vec<_>>>()?;
        outputs.keep_off(session.reads(&opened))?;
        let storage = if options.scores { Storage::Float32 } else { Storage::Byte };
        rehearse(&session, &opened[0], &outputs.path(names[0])?, Some((3, storage)))?;
        let mut encoded = session.encode(opened, progress, ENCODING, false)?;
        same_model(&encoded)?;
        let (basis, scores) = basis_and_scores(&mut encoded, outputs, options)?;
        let mut writing = Stage::new(progress, ENCODING, WRITTEN);
        for (i, ((input, name), scores)) in encoded.iter().zip(names).zip(&scores).enumerate() {
            let at = |i: usize| i as f64 / names.len() as f64;
            write_pca(&session, input, &outputs.path(name)?, scores, &basis, &mut writing.part(at(i), at(i + 1)))?;
        }
        let sets: Vec<[&EncodedInput; 1]> = encoded.iter().map(|input| [input]).collect();
        let each: Vec<(&[&EncodedInput], &str)> = sets.iter().map(|s| &s[..]).zip(names.iter().copied()).collect();
        write_companions(outputs, &session, "pca", &each, &mut writing)?;
        Ok(Report::new("pca", &encoded, started)
            .with("explained_variance", &basis.explained)
            .with("basis_sha256", basis.digest()))
    })
}

/// Writes the change between two dates.
pub fn change<'i>(
    before: impl Into<InputRef<'i>>,
    after: impl Into<InputRef<'i>>,
    output: &str,
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    Outputs::files(with_companions(&[output], options), options)?.made_by(progress, |outputs, progress| {
        let session = Session::new(options, model, outputs.scratch())?;
        let path = outputs.path(output)?;
        let ([mut first, mut second], detail) =
            encode_pair(outputs, &session, before.into(), after.into(), progress, Some(&path))?;
        let mut writing = Stage::new(progress, ENCODING, WRITTEN);
        let mut values = change_values(&mut first, &mut second, options.method, &mut writing.part(0.0, 0.5))?;
        if let Some(pixels) = detail {
            values = joint::join(&values, &pixels);
        }
        write_change(&session, [&first, &second], &path, &values, options.method, &mut writing.part(0.5, 1.0))?;
        write_companions(outputs, &session, "change", &[(&[&first, &second], output)], &mut writing)?;
        let valid = valid_cells(&values);
        first.facts.warnings.extend(nothing_in_common(valid));
        Ok(Report::new("change", [&first, &second], started)
            .with("method", options.method.name())
            .with("full_scale", options.method.full_scale())
            .with("valid_change_cells", valid))
    })
}

/// Computes one descriptor per raster: the mean feature over valid cells, in the report under `descriptors`.
pub fn describe<'i, I: Copy + Into<InputRef<'i>>>(
    inputs: &[I],
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    stoppable(progress, |progress| {
        let session = Session::new(options, model, std::env::temp_dir())?;
        let opened = inputs.iter().map(|i| session.open(*i)).collect::<Result<Vec<_>>>()?;
        let mut encoded = session.encode(opened, progress, 1.0, false)?;
        let descriptors = encoded.iter_mut().map(descriptor).collect::<Result<Vec<_>>>()?;
        Ok(Report::new("describe", &encoded, started).with("descriptors", descriptors))
    })
}

/// Everything about two dates in one pass over the pixels, into a folder that appears when all of it is there.
pub fn run<'i>(
    before: impl Into<InputRef<'i>>,
    after: impl Into<InputRef<'i>>,
    folder: &str,
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    let mut outputs = Outputs::folder(folder, options)?;
    add_basis(&mut outputs, options)?;
    outputs.made_by(progress, |outputs, progress| {
        let session = Session::new(options, model, outputs.scratch())?;
        fill(outputs, &session, (before.into(), after.into()), progress, started)
    })
}

/// Makes everything of [`run`].
fn fill(
    outputs: &mut Outputs,
    session: &Session,
    (before, after): (InputRef, InputRef),
    progress: &mut dyn Progress,
    started: Instant,
) -> Result<Report> {
    let options = session.options;
    let (mut both, detail) = encode_pair(outputs, session, before, after, progress, None)?;
    let mut writing = Stage::new(progress, ENCODING, WRITTEN);
    for (i, (input, date)) in both.iter_mut().zip(DATES).enumerate() {
        let metadata = metadata("features", &[input], options, &[]);
        let path = outputs.inside(&format!("features_{date}.tif"))?;
        let mut writing = writing.part([0.0, 0.3][i], [0.3, 0.6][i]);
        write_features(session.gdal, &path, input, metadata, options, &session.pool, &mut writing)?;
    }
    let (basis, scores) = basis_and_scores(&mut both, outputs, options)?;
    for ((input, date), scores) in both.iter().zip(DATES).zip(&scores) {
        let mut writing = writing.part(0.6, 0.7);
        write_pca(session, input, &outputs.inside(&format!("pca_{date}.tif"))?, scores, &basis, &mut writing)?;
        let grid = &input.store.grid;
        let colour = |i: usize| basis.colour(scores.row(i).as_slice().unwrap_or_default());
        let path = outputs.inside(&format!("pca_{date}.png"))?;
        super::picture::write_cells(session.gdal, &path, grid.width, grid.height, colour)?;
        if let Some(picture) = &input.picture {
            picture.write(session.gdal, &outputs.inside(&format!("{date}.png"))?)?;
        }
    }
    let text = |name: &str, text: &str| write_text(session.gdal, &outputs.inside(name)?, text);
    text("pca_basis.json", &basis.to_json())?;
    let [mut first, mut second] = both;
    let cosine = change_values(&mut first, &mut second, Method::Cosine, &mut writing.part(0.7, 0.75))?;
    first.facts.warnings.extend(nothing_in_common(valid_cells(&cosine)));
    let residual = change_values(&mut first, &mut second, Method::Residual, &mut writing.part(0.75, 0.9))?;
    let joined = detail.map(|pixels| (Method::Joint, joint::join(&residual, &pixels)));
    let mut writing = writing.part(0.9, 1.0);
    for (method, values) in [(Method::Cosine, cosine), (Method::Residual, residual)].into_iter().chain(joined) {
        let name = format!("change_{}", method.name());
        let path = outputs.inside(&format!("{name}.tif"))?;
        write_change(session, [&first, &second], &path, &values, method, &mut writing)?;
        let grid = &first.store.grid;
        let shade = |i: usize| {
            Some(values[(i, 0)]).filter(|v| v.is_finite()).map(|v| super::picture::magma(v / method.full_scale()))
        };
        let path = outputs.inside(&format!("{name}.png"))?;
        super::picture::write_cells(session.gdal, &path, grid.width, grid.height, shade)?;
    }
    let descriptors = [descriptor(&mut first)?, descriptor(&mut second)?];
    text("descriptors.json", &format!("{:#}\n", serde_json::json!(descriptors)))?;
    validity::write(session, &[&first, &second], &outputs.inside("validity.tif")?, &mut writing)?;
    if options.sidecar {
        let item = sidecar::item(session, "run", &[&first, &second], &outputs.names())?;
        text("run.json", &format!("{item:#}\n"))?;
    }
    Ok(Report::new("run", [&first, &second], started).with("explained_variance", &basis.explained))
}

/// What to say where change has no cell.
fn nothing_in_common(valid_cells: usize) -> Option<String> {
    (valid_cells == 0).then(|| "and the second date have no valid cell in common: there is no change to see".into())
}

/// What the files of two dates are called after.
const DATES: [&str; 2] = ["before", "after"];

/// Names of outputs, each with those of the files beside it that the options ask for.
fn with_companions(outputs: &[&str], options: &Options) -> Vec<String> {
    let each = outputs.iter().flat_map(|output| {
        let validity = options.validity.then(|| validity::beside(output));
        let sidecar = options.sidecar.then(|| sidecar::beside(output));
        [Some(output.to_string()), validity, sidecar].into_iter().flatten()
    });
    each.collect()
}

/// Writes what [`with_companions`] named beside each output, which is made from some of the inputs.
fn write_companions(
    outputs: &Outputs,
    session: &Session,
    product: &str,
    each: &[(&[&EncodedInput], &str)],
    writing: &mut Stage,
) -> Result<()> {
    for (inputs, output) in each {
        let mut files = vec![output.to_string()];
        if session.options.validity {
            let name = validity::beside(output);
            if validity::write(session, inputs, &outputs.path(&name)?, writing)? {
                files.push(name);
            }
        }
        if session.options.sidecar {
            let item = sidecar::item(session, product, inputs, &files)?;
            write_text(session.gdal, &outputs.path(&sidecar::beside(output))?, &format!("{item:#}\n"))?;
        }
    }
    Ok(())
}

/// A basis that the options name and that is not there yet is one more output.
fn add_basis(outputs: &mut Outputs, options: &Options) -> Result<()> {
    match new_basis(options) {
        Some(path) => outputs.add(path),
        None => Ok(()),
    }
}

/// The basis file that the options name, if it is to be written.
fn new_basis(options: &Options) -> Option<&str> {
    options.basis.as_deref().filter(|path| !Path::new(path).exists())
}

/// Tries the output's driver and options before any work; `None` is for features.
fn rehearse(session: &Session, input: &Input, path: &str, bands: Option<(usize, Storage)>) -> Result<()> {
    let options = session.options;
    let (grid, dim) = match input {
        Input::Scene(scene) => {
            let spec = session.spec()?;
            (scene.source.grid().cells(spec.patch), spec.dim)
        }
        Input::Features(raster) => (raster.source.grid().clone(), raster.source.bands()),
    };
    let (bands, storage) = bands.unwrap_or((dim, options.dtype));
    output::rehearse(session.gdal, path, &grid, bands, storage, &options.write)
}

/// Two dates' features, and the residual of their pixels if the options ask for `joint`. `change` is where a change raster
/// will be made; without it, everything is made, pictures of the dates too.
fn encode_pair(
    outputs: &mut Outputs,
    session: &Session,
    before: InputRef,
    after: InputRef,
    progress: &mut dyn Progress,
    change: Option<&str>,
) -> Result<([EncodedInput; 2], Option<Array2<f32>>)> {
    let (first, second) = session.open_pair(before, after)?;
    let mut opened = vec![first, second];
    outputs.keep_off(session.reads(&opened))?;
    match change {
        Some(path) => rehearse(session, &opened[0], path, Some((1, Storage::Float32)))?,
        None => rehearse(session, &opened[0], &outputs.inside("features_before.tif")?, None)?,
    }
    let detail = joint::detail(session, (before, after), &mut opened, progress)?;
    let mut rest = joint::second_part(progress, detail.is_some());
    let both = session.encode(opened, &mut rest, ENCODING, change.is_none())?;
    Ok((both.try_into().map_err(|_| Error::Internal("two dates were expected".into()))?, detail))
}

fn same_model(inputs: &[EncodedInput]) -> Result<()> {
    let first = &inputs[0];
    match inputs.iter().find(|i| i.model.digest != first.model.digest || i.store.dim != first.store.dim) {
        Some(other) => Err(unlike_models((&first.name, &first.model.name), (&other.name, &other.model.name))),
        None => Ok(()),
    }
}
