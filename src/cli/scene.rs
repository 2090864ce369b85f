//! `scene`: writes the synthetic pair, for trying the product without imagery.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::args::text;
use super::terminal::say;
use crate::error::{Error, Result};
use crate::pipeline::{write_synthetic_scene, write_synthetic_series};
use crate::synthetic::{SceneSpec, SeriesSpec};

/// `scene`.
pub fn command() -> Command {
    let size = |name: &'static str, default: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("PIXELS")
            .default_value(default)
            .value_parser(value_parser!(u16).range(1..))
            .help(help)
    };
    Command::new("scene")
        .about("Write a synthetic scene of two dates or many with known changes: made up, no real place")
        .after_help("Examples:\n  lejepa-gis scene demo && lejepa-gis run demo/before.tif demo/after.tif -o results\n\nThe folder gets before.tif, after.tif (five bands, reflectance x 10000), truth.tif (0 = no change) and scl.tif (classes of the later date). With --dates it gets a raster for each date, with its classes as a sixth band, and truth.tif (kind, first day since 1970-01-01, day it is gone).")
        .arg(Arg::new("folder").required(true).value_name("FOLDER").help("Folder to write, made if it is missing"))
        .arg(size("width", "768", "Columns."))
        .arg(size("height", "640", "Rows."))
        .arg(Arg::new("seed").long("seed").value_name("NUMBER").default_value("1").value_parser(value_parser!(u64)).help("Another seed makes another place."))
        .arg(Arg::new("dates").long("dates").value_name("NUMBER").value_parser(value_parser!(u16).range(3..=400)).conflicts_with("clouds").help("Write so many dates over two years instead of two, with seasons, clouds, haze, and changes with dates."))
        .arg(Arg::new("clouds").long("clouds").action(ArgAction::SetTrue).help("Put clouds and their shadows on the later date."))
        .arg(Arg::new("overwrite").long("overwrite").action(ArgAction::SetTrue).help("Replace files that exist."))
}

/// Runs `scene`.
pub fn run(matches: &ArgMatches) -> Result<()> {
    let size = |name: &str| matches.get_one::<u16>(name).map_or(1, |v| usize::from(*v));
    let spec = SceneSpec {
        width: size("width"),
        height: size("height"),
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
        clouds: matches.get_flag("clouds"),
        ..SceneSpec::default()
    };
    let folder = Path::new(text(matches, "folder"));
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    let overwrite = matches.get_flag("overwrite");
    let written = match matches.get_one::<u16>("dates") {
        Some(dates) => {
            let SceneSpec { width, height, seed, .. } = spec;
            let spec = SeriesSpec { width, height, seed, dates: usize::from(*dates) };
            write_synthetic_series(&spec, folder, overwrite)?
        }
        None => write_synthetic_scene(&spec, folder, overwrite)?,
    };
    for path in written {
        say(format_args!("wrote {path}"))?;
    }
    Ok(())
}
