//! Principal components: the basis, each input's scores, and how they are written.

use std::path::Path;

use ndarray::{Array2, Axis, concatenate};

use super::{Job, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::product::{Basis, BasisFit, Descriptor, LARGEST_BASIS, ResidualFit, cosine_change};

/// The basis (read, or fitted on all inputs and saved if a file was named) and each input's scores.
pub(super) fn basis_and_scores(inputs: &mut [EncodedInput], work: &Work) -> Result<(Basis, Vec<Array2<f32>>)> {
    let (outputs, options) = (work.outputs, &work.job.options.components);
    let new = options.basis.as_deref().filter(|path| outputs.writes(path)).map(|p| outputs.path(p)).transpose()?;
    let saved = if new.is_some() { None } else { options.basis.as_deref() };
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
            if fit.count() == 0 {
                let names: Vec<&str> = inputs.iter().map(|i| i.name.as_str()).collect();
                return Err(Error::raster(names.join(", "), "no cell is valid, so there are no components"));
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
        if let Some(path) = new {
            std::fs::write(&path, basis.to_json()).map_err(|e| Error::io(path, e))?;
        }
    }
    Ok((basis, scores))
}

fn joined(parts: &[Array2<f32>]) -> Result<Array2<f32>> {
    let views: Vec<_> = parts.iter().map(|s| s.view()).collect();
    concatenate(Axis(0), &views).map_err(|e| Error::Internal(e.to_string()))
}

fn saved_basis(path: &str, input: &EncodedInput) -> Result<Basis> {
    let text = memory::read_text(path.as_ref(), LARGEST_BASIS)?;
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

/// Writes scores as they are, or as colours.
pub(super) fn write_scores(
    work: &Work,
    input: &EncodedInput,
    output: &str,
    scores: &Array2<f32>,
    basis: &Basis,
    writing: &mut Stage,
) -> Result<()> {
    let (session, options) = (&work.session, work.job.options);
    let explained = basis.explained.iter().map(|e| format!("{e:.4}")).collect::<Vec<_>>().join(",");
    let more = [("BASIS_SHA256", basis.digest()), ("EXPLAINED_VARIANCE", explained)];
    let grid = &input.store.grid;
    if options.components.scores {
        let names: Vec<String> = (1..=basis.components.len()).map(|i| format!("PC{i}")).collect();
        return write_values(
            session,
            output,
            grid,
            scores,
            &names,
            metadata("pca-scores", &[input], options, &more),
            writing,
        );
    }
    let metadata = metadata("pca", &[input], options, &more);
    write_rgb(session, output, grid, scores, basis, metadata, writing)
}

/// Change of every cell as one column.
pub(super) fn change_values(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    method: Method,
    comparing: &mut Stage,
) -> Result<Array2<f32>> {
    let cells = first.store.grid.width * first.store.grid.height;
    let mut values = memory::reserved(cells, "values of change")?;
    match method {
        Method::Cosine => {
            both_strips(first, second, comparing, |a, b| values.extend(cosine_change(a.view(), b.view())))?
        }
        Method::Residual | Method::Joint => {
            let mut fit = ResidualFit::new(first.store.dim);
            both_strips(first, second, &mut comparing.part(0.0, 0.5), |a, b| fit.add(a.view(), b.view()))?;
            let mut residual = fit.finish()?;
            both_strips(first, second, &mut comparing.part(0.5, 1.0), |a, b| residual.add(a.view(), b.view()))?;
            values = residual.finish();
        }
    }
    Array2::from_shape_vec((cells, 1), values).map_err(|e| Error::Internal(e.to_string()))
}

fn both_strips(
    first: &mut EncodedInput,
    second: &mut EncodedInput,
    comparing: &mut Stage,
    mut visit: impl FnMut(&Array2<f32>, &Array2<f32>),
) -> Result<()> {
    let (width, height) = (first.store.grid.width, first.store.grid.height);
    first.store.for_each_strip(|row, a| {
        comparing.report(row as f64 / height as f64, "comparing the dates")?;
        let b = second.store.read(row, a.nrows() / width)?;
        visit(&a, &b);
        Ok(())
    })
}

pub(super) fn write_change(
    session: &Session,
    dates: [&EncodedInput; 2],
    output: &str,
    values: &Array2<f32>,
    method: Method,
    writing: &mut Stage,
) -> Result<()> {
    let metadata = metadata("change", &dates, session.options, &[("METHOD", method.name().into())]);
    write_values(session, output, &dates[0].store.grid, values, &[method.description().into()], metadata, writing)
}

pub(super) fn descriptor(input: &mut EncodedInput) -> Result<serde_json::Value> {
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
