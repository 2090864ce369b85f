//! Areas against labels: `evaluate areas FOLDER OUTPUT`.
//!
//! Areas are those of the product (`product::areas`): fine pixels of 20 m, 1 ha and more. By area, precision is the share of the
//! areas' pixels that are labelled, recall the share of the labelled pixels that areas cover. By object, a label's object
//! (labelled pixels that hang together along sides) is found if a tenth of it is covered, and an area is right if a tenth of it
//! is labelled. Pixels that do not count (see `truth.rs`) count in neither.

use std::path::Path;

use lejepa_gis::product::areas::{Areas, Position, Scores, Search};

use crate::Failure;
use crate::maps::Grid;
use crate::scores::Measure;
use crate::truth::{PIXELS, Pair, Truth, pairs};

/// Share from which an object is found, and an area right.
const TENTH: f64 = 0.1;
/// Hectares of a cell of 80 m.
const CELL: f64 = 0.64;

/// Labels of one pair, on pixels of 20 m.
struct Labels {
    width: usize,
    /// 1 where labelled, 0 where not, NaN where a pixel does not count.
    values: Vec<f32>,
    objects: Areas,
}

/// Precision and recall by area, and by object.
#[derive(Clone, Copy, Default)]
struct Found {
    area: [f64; 2],
    object: [f64; 2],
}

impl Found {
    fn f1(&self) -> f64 {
        let [precision, recall] = self.area;
        2.0 * precision * recall / (precision + recall).max(1e-9)
    }
}

fn ring(ring: &[Position], hectares: f64) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0 * hectares
}

impl Labels {
    fn new(truth: &Truth, map: &Grid) -> Result<Self, Failure> {
        let (width, height) = (map.width * PIXELS, map.height * PIXELS);
        let mut values = vec![f32::NAN; width * height];
        for ((row, column), changed) in truth.pixels.iter().zip(&truth.changed_pixels) {
            values[row * width + column] = f32::from(u8::from(*changed));
        }
        let scores = Scores { width, values: &values, factor: 1 };
        let hectares = |positions: &[Position]| ring(positions, CELL / (PIXELS * PIXELS) as f64);
        let objects = Search { scores, threshold: 0.5, smallest: 0.0, tolerance: 0.0, hectares: &hectares }.find()?;
        Ok(Labels { width, values, objects })
    }

    /// Pixels of each area that count, and those of them for which `holds`.
    fn shares(&self, areas: &Areas, holds: impl Fn(usize) -> bool) -> Vec<[f64; 2]> {
        let mut shares = vec![[0.0; 2]; areas.areas.len()];
        for row in 0..areas.runs.height() {
            for run in areas.runs.row(row).iter().filter(|run| run.label > 0) {
                let pixels = (run.start..run.end).map(|column| row * self.width + column as usize);
                for at in pixels.filter(|at| self.values[*at].is_finite()) {
                    let share = &mut shares[run.label as usize - 1];
                    share[0] += 1.0;
                    share[1] += f64::from(u8::from(holds(at)));
                }
            }
        }
        shares
    }

    fn found(&self, map: &Grid, threshold: f32) -> Result<Found, Failure> {
        let scores = Scores { width: map.width, values: &map.values, factor: PIXELS };
        let hectares = |positions: &[Position]| ring(positions, CELL);
        let areas = Search { scores, threshold, smallest: 1.0, tolerance: 10.0 / 80.0, hectares: &hectares }.find()?;
        let mut covered = vec![false; self.values.len()];
        for row in 0..areas.runs.height() {
            for run in areas.runs.row(row).iter().filter(|run| run.label > 0) {
                covered[row * self.width..][run.start as usize..run.end as usize].fill(true);
            }
        }
        let (right, found) =
            (self.shares(&areas, |at| self.values[at] > 0.5), self.shares(&self.objects, |at| covered[at]));
        let share = |shares: &[[f64; 2]]| {
            let [all, of] = shares.iter().fold([0.0; 2], |[all, of], s| [all + s[0], of + s[1]]);
            of / all.max(1.0)
        };
        let count = |shares: &[[f64; 2]]| {
            let counting = shares.iter().filter(|s| s[0] > 0.0);
            let (all, good) = counting
                .fold((0.0, 0.0), |(all, good), s| (all + 1.0, good + f64::from(u8::from(s[1] >= TENTH * s[0]))));
            good / f64::max(all, 1.0)
        };
        Ok(Found { area: [share(&right), share(&found)], object: [count(&right), count(&found)] })
    }
}

fn mean(found: &[Found]) -> Found {
    let count = found.len() as f64;
    let of = |f: &dyn Fn(&Found) -> f64| found.iter().map(f).sum::<f64>() / count;
    let both = |f: &dyn Fn(&Found, usize) -> f64| [0, 1].map(|i| of(&|found| f(found, i)));
    Found { area: both(&|found, i| found.area[i]), object: both(&|found, i| found.object[i]) }
}

fn line(name: &str, found: &Found) {
    let Found { area: [p, r], object: [op, or] } = found;
    println!("| {name} | {p:.2} | {r:.2} | {op:.2} | {or:.2} |");
}

/// Prints both tables: the product's own areas, and those of irmad at the one threshold that is best for all pairs.
pub fn table(folder: &Path, output: &Path) -> Result<(), Failure> {
    let (own, irmad) = (Measure::with("joint", &["--method", "joint"]), Measure::with("irmad", &["--method", "irmad"]));
    let pairs = pairs(folder)?;
    let read = |measure: &Measure, pair: &Pair| measure.map(&pair.before, &pair.after, output);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for pair in &pairs {
        let (map, threshold) = read(&own, pair)?;
        let labels = Labels::new(&Truth::read(pair)?, &map)?;
        ours.push(labels.found(&map, threshold)?);
        theirs.push((labels, read(&irmad, pair)?.0));
    }
    let at =
        |threshold: f32| theirs.iter().map(|(labels, map)| labels.found(map, threshold)).collect::<Result<Vec<_>, _>>();
    let mut best: Option<(f64, f32, Vec<Found>)> = None;
    for threshold in irmad.steps() {
        let found = at(threshold)?;
        let f1 = found.iter().map(Found::f1).sum::<f64>() / found.len() as f64;
        if best.as_ref().is_none_or(|(most, ..)| f1 > *most) {
            best = Some((f1, threshold, found));
        }
    }
    let (_, threshold, best) = best.ok_or("no threshold")?;
    for (name, found) in
        [("joint, its default threshold".to_owned(), &ours), (format!("irmad from {threshold:.2} on, its best"), &best)]
    {
        println!(
            "\n{name}\n\n| pair | precision by area | recall | precision by object | recall |\n|---|---|---|---|---|"
        );
        pairs.iter().zip(found).for_each(|(pair, found)| line(&pair.city, found));
        line("**mean**", &mean(found));
    }
    let f1 = |found: &[Found]| found.iter().map(Found::f1).sum::<f64>() / found.len() as f64;
    println!("\nMean F1 by area: joint {:.3}, irmad {:.3}", f1(&ours), f1(&best));
    Ok(())
}
