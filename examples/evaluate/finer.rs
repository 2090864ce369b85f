//! Whether finer maps find more: `make evaluate-finer`.
//!
//! Every pair goes through `lejepa-gis change` with its defaults and one way of making the map finer; the map is compared with
//! the mask at pixels of 20 m (`truth.rs`). Declared before anything was measured: the default method and model; smoothing over
//! the same ground whatever the stride; average precision and the best F1 of one threshold a pair, as plain means over the
//! pairs, and beside them the best F1 of one threshold for all pairs and the F1 at the method's own.

use std::path::Path;
use std::time::Instant;

use lejepa_gis::numeric::auc_and_ap;

use crate::scores::Measure;
use crate::truth::{PIXELS, Truth, pairs};
use crate::{Counts, Failure};

/// What makes maps finer, and how.
const WAYS: [(&str, &[&str]); 5] = [
    ("cells of 80 m as squares", &[]),
    ("interpolated to 20 m", &["--grid", "20"]),
    ("stride 4, cells of 40 m", &["--stride", "4"]),
    ("stride 4, interpolated to 20 m", &["--stride", "4", "--grid", "20"]),
    ("stride 2, cells of 20 m", &["--stride", "2"]),
];

/// Prints the table.
pub fn table(folder: &Path, output: &Path) -> Result<(), Failure> {
    let pairs = pairs(folder)?;
    println!(
        "Means over {} pairs at pixels of 20 m: AP, best F1 of a threshold a pair, of one for all, F1 at 1.75",
        pairs.len()
    );
    for (name, more) in WAYS {
        let measure = Measure::with(name, more);
        let (mut ap, mut own, mut steps, mut seconds) = (0.0, 0.0, Vec::new(), 0.0);
        for pair in &pairs {
            let truth = Truth::read(pair)?;
            let started = Instant::now();
            let (map, threshold) = measure.map(&pair.before, &pair.after, output)?;
            seconds += started.elapsed().as_secs_f64();
            // Pixels of 20 m along one of the map's; what has no value counts as unchanged.
            let rows = truth.pixels.iter().map(|(row, _)| row + 1).max().unwrap_or(0);
            let along = (1..=PIXELS).find(|n| map.height * n >= rows).ok_or("a map that does not reach the labels")?;
            let score = |(row, column): &(usize, usize)| {
                Some(map.at(row / along, column / along)).filter(|v| v.is_finite()).unwrap_or(0.0)
            };
            let scores: Vec<f32> = truth.pixels.iter().map(score).collect();
            ap += auc_and_ap(&scores, &truth.changed_pixels).ok_or("a mask without change")?.1;
            own += Counts::of(&scores, &truth.changed_pixels, threshold).f1();
            let at = |t: f32| Counts::of(&scores, &truth.changed_pixels, t).f1();
            steps.push(measure.steps().map(at).collect::<Vec<f64>>());
        }
        let count = pairs.len() as f64;
        let each = steps.iter().map(|s| s.iter().copied().fold(0.0, f64::max)).sum::<f64>() / count;
        let all = (0..steps[0].len()).map(|i| steps.iter().map(|s| s[i]).sum::<f64>() / count).fold(0.0, f64::max);
        println!("{name:32} {:.3} {each:.3} {all:.3} {:.3}   {:.1} s a pair", ap / count, own / count, seconds / count);
    }
    Ok(())
}
