//! What raw values look like, whatever was decided, and a message about that.

use crate::raster::sample::Sample;

/// Least number of values to judge from.
const ENOUGH: usize = 500;
/// Reflectance of 0 to 1 stays below: the brightest snow and cloud do not reach 2.
const UNIT_BELOW: f64 = 3.0;
/// Percent stay below, for the same reason.
const PERCENT_BELOW: f64 = 200.0;
/// Pictures of eight bits end here.
const PICTURE_BELOW: f64 = 255.5;
/// No reflectance × 10000 is brighter, but for one pixel in a thousand.
const DN_BELOW: f64 = 20_000.0;
/// Darker than any pixel that has +1000 in it.
const DARK: f64 = 850.0;
/// The same of reflectance 0 to 1.
const DARK_UNIT: f64 = 0.085;
/// Share of a band that is as dark in real scenes.
const DARK_SHARE: f64 = 0.01;
/// Share of pixels that is more than chance.
const WORTH: f64 = 0.001;

/// What values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Reflectance 0 to 1.
    Unit,
    /// The same, without dark pixels that would show whether 0.1 is still in it.
    UnitOrOffset,
    /// Reflectance 0 to 1 without its fraction: whole numbers of 0 to 2.
    Cut,
    /// Percent.
    Percent,
    /// A picture of 0 to 255.
    Picture,
    /// Reflectance × 10000 without the offset: dark pixels prove it.
    Dn,
    /// The same with or without the offset: there is no dark pixel.
    DnOrOffset,
    /// 0 to 1 stretched to 0 to 65535.
    Stretched,
    /// Negative numbers that wrapped round to the end of 16 bits.
    Wrapped,
}

impl Likeness {
    /// What a sample looks like, if it is large enough.
    pub fn of(sample: &Sample) -> Option<Self> {
        if sample.count() < ENOUGH || sample.bands() == 0 {
            return None;
        }
        let bands = 0..sample.bands();
        let brightest = bands.clone().map(|b| sample.quantile(b, 0.999)).fold(f64::MIN, f64::max);
        let whole = bands.clone().all(|b| sample.values(b).iter().all(|v| v.fract() == 0.0));
        let dark = |b: &usize| sample.share(*b, f64::MIN_POSITIVE, DARK) >= WORTH;
        let dark_unit = |b: usize| sample.share(b, f64::NEG_INFINITY, DARK_UNIT) >= DARK_SHARE;
        Some(match brightest {
            v if v < UNIT_BELOW && whole => Likeness::Cut,
            v if v < UNIT_BELOW && bands.clone().any(dark_unit) => Likeness::Unit,
            v if v < UNIT_BELOW => Likeness::UnitOrOffset,
            v if v < PERCENT_BELOW => Likeness::Percent,
            v if v < PICTURE_BELOW => Likeness::Picture,
            v if v < DN_BELOW && bands.clone().filter(dark).count() >= 2 => Likeness::Dn,
            v if v < DN_BELOW => Likeness::DnOrOffset,
            _ if bands.clone().any(|b| wrapped(sample, b)) => Likeness::Wrapped,
            _ => Likeness::Stretched,
        })
    }

    /// What it looks like, and which option to give if that is so.
    pub fn advice(self) -> &'static str {
        match self {
            Likeness::Unit => "they look like reflectance 0 to 1 (reflectance=unit)",
            Likeness::UnitOrOffset => {
                "they look like reflectance 0 to 1 without any dark pixel, either as it is (reflectance=unit), or with the 0.1 of baseline 04.00 and later in (reflectance=1,-0.1)"
            }
            Likeness::Cut => {
                "they look like reflectance 0 to 1 cut to whole numbers, so that it is lost: make the raster anew with floating point numbers, or multiply by 10000 first"
            }
            Likeness::Percent => "they look like percent (reflectance=0.01,0)",
            Likeness::Picture => "they look like a picture of 8 bits, which holds no reflectance",
            Likeness::Dn => "they look like reflectance x 10000 (reflectance=dn)",
            Likeness::DnOrOffset => {
                "they look like reflectance x 10000 without any dark pixel, either with the +1000 of baseline 04.00 and later in (reflectance=dn-offset), or without it, of a bright scene (reflectance=dn)"
            }
            Likeness::Stretched => {
                "they are brighter than reflectance x 10000 can be, as if 0 to 1 were stretched to 0 to 65535 (reflectance=1.5259e-05,0)"
            }
            Likeness::Wrapped => {
                "the brightest look like negative numbers that wrapped round, as if an offset had been taken away from unsigned whole numbers: make the raster anew with signed ones, or leave the offset in (reflectance=dn-offset)"
            }
        }
    }
}

/// Whether a band's dark pixels seem to lie at the upper end of 16 or 32 bits, with nothing between them and the others.
fn wrapped(sample: &Sample, band: usize) -> bool {
    let ends = [(30_000.0, 60_000.0, 65_535.5), (65_536.0, 4_294_800_000.0, 4_294_967_297.0)];
    ends.iter().any(|&(from, end, last)| {
        let above = sample.share(band, end, last);
        above > WORTH && sample.share(band, from, end) < above / 10.0 && sample.quantile(band, 0.001) < DN_BELOW
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five bands that run evenly from `low` to `high`.
    fn ramp(low: f32, high: f32) -> Vec<f32> {
        (0..3000).map(|i| low + (high - low) * i as f32 / 2999.0).collect()
    }

    fn of(band: Vec<f32>) -> Option<Likeness> {
        Likeness::of(&Sample::of(vec![band; 5]))
    }

    #[test]
    fn values_look_like_what_they_are() {
        assert_eq!(of(ramp(0.01, 1.3)), Some(Likeness::Unit));
        assert_eq!(of(ramp(0.11, 1.3)), Some(Likeness::UnitOrOffset));
        assert_eq!(of(ramp(0.0, 2.0).into_iter().map(f32::round).collect()), Some(Likeness::Cut));
        assert_eq!(of(ramp(0.5, 110.0)), Some(Likeness::Percent));
        assert_eq!(of(ramp(0.0, 255.0)), Some(Likeness::Picture));
        assert_eq!(of(ramp(40.0, 6000.0)), Some(Likeness::Dn));
        assert_eq!(of(ramp(1040.0, 6000.0)), Some(Likeness::DnOrOffset));
        assert_eq!(of(ramp(400.0, 32000.0)), Some(Likeness::Stretched));
        for round in [65_536.0, 4_294_967_296.0] {
            let wrapped = ramp(-300.0, 4000.0).into_iter().map(|v| if v < 0.0 { v + round } else { v }).collect();
            assert_eq!(of(wrapped), Some(Likeness::Wrapped));
        }
        assert_eq!(of(vec![1.0; 100]), None);
    }
}
