//! Summaries of finished jobs and of dry runs.

use clap::ArgMatches;
use serde_json::Value;

use super::terminal::{say, say_lines, warn};
use crate::error::Result;
use crate::pipeline::{Estimate, Facts, Report};

/// Prints a report as the options ask; warnings go to standard error, also where the summary is JSON or left out.
pub fn print(report: &Report, matches: &ArgMatches) -> Result<()> {
    report.warnings.iter().for_each(|w| warn(format_args!("warning: {w}")));
    if matches.get_flag("json") {
        say(format_args!("{:#}", report.to_json()))
    } else if matches.get_flag("quiet") {
        Ok(())
    } else {
        say_lines(&lines(report))
    }
}

fn lines(report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(model) = &report.model {
        let caution = model.caution.as_ref().map_or(String::new(), |c| format!(" ({c})"));
        out.push(format!("model        {}, {}{caution}", model.name, model.arithmetic));
    }
    for input in &report.inputs {
        out.push(format!("input        {}", input.name));
        out.extend(facts(&input.facts));
        let e = &input.encoded;
        if e.chips > 0 {
            let (chips, cells) = (
                format!("{} of {} chips", e.encoded, e.chips),
                format!("{} of {} cells valid", e.valid_cells, e.cells),
            );
            out.push(format!("  encoded    {chips}, {} x {} grid, {cells}", input.cells[0], input.cells[1]));
        }
    }
    for (name, value) in &report.figures {
        out.push(format!("{:12} {}", name.replace('_', " "), figure(value)));
    }
    out.extend(report.outputs.iter().map(|o| format!("wrote        {o}")));
    out.push(format!("time         {:.1} s", report.seconds));
    out
}

/// What was understood of an input.
fn facts(facts: &Facts) -> Vec<String> {
    let mut out = vec![format!("  form       {}", facts.form)];
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push(format!("  {name:10} {value}"));
        }
    };
    add("bands", &facts.bands);
    add("reflectance", &facts.reflectance);
    add("level", &facts.level);
    add("baseline", &facts.baseline);
    add("sensed", &facts.date);
    add("tile", &facts.tile);
    add("mask", &facts.mask);
    if let Some([x, y]) = facts.metres {
        add("pixels", &format!("{x:.2} x {y:.2} m on the ground"));
    }
    if let Some([x, y]) = facts.shift {
        add("shift", &format!("{x:.2} pixels right, {y:.2} down against the first date"));
    }
    out
}

fn figure(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(figure).collect::<Vec<_>>().join(", "),
        Value::Number(n) if n.is_f64() => format!("{:.6}", n.as_f64().unwrap_or(f64::NAN)),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

/// Prints the memory, disk and time that a job would take.
pub fn print_estimate(estimate: &Estimate, matches: &ArgMatches) -> Result<()> {
    if matches.get_flag("json") {
        return say(format_args!("{:#}", serde_json::json!(estimate)));
    }
    let mib = |bytes: u64| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20));
    let mut out = Vec::new();
    for input in &estimate.inputs {
        input.warnings.iter().for_each(|w| warn(format_args!("warning: {}: {w}", input.name)));
        out.push(format!("input        {}", input.name));
        out.extend(facts(&input.facts));
        let ([width, height], [columns, rows]) = (input.pixels, input.cells);
        out.push(format!("  grid       {width} x {height} pixels, {columns} x {rows} cells"));
        out.push(format!("  chips      {}", input.chips));
    }
    let (outputs, temporary) = (mib(estimate.output_bytes), mib(estimate.temporary_bytes));
    let time = humantime::format_duration(std::time::Duration::from_secs(estimate.seconds.ceil() as u64));
    out.push(format!("memory       about {}", mib(estimate.memory_bytes)));
    out.push(format!("disk         {outputs} of outputs before compression, {temporary} temporary"));
    out.push(format!(
        "time         about {time} ({:.0} ms per chip with {} threads)",
        estimate.chip_ms, estimate.threads
    ));
    if estimate.pixels_seconds > 0.0 {
        out.push(format!("  pixels     {:.1} s of it, for change by joint", estimate.pixels_seconds));
    }
    out.push("nothing was written".to_owned());
    say_lines(&out)
}
