//! Shell completions and the man page, from the same declarations as the help.

use std::path::Path;

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::args::text;
use super::terminal::say_raw;
use crate::error::{Error, Result};

/// `completions`.
pub fn completions_command() -> Command {
    Command::new("completions")
        .about("Print shell completions")
        .after_help("Examples:\n  lejepa-gis completions bash > ~/.local/share/bash-completion/completions/lejepa-gis")
        .arg(Arg::new("shell").required(true).value_parser(value_parser!(Shell)).help("Shell"))
}

/// Runs `completions` for the whole program.
pub fn run_completions(mut whole: Command, matches: &ArgMatches) -> Result<()> {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut whole, "lejepa-gis", &mut script);
        say_raw(String::from_utf8_lossy(&script).trim_end())?;
    }
    Ok(())
}

/// `man`.
pub fn man_command() -> Command {
    Command::new("man")
        .about("Write the man pages into a folder")
        .after_help("Examples:\n  lejepa-gis man ~/.local/share/man/man1")
        .arg(Arg::new("folder").required(true).value_name("FOLDER").help("Folder, made if it is missing"))
}

/// Runs `man` for the whole program.
pub fn run_man(whole: Command, matches: &ArgMatches) -> Result<()> {
    let folder = Path::new(text(matches, "folder"));
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    clap_mangen::generate_to(whole, folder).map_err(|e| Error::io(folder, e))
}
