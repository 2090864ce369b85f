//! The command line. Every option about the work comes from the table in `params`; this room adds what only a terminal
//! has: a progress bar, Ctrl-C, exit codes, and summaries.
//!
//! Jobs are commands by their rows in the table of tasks. To add another command, add a file with `command()` and `run()`
//! and its line in `COMMANDS`.

mod args;
mod doctor;
mod job;
mod model;
mod scene;
mod shell;
mod shown;
mod signals;
mod stop;
mod summary;
mod terminal;

use std::any::TypeId;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};

use crate::error::{Error, Result};
use crate::panics;
use crate::params::{Task, TaskInfo};
use crate::raster::gdal::spare_addresses;

/// A command that is no job: how it is declared, and what it does.
struct Entry {
    name: &'static str,
    command: fn() -> Command,
    run: fn(&ArgMatches) -> Result<()>,
}

const COMMANDS: &[Entry] = &[
    Entry { name: "model", command: model::command, run: model::run },
    Entry { name: "scene", command: scene::command, run: scene::run },
    Entry { name: "doctor", command: doctor::command, run: doctor::run },
    Entry {
        name: "completions",
        command: shell::completions_command,
        run: |matches| shell::run_completions(command(), matches),
    },
    Entry { name: "man", command: shell::man_command, run: |matches| shell::run_man(command(), matches) },
];

/// The whole command line, also for completions and the man page.
pub fn command() -> Command {
    Command::new("lejepa-gis")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Feature and change maps from Sentinel-2, on the CPU")
        .long_about(
            "Turns five Sentinel-2 L2A bands (red, green, blue, nir, swir16) into feature maps of 80 m cells, \
             PCA pictures and two-date change maps, as GeoTIFF, with a small self-supervised encoder on the CPU.",
        )
        .after_help("Exit codes: 0 done, 1 failed, 2 wrong call, 3 done, and what was watched is out of the ordinary (series --watch), 130 cancelled. GDAL is bound at run time; LEJEPA_GIS_GDAL names another libgdal.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(Task::jobs().map(|info| taking_minus(job::command(info))))
        .subcommands(COMMANDS.iter().map(|e| taking_minus((e.command)())))
}

/// A command whose options take values that begin with a minus, such as bounds west of Greenwich.
fn taking_minus(command: Command) -> Command {
    let taking = |argument: Arg| match argument.get_action().takes_values() && !argument.is_positional() {
        true if argument.get_value_parser().type_id() == TypeId::of::<String>() => {
            argument.allow_hyphen_values(true).value_parser(no_option)
        }
        true => argument.allow_hyphen_values(true),
        false => argument,
    };
    command.mut_args(taking).mut_subcommands(taking_minus)
}

/// Accepts a value unless it is the next option, which means that the value is missing.
fn no_option(value: &str) -> std::result::Result<String, String> {
    let option = match value.strip_prefix("--") {
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_alphabetic()),
        None => value.len() == 2 && value.starts_with('-') && value.ends_with(|c: char| c.is_ascii_alphabetic()),
    };
    if option { Err("a value was expected, not the next option".into()) } else { Ok(value.into()) }
}

/// Parses the process's arguments, runs the command and gives the exit code.
pub fn main() -> ExitCode {
    signals::writes_may_fail();
    spare_addresses(); // before any thread is there
    let matches = command().get_matches(); // prints help, version and wrong calls itself, with exit code 2
    let run = || match matches.subcommand() {
        Some((name, arguments)) => match (TaskInfo::named(name), COMMANDS.iter().find(|e| e.name == name)) {
            (Some(info), _) => job::run(info, arguments),
            (None, Some(entry)) => (entry.run)(arguments).map(|()| ExitCode::SUCCESS),
            (None, None) => Err(Error::Internal(format!("command {name} is not in the table"))),
        },
        None => Ok(ExitCode::SUCCESS),
    };
    // Whatever happens, the exit code is one of those that the help lists.
    let result = panics::caught(run).unwrap_or_else(|panic| Err(panics::error(panic)));
    match result {
        Ok(code) => code,
        Err(error) => {
            terminal::warn(format_args!("lejepa-gis: {error}"));
            if let Some((_, arguments)) = matches.subcommand()
                && matches!(arguments.try_get_one::<bool>("json"), Ok(Some(true)))
            {
                // The exit code tells of the error itself if this cannot be written either.
                let _ = terminal::say(format_args!("{:#}", serde_json::json!({ "error": error.to_json() })));
            }
            ExitCode::from(error.exit_code())
        }
    }
}
