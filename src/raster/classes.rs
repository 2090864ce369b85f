//! What the values of a mask are: Sentinel-2's scene classes, or something else that the caller must describe.

use super::mask_values::MaskValues;

/// Classes of the scene classification.
const CLASSES: usize = 12;
/// The value that many rasters of classes have where they have no class.
const FILL: f32 = 255.0;
/// Largest share of measured pixels that a scene classification marks as "no data".
const NO_DATA: f64 = 0.02;
/// The same for "saturated or defective".
const DEFECTIVE: f64 = 0.1;
/// Values that a message lists.
const LISTED: usize = 6;
/// A raster with more values than this holds no classes.
const MANY: usize = 16;

/// How often a mask has each value.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Value, pixels with it, and how many of these are measured; by value.
    values: Vec<(f32, usize, usize)>,
    pixels: usize,
    measured: usize,
}

impl Counted {
    /// From the mask's value at each pixel, not finite where it has none, and whether the pixel is measured.
    pub fn new(classes: &[f32], valid: &[u8]) -> Self {
        let mut all: Vec<(f32, u8)> = classes.iter().copied().zip(valid.iter().copied()).collect();
        all.retain(|(class, _)| class.is_finite());
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut counted = Counted { pixels: all.len(), ..Counted::default() };
        for (class, ok) in all {
            let ok = usize::from(ok != 0);
            counted.measured += ok;
            match counted.values.last_mut().filter(|last| last.0 == class) {
                Some(last) => (last.1, last.2) = (last.1 + 1, last.2 + ok),
                None => counted.values.push((class, 1, ok)),
            }
        }
        counted
    }

    /// The values with their shares, for messages.
    pub fn shown(&self) -> String {
        let share = |n: usize| {
            let percent = 100.0 * n as f64 / self.pixels.max(1) as f64;
            if percent >= 9.95 || n == self.pixels { format!("{percent:.0}%") } else { format!("{percent:.1}%") }
        };
        let one = |v: &(f32, usize, usize)| format!("{} ({})", v.0, share(v.1));
        match &self.values[..] {
            [] => "no value".into(),
            [only] => format!("{} everywhere", only.0),
            all if all.len() <= LISTED => {
                let (last, first) = (one(&all[all.len() - 1]), all[..all.len() - 1].iter().map(one));
                format!("{} and {last}", first.collect::<Vec<_>>().join(", "))
            }
            all => format!("{} different values from {} to {}", all.len(), all[0].0, all[all.len() - 1].0),
        }
    }

    /// Whether a measured pixel has a value that is masked.
    pub fn meets(&self, values: &MaskValues) -> bool {
        self.values.iter().any(|v| values.takes(v.0))
    }

    /// Whether the mask has a value but 0.
    pub fn says_something(&self) -> bool {
        self.values.iter().any(|v| v.0 != 0.0)
    }

    /// What the values are if they are no scene classes, as a message. `named`: the mask's name is that of a scene
    /// classification; then its values must only be possible.
    pub fn foreign(&self, named: bool) -> Option<String> {
        let own: Vec<f32> = self.values.iter().map(|v| v.0).filter(|v| *v != FILL).collect();
        let classes = own.iter().all(|v| v.fract() == 0.0 && (0.0..CLASSES as f32).contains(v));
        // Fill alone, or no pixel at all, shows nothing.
        if self.measured == 0 || (own.is_empty() && self.values.is_empty()) || (classes && named && !self.is_binary()) {
            return None;
        }
        let share = |class: f32| {
            let measured = self.values.iter().find(|v| v.0 == class).map_or(0, |v| v.2);
            measured as f64 / self.measured as f64
        };
        // A classification marks measured pixels neither as "no data" nor as "defective", and no scene is all shadow.
        let plausible = share(0.0) <= NO_DATA && share(1.0) <= DEFECTIVE && own.iter().any(|v| *v >= 4.0);
        if classes && plausible {
            return None;
        }
        Some(what_to_say(&own, self.values.iter().any(|v| v.0 == FILL)))
    }

    fn is_binary(&self) -> bool {
        self.values.iter().all(|v| v.0 == 0.0 || v.0 == 1.0)
    }
}

/// What values are that are no scene classes.
fn what_to_say(own: &[f32], fill: bool) -> String {
    let (low, high) = (own.first().copied().unwrap_or(FILL), own.last().copied().unwrap_or(FILL));
    let whole = own.iter().all(|v| v.fract() == 0.0);
    let within = |of: &[f32]| own.iter().all(|v| of.contains(v));
    if within(&[0.0]) && fill {
        return "as a mask of 0 and 255 has: say mask-values=255 if 255 is what shall go, mask-values=0 if it is what stays".into();
    }
    if within(&[0.0, 1.0]) {
        return "as a mask of 0 and 1 has: say mask-values=1 if 1 is what shall go (cloud), mask-values=0 if 1 is what stays (clear)".into();
    }
    if low == 0.0 && within(&[0.0, 1.0, 2.0, 3.0]) {
        return "as cloud masks have with 0 clear, 1 thick cloud, 2 thin cloud, 3 shadow: then say mask-values=1,2,3"
            .into();
    }
    if low == 0.0 && within(&[0.0, 1.0, 2.0, 3.0, 4.0]) {
        return "as Fmask has with 0 land, 1 water, 2 shadow, 3 snow, 4 cloud: then say mask-values=2,4".into();
    }
    if !whole && low >= 0.0 && high <= 1.0 {
        return "as a probability from 0 to 1 has: say mask-values=>0.5 for what shall go, or another limit".into();
    }
    if within(&[0.0, 1024.0, 2048.0, 3072.0]) {
        return "as QA60 has, bit 10 for clouds and bit 11 for cirrus: say mask-values=bits:10,11".into();
    }
    let bits = own.iter().filter(|v| **v >= 64.0).count() * 2 > own.len() && own.len() <= 4 * MANY;
    if whole && low >= 0.0 && high < 256.0 && (bits || (high > 100.0 && (own.len() <= MANY || low >= 32.0))) {
        return "as masks of bits have, Fmask for example (bit 1 cloud, bit 2 beside cloud, bit 3 shadow): then say mask-values=bits:1,2,3".into();
    }
    if whole && high >= 256.0 && low >= 0.0 {
        return "as masks of bits have, Landsat's QA_PIXEL for example (bit 1 beside cloud, 2 cirrus, 3 cloud, 4 shadow): then say mask-values=bits:1,2,3,4".into();
    }
    if low >= 0.0 && (5.0..=100.0).contains(&high) {
        return "as a probability from 0 to 100 has: say mask-values=>50 for what shall go, or another limit; if these are bits as Fmask has (bit 1 cloud, bit 3 shadow), mask-values=bits:1,2,3".into();
    }
    "say with mask-values which shall go: values (8,9,10), a range (1..3), a limit (>50), or bits counted from 0 (bits:1,3)".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message for a mask with these values and counts, over measured pixels.
    fn said(values: &[(f32, usize)]) -> String {
        let classes: Vec<f32> = values.iter().flat_map(|(v, n)| vec![*v; *n]).collect();
        Counted::new(&classes, &vec![1; classes.len()]).foreign(false).unwrap_or_default()
    }

    #[test]
    fn scene_classes_are_silent() {
        for scl in [
            &[(4.0, 60), (5.0, 30), (6.0, 10)][..],
            &[(4.0, 100)],
            &[(9.0, 100)],
            &[(3.0, 20), (4.0, 40), (9.0, 40)],
            &[(4.0, 50), (11.0, 50)],
            &[(0.0, 1), (1.0, 1), (4.0, 98), (FILL, 5)],
        ] {
            assert_eq!(said(scl), "", "{scl:?}");
        }
        // No data lies where nothing was measured.
        let (classes, valid) = ([vec![0.0; 50], vec![4.0; 50]].concat(), [vec![0; 50], vec![1; 50]].concat());
        assert_eq!(Counted::new(&classes, &valid).foreign(false), None);
        assert!(Counted::new(&classes, &[1; 100]).foreign(false).is_some());
        assert_eq!(Counted::new(&classes, &[1; 100]).foreign(true), None, "it says that it is one");
    }

    #[test]
    fn other_masks_are_known_by_their_values() {
        for (values, words) in [
            (&[(0.0, 90), (1.0, 10)][..], "mask-values=1 if"),
            (&[(0.0, 100)], "mask-values=1 if"),
            (&[(1.0, 100)], "mask-values=0 if"),
            (&[(0.0, 90), (FILL, 10)], "mask-values=255 if"),
            (&[(0.0, 70), (1.0, 20), (2.0, 5), (3.0, 5)], "mask-values=1,2,3"),
            (&[(0.0, 50), (1.0, 20), (2.0, 5), (4.0, 25)], "mask-values=2,4"),
            (&[(0.0, 60), (5.0, 10), (40.0, 10), (90.0, 20)], "mask-values=>50"),
            (&[(0.0, 60), (2.0, 20), (7.0, 20)], "mask-values=>50"),
            (&[(0.0, 60), (0.2, 20), (0.97, 20)], "mask-values=>0.5"),
            (&[(64.0, 70), (66.0, 20), (72.0, 10), (FILL, 3)], "bits:1,2,3"),
            (&[(0.0, 70), (2.0, 10), (130.0, 20)], "bits:1,2,3"),
            (&[(0.0, 70), (1024.0, 30)], "bits:10,11"),
            (&[(21824.0, 70), (22280.0, 30)], "QA_PIXEL"),
            (&[(-5.0, 70), (3.0, 30)], "say with mask-values"),
            (&[(1.0, 70), (2.0, 30)], "say with mask-values"),
        ] {
            assert!(said(values).contains(words), "{values:?}: {}", said(values));
        }
        let many: Vec<_> = (0..101).map(|v| (v as f32, 3)).collect();
        assert!(said(&many).contains(">50"), "{}", said(&many));
        assert!(Counted::new(&[0.0, 1.0], &[1, 1]).foreign(true).is_some(), "0 and 1 alone, whatever the name");
    }

    #[test]
    fn values_are_shown_with_their_shares() {
        let shown = |values: &[f32]| Counted::new(values, &vec![1; values.len()]).shown();
        assert_eq!(shown(&[0.0, 0.0, 1.0, 0.0]), "0 (75%) and 1 (25%)");
        assert_eq!(shown(&[9.0; 3]), "9 everywhere");
        assert_eq!(shown(&(0..50).map(|v| v as f32).collect::<Vec<_>>()), "50 different values from 0 to 49");
    }
}
