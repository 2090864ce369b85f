//! The commands that make products.

use clap::{ArgMatches, Command};

use super::args::{job_input, options, output, recorded, text, with_parameters, with_terminal};
use super::summary;
use super::terminal::{TerminalProgress, say};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::Task;
use crate::pipeline::{self, Options, Report};
use crate::raster::gdal::bind;

fn job(name: &'static str, task: Task, about: &'static str, examples: &'static str) -> Command {
    let command = Command::new(name).about(about).after_help(examples);
    with_terminal(with_parameters(command, task))
}

/// `features`.
pub fn features_command() -> Command {
    job("features", Task::Features, "Write the dense features of a raster", "Examples:\n  lejepa-gis features scene.tif -o features.tif\n  lejepa-gis features scene.tif -o features.tif --dtype int8 --model lejepa_vit_small_patch8_256_5band.pt\n  lejepa-gis features scene.tif -o features.tif --bands red=4,green=3,blue=2,nir=8,swir16=12 --reflectance dn-offset")
        .arg(job_input("input", "Raster, folder or zip of band files, files (red=a.tif,green=b.tif,...), SAFE product, or STAC item"))
        .arg(output("GeoTIFF to write: one band per number of the feature, cells of 8 x 8 pixels"))
}

/// `pca`.
pub fn pca_command() -> Command {
    job("pca", Task::Pca, "Write principal components as RGB, one basis for all inputs", "Examples:\n  lejepa-gis pca scene.tif -o pca.tif\n  lejepa-gis pca 2019.tif 2024.tif -o pca2019.tif -o pca2024.tif\n  lejepa-gis pca scene.tif -o pca.tif --basis country.json    colours comparable with every other run on that basis\n  lejepa-gis pca features.tif -o pca.tif                      from features made earlier")
        .arg(job_input("input", "Rasters or products (see features), or features rasters made earlier").num_args(1..))
        .arg(output("GeoTIFF to write; once for each input, in their order").action(clap::ArgAction::Append))
}

/// `change`.
pub fn change_command() -> Command {
    job("change", Task::Change, "Write the change between two dates", "Examples:\n  lejepa-gis change before.tif after.tif -o change.tif\n  lejepa-gis change before.tif after.tif -o change.tif --method residual    season-proof\n  lejepa-gis change before.tif after.tif -o change.tif --method joint       season-proof, features and pixels\n  lejepa-gis change before.tif after.tif -o change.tif --align              warp the second date onto the first")
        .arg(job_input("before", "Earlier date: a raster or product (see features), or a features raster made earlier"))
        .arg(job_input("after", "Later date"))
        .arg(output("GeoTIFF to write: one float32 band, NaN where a date is invalid"))
}

/// `describe`.
pub fn describe_command() -> Command {
    job(
        "describe",
        Task::Describe,
        "Print one descriptor per raster (the mean feature) as JSON",
        "Examples:\n  lejepa-gis describe a.tif b.tif > descriptors.json",
    )
    .arg(job_input("input", "Rasters or products (see features), or features rasters made earlier").num_args(1..))
}

/// `run`.
pub fn run_command() -> Command {
    job("run", Task::Run, "Write everything about two dates into a folder, in one pass", "Examples:\n  lejepa-gis run before.tif after.tif -o results --sidecar\n  lejepa-gis run before.tif after.tif -o results --method joint     change by joint too\n  lejepa-gis run --from results/run.json -o again\n\nThe folder gets features, PCA and change as GeoTIFF, quicklooks as PNG (change brightest at 1 for cosine, 4 for residual and joint), the PCA basis and the descriptors as JSON.")
        .arg(job_input("before", "Earlier date"))
        .arg(job_input("after", "Later date"))
        .arg(output("Folder to write"))
}

fn all<'a>(matches: &'a ArgMatches, name: &str) -> Vec<&'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str).collect()
}

/// The inputs that were given under these names, or those that `--from` recorded.
fn inputs(matches: &ArgMatches, names: &[&str]) -> Result<Vec<String>> {
    let given: Vec<String> = names.iter().flat_map(|n| all(matches, n)).map(String::from).collect();
    match recorded(matches)? {
        Some(run) if given.is_empty() && (names[0] == "input" || run.inputs.len() == names.len()) => Ok(run.inputs),
        _ if given.len() < names.len() => Err(Error::argument(format!(
            "expected {}, and the record of --from holds no such inputs",
            names.join(" and ")
        ))),
        _ => Ok(given),
    }
}

/// GDAL's cache of blocks in this program, unless `GDAL_CACHEMAX` sets it: each pixel is read once, so little is enough.
const CACHE_BYTES: u32 = 256 << 20;

/// The typed options, with GDAL bound and its cache bounded.
fn prepared(matches: &ArgMatches, task: Task) -> Result<Options> {
    let options = options(matches, task)?;
    if std::env::var_os("GDAL_CACHEMAX").is_none() {
        let quarter = memory::room().and_then(|room| u32::try_from(room.bytes / 4).ok());
        let cache = quarter.map_or(CACHE_BYTES, |bytes| bytes.min(CACHE_BYTES));
        bind(options.gdal.as_deref())?.limit_cache(cache);
    }
    Ok(options)
}

/// Runs a job, or its dry run, and prints the summary.
fn execute(
    matches: &ArgMatches,
    task: Task,
    inputs: &[&str],
    body: impl FnOnce(&Options, &mut TerminalProgress) -> Result<Report>,
) -> Result<()> {
    let options = prepared(matches, task)?;
    if matches.get_flag("dry-run") {
        let estimate = pipeline::estimate(task, inputs, &options)?;
        summary::print_estimate(&estimate, matches)?;
        return Ok(());
    }
    let mut progress = TerminalProgress::start(matches.get_flag("quiet"))?;
    let report = body(&options, &mut progress)?;
    drop(progress);
    summary::print(&report, matches)?;
    Ok(())
}

/// Runs `features`.
pub fn run_features(matches: &ArgMatches) -> Result<()> {
    let inputs = inputs(matches, &["input"])?;
    let source = inputs[0].as_str();
    execute(matches, Task::Features, &[source], |o, p| pipeline::features(source, text(matches, "output"), o, None, p))
}

/// Runs `pca`.
pub fn run_pca(matches: &ArgMatches) -> Result<()> {
    let (given, outputs) = (inputs(matches, &["input"])?, all(matches, "output"));
    let inputs: Vec<&str> = given.iter().map(String::as_str).collect();
    execute(matches, Task::Pca, &inputs, |o, p| pipeline::pca(&inputs, &outputs, o, None, p))
}

/// Runs `change`.
pub fn run_change(matches: &ArgMatches) -> Result<()> {
    let dates = inputs(matches, &["before", "after"])?;
    let (before, after) = (dates[0].as_str(), dates[1].as_str());
    execute(matches, Task::Change, &[before, after], |o, p| {
        pipeline::change(before, after, text(matches, "output"), o, None, p)
    })
}

/// Runs `describe`: its result is the descriptors, so they are printed whether quiet or not.
pub fn run_describe(matches: &ArgMatches) -> Result<()> {
    let given = inputs(matches, &["input"])?;
    let inputs: Vec<&str> = given.iter().map(String::as_str).collect();
    let options = prepared(matches, Task::Describe)?;
    if matches.get_flag("dry-run") {
        summary::print_estimate(&pipeline::estimate(Task::Describe, &inputs, &options)?, matches)?;
        return Ok(());
    }
    let mut progress = TerminalProgress::start(matches.get_flag("quiet"))?;
    let report = pipeline::describe(&inputs, &options, None, &mut progress)?;
    drop(progress);
    if matches.get_flag("json") {
        summary::print(&report, matches)?;
    } else {
        let descriptors = report.figures.get("descriptors").ok_or_else(|| Error::Internal("no descriptors".into()))?;
        say(format_args!("{descriptors:#}"))?;
    }
    Ok(())
}

/// Runs `run`.
pub fn run_run(matches: &ArgMatches) -> Result<()> {
    let dates = inputs(matches, &["before", "after"])?;
    let (before, after) = (dates[0].as_str(), dates[1].as_str());
    execute(matches, Task::Run, &[before, after], |o, p| {
        pipeline::run(before, after, text(matches, "output"), o, None, p)
    })
}
