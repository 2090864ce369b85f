//! What the report says of many dates.

use ndarray::{Array2, ArrayView1};
use serde::Serialize;
use serde_json::{Value, json};

use super::calibrated::Rules;
use crate::geometry::Grid;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::cellwise::{hectares, told};
use crate::pipeline::jobs::work::Work;
use crate::product::series::{State, largest_patch};
use crate::redact::base_name;

/// Figures of a report, and what the output records of how it was made.
pub struct Told {
    /// Names and values.
    pub figures: Vec<(String, Value)>,
    /// Keys of metadata.
    pub more: Vec<(&'static str, String)>,
}

impl Told {
    /// By a method, with the score from which on something counts.
    pub fn new(method: &str, threshold: f32) -> Self {
        let told = Told { figures: vec![], more: vec![("THRESHOLD", threshold.to_string())] };
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

/// A date, as the report lists it.
#[derive(Debug, Serialize)]
struct Date {
    date: String,
    name: String,
    /// Share of the cells valid on any date that are valid on it.
    clear: f64,
    /// Whether it took part.
    used: bool,
    /// Cells whose first confirmed change it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_of_cells: Option<usize>,
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
        Date {
            date: day(date),
            name: base_name(&date.name),
            clear: (shares[i] * 1e4).round() / 1e4,
            used: used.is_some(),
            first_of_cells: used.filter(|_| !rules.watch).map(firsts),
        }
    };
    let listed: Vec<Date> = dates.iter().enumerate().map(one).collect();
    let out = Told::new("history", rules.threshold).with("dates", listed);
    if rules.watch {
        return out.with("watch", watched(work, &dates[clear[clear.len() - 1]], grid, rules, values.column(0)));
    }
    let of = |state: State| values.column(4).iter().filter(|v| **v == f32::from(state as u8)).count();
    let cell = hectares(&work.session, grid);
    let states = [State::Stayed, State::Returned, State::Unconfirmed].map(|state| {
        let cells = of(state);
        let mut one = json!({ "cells": cells });
        if let Some(cell) = cell {
            one["hectares"] = json!(told(cell * cells as f64));
        }
        one
    });
    let [stayed, returned, unconfirmed] = states;
    let asked = values.column(1).iter().filter(|v| v.is_finite()).count();
    out.with("cells", json!({"asked": asked, "stayed": stayed, "returned": returned, "unconfirmed": unconfirmed}))
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
