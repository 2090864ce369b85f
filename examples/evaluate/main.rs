//! How well change is found on labelled pairs: `make evaluate`.
//!
//! ```text
//! cargo run --release --example evaluate -- FOLDER OUTPUT MODEL...
//! cargo run --release --example evaluate -- finer FOLDER OUTPUT
//! cargo run --release --example evaluate -- areas FOLDER OUTPUT
//! ```
//!
//! FOLDER holds `CITY_before_DATE.tif`, `CITY_after_DATE.tif` and `CITY_mask.tif` (1 = change). Every pair goes through
//! `lejepa-gis change` for each model and method, and its rasters are compared with the mask. `truth.rs` has the protocol,
//! `scores.rs` what is compared. Figures are plain means over the pairs: the area under the ROC curve, average precision,
//! F1 of cells and of pixels of 20 m at the method's own threshold, and beside them the best F1 of any one threshold for
//! all pairs and of one for each pair. `areas.rs` compares the product's areas with the masks instead.
//!
//! FOLDER's neighbour `demo` holds two more labelled pairs, which only count for thresholds. It and `train` hold dates of
//! one place without built change: there, the share of cells above the threshold is a false alarm.

mod areas;
mod finer;
mod maps;
mod scores;
mod truth;

use std::collections::BTreeMap;
use std::path::Path;

use lejepa_gis::numeric::auc_and_ap;

use maps::Grid;
use scores::{Measure, measures};
use truth::{Pair, Truth, pairs};

/// Whatever went wrong; it ends the program.
pub type Failure = Box<dyn std::error::Error>;

/// Two dates with another season, or nearly the same one, and nothing built.
const SEASONS: [[&str; 2]; 5] = [
    ["train/boadella_20210626.tif", "train/boadella_20210721.tif"],
    ["train/boadella_20200621.tif", "train/boadella_20200914.tif"],
    ["train/boadella_20200202.tif", "train/boadella_20200621.tif"],
    ["train/boadella_20200202.tif", "train/boadella_20220601.tif"],
    ["demo/punjab_20200604_l2a.tif", "demo/punjab_20200813_l2a.tif"],
];

/// What one measure reached on one pair.
struct Row {
    auc: f64,
    ap: f64,
    /// Cells and pixels: true positives, false positives and false negatives, for each threshold of `measure.steps()`.
    cells: Vec<Counts>,
    pixels: Vec<Counts>,
    /// At the measure's own threshold.
    own: [Counts; 2],
}

/// Found and right, found and wrong, missed.
#[derive(Clone, Copy, Default)]
struct Counts([f64; 3]);

impl Counts {
    fn of(scores: &[f32], changed: &[bool], threshold: f32) -> Counts {
        let mut counts = [0.0; 3];
        for (score, changed) in scores.iter().zip(changed) {
            match (*score >= threshold, changed) {
                (true, true) => counts[0] += 1.0,
                (true, false) => counts[1] += 1.0,
                (false, true) => counts[2] += 1.0,
                (false, false) => {}
            }
        }
        Counts(counts)
    }

    fn f1(&self) -> f64 {
        let Counts([right, wrong, missed]) = self;
        2.0 * right / (2.0 * right + wrong + missed).max(1.0)
    }

    fn precision_and_recall(&self) -> [f64; 2] {
        let Counts([right, wrong, missed]) = self;
        [right / (right + wrong).max(1.0), right / (right + missed).max(1.0)]
    }
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, folder, output] = &arguments[..]
        && ["areas", "finer"].contains(&word.as_str())
    {
        std::fs::create_dir_all(output)?;
        let table = if word == "areas" { areas::table } else { finer::table };
        return table(Path::new(folder), Path::new(output));
    }
    let [folder, output, models @ ..] = &arguments[..] else {
        return Err("usage: evaluate FOLDER OUTPUT MODEL..., or evaluate areas|finer FOLDER OUTPUT".into());
    };
    let (folder, output) = (Path::new(folder), Path::new(output));
    std::fs::create_dir_all(output)?;
    let all = measures(models);
    let demo = folder.join("../demo");
    let ranked = pairs(folder)?;
    let more = if demo.exists() { pairs(&demo)? } else { Vec::new() };
    let mut rows: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for pair in ranked.iter().chain(&more) {
        let truth = Truth::read(pair)?;
        println!("{:12} {:5.1} % of {:6} cells changed", pair.city, 100.0 * truth.share(), truth.changed.len());
        for measure in &all {
            let row = row(measure, pair, &truth, output)?;
            let [cells, pixels] = row.own.map(|c| c.f1());
            println!("  {:34} AUC {:.3} AP {:.3} F1 {cells:.2} / {pixels:.2}", measure.name, row.auc, row.ap);
            rows.entry(&measure.name).or_default().push(row);
        }
    }
    println!("\nMeans over {} pairs, and AUC and AP over {} more of demo", ranked.len(), more.len());
    for measure in &all {
        let (own, demo) = rows[&*measure.name].split_at(ranked.len());
        let mean = |rows: &[Row], f: fn(&Row) -> f64| rows.iter().map(f).sum::<f64>() / rows.len().max(1) as f64;
        let [auc, ap, demo_auc, demo_ap] =
            [mean(own, |r| r.auc), mean(own, |r| r.ap), mean(demo, |r| r.auc), mean(demo, |r| r.ap)];
        println!("mean {:34} AUC {auc:.3} AP {ap:.3}   demo AUC {demo_auc:.3} AP {demo_ap:.3}", measure.name);
    }
    println!("\nF1 over all {} pairs at the method's threshold: cells, pixels of 20 m", ranked.len() + more.len());
    for measure in &all {
        thresholds(measure, &rows[&*measure.name]);
    }
    println!("\nFalse alarms between seasons: share of cells above the method's threshold");
    for pair in SEASONS {
        let [before, after] = pair.map(|name| folder.join("..").join(name));
        if !before.exists() || !after.exists() {
            println!("skipped {} {}: not there", pair[0], pair[1]);
            continue;
        }
        println!("{} {}", pair[0], pair[1]);
        for measure in &all {
            let (map, threshold) = measure.map(&before, &after, output)?;
            let valid = || map.values.iter().filter(|v| v.is_finite());
            let above = valid().filter(|v| **v >= threshold).count();
            println!("  {:34} {:.1} %", measure.name, 100.0 * above as f64 / valid().count() as f64);
        }
    }
    Ok(())
}

fn row(measure: &Measure, pair: &Pair, truth: &Truth, output: &Path) -> Result<Row, Failure> {
    let (map, threshold) = measure.map(&pair.before, &pair.after, output)?;
    let cells: Vec<f32> = truth.cells.iter().map(|(row, column)| map.at(*row, *column)).collect();
    let pixels: Vec<f32> = truth.pixels.iter().map(|(row, column)| spread(&map, *row, *column)).collect();
    let (auc, ap) = auc_and_ap(&cells, &truth.changed).ok_or("a mask without change")?;
    let both = |t: f32| [Counts::of(&cells, &truth.changed, t), Counts::of(&pixels, &truth.changed_pixels, t)];
    let (cells, pixels) = measure.steps().map(|t| both(t).into()).unzip();
    Ok(Row { auc, ap, cells, pixels, own: both(threshold) })
}

/// A map at a pixel of 20 m, bilinear between the centres of cells.
fn spread(map: &Grid, row: usize, column: usize) -> f32 {
    let place = |at: usize, count: usize| {
        let at = ((at as f32 + 0.5) / truth::PIXELS as f32 - 0.5).clamp(0.0, (count - 1) as f32);
        (at as usize, (at as usize + 1).min(count - 1), at.fract())
    };
    let ((top, bottom, down), (left, right, across)) = (place(row, map.height), place(column, map.width));
    let line = |row: usize| map.at(row, left) * (1.0 - across) + map.at(row, right) * across;
    line(top) * (1.0 - down) + line(bottom) * down
}

fn thresholds(measure: &Measure, rows: &[Row]) {
    let count = rows.len() as f64;
    let mean = |f: &dyn Fn(&Row) -> f64| rows.iter().map(f).sum::<f64>() / count;
    let [cells, pixels] = [0, 1].map(|i| mean(&|r| r.own[i].f1()));
    let [precision, recall] = [0, 1].map(|i| mean(&|r| r.own[0].precision_and_recall()[i]));
    let best = |of: fn(&Row) -> &Vec<Counts>| {
        let at = |step: usize| mean(&|r| of(r)[step].f1());
        let (step, one) =
            (0..of(&rows[0]).len()).map(|s| (s, at(s))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default();
        let each = mean(&|r| of(r).iter().map(Counts::f1).fold(0.0, f64::max));
        (measure.steps().nth(step).unwrap_or_default(), one, each)
    };
    let ((t, one, each), (pt, pone, peach)) = (best(|r| &r.cells), best(|r| &r.pixels));
    println!(
        "{:34} {cells:.3} {pixels:.3} (precision {precision:.2} recall {recall:.2}); best {one:.3} at {t:.3}, {each:.3} with one a pair; \
         pixels {pone:.3} at {pt:.3}, {peach:.3}",
        measure.name
    );
}
