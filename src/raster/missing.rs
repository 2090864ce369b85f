//! Pixels that no nodata value or mask marks, but whose values show that they are missing: a value far from all others
//! that repeats, and 0 in all bands.

use super::sample::{Look, Sample};

/// Least share of a band's pixels that is reported.
pub const WORTH: f64 = 0.001;
/// Values that other programs write where nothing was measured.
const USUAL: [f32; 10] = [-9999.0, -10000.0, -32768.0, -32767.0, 32767.0, 65535.0, 65534.0, -99999.0, 99999.0, -999.0];
/// No measurement is as large, in whatever unit.
const ABSURD: f32 = 1e6;
/// Numbers from here to 2³² are small negative ones that wrapped round in 32 bits, if there are several.
const WRAPPED: f32 = 4_294_800_000.0;
/// Least number of pixels with a value that is not usual.
const REPEATED: usize = 16;
/// A usual negative value lies at least so far below the others, in their own spread: they reach 20000 at most.
const BELOW: f64 = 0.5;
/// Any other value lies at least so far from the others.
const APART: f64 = 1.0;
/// Share of the others at each end that does not count: where bands are resampled, such a value mixes with those beside
/// it.
const MIXED: f64 = 0.03;
/// Fewest different values that others must have before one can lie far from them.
const VARIED: usize = 16;
/// 0 in all bands is no measurement where it is so many times as frequent as 0 in some of them: dark pixels that were
/// clipped are 0 in one band or two.
const TOGETHER: usize = 4;

/// A value far from all others that repeats.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    /// The raw value.
    pub value: f32,
    /// Bands in which it does, from 0.
    pub bands: Vec<usize>,
    /// Largest share of a band's valid pixels.
    pub share: f64,
    /// Whether it is one of those that other programs write there.
    pub usual: bool,
}

/// Values far from all others that repeat in more than one in a thousand pixels of a band.
pub fn repeated(sample: &Sample) -> Vec<Repeated> {
    let mut found: Vec<Repeated> = Vec::new();
    for band in 0..sample.bands() {
        for (value, share, usual) in far_in(sample.values(band)) {
            match found.iter_mut().find(|f| f.value == value) {
                Some(known) => {
                    known.bands.push(band);
                    known.share = known.share.max(share);
                }
                None => found.push(Repeated { value, bands: vec![band], share, usual }),
            }
        }
    }
    found
}

/// The same in one band's sorted values: value, share, and whether it is usual.
fn far_in(values: &[f32]) -> Vec<(f32, f64, bool)> {
    let wrapped = &values[values.partition_point(|v| *v < WRAPPED)..];
    let wrapped = wrapped.first() != wrapped.last();
    let is_usual = |v: f32| USUAL.contains(&v) || (v.abs() >= ABSURD && !(wrapped && v >= WRAPPED));
    let rest: Vec<f32> = values.iter().copied().filter(|v| !is_usual(*v)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < values.len() {
        let value = values[at];
        let end = at + values[at..].partition_point(|v| *v <= value);
        let (count, share) = (end - at, (end - at) as f64 / values.len() as f64);
        at = end;
        let usual = is_usual(value);
        let enough = share > WORTH && count >= if usual { 2 } else { REPEATED };
        // 0 is judged in all bands together.
        if enough && value != 0.0 && !(wrapped && value >= WRAPPED) && is_far(value, count, &rest, usual) {
            found.push((value, share, usual));
        }
    }
    found
}

/// Whether a value lies far from the others, and hardly any lie between.
fn is_far(value: f32, count: usize, rest: &[f32], usual: bool) -> bool {
    let own = rest.partition_point(|v| *v < value)..rest.partition_point(|v| *v <= value);
    let others = rest.len() - own.len();
    let other = |i: usize| f64::from(rest[if i < own.start { i } else { i + own.len() }]);
    if others == 0 {
        return usual;
    }
    let at = |share: f64| other((share * (others - 1) as f64).round() as usize);
    let (low, high) = (at(MIXED), at(1.0 - MIXED));
    let v = f64::from(value);
    let distance = (low - v).max(v - high);
    let apart = if usual && v < 0.0 { BELOW } else { APART };
    if distance <= 0.0 || distance < apart * (high - low) {
        return false;
    }
    let near = |x: f64| rest.partition_point(|r| f64::from(*r) < x);
    let beside = near(v + distance / 2.0) - near(v - distance / 2.0) - own.len();
    let mut different = rest.iter().filter(|r| **r != value).collect::<Vec<_>>();
    different.dedup();
    beside * 4 <= count && (usual || different.len() >= VARIED)
}

/// What 0 in all bands means where no rule decides it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zeros {
    /// Share of the valid pixels that are 0 in all bands.
    pub share: f64,
    /// Whether they are no measurement: hardly any other pixel is 0 in a band.
    pub proved: bool,
}

/// Valid pixels that are 0 in all bands, if they are more than one in a thousand.
pub fn zeros(look: &Look) -> Option<Zeros> {
    let (mut all, mut some, mut valid) = (0, 0, 0);
    for i in (0..look.count()).filter(|&i| look.valid[i] != 0) {
        valid += 1;
        match look.bands.iter().filter(|band| band[i] == 0.0).count() {
            0 => {}
            n if n == look.bands.len() => all += 1,
            _ => some += 1,
        }
    }
    let share = all as f64 / f64::from(valid.max(1));
    (share > WORTH).then_some(Zeros { share, proved: all >= TOGETHER * some })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from 200 to 5000, and others so often in a thousand.
    fn with(others: &[(f32, usize)]) -> Vec<Repeated> {
        let land = (0..100_000 - others.iter().map(|o| o.1 * 100).sum::<usize>()).map(|i| 200.0 + (i % 4800) as f32);
        let values = land.chain(others.iter().flat_map(|(v, n)| vec![*v; n * 100])).collect();
        repeated(&Sample::of(vec![values]))
    }

    #[test]
    fn a_value_far_from_all_others_is_found() {
        for (value, usual) in [(-10000.0, true), (-9999.0, true), (32767.0, true), (65535.0, true), (1e20, true)] {
            let found = with(&[(value, 2)]);
            assert_eq!(found.len(), 1, "{value}: {found:?}");
            assert_eq!((found[0].value, found[0].usual), (value, usual));
            assert!((found[0].share - 0.002).abs() < 1e-6);
        }
        assert!(!with(&[(12345.0, 80)])[0].usual);
        assert_eq!(with(&[(-9999.0, 300), (32767.0, 5)]).len(), 2, "one does not hide the other");
    }

    #[test]
    fn values_of_a_scene_are_not() {
        assert_eq!(with(&[]), []);
        for inside in [5000.0, 5400.0, 1.0, 150.0, 0.0] {
            assert_eq!(with(&[(inside, 50)]), [], "{inside}");
        }
        // Numbers that wrapped round lie beside each other.
        let wrapped: Vec<_> = (0..50).map(|i| (65535.0 - i as f32 * 20.0, 2)).collect();
        assert_eq!(with(&wrapped), []);
        assert_eq!(with(&[(4_294_967_040.0, 30), (4_294_966_784.0, 4)]), []);
        assert_eq!(with(&[(4_294_967_296.0, 30)]).len(), 1, "the largest number alone is a sign");
        let flat = Sample::of(vec![vec![1500.0; 1000]]);
        assert_eq!(repeated(&flat), []);
    }

    #[test]
    fn zeros_in_all_bands_are_told_from_clipped_ones() {
        let look = |all: usize, some: usize| {
            let band = |zero: usize| (0..10_000).map(|i| if i < zero { 0.0 } else { 0.2 }).collect::<Vec<f32>>();
            let bands = vec![band(all), band(all + some)];
            zeros(&Look { bands, valid: vec![1; 10_000], classes: vec![], whole: true })
        };
        assert_eq!(look(5, 0), None);
        assert_eq!(look(500, 20), Some(Zeros { share: 0.05, proved: true }));
        assert_eq!(look(500, 2000), Some(Zeros { share: 0.05, proved: false }));
    }
}
