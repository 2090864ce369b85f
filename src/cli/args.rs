//! clap arguments from the table of parameters, and back to checked values.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::error::Result;
use crate::model::SpecHints;
use crate::params::{self, Kind, Parameter, Task, Values};
use crate::pipeline::{self, Options, Recorded};

/// Adds a task's parameters to its command.
pub fn with_parameters(command: Command, task: Task) -> Command {
    params::of(task).fold(command, |c, p| c.arg(argument(p)))
}

fn hint_parameters() -> impl Iterator<Item = &'static Parameter> {
    params::of(Task::Open).filter(|p| p.name != "PRECISION")
}

/// Adds what an ONNX file without metadata leaves open to a command without a task.
pub fn with_hints(command: Command) -> Command {
    hint_parameters().fold(command, |c, p| c.arg(argument(p).help_heading(None)))
}

/// What was said of an ONNX file without metadata.
pub fn hints(matches: &ArgMatches) -> Result<SpecHints> {
    let given = hint_parameters().filter_map(|p| Some((p.name, matches.get_one::<String>(p.name)?.clone())));
    Ok(Options::new(&Values::new(Task::Open, given.collect::<Vec<_>>())?)?.model.hints)
}

fn argument(p: &'static Parameter) -> Arg {
    let mut help = p.help.to_owned();
    if !p.default.is_empty() && p.kind != Kind::Flag {
        let unit = if p.unit.is_empty() { String::new() } else { format!(" {}", p.unit) };
        help += &format!(" [default: {}{unit}]", p.default);
    }
    let arg = Arg::new(p.name).long(p.flag()).help(help);
    let arg = if p.advanced { arg.help_heading("Advanced options") } else { arg };
    match p.kind {
        Kind::Flag => arg.action(ArgAction::SetTrue),
        Kind::List => arg.action(ArgAction::Append).value_name("KEY=VALUE"),
        // Words are checked by the table, which is kinder about case than clap.
        Kind::Choice(words) => arg.value_name(words.join("|")),
        Kind::ChoiceOrPath(words, _) => {
            arg.value_name(format!("{}|FILE", words.join("|"))).value_hint(clap::ValueHint::FilePath)
        }
        Kind::ChoiceOrScale(words) => arg.value_name(format!("{}|SCALE,OFFSET", words.join("|"))),
        Kind::ChoiceOrText(words) => arg.value_name(format!("{}|TEXT", words.join("|"))),
        Kind::ChoiceOrNumber(words, ..) => arg.value_name(format!("{}|NUMBER", words.join("|"))),
        Kind::Path(_) => arg.value_name("FILE").value_hint(clap::ValueHint::FilePath),
        Kind::Integer(..) | Kind::Number(..) => arg.value_name("NUMBER"),
        Kind::Text => arg.value_name("TEXT"),
    }
}

/// What `--from` names, if it was given.
pub fn recorded(matches: &ArgMatches) -> Result<Option<Recorded>> {
    matches.get_one::<String>("from").map(|path| pipeline::recorded(path)).transpose()
}

/// The typed options of a parsed command; what was given wins over what `--from` recorded.
pub fn options(matches: &ArgMatches, task: Task) -> Result<Options> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for p in params::of(task) {
        match p.kind {
            Kind::Flag if matches.get_flag(p.name) => pairs.push((p.name, "YES".into())),
            Kind::Flag => {}
            _ => pairs.extend(matches.get_many::<String>(p.name).into_iter().flatten().map(|v| (p.name, v.clone()))),
        }
    }
    // Who names a model means it; without one, the recorded run's model is expected.
    let own_model = pairs.iter().any(|(name, _)| *name == "MODEL");
    let (mut again, mut recorded_model) = (Vec::new(), None);
    if let Some(recorded) = recorded(matches)? {
        recorded_model = recorded.model.filter(|_| !own_model);
        for (name, value) in recorded.parameters {
            let known = params::of(task).find(|p| p.name == name);
            again.extend(
                known
                    .filter(|p| p.kind == Kind::List || !pairs.iter().any(|(given, _)| *given == p.name))
                    .map(|p| (p, value)),
            );
        }
    }
    // A recorded parameter that cannot act beside what is given now falls away with it.
    let now = pairs.iter().map(|(name, value)| (*name, value)).chain(again.iter().map(|(p, value)| (p.name, value)));
    let now: Vec<_> = now.collect();
    let value_of = |name: &str| match now.iter().find(|(other, _)| *other == name) {
        Some((_, value)) => value.as_str(),
        None => params::find(name).map_or("", |p| p.default),
    };
    let kept = again.iter().filter(|(p, _)| p.acts(value_of)).map(|(p, value)| (p.name, value.as_str()));
    let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str())).chain(kept);
    let mut options = Options::new(&Values::spelled(task, pairs, Parameter::as_flag)?)?;
    options.model.recorded = recorded_model;
    Ok(options)
}

/// The terminal's own options, shared by all jobs.
pub fn with_terminal(command: Command) -> Command {
    command
        .arg(
            Arg::new("quiet")
                .short('q')
                .long("quiet")
                .action(ArgAction::SetTrue)
                .help("Print no progress and no summary."),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Print the summary as JSON on standard output; of a failure, an object \"error\"."),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("FILE.json")
                .value_hint(clap::ValueHint::FilePath)
                .help("Repeat what a STAC item of this software recorded (see --sidecar): its parameters, and its inputs where none are given."),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Check the inputs and print grid, chips, memory, disk and time; write nothing."),
        )
}

/// A required file argument.
pub fn input(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).required(true).value_name(name.to_uppercase()).help(help).value_hint(clap::ValueHint::FilePath)
}

/// An input of a job: required unless `--from` brings it, or unless it may lack.
pub fn job_input(name: &'static str, help: &'static str, may_lack: bool) -> Arg {
    let argument = input(name, help).required(false);
    if may_lack { argument } else { argument.required_unless_present("from") }
}

/// The output option.
pub fn output(help: &'static str) -> Arg {
    Arg::new("output")
        .short('o')
        .long("output")
        .required(true)
        .value_name("OUTPUT")
        .help(help)
        .value_hint(clap::ValueHint::FilePath)
}

/// A required text argument that clap has made sure of.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}
