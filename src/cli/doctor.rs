//! `doctor`.

use clap::{Arg, ArgMatches, Command};

use super::terminal;
use crate::error::{Error, Result};
use crate::pipeline;

/// `doctor`.
pub fn command() -> Command {
    Command::new("doctor")
        .about("Print what this installation is and finds, and test it: paste it into an issue")
        .after_help("Examples:\n  lejepa-gis doctor\n  lejepa-gis doctor --gdal /opt/gdal/lib/libgdal.so.36")
        .arg(Arg::new("gdal").long("gdal").value_name("FILE").help("The libgdal file to bind."))
}

/// Runs `doctor`.
pub fn run(matches: &ArgMatches) -> Result<()> {
    let report = pipeline::doctor(crate::ABI_VERSION, matches.get_one::<String>("gdal").map(String::as_str));
    terminal::say(report.text.trim_end())?;
    match report.healthy {
        true => Ok(()),
        false => Err(Error::Internal("this installation does not compute what it should".into())),
    }
}
