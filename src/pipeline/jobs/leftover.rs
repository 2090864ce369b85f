//! What an earlier `run` may have left in the folder that this one writes into: a map of another method, say, which would be
//! taken for this run's.

use super::job::Job;
use super::work::Work;
use crate::pipeline::encode::Session;
use crate::pipeline::open::{Input, ground_size};
use crate::pipeline::record::style_beside;
use crate::product::Method;
use crate::raster::RasterSource;

/// Files that are named.
const NAMED: usize = 6;

/// What people should know of a folder with files that have names of outputs of `run`, are not written by this one, and stand in
/// no record there. Those of a record go when the new files come; of others nothing proves whose they are, so that none is
/// taken away.
pub(super) fn warning(work: &Work, method: Method, inputs: &[Input]) -> Option<String> {
    let absent = absent(work.job, &work.session, method, inputs);
    let left: Vec<String> = work.outputs.unrecorded().into_iter().filter(|name| absent.contains(name)).collect();
    if left.is_empty() {
        return None;
    }
    let more = if left.len() > NAMED { format!(" and {} more", left.len() - NAMED) } else { String::new() };
    let named = left.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(format!(
        "{named}{more} in {} may be of an earlier run and are not of this one; no run.json there tells whose they are, so they \
         stay",
        work.job.outputs[0]
    ))
}

/// Names of outputs of `run` that this one does not write.
fn absent(job: &Job, session: &Session, method: Method, inputs: &[Input]) -> Vec<String> {
    let both = |stem: &str, ending: &str| ["before", "after"].map(|date| format!("{stem}{date}.{ending}"));
    let map = |method: &Method, ending: &str| format!("change_{}.{ending}", method.name());
    let others = || Method::ALL.into_iter().filter(|other| ![method, Method::Cosine].contains(other));
    let mut names: Vec<String> = others().flat_map(|other| ["tif", "png", "qml"].map(|e| map(&other, e))).collect();
    let write = &job.options.write;
    if !write.report {
        names.push("report.html".into());
    }
    if !write.style {
        let rasters = both("features_", "tif").into_iter().chain(both("pca_", "tif"));
        let maps = [method, Method::Cosine].map(|method| map(&method, "tif"));
        let vectors = ["areas.gpkg", "validity.tif"].map(String::from);
        names.extend(rasters.chain(maps).chain(vectors).map(|name| style_beside(&name)));
    }
    let grid = match &inputs[0] {
        Input::Scene(scene) => scene.source.grid(),
        Input::Features(raster) => raster.source.grid(),
    };
    if ground_size(session.gdal, grid).is_none() {
        names.extend(["areas.gpkg", "areas.qml"].map(String::from));
    }
    if inputs.iter().all(|input| input.features().is_some()) {
        names.extend(both("", "png").into_iter().chain(["validity.tif".into()]));
    }
    names
}
