//! From which value on a cell counts as changed.

use crate::error::Result;
use crate::memory;

/// How that value is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// The method's own, measured on labelled pairs.
    Own,
    /// This one.
    Value(f32),
    /// The one that this share of the valid cells reaches.
    Share(f64),
    /// The one that parts the values into two classes as unlike as can be (Otsu 1979), over the values themselves and not over
    /// a histogram of them.
    Otsu,
}

impl Threshold {
    /// The value, for a map; `own` is the method's. Where all values are alike, no other is better.
    ///
    /// # Errors
    /// If there is no memory to sort the values.
    pub fn of(self, values: impl Iterator<Item = f32>, own: f32) -> Result<f32> {
        let sorted = || {
            let mut sorted = memory::collected(values.filter(|v| v.is_finite()), "sorted values")?;
            sorted.sort_unstable_by(f32::total_cmp);
            Ok(sorted)
        };
        Ok(match self {
            Threshold::Own => own,
            Threshold::Value(value) => value,
            Threshold::Share(share) => reached(&sorted()?, share).unwrap_or(own),
            Threshold::Otsu => otsu(&sorted()?).unwrap_or(own),
        })
    }
}

/// The value that a share of the sorted ones reaches.
fn reached(sorted: &[f32], share: f64) -> Option<f32> {
    let above = (share * sorted.len() as f64).round() as usize;
    sorted.get(sorted.len().saturating_sub(above.max(1))).copied()
}

/// The first of the upper class.
fn otsu(sorted: &[f32]) -> Option<f32> {
    let (count, all) = (sorted.len() as f64, sorted.iter().map(|v| f64::from(*v)).sum::<f64>());
    let (mut below, mut best) = (0.0, None);
    for (i, pair) in sorted.windows(2).enumerate() {
        below += f64::from(pair[0]);
        if pair[0] == pair[1] {
            continue;
        }
        let (low, high) = ((i + 1) as f64, count - (i + 1) as f64);
        let between = low * high * ((all - below) / high - below / low).powi(2);
        if best.is_none_or(|(most, _)| between > most) {
            best = Some((between, pair[1]));
        }
    }
    best.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_chosen_by_hand_computed_rules() {
        let values = [1.0, 5.0, f32::NAN, 1.2, 0.8, 6.0, 1.1, 0.9, 1.0, 1.0, 1.0];
        let of = |threshold: Threshold| threshold.of(values.into_iter(), 1.75).unwrap();
        assert_eq!((of(Threshold::Own), of(Threshold::Value(2.5))), (1.75, 2.5));
        assert_eq!((of(Threshold::Share(0.1)), of(Threshold::Share(0.2)), of(Threshold::Share(1.0))), (6.0, 5.0, 0.8));
        assert_eq!(of(Threshold::Otsu), 5.0);
        assert_eq!(Threshold::Otsu.of([2.0; 4].into_iter(), 1.75).unwrap(), 1.75);
        assert_eq!(Threshold::Share(0.1).of([f32::NAN].into_iter(), 1.75).unwrap(), 1.75);
    }
}
