//! How well change over many dates is found on made-up places: `make evaluate-series`.
//!
//! ```text
//! cargo run --release --example evaluate_series -- OUTPUT SEED...
//! ```
//!
//! For each seed and for 6, 12 and 24 dates over the same two years, a place is made with seasons, clouds, haze, crops that
//! turn, and changes with dates (`synthetic::scene_series`), and goes through `series` by history. Beside it: the product's own
//! change between the first and the last clear date, and differences of NDVI on the same dates by the same rule (the median of
//! a cell's earlier dates, confirmed by the next valid one), at the threshold that is best for it on these very places.
//!
//! A cell is changed if one kind of change covers half of its pixels or more, and unchanged if none covers any; others do not
//! count. Right are changed cells that are found. Of two dates, changes that are gone by the last one are told apart.

mod ndvi;
mod places;

use std::path::Path;

use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{Job, Options, run_job, silent};

use places::{Place, Truth};

/// Whatever went wrong; it ends the program.
pub type Failure = Box<dyn std::error::Error>;

/// Numbers of dates.
const DATES: [usize; 3] = [6, 12, 24];

/// What one way found over all places.
#[derive(Default, Clone, Copy)]
pub struct Found {
    right: usize,
    wrong: usize,
    /// Changed cells, and unchanged ones.
    changed: usize,
    unchanged: usize,
    /// Of the right ones, those whose date is at most one valid date late, and never early.
    on_time: usize,
    /// Sum of the right ones' errors in days.
    days: f64,
}

impl Found {
    /// Counts cells: when each was found, days since 1970, if it was.
    fn count(&mut self, place: &Place, found: &[Option<f32>], of: impl Fn(&Truth) -> bool) {
        for (cell, (truth, found)) in place.truth.iter().zip(found).enumerate() {
            match truth {
                Truth::Same => {
                    self.unchanged += 1;
                    self.wrong += usize::from(found.is_some());
                }
                Truth::Changed { first, .. } if of(truth) => {
                    self.changed += 1;
                    if let Some(day) = found {
                        self.right += 1;
                        self.days += f64::from((day - place.days[*first] as f32).abs());
                        self.on_time += usize::from(place.is_on_time(cell, *first, *day));
                    }
                }
                _ => {}
            }
        }
    }

    fn shown(&self) -> String {
        let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let dated = match self.right {
            0 => "– | –".into(),
            right if self.days.is_nan() => format!("– | {}", "–".repeat(usize::from(right > 0))),
            right => format!("{:.2} | {:.0}", share(self.on_time, right), self.days / right as f64),
        };
        format!(
            "{:.2} | {:.2} | {:.2} % | {dated}",
            share(self.right, self.right + self.wrong),
            share(self.right, self.changed),
            100.0 * share(self.wrong, self.unchanged)
        )
    }
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [output, seeds @ ..] = &arguments[..] else { return Err("expected OUTPUT SEED...".into()) };
    let seeds = seeds.iter().map(|seed| seed.parse()).collect::<Result<Vec<u64>, _>>()?;
    println!("| dates | way | precision | recall | false alarms | on time | days off |");
    println!("|---|---|---|---|---|---|---|");
    for dates in DATES {
        let (mut history, mut lasting, mut all_by_two) = (Found::default(), Found::default(), Found::default());
        let mut places = Vec::new();
        let mut seconds = 0.0;
        for seed in &seeds {
            let place = Place::new(Path::new(output), *seed, dates)?;
            let (found, took) = by_history(&place)?;
            seconds += took;
            history.count(&place, &found, |_| true);
            let two = by_two_dates(&place)?;
            lasting.count(&place, &two, |truth| matches!(truth, Truth::Changed { back: None, .. }));
            all_by_two.count(&place, &two, |_| true);
            places.push(place);
        }
        (lasting.days, all_by_two.days) = (f64::NAN, f64::NAN);
        let (threshold, ndvi) = ndvi::best(&places);
        println!("| {dates} | series, history | {} |", history.shown());
        println!("| | NDVI from its median, ≥ {threshold:.2} | {} |", ndvi.shown());
        println!("| | first and last date, all changes | {} |", all_by_two.shown());
        println!("| | first and last date, lasting changes | {} |", lasting.shown());
        eprintln!("{dates} dates: {seconds:.1} s");
    }
    Ok(())
}

fn options(task: Task, pairs: &[(&str, &str)]) -> Result<Options, Failure> {
    Ok(Options::new(&Values::new(task, pairs.iter().copied())?)?)
}

fn by_history(place: &Place) -> Result<(Vec<Option<f32>>, f64), Failure> {
    let store = place.at("store");
    let options = options(Task::Series, &[("STORE", &store), ("OVERWRITE", "YES")])?;
    let (inputs, output) = (place.dates.iter().map(|d| d.as_str().into()).collect(), place.at("series.tif"));
    let job = Job { task: Task::Series, inputs, outputs: vec![&output], options: &options, model: None, context: None };
    let report = run_job(&job, &mut silent())?;
    let first = places::band(&output, 0)?;
    Ok((first.into_iter().map(|day| Some(day).filter(|day| day.is_finite())).collect(), report.seconds))
}

/// Change between the first and the last clear date: found or not, without a date.
fn by_two_dates(place: &Place) -> Result<Vec<Option<f32>>, Failure> {
    let options = options(Task::Change, &[("OVERWRITE", "YES")])?;
    let output = place.at("change.tif");
    let [first, last] = place.first_and_last();
    let inputs = [first, last].iter().map(|i| place.dates[*i].as_str().into()).collect();
    let job = Job { task: Task::Change, inputs, outputs: vec![&output], options: &options, model: None, context: None };
    let threshold = run_job(&job, &mut silent())?.to_json()["threshold"].as_f64().ok_or("no threshold")?;
    let change = places::band(&output, 0)?;
    Ok(change.into_iter().map(|value| Some(0.0).filter(|_| f64::from(value) >= threshold)).collect())
}
