//! The commands that are jobs: each is made from its row in the table of tasks.

use std::process::ExitCode;

use clap::{ArgAction, ArgMatches, Command};

use super::args::{job_input, options, output, recorded, with_parameters, with_terminal};
use super::summary;
use super::terminal::{TerminalProgress, say};
use crate::error::{Error, Result};
use crate::memory;
use crate::params::{Counted, Outputs, TaskInfo};
use crate::pipeline::{self, Job, Options};
use crate::raster::gdal::bind;

/// A task's command.
pub fn command(info: &'static TaskInfo) -> Command {
    let command = Command::new(info.task.name()).about(info.help).after_help(after_help(info));
    let mut command = with_terminal(with_parameters(command, info.task));
    for input in info.inputs {
        let may_lack = info.counted == Counted::TwoOrMade && input.name != info.inputs[0].name;
        let argument = job_input(input.name, input.help, may_lack);
        command = command.arg(if info.counted.is_open() { argument.num_args(1..) } else { argument });
    }
    match info.outputs {
        Outputs::None => command,
        Outputs::PerInput => command.arg(output(info.output_help).action(ArgAction::Append)),
        Outputs::One | Outputs::Vector | Outputs::Folder => command.arg(output(info.output_help)),
    }
}

/// Examples with their notes in one column, then what else there is to know.
fn after_help(info: &TaskInfo) -> String {
    let noted = info.examples.iter().filter(|(_, note)| !note.is_empty());
    let width = noted.map(|(line, _)| line.len()).max().unwrap_or(0);
    let line = |(line, note): &(&str, &str)| match note.is_empty() {
        true => format!("\n  lejepa-gis {line}"),
        false => format!("\n  lejepa-gis {line:width$}    {note}"),
    };
    let examples: String = info.examples.iter().map(line).collect();
    let more = if info.more.is_empty() { String::new() } else { format!("\n\n{}", info.more) };
    format!("Examples:{examples}{more}")
}

fn all<'a>(matches: &'a ArgMatches, name: &str) -> Vec<&'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str).collect()
}

/// The inputs that were given, or those that `--from` recorded.
fn inputs(matches: &ArgMatches, info: &TaskInfo) -> Result<Vec<String>> {
    let given: Vec<String> = info.inputs.iter().flat_map(|i| all(matches, i.name)).map(String::from).collect();
    let least = info.counted.least().min(info.inputs.len());
    let fits = |count: usize| info.counted.is_open() || (least..=info.inputs.len()).contains(&count);
    match recorded(matches)? {
        Some(run) if given.is_empty() && fits(run.inputs.len()) => Ok(run.inputs),
        _ if given.len() < least => {
            let names: Vec<&str> = info.inputs.iter().map(|i| i.name).collect();
            Err(Error::argument(format!(
                "expected {}, and the record of --from holds no such inputs",
                names.join(" and ")
            )))
        }
        _ => Ok(given),
    }
}

/// GDAL's cache of blocks in this program, unless `GDAL_CACHEMAX` sets it: a quarter of MEMORY within these bounds. Each pixel is
/// read once or twice, so little is enough; a row of blocks of a tile should have room.
const CACHE_BYTES: [usize; 2] = [64 << 20, 256 << 20];

/// The typed options, with GDAL bound, its cache bounded, and its threads' false messages left out.
fn prepared(matches: &ArgMatches, info: &TaskInfo) -> Result<Options> {
    let options = options(matches, info.task)?;
    let gdal = bind(options.gdal.as_deref())?;
    gdal.spare_false_messages();
    if std::env::var_os("GDAL_CACHEMAX").is_none() {
        let [least, most] = CACHE_BYTES;
        let cache = (options.encoding.memory / 4).clamp(least, most) as u64;
        gdal.limit_cache(memory::room().map_or(cache, |room| cache.min(room.bytes / 4)));
    }
    Ok(options)
}

/// Runs a task's job, or its dry run, and prints the summary; of a job that writes nothing, its result.
pub fn run(info: &'static TaskInfo, matches: &ArgMatches) -> Result<ExitCode> {
    let given = inputs(matches, info)?;
    let options = prepared(matches, info)?;
    let outputs = if info.outputs == Outputs::None { vec![] } else { all(matches, "output") };
    let inputs = given.iter().map(|name| name.as_str().into()).collect();
    let job = Job { task: info.task, inputs, outputs, options: &options, model: None, context: None };
    if matches.get_flag("dry-run") {
        summary::print_estimate(&pipeline::estimate(&job, &mut pipeline::silent())?, matches)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut progress = TerminalProgress::start(matches.get_flag("quiet"))?;
    let report = pipeline::run_job(&job, &mut progress)?;
    drop(progress);
    match report.result() {
        Some(result) if !matches.get_flag("json") => say(format_args!("{result:#}"))?,
        _ => summary::print(&report, matches)?,
    }
    let alarm = report.figures.get("watch").is_some_and(|watch| watch["alarm"] == true);
    Ok(if alarm { ExitCode::from(ALARM) } else { ExitCode::SUCCESS })
}

/// Exit code of a job that was to watch and found the newest date out of the ordinary: all went well, and somebody should look.
const ALARM: u8 = 3;
