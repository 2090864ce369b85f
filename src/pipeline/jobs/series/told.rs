//! What the report says of many dates.

use ndarray::{Array2, ArrayView1};
use serde::Serialize;
use serde_json::{Value, json};

use super::calibrated::Rules;
use crate::geometry::Grid;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::cellwise::{hectares, told};
use crate::pipeline::jobs::work::Work;
use crate::pipeline::record::{Became, DateInList, ManyDates};
use crate::product::series::{State, largest_patch};
use crate::redact::base_name;

/// Figures of a report, and what the output and the page say.
pub struct Told {
    /// Names and values.
    pub figures: Vec<(String, Value)>,
    /// Keys of metadata.
    pub more: Vec<(&'static str, String)>,
    /// Score from which on something counts.
    pub threshold: f32,
    /// What a page tells, of each cell's history.
    pub many: Option<ManyDates>,
}

impl Told {
    /// By a method, with the score from which on something counts.
    pub fn new(method: &str, threshold: f32) -> Self {
        let more = vec![("THRESHOLD", threshold.to_string())];
        let told = Told { figures: vec![], more, threshold, many: None };
        told.with("method", method)
            .with("threshold", (f64::from(threshold) * 1e6).round() / 1e6)
            .recorded("SERIES_METHOD", method)
    }

    /// One more figure.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.figures.push((name.into(), json!(value)));
        self
    }

    /// One more key.
    pub fn recorded(mut self, key: &'static str, value: &str) -> Self {
        self.more.push((key, value.into()));
        self
    }
}

/// Cells from a threshold on.
#[derive(Debug, Serialize)]
pub struct Changed {
    valid_cells: usize,
    changed_cells: usize,
    /// Their area, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_hectares: Option<f64>,
}

/// Counts cells from a threshold on.
pub fn changed(work: &Work, grid: &Grid, values: &[f32], threshold: f32) -> Changed {
    let changed_cells = values.iter().filter(|v| **v >= threshold).count();
    Changed {
        valid_cells: values.iter().filter(|v| v.is_finite()).count(),
        changed_cells,
        changed_hectares: hectares(&work.session, grid).map(|cell| told(cell * changed_cells as f64)),
    }
}

/// What is said of each cell's history, or of the newest date.
pub fn report(
    work: &Work,
    dates: &[EncodedInput],
    clear: &[usize],
    shares: &[f64],
    rules: &Rules,
    values: &Array2<f32>,
) -> Told {
    let grid = &dates[0].store.grid;
    let one = |(i, date): (usize, &EncodedInput)| {
        let used = clear.iter().position(|k| *k == i);
        let firsts = |k: usize| values.column(0).iter().filter(|day| **day == rules.days[k] as f32).count();
        DateInList {
            date: day(date),
            name: base_name(&date.name),
            clear: (shares[i] * 1e4).round() / 1e4,
            used: used.is_some(),
            first_of_cells: used.filter(|_| !rules.watch).map(firsts),
            day: used.map_or(f32::NAN, |k| rules.days[k] as f32),
        }
    };
    let listed: Vec<DateInList> = dates.iter().enumerate().map(one).collect();
    let out = Told::new("history", rules.threshold).with("dates", &listed);
    let many =
        ManyDates { told: String::new(), dates: listed, became: vec![], cells: vec![], threshold: rules.threshold };
    if rules.watch {
        let watched = watched(work, &dates[clear[clear.len() - 1]], grid, rules, values.column(0));
        let many = ManyDates { told: watched.sentence(), ..many };
        return Told { many: Some(many), ..out.with("watch", watched) };
    }
    let of = |state: State| values.column(4).iter().filter(|v| **v == f32::from(state as u8)).count();
    let cell = hectares(&work.session, grid);
    let became = [State::Stayed, State::Returned, State::Unconfirmed].map(|state| {
        let cells = of(state);
        Became { what: state.name(), cells, hectares: cell.map(|cell| told(cell * cells as f64)) }
    });
    let asked = values.column(1).iter().filter(|v| v.is_finite()).count();
    let mut cells = json!({ "asked": asked });
    for Became { what, cells: count, hectares } in &became {
        cells[what] = json!({ "cells": count });
        if let Some(hectares) = hectares {
            cells[what]["hectares"] = json!(hectares);
        }
    }
    let changed = became[0].cells + became[1].cells;
    let sentence = format!("{changed} of {asked} cells that could be asked changed, as a second date confirms.");
    let many = ManyDates { told: sentence, became: became.to_vec(), ..many };
    Told { many: Some(many), ..out.with("cells", cells) }
}

fn day(date: &EncodedInput) -> String {
    date.facts.date.chars().take(10).collect()
}

/// Whether the newest date is out of the ordinary.
#[derive(Debug, Serialize)]
struct Watched {
    date: String,
    name: String,
    alarm: bool,
    /// Hectares from which it is one.
    from_hectares: f64,
    /// Cells that were asked.
    valid_cells: usize,
    /// Of these, cells that stand out.
    cells: usize,
    /// Hectares of the largest patch of such cells that touch each other; of cells, where the place on Earth is not known.
    largest: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hectares: Option<f64>,
}

impl Watched {
    /// The same in a sentence.
    fn sentence(&self) -> String {
        let unit = if self.hectares.is_some() { "ha" } else { "cells" };
        format!(
            "{} is {}out of the ordinary: {} of {} cells stand out, at most {} {unit} of them together; an alarm is raised from {} {unit} on.",
            self.date,
            if self.alarm { "" } else { "not " },
            self.cells,
            self.valid_cells,
            self.largest,
            self.from_hectares
        )
    }
}

fn watched(work: &Work, newest: &EncodedInput, grid: &Grid, rules: &Rules, scores: ArrayView1<f32>) -> Watched {
    let out: Vec<bool> = scores.iter().map(|score| *score >= rules.threshold).collect();
    let cells = out.iter().filter(|out| **out).count();
    let cell = hectares(&work.session, grid);
    let largest = told(largest_patch(&out, grid.width) as f64 * cell.unwrap_or(1.0));
    let from = work.job.options.series.alarm;
    Watched {
        date: day(newest),
        name: base_name(&newest.name),
        alarm: cells > 0 && largest >= from,
        from_hectares: from,
        valid_cells: scores.iter().filter(|score| score.is_finite()).count(),
        cells,
        largest,
        hectares: cell.map(|cell| told(cell * cells as f64)),
    }
}
