//! The yardstick that users have at hand: NDVI against the median of a cell's earlier dates, confirmed by the next valid one.

use crate::Found;
use crate::places::Place;

/// Thresholds that are tried.
const TRIED: usize = 40;
/// Dates that are a cell's past before one is asked: as `series` has it.
fn least(dates: usize) -> usize {
    (dates / 4).clamp(2, 6)
}

/// The threshold with the best F1 on these places, and what it finds.
pub fn best(places: &[Place]) -> (f32, Found) {
    let of = |threshold: f32| {
        let mut found = Found::default();
        places.iter().for_each(|place| found.count(place, &dated(place, threshold), |_| true));
        found
    };
    let f1 = |f: &Found| 2.0 * f.right as f64 / (f.right + f.wrong + f.changed).max(1) as f64;
    let all = (1..TRIED).map(|i| i as f32 / TRIED as f32).map(|threshold| (threshold, of(threshold)));
    all.max_by(|a, b| f1(&a.1).total_cmp(&f1(&b.1))).unwrap_or((0.0, Found::default()))
}

/// When each cell was found, if it was.
fn dated(place: &Place, threshold: f32) -> Vec<Option<f32>> {
    (0..place.truth.len()).map(|cell| dated_one(place, threshold, cell)).collect()
}

fn dated_one(place: &Place, threshold: f32, cell: usize) -> Option<f32> {
    let (mut past, mut pending): (Vec<f32>, Option<usize>) = (Vec::new(), None);
    for date in (0..place.days.len()).filter(|date| place.ndvi[*date][cell].is_finite()) {
        let value = place.ndvi[date][cell];
        past.sort_unstable_by(f32::total_cmp);
        let n = past.len();
        let stands_out =
            n >= least(place.days.len()) && (0.5 * (past[(n - 1) / 2] + past[n / 2]) - value).abs() >= threshold;
        match (stands_out, pending) {
            (true, Some(first)) => return Some(place.days[first] as f32),
            (true, None) => pending = Some(date),
            (false, _) => {
                pending = None;
                past.push(value);
            }
        }
    }
    None
}
