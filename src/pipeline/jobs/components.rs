//! Principal components: the basis, each input's scores, and how they are written.

use ndarray::Array2;

use super::companions::write_style;
use super::work::Work;
use crate::error::{Error, Result};
use crate::memory;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::progress::Stage;
use crate::pipeline::record::{components_style, metadata};
use crate::pipeline::write::{MapGrid, write_rgb, write_values};
use crate::product::{Basis, BasisFit, LARGEST_BASIS};

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
                input.store.for_each_piece(|_, cells| {
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
        let grid = &input.store.grid;
        let (area, mut own) = (grid.width * grid.height, Vec::new());
        input.store.for_each_piece(|piece, cells| {
            let scores = basis.scores(cells.view());
            let count = scores.ncols();
            if own.is_empty() {
                own = memory::filled(area * count, f32::NAN, "scores of cells")?;
            }
            for (cell, row) in piece.numbers().zip(scores.rows()) {
                own[cell * count..][..count].iter_mut().zip(row).for_each(|(to, score)| *to = *score);
            }
            Ok(())
        })?;
        let count = own.len() / area.max(1);
        scores.push(Array2::from_shape_vec((area, count), own).map_err(|e| Error::Internal(e.to_string()))?);
    }
    if saved.is_none() {
        basis.set_range(joined(&scores)?.view(), options.stretch)?;
        if let Some(path) = new {
            std::fs::write(&path, basis.to_json()).map_err(|e| Error::io(path, e))?;
        }
    }
    Ok((basis, scores))
}

fn joined(parts: &[Array2<f32>]) -> Result<Array2<f32>> {
    let shape = (parts.iter().map(Array2::nrows).sum(), parts.first().map_or(0, Array2::ncols));
    let mut all = memory::reserved(shape.0 * shape.1, "scores of cells")?;
    parts.iter().for_each(|part| all.extend(part.iter().copied()));
    Array2::from_shape_vec(shape, all).map_err(|e| Error::Internal(e.to_string()))
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
    let grid = options.write.grid.to_string();
    let more = [("BASIS_SHA256", basis.digest()), ("EXPLAINED_VARIANCE", explained), ("GRID", grid)];
    let map = MapGrid::new(&input.store.grid, input.stride, input.pixels, options.write.grid)?;
    if options.components.scores {
        let names: Vec<String> = (1..=basis.components.len()).map(|i| format!("PC{i}")).collect();
        write_style(session, output, || components_style(Some((&basis.low, &basis.high))))?;
        return write_values(
            session,
            output,
            &map,
            scores,
            &names,
            metadata("pca-scores", &[input], options, &more),
            writing,
        );
    }
    write_style(session, output, || components_style(None))?;
    let metadata = metadata("pca", &[input], options, &more);
    write_rgb(session, output, &map, scores, basis, metadata, writing)
}
