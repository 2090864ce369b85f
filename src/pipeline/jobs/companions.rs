//! What stands beside an output if it was asked for: a raster of valid fractions, and a STAC item.

use ndarray::Array2;

use super::work::Work;
use crate::error::{Error, Result};
use crate::memory;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::options::Options;
use crate::pipeline::progress::Stage;
use crate::pipeline::record::{item, item_beside, metadata, style_beside, validity_style};
use crate::pipeline::write::{MapGrid, write_values};
use crate::raster::gdal::write_text;

/// Names of outputs, each with those of the files beside it that the options ask for.
pub(super) fn names(outputs: &[&str], options: &Options) -> Vec<String> {
    let each = outputs.iter().flat_map(|output| {
        let validity = options.encoding.validity.then(|| validity_beside(output));
        let sidecar = options.write.sidecar.then(|| item_beside(output));
        let styled = |output: &str| options.write.style.then(|| style_beside(output));
        let styles = [styled(output), validity.as_deref().and_then(styled)];
        [Some(output.to_string()), validity, sidecar].into_iter().chain(styles).flatten()
    });
    each.collect()
}

/// Writes what [`names`] named beside each output, which is made from some of the inputs.
pub(super) fn write(work: &Work, each: &[(&[&EncodedInput], &str)], writing: &mut Stage) -> Result<()> {
    let session = &work.session;
    for (inputs, output) in each {
        let mut files = vec![output.to_string()];
        if session.options.encoding.validity {
            let name = validity_beside(output);
            if write_validity(session, inputs, &work.outputs.path(&name)?, writing)? {
                files.push(name);
            }
        }
        if session.options.write.sidecar {
            let item = item(session, work.job.task.name(), inputs, &files)?;
            write_text(session.gdal, &work.outputs.path(&item_beside(output))?, &format!("{item:#}\n"))?;
        }
    }
    Ok(())
}

/// Writes the style of an output where the options ask for styles.
pub(super) fn write_style(session: &Session, path: &str, style: impl FnOnce() -> String) -> Result<()> {
    match session.options.write.style {
        true => write_text(session.gdal, &style_beside(path), &style()),
        false => Ok(()),
    }
}

/// Name of the validity raster of an output.
fn validity_beside(output: &str) -> String {
    beside(output, "validity", None)
}

/// Name of a file beside an output, with its ending or another.
pub(super) fn beside(output: &str, word: &str, ending: Option<&str>) -> String {
    match output.rsplit_once('.') {
        Some((stem, own)) if !own.contains(std::path::is_separator) => {
            format!("{stem}_{word}.{}", ending.unwrap_or(own))
        }
        _ => format!("{output}_{word}.{}", ending.unwrap_or("tif")),
    }
}

/// Writes the validity of all inputs together; false if none of them has any.
pub(super) fn write_validity(
    session: &Session,
    inputs: &[&EncodedInput],
    path: &str,
    writing: &mut Stage,
) -> Result<bool> {
    let all = inputs.iter().filter_map(|i| i.validity.clone()).reduce(|a, b| a.with(&b));
    let Some(validity) = all else { return Ok(false) };
    let options = session.options;
    let columns = [&validity.fraction, &validity.reason];
    let cells = validity.fraction.len();
    let all = memory::collected((0..2 * cells).map(|i| columns[i % 2][i / 2]), "validity of cells")?;
    let values = Array2::from_shape_vec((cells, 2), all).map_err(|e| Error::Internal(e.to_string()))?;
    let names =
        ["valid fraction", "reason: 0 valid, 1 no measurement, 2 masked, 3 outside of the area"].map(String::from);
    let about = metadata("validity", inputs, options, &[]);
    write_values(session, path, &MapGrid::of_cells(&inputs[0].store.grid), &values, &names, about, writing)?;
    write_style(session, path, validity_style)?;
    Ok(true)
}
