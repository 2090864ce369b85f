//! Whether the data look like what was decided. The result is only ever a warning: snow, cloud and desert look unusual.

use super::{Likeness, Reflectance};
use crate::raster::sample::Sample;

/// How data contradict a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// No dark pixel below +1000: the offset seems to be in the data still.
    OffsetStillIn,
    /// Many values below the offset: it seems to be subtracted already.
    OffsetTakenTwice,
    /// Values of 0 to 1 are treated as DN.
    LooksLikeUnit,
    /// DN are treated as values of 0 to 1.
    LooksLikeDn,
    /// Percent are treated as DN.
    LooksLikePercent,
    /// Reflectance 0 to 1 lost its fraction.
    CutToWhole,
}

impl Finding {
    /// One sentence.
    pub fn text(self) -> &'static str {
        match self {
            Finding::OffsetStillIn => {
                "no pixel is darker than about 1000 in any band, as if the +1000 of baseline 04.00 were still in the values; check the convention (reflectance=dn-offset takes it away)"
            }
            Finding::OffsetTakenTwice => {
                "many pixels are negative after the offset of -1000, as if it had been taken away before; check the convention (reflectance=dn leaves values as they are)"
            }
            Finding::LooksLikeUnit => {
                "values look like reflectance 0 to 1, far too dark for what was decided; check the convention (reflectance=unit)"
            }
            Finding::LooksLikeDn => {
                "values look like reflectance x 10000, far too bright for what was decided; check the convention (reflectance=dn or dn-offset)"
            }
            Finding::LooksLikePercent => {
                "values look like percent, far too dark for what was decided; check the convention (reflectance=0.01,0)"
            }
            Finding::CutToWhole => {
                "values are whole numbers of 0 to 2, far too dark for what was decided, as if reflectance 0 to 1 were cut to whole numbers, which loses it; make the raster anew with floating point numbers, or multiply by 10000 first"
            }
        }
    }
}

/// Least number of valid pixels to judge from.
const ENOUGH: usize = 2000;
/// Dark end of a scene with the offset in, over all bands: measured on real scenes, 990 to 1240 with it, 2 to 880 without
/// (bright deserts reach 1050, thick cloud begins at 1690).
const DARKEST: std::ops::Range<f64> = 950.0..1350.0;
/// Median of red above which a scene is desert, snow or cloud: such scenes have no dark pixels of their own.
const BRIGHT_RED: f64 = 2200.0;
/// With the offset in, less than 1 % of a band lies below this; without it, water and forest always do.
const BELOW_OFFSET: f64 = -120.0;
/// No scene is as dark in all bands: clear sea at a low sun reaches 0.02 in blue.
const TOO_DARK: f64 = 150.0;

/// Compares a sample of raw values with a decision. `red` is the place of the red band.
pub fn check(decided: &Reflectance, sample: &Sample, red: usize) -> Option<Finding> {
    if sample.count() < ENOUGH {
        return None;
    }
    let bands = 0..sample.bands();
    let at = |band: usize, q: f64| decided.value(band, sample.quantile(band, q));
    let brightest = bands.clone().map(|b| at(b, 0.99)).fold(f64::MIN, f64::max);
    if brightest.abs() < 3.0 || bands.clone().all(|b| at(b, 0.99).abs() < 3.0) {
        let cut = Likeness::of(sample) == Some(Likeness::Cut);
        return Some(if cut { Finding::CutToWhole } else { Finding::LooksLikeUnit });
    }
    if brightest < TOO_DARK && Likeness::of(sample) == Some(Likeness::Percent) {
        return Some(Finding::LooksLikePercent);
    }
    if bands.clone().all(|b| at(b, 0.5) > 100_000.0) {
        return Some(Finding::LooksLikeDn);
    }
    let removes_offset = decided.rules.iter().all(|(_, offset)| *offset <= -500.0);
    if removes_offset {
        let far_below = bands.clone().any(|b| at(b, 0.01) < BELOW_OFFSET);
        return far_below.then_some(Finding::OffsetTakenTwice);
    }
    let darkest = bands.map(|b| at(b, 0.001)).fold(f64::MAX, f64::min);
    (DARKEST.contains(&darkest) && at(red, 0.5) < BRIGHT_RED).then_some(Finding::OffsetStillIn)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five bands that run evenly from `low` to `high`.
    fn ramp(low: f32, high: f32) -> Sample {
        let band: Vec<f32> = (0..3000).map(|i| low + (high - low) * i as f32 / 2999.0).collect();
        Sample::of(vec![band; 5])
    }

    fn rule(scale: f64, offset: f64) -> Reflectance {
        Reflectance::same(scale, offset, 5, super::super::Evidence::Said, "")
    }

    #[test]
    fn data_that_contradict_are_found() {
        assert_eq!(check(&rule(1.0, 0.0), &ramp(1050.0, 3000.0), 0), Some(Finding::OffsetStillIn));
        assert_eq!(check(&rule(1.0, -1000.0), &ramp(1050.0, 3000.0), 0), None);
        assert_eq!(check(&rule(1.0, -1000.0), &ramp(50.0, 3000.0), 0), Some(Finding::OffsetTakenTwice));
        assert_eq!(check(&rule(1.0, 0.0), &ramp(50.0, 3000.0), 0), None);
        assert_eq!(check(&rule(1.0, 0.0), &ramp(0.01, 0.6), 0), Some(Finding::LooksLikeUnit));
        assert_eq!(check(&rule(1e4, 0.0), &ramp(200.0, 6000.0), 0), Some(Finding::LooksLikeDn));
        assert_eq!(check(&rule(1e4, 0.0), &ramp(0.01, 0.6), 0), None);
    }

    #[test]
    fn cloud_snow_and_desert_stay_quiet() {
        assert_eq!(check(&rule(1.0, 0.0), &ramp(1700.0, 5000.0), 0), None, "cloud");
        assert_eq!(check(&rule(1.0, 0.0), &ramp(1000.0, 4500.0), 0), None, "desert");
        assert_eq!(check(&rule(1.0, -1000.0), &ramp(2000.0, 9000.0), 0), None);
    }
}
