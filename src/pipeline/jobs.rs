//! The jobs: what the command line, the C library and Rust callers ask for.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use ndarray::{Array2, Axis, concatenate};

use super::folder::TargetFolder;
use super::input::InputRef;
use super::options::{Method, Options};
use super::output::{valid_cells, write_features, write_rgb, write_values};
use super::pair::unlike_models;
use super::progress::{Progress, Stage};
use super::provenance::{base_name, metadata};
use super::report::Report;
use super::session::{EncodedInput, Session};
use super::{joint, sidecar, validity};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::product::{Basis, BasisFit, Descriptor, Residual, cosine_change};

/// Share of a job's progress that goes to encoding; products and writing take the rest.
const ENCODING: f64 = 0.95;

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
    refuse_existing(&[output], options)?;
    let session = Session::new(options, model, output)?;
    let mut encoded = session.encode(vec![session.open(input)?], progress, ENCODING, false)?;
    let metadata = metadata("features", &[&encoded[0]], options, &[]);
    let cosine = write_features(session.gdal, output, &mut encoded[0], metadata, options, &session.pool)?;
    let outputs = validity::beside(&session, &[&encoded[0]], output)?;
    let outputs = sidecar::beside(&session, "features", &[&encoded[0]], outputs)?;
    finished(progress)?;
    Ok(Report::new("features", &encoded, outputs, started).with("round_trip_cosine", cosine))
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
    refuse_existing(outputs, options)?;
    let session = Session::new(options, model, outputs[0])?;
    let opened = inputs.iter().map(|i| session.open(*i)).collect::<Result<Vec<_>>>()?;
    let mut encoded = session.encode(opened, progress, ENCODING, false)?;
    same_model(&encoded)?;
    let (basis, scores) = basis_and_scores(&mut encoded, options)?;
    for ((input, output), scores) in encoded.iter().zip(outputs).zip(&scores) {
        write_pca(&session, input, output, scores, &basis)?;
    }
    let mut written = Vec::new();
    for (input, output) in encoded.iter().zip(outputs) {
        let outputs = validity::beside(&session, &[input], output)?;
        written.extend(sidecar::beside(&session, "pca", &[input], outputs)?);
    }
    finished(progress)?;
    Ok(Report::new("pca", &encoded, written, started)
        .with("explained_variance", &basis.explained)
        .with("basis_sha256", basis.digest()))
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
    refuse_existing(&[output], options)?;
    let session = Session::new(options, model, output)?;
    let ([mut first, mut second], detail) = encode_pair(&session, before.into(), after.into(), progress, false)?;
    let mut values = change_values(&mut first, &mut second, options.method)?;
    if let Some(pixels) = detail {
        values = joint::join(&values, &pixels);
    }
    write_change(&session, &first, &second, output, &values, options.method)?;
    let outputs = validity::beside(&session, &[&first, &second], output)?;
    let outputs = sidecar::beside(&session, "change", &[&first, &second], outputs)?;
    finished(progress)?;
    let valid = valid_cells(&values);
    Ok(Report::new("change", [&first, &second], outputs, started)
        .with("method", options.method.name())
        .with("full_scale", options.method.full_scale())
        .with("valid_change_cells", valid))
}

/// Computes one descriptor per raster: the mean feature over valid cells, in the report under `descriptors`.
pub fn describe<'i, I: Copy + Into<InputRef<'i>>>(
    inputs: &[I],
    options: &Options,
    model: Option<Arc<Model>>,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let started = Instant::now();
    let session = Session::new(options, model, "")?;
    let opened = inputs.iter().map(|i| session.open(*i)).collect::<Result<Vec<_>>>()?;
    let mut encoded = session.encode(opened, progress, 1.0, false)?;
    let descriptors = encoded.iter_mut().map(descriptor).collect::<Result<Vec<_>>>()?;
    Ok(Report::new("describe", &encoded, vec![], started).with("descriptors", descriptors))
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
    let target = TargetFolder::new(Path::new(folder), options.write.overwrite)?;
    let session = Session::new(options, model, folder)?;
    let mut report = fill(&target, &session, (before.into(), after.into()), options, progress, started)
        .map_err(|error| target.as_asked_for(error))?;
    report.outputs = target.finish()?;
    Ok(report)
}

/// Makes everything of [`run`]; the report does not know yet where it will lie.
fn fill(
    target: &TargetFolder,
    session: &Session,
    (before, after): (InputRef, InputRef),
    options: &Options,
    progress: &mut dyn Progress,
    started: Instant,
) -> Result<Report> {
    let (mut both, detail) = encode_pair(session, before, after, progress, true)?;
    let path = |name: &str| target.path(name);
    for (input, date) in both.iter_mut().zip(["before", "after"]) {
        let metadata = metadata("features", &[input], options, &[]);
        write_features(session.gdal, &path(&format!("features_{date}.tif")), input, metadata, options, &session.pool)?;
    }
    let (basis, scores) = basis_and_scores(&mut both, options)?;
    for ((input, date), scores) in both.iter().zip(["before", "after"]).zip(&scores) {
        write_pca(session, input, &path(&format!("pca_{date}.tif")), scores, &basis)?;
        let grid = &input.store.grid;
        let colour = |i: usize| basis.colour(scores.row(i).as_slice().unwrap_or_default());
        super::picture::write_cells(session.gdal, &path(&format!("pca_{date}.png")), grid.width, grid.height, colour)?;
        if let Some(picture) = &input.picture {
            picture.write(session.gdal, &path(&format!("{date}.png")))?;
        }
    }
    target.write("pca_basis.json", &basis.to_json())?;
    let [mut first, mut second] = both;
    let cosine = change_values(&mut first, &mut second, Method::Cosine)?;
    let residual = change_values(&mut first, &mut second, Method::Residual)?;
    let joined = detail.map(|pixels| (Method::Joint, joint::join(&residual, &pixels)));
    for (method, values) in [(Method::Cosine, cosine), (Method::Residual, residual)].into_iter().chain(joined) {
        let name = format!("change_{}", method.name());
        write_change(session, &first, &second, &path(&format!("{name}.tif")), &values, method)?;
        let grid = &first.store.grid;
        let shade = |i: usize| {
            Some(values[(i, 0)]).filter(|v| v.is_finite()).map(|v| super::picture::magma(v / method.full_scale()))
        };
        super::picture::write_cells(session.gdal, &path(&format!("{name}.png")), grid.width, grid.height, shade)?;
    }
    let descriptors = [descriptor(&mut first)?, descriptor(&mut second)?];
    target.write("descriptors.json", &format!("{:#}\n", serde_json::json!(descriptors)))?;
    validity::write(session, &[&first, &second], &path("validity.tif"))?;
    if options.sidecar {
        let files = target.names()?;
        let item = sidecar::item(session, "run", &[&first, &second], &files)?;
        target.write("run.json", &format!("{item:#}\n"))?;
    }
    finished(progress)?;
    Ok(Report::new("run", [&first, &second], vec![], started).with("explained_variance", &basis.explained))
}

fn finished(progress: &mut dyn Progress) -> Result<()> {
    Stage::new(progress, 0.0, 1.0).report(1.0, "done")
}

/// Refuses before any work what would be refused after it.
fn refuse_existing(outputs: &[&str], options: &Options) -> Result<()> {
    match outputs.iter().find(|o| !options.write.overwrite && Path::new(o).exists()) {
        Some(path) => Err(Error::Exists { path: path.to_string() }),
        None => Ok(()),
    }
}

/// Two dates' features, and the residual of their pixels if the options ask for `joint`.
fn encode_pair(
    session: &Session,
    before: InputRef,
    after: InputRef,
    progress: &mut dyn Progress,
    with_picture: bool,
) -> Result<([EncodedInput; 2], Option<Array2<f32>>)> {
    let (first, second) = session.open_pair(before, after)?;
    let mut opened = vec![first, second];
    let detail = joint::detail(session, (before, after), &mut opened, progress)?;
    let mut rest = joint::second_part(progress, detail.is_some());
    let both = session.encode(opened, &mut rest, ENCODING, with_picture)?;
    Ok((both.try_into().map_err(|_| Error::Internal("two dates were expected".into()))?, detail))
}

fn same_model(inputs: &[EncodedInput]) -> Result<()> {
    let first = &inputs[0];
    match inputs.iter().find(|i| i.model.digest != first.model.digest || i.store.dim != first.store.dim) {
        Some(other) => Err(unlike_models((&first.name, &first.model.name), (&other.name, &other.model.name))),
        None => Ok(()),
    }
}

/// The basis (read, or fitted on all inputs and saved if a file was named) and each input's scores.
fn basis_and_scores(inputs: &mut [EncodedInput], options: &Options) -> Result<(Basis, Vec<Array2<f32>>)> {
    let saved = options.basis.as_deref().filter(|p| Path::new(p).exists());
    let mut basis = match saved {
        Some(path) => saved_basis(path, &inputs[0])?,
        None => {
            let mut fit = BasisFit::new(inputs[0].store.dim);
            for input in inputs.iter_mut() {
                input.store.for_each_strip(|_, cells| {
                    fit.add(cells.view());
                    Ok(())
                })?;
            }
            fit.finish(&inputs[0].model.name, &inputs[0].model.digest)?
        }
    };
    let mut scores = Vec::new();
    for input in inputs.iter_mut() {
        let mut strips = Vec::new();
        input.store.for_each_strip(|_, cells| {
            strips.push(basis.scores(cells.view()));
            Ok(())
        })?;
        scores.push(joined(&strips)?);
    }
    if saved.is_none() {
        basis.set_range(joined(&scores)?.view(), options.stretch);
        if let Some(path) = &options.basis {
            super::folder::write_whole(Path::new(path), &basis.to_json())?;
        }
    }
    Ok((basis, scores))
}

fn joined(parts: &[Array2<f32>]) -> Result<Array2<f32>> {
    let views: Vec<_> = parts.iter().map(|s| s.view()).collect();
    concatenate(Axis(0), &views).map_err(|e| Error::Internal(e.to_string()))
}

fn saved_basis(path: &str, input: &EncodedInput) -> Result<Basis> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let basis = Basis::from_json(&text, path)?;
    if basis.dim() != input.store.dim || basis.model_sha256 != input.model.digest {
        return Err(Error::argument(format!(
            "{path}: is for {} numbers of model {} ({}), but the features are {} numbers of {} ({})",
            basis.dim(),
            basis.model,
            basis.model_sha256,
            input.store.dim,
            input.model.name,
            input.model.digest
        )));
    }
    Ok(basis)
}

fn write_pca(session: &Session, input: &EncodedInput, output: &str, scores: &Array2<f32>, basis: &Basis) -> Result<()> {
    let options = session.options;
    let explained = basis.explained.iter().map(|e| format!("{e:.4}")).collect::<Vec<_>>().join(",");
    let more = [("BASIS_SHA256", basis.digest()), ("EXPLAINED_VARIANCE", explained)];
    let grid = &input.store.grid;
    if options.scores {
        let names: Vec<String> = (1..=basis.components.len()).map(|i| format!("PC{i}")).collect();
        return write_values(
            session.gdal,
            output,
            grid,
            scores,
            &names,
            metadata("pca-scores", &[input], options, &more),
            &options.write,
        );
    }
    write_rgb(session.gdal, output, grid, scores, basis, metadata("pca", &[input], options, &more), &options.write)
}

/// Change of every cell as one column.
pub(super) fn change_values(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    method: Method,
) -> Result<Array2<f32>> {
    let cells = first.store.grid.width * first.store.grid.height;
    let mut values = Vec::with_capacity(cells);
    match method {
        Method::Cosine => both_strips(first, second, |a, b| values.extend(cosine_change(a.view(), b.view())))?,
        Method::Residual | Method::Joint => {
            let mut residual = Residual::new(first.store.dim);
            both_strips(first, second, |a, b| residual.add(a.view(), b.view()))?;
            residual = residual.fitted();
            both_strips(first, second, |a, b| residual.add(a.view(), b.view()))?;
            values = residual.finish();
        }
    }
    Array2::from_shape_vec((cells, 1), values).map_err(|e| Error::Internal(e.to_string()))
}

fn both_strips(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    mut visit: impl FnMut(&Array2<f32>, &Array2<f32>),
) -> Result<()> {
    let width = first.store.grid.width;
    first.store.for_each_strip(|row, a| {
        let b = second.store.read(row, a.nrows() / width)?;
        visit(&a, &b);
        Ok(())
    })
}

fn write_change(
    session: &Session,
    first: &EncodedInput,
    second: &EncodedInput,
    output: &str,
    values: &Array2<f32>,
    method: Method,
) -> Result<()> {
    let metadata = metadata("change", &[first, second], session.options, &[("METHOD", method.name().into())]);
    write_values(
        session.gdal,
        output,
        &first.store.grid,
        values,
        &[method.description().into()],
        metadata,
        &session.options.write,
    )
}

fn descriptor(input: &mut EncodedInput) -> Result<serde_json::Value> {
    let mut mean = Descriptor::new(input.store.dim);
    input.store.for_each_strip(|_, cells| {
        cells.rows().into_iter().for_each(|c| mean.add(c.as_slice().unwrap_or_default()));
        Ok(())
    })?;
    Ok(serde_json::json!({
        "input": base_name(&input.name), "model": input.model.name, "model_sha256": input.model.digest,
        "valid_cells": mean.count(), "descriptor": mean.mean(),
    }))
}
