//! Values that no reflectance has, once the decision is applied.

use super::{Convention, Likeness, Reflectance};
use crate::raster::missing::WORTH;
use crate::raster::sample::Sample;

/// Snow and cloud reach 1.5.
const BRIGHTEST: f64 = 20_000.0;
/// Noise and over-correction of shadows stay above.
const DARKEST: f64 = -2_000.0;
/// Share of a band's valid pixels from which it is no longer a few odd pixels.
pub const TOO_MANY: f64 = 0.05;

/// A band with more than one in a thousand such values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odd {
    /// Place of the band.
    pub band: usize,
    /// Share of its valid pixels.
    pub share: f64,
    /// Above 2.0 instead of below −0.2.
    pub bright: bool,
    /// The raw value that lies furthest.
    pub furthest: f64,
    /// What all values look like.
    pub likeness: Option<Likeness>,
}

/// The band with the largest share of values above 2.0 or below −0.2.
pub fn odd(decided: &Reflectance, sample: &Sample) -> Option<Odd> {
    let of_band = |band: usize| {
        let (scale, offset) = decided.rules[band];
        let raw = |value: f64| (value - offset) / scale;
        let bright = sample.share(band, raw(BRIGHTEST).next_up(), f64::INFINITY);
        let dark = sample.share(band, f64::NEG_INFINITY, raw(DARKEST));
        let (share, bright) = if bright >= dark { (bright, true) } else { (dark, false) };
        let furthest = sample.quantile(band, if bright { 1.0 } else { 0.0 });
        (share > WORTH).then(|| Odd { band, share, bright, furthest, likeness: Likeness::of(sample) })
    };
    (0..sample.bands()).filter_map(of_band).max_by(|a, b| a.share.total_cmp(&b.share))
}

impl Odd {
    /// One sentence; `band` is the band's name.
    pub fn text(&self, band: &str, decided: &Reflectance) -> String {
        let (scale, offset) = decided.rules[self.band];
        let value = (self.furthest * scale + offset) / 10_000.0;
        let (side, word) = if self.bright { ("above 2.0", "brighter") } else { ("below -0.2", "darker") };
        let text = format!(
            "{:.1}% of {band} is {side} with {}, {word} than any reflectance (its value {} would be {value:.2})",
            100.0 * self.share,
            decided.convention,
            self.furthest
        );
        let twice = !self.bright && offset < 0.0;
        match self.likeness {
            _ if twice => format!(
                "{text}: the offset seems to have been taken away before (reflectance=dn leaves values as they are)"
            ),
            Some(likeness) if !self.fits(likeness, decided) => format!("{text}; {}", likeness.advice()),
            _ => text,
        }
    }

    /// Whether a likeness is what was decided, so that its advice would repeat the decision.
    fn fits(&self, likeness: Likeness, decided: &Reflectance) -> bool {
        match likeness {
            Likeness::Unit | Likeness::UnitOrOffset => decided.convention == Convention::Unit,
            Likeness::Dn | Likeness::DnOrOffset => matches!(decided.convention, Convention::Dn | Convention::DnOffset),
            Likeness::Stretched => !self.bright,
            _ => false,
        }
    }
}

/// Counts of such values over all pixels that are read, where a sample may have missed them.
#[derive(Debug, Clone, Default)]
pub struct OddCounts {
    /// Of each band: above 2.0, below −0.2.
    bands: Vec<[u64; 2]>,
    valid: u64,
}

/// The band that has most of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddShare {
    /// Place of the band.
    pub band: usize,
    /// Share of its valid pixels.
    pub share: f64,
    /// Above 2.0 instead of below −0.2.
    pub bright: bool,
}

impl OddCounts {
    /// For so many bands.
    pub fn new(bands: usize) -> Self {
        OddCounts { bands: vec![[0; 2]; bands], valid: 0 }
    }

    /// Counts reflectance × 10000, `[bands][pixels]`.
    pub fn add(&mut self, pixels: &[f32], valid: &[u8]) {
        self.valid += valid.iter().map(|v| u64::from(*v != 0)).sum::<u64>();
        for (counts, band) in self.bands.iter_mut().zip(pixels.chunks_exact(valid.len().max(1))) {
            for (value, _) in band.iter().zip(valid).filter(|(_, ok)| **ok != 0) {
                counts[0] += u64::from(*value > BRIGHTEST as f32);
                counts[1] += u64::from(*value < DARKEST as f32);
            }
        }
    }

    /// The band with the largest share, if that is more than one in a thousand.
    pub fn worst(&self) -> Option<OddShare> {
        let share = |count: u64| count as f64 / self.valid.max(1) as f64;
        let each = self.bands.iter().enumerate().flat_map(|(band, counts)| {
            [(counts[0], true), (counts[1], false)].map(|(n, bright)| OddShare { band, share: share(n), bright })
        });
        each.filter(|odd| odd.share > WORTH).max_by(|a, b| a.share.total_cmp(&b.share))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::*;

    fn found(scale: f64, offset: f64, low: f32, high: f32) -> Option<String> {
        let band: Vec<f32> = (0..3000).map(|i| low + (high - low) * i as f32 / 2999.0).collect();
        let decided = Reflectance::same(scale, offset, 5, Evidence::Said, "");
        odd(&decided, &Sample::of(vec![band; 5])).map(|o| o.text("red", &decided))
    }

    #[test]
    fn all_pixels_are_counted() {
        let mut counts = OddCounts::new(2);
        counts.add(&[100.0, 20_001.0, 30_000.0, 1.0, 2.0, -2001.0], &[1, 1, 0]);
        assert_eq!(counts.worst(), Some(OddShare { band: 0, share: 0.5, bright: true }));
        counts.add(&[7.0, 7.0, 7.0, -9e3, -9e3, 0.0], &[1, 1, 1]);
        assert_eq!(counts.worst(), Some(OddShare { band: 1, share: 0.4, bright: false }));
        assert_eq!(OddCounts::new(1).worst(), None);
    }

    #[test]
    fn values_that_no_reflectance_has_are_named() {
        assert_eq!(found(1.0, 0.0, 1.0, 16_000.0), None, "snow and cloud");
        assert_eq!(found(1.0, -1000.0, 100.0, 9000.0), None);
        for (scale, offset, low, high, words) in [
            (1.0, 0.0, 400.0, 32_000.0, "reflectance=1.5259e-05,0"),
            (1e4, 0.0, 0.5, 90.0, "reflectance=0.01,0"),
            (1e4, 0.0, 40.0, 6000.0, "reflectance=dn"),
            (1.0, -3000.0, 100.0, 6000.0, "taken away before"),
            (1.0, 0.0, -5000.0, 6000.0, "below -0.2"),
        ] {
            let text = found(scale, offset, low, high).unwrap_or_default();
            assert!(text.contains(words) && text.contains("% of red is"), "{low} to {high}: {text}");
        }
    }
}
