//! How well labels are met by cells that were left out in blocks, of features and of plain statistics of the image.

use ndarray::{Array2, ArrayView2, Axis};
use serde::Serialize;

use super::labels::LabelledCells;
use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::memory;
use crate::pipeline::encode::Session;
use crate::product::{Classifier, Confusion, FOLDS, Figures, Labelled, folds, is_valid};

/// What people must know of areas that are counted from a map.
pub(super) const CAVEAT: &str = "hectares are counted from the map, whose errors bias them; an estimate without bias, with its uncertainty, needs a sample of places whose class is known (Olofsson et al. 2014)";

/// Figures of features, and of plain band statistics of the same cells where the image is at hand.
#[derive(Serialize)]
pub(super) struct Assessment {
    /// Side of the blocks that were left out, in cells.
    block: usize,
    folds: usize,
    labelled_cells: usize,
    features: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    band_means: Option<Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band_means_and_deviations: Option<Figures>,
}

/// Leaves out each fold in turn. `None`, with a warning, where labels lie in one block alone.
pub(super) fn assess(
    session: &Session,
    labels: &LabelledCells,
    image: Option<(&str, &Grid)>,
    warnings: &mut Vec<String>,
) -> Result<Option<Assessment>> {
    let block = session.options.finding.labels.block;
    let fold = folds(&labels.places, block);
    let used = fold.iter().max().map_or(0, |last| last + 1);
    if used < 2 {
        warnings.push(format!("all labels lie in one block of {block} x {block} cells: how well they are met is not known; label other places too"));
        return Ok(None);
    }
    let alone: Vec<&str> = (0..labels.classes.len())
        .filter(|&k| {
            let mut of = labels.class.iter().zip(&fold).filter(|(class, _)| **class == k).map(|(_, fold)| fold);
            let first = of.next();
            of.all(|fold| Some(fold) == first)
        })
        .map(|k| labels.classes[k].name.as_str())
        .collect();
    if !alone.is_empty() {
        warnings.push(format!(
            "labels of {} lie in one fold of blocks alone: their recall is not known and counts as 0 in the figures",
            alone.join(", ")
        ));
    }
    let features = left_out(session, labels, labels.cells.view(), &fold)?;
    let (mut band_means, mut both) = (None, None);
    if let Some((path, grid)) = image {
        let statistics = statistics(session, path, grid, labels)?;
        let bands = statistics.ncols() / 2;
        band_means = Some(left_out(session, labels, statistics.slice(ndarray::s![.., ..bands]), &fold)?);
        both = Some(left_out(session, labels, statistics.view(), &fold)?);
    }
    Ok(Some(Assessment {
        block,
        folds: used.min(FOLDS),
        labelled_cells: labels.class.len(),
        features,
        band_means,
        band_means_and_deviations: both,
    }))
}

/// Figures of cells that are told by what was learned from the other folds.
fn left_out(session: &Session, labels: &LabelledCells, cells: ArrayView2<f32>, fold: &[usize]) -> Result<Figures> {
    let mut confusion = Confusion::new(labels.classes.len());
    for number in 0..FOLDS {
        let part = |own: bool| (0..fold.len()).filter(|&i| (fold[i] == number) == own).collect::<Vec<usize>>();
        let (train, test) = (part(false), part(true));
        if train.is_empty() || test.is_empty() {
            continue;
        }
        let class: Vec<usize> = train.iter().map(|&i| labels.class[i]).collect();
        let known = cells.select(Axis(0), &train);
        let learned = Labelled { cells: known.view(), class: &class };
        let classifier = Classifier::fit(&learned, &labels.classes, session.options.finding.labels.balanced)?;
        let found = classifier.classify(cells.select(Axis(0), &test).view());
        for (&i, likeliest) in test.iter().zip(found) {
            confusion.add(labels.class[i], likeliest.class.unwrap_or(class[0]));
        }
    }
    Ok(confusion.figures())
}

/// Mean of each band over each labelled cell, then their deviations, `[cells][2 · bands]`.
fn statistics(session: &Session, path: &str, grid: &Grid, labels: &LabelledCells) -> Result<Array2<f32>> {
    const NONE: u32 = u32::MAX;
    let mut image = Overlay::open(session, path, grid, "IMAGE")?;
    let bands = image.bands();
    let mut rows = memory::filled(grid.width * grid.height, NONE, "places of labels")?;
    labels.at.iter().enumerate().for_each(|(row, (_, cell))| rows[*cell] = row as u32);
    let (mut counts, mut sums) = (vec![0u32; labels.at.len()], Array2::<f64>::zeros((labels.at.len(), 2 * bands)));
    image.visit(grid, |cell, values, valid| {
        let row = rows[cell] as usize;
        if valid && rows[cell] != NONE {
            counts[row] += 1;
            for (band, value) in values.iter().enumerate() {
                sums[(row, band)] += f64::from(*value);
                sums[(row, bands + band)] += f64::from(*value).powi(2);
            }
        }
    })?;
    for (mut sums, count) in sums.rows_mut().into_iter().zip(&counts) {
        sums.mapv_inplace(|v| v / f64::from(*count));
        for band in 0..bands {
            sums[bands + band] = (sums[bands + band] - sums[band].powi(2)).max(0.0).sqrt();
        }
    }
    let found = sums.mapv(|v| v as f32);
    match found.rows().into_iter().all(is_valid) {
        true => Ok(found),
        false => Err(Error::refused(
            "IMAGE",
            format!(
                "IMAGE={path}: it has no valid pixel on some labelled cells; give the image that the features were made from"
            ),
        )),
    }
}
