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
    let maps: Vec<Value> = match report.figures.get("change") {
        Some(Value::Array(maps)) => maps.clone(),
        _ => vec![Value::Object(report.figures.clone())],
    };
    let changed: Vec<String> = maps.iter().filter_map(changed).collect();
    // Figures of a change map are one line instead.
    let others = report.figures.iter().filter(|_| changed.is_empty() || report.figures.contains_key("change"));
    for (name, value) in others.filter(|(name, _)| !["change", "areas"].contains(&name.as_str())) {
        out.push(format!("{:12} {}", name.replace('_', " "), figure(value)));
    }
    out.extend(changed);
    out.extend(report.figures.get("areas").into_iter().flat_map(areas));
    out.extend(report.outputs.iter().map(|o| format!("wrote        {o}")));
    out.push(format!("time         {:.1} s", report.seconds));
    out
}

/// How much of a change map counts as changed, in a line; `None` for figures of another product.
fn changed(found: &Value) -> Option<String> {
    let number = |name: &str| found.get(name)?.as_f64();
    let (cells, valid, threshold) = (number("changed_cells")?, number("valid_change_cells")?, number("threshold")?);
    let hectares = number("changed_hectares").map_or(String::new(), |h| format!(", {h:.1} ha"));
    let method = found.get("method")?.as_str()?;
    Some(format!("changed      {cells} of {valid} cells{hectares}, from {threshold:.2} on ({method})"))
}

/// How many areas there are, and of each kind.
fn areas(totals: &Value) -> Vec<String> {
    let number = |of: &Value, name: &str| of[name].as_f64().unwrap_or_default();
    let share = format!("{:.2} % of the valid area", 100.0 * number(totals, "share"));
    let mut out = vec![format!("areas        {}, {:.1} ha, {share}", totals["count"], number(totals, "hectares"))];
    let kinds = totals["kinds"].as_array().into_iter().flatten();
    let line = |of: &Value| {
        let kind = of["kind"].as_str().unwrap_or_default();
        format!("  {kind}: {}, {:.1} ha", of["count"], number(of, "hectares"))
    };
    out.extend(kinds.map(line));
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
        Value::Object(fields) => counted(fields).unwrap_or_else(|| value.to_string()),
        other => other.to_string(),
    }
}

/// Cells of a class, of a transition, or like examples, or how well classes were told, in a few words.
fn counted(fields: &serde_json::Map<String, Value>) -> Option<String> {
    let number = |name: &str| fields.get(name).and_then(Value::as_f64);
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let hectares = |name: &str| number(name).map_or(String::new(), |h| format!(", {h:.1} ha"));
    if let (Some(like), Some(valid), Some(threshold)) =
        (number("like_cells"), number("valid_cells"), number("threshold"))
    {
        return Some(format!("{like} of {valid} cells{}, from {threshold:.2} on", hectares("like_hectares")));
    }
    if let Some(features) = fields.get("features") {
        let kinds = [("features", Some(features)), ("band means", fields.get("band_means"))];
        let one = |(kind, of): (&str, Option<&Value>)| {
            let figure = |name: &str| of.and_then(|of| of[name].as_f64());
            Some(format!("{kind}: accuracy {:.3}, macro F1 {:.3}", figure("accuracy")?, figure("macro_f1")?))
        };
        return Some(kinds.into_iter().filter_map(one).collect::<Vec<_>>().join("; "));
    }
    let what = match (text("name"), text("from"), text("to")) {
        (Some(name), _, _) => name.to_owned(),
        (_, Some(from), Some(to)) => format!("{from} to {to}"),
        _ => return None,
    };
    let cells = number("cells").or(number("labelled_cells"))?;
    Some(format!("{what} {cells} cells{}", hectares("hectares")))
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
    if estimate.second_seconds > 0.0 {
        out.push(format!(
            "  second     {:.1} s of it, for texture or another second look at the pixels",
            estimate.second_seconds
        ));
    }
    out.push("nothing was written".to_owned());
    say_lines(&out)
}
