//! `doctor`.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::terminal::{self, say_lines};
use crate::error::{Error, Result};
use crate::pipeline;
use crate::raster::gdal::leftovers;

/// `doctor`.
pub fn command() -> Command {
    Command::new("doctor")
        .about("Print what this installation is and finds, and test it: paste it into an issue")
        .after_help("Examples:\n  lejepa-gis doctor\n  lejepa-gis doctor --gdal /opt/gdal/lib/libgdal.so.36\n  lejepa-gis doctor --leftovers results           name what killed jobs left there\n  lejepa-gis doctor --leftovers results --clean   and remove it")
        .arg(Arg::new("gdal").long("gdal").value_name("FILE").help("The libgdal file to bind."))
        .arg(
            Arg::new("leftovers")
                .long("leftovers")
                .value_name("FOLDER")
                .value_hint(clap::ValueHint::DirPath)
                .help("Only name the hidden folders that killed jobs left in this folder of outputs."),
        )
        .arg(
            Arg::new("clean")
                .long("clean")
                .action(ArgAction::SetTrue)
                .requires("leftovers")
                .help("Remove them. Folders of jobs that run are neither named nor removed."),
        )
}

/// Runs `doctor`.
pub fn run(matches: &ArgMatches) -> Result<()> {
    if let Some(folder) = matches.get_one::<String>("leftovers") {
        return look_for_leftovers(folder, matches.get_flag("clean"));
    }
    let report = pipeline::doctor(crate::ABI_VERSION, matches.get_one::<String>("gdal").map(String::as_str));
    terminal::say(report.text.trim_end())?;
    match report.healthy {
        true => Ok(()),
        false => Err(Error::Internal("this installation does not compute what it should".into())),
    }
}

fn look_for_leftovers(folder: &str, clean: bool) -> Result<()> {
    let found = leftovers(Path::new(folder))?;
    let (mut lines, mut failed) = (Vec::new(), Ok(()));
    for leftover in &found {
        let removed = if clean { leftover.remove() } else { Ok(()) };
        let what = if clean && removed.is_ok() { "removed" } else { "leftover" };
        lines.push(format!("{what:12} {}, {} bytes", leftover.path.display(), leftover.bytes));
        failed = failed.and(removed);
    }
    if found.is_empty() {
        lines.push(format!("leftovers    none in {folder}"));
    }
    say_lines(&lines)?;
    failed
}
