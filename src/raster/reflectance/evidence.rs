//! The convention, from metadata, the range of floats, and dark pixels of integers.

use super::convention::{Evidence, OFFSET, QUANTIFICATION, Reflectance};
use super::likeness::Likeness;
use crate::raster::sample::Sample;
use crate::raster::{BandInfo, SampleType};

/// Scales this close to one another are the same rule written differently (`0.0001` as float32).
const SAME: f64 = 1e-6;

pub(super) fn tag<'a>(tags: &'a [(String, String)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
}

/// Rounds away what a float32 tag adds to a round number.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e4).round() / 1e4;
    if (value - rounded).abs() <= SAME * rounded.abs().max(1.0) { rounded } else { value }
}

/// Floats up to here are reflectance 0 to 1: the brightest snow and cloud stay below 2.
const UNIT_BELOW: f64 = 3.0;
/// Floats from here on are reflectance × 10000.
const DN_ABOVE: f64 = 100.0;
/// Reflectance that at least 1 % of some band's values stay below once the offset of 0.1 is subtracted; with it, fewer
/// lie below 0.088 (see `check`).
const DARK: f64 = 0.085;
/// Least number of values to judge from.
const ENOUGH: usize = 500;

/// The convention by metadata; the range of floats shows their scale; for integers without metadata, dark pixels prove
/// that they hold no offset. The lack of dark pixels proves nothing.
pub(super) fn found(tags: &[(String, String)], bands: &[BandInfo], sample: Option<&Sample>) -> Option<Reflectance> {
    let told = from_metadata(tags, bands);
    if told.is_some() {
        return told;
    }
    let sample = sample.filter(|s| s.count() >= ENOUGH && s.bands() > 0)?;
    if !bands.iter().any(|b| b.sample == SampleType::Float) {
        let reason = format!("{}, darker than +1000 leaves them", sample.range());
        let proved = Likeness::of(sample) == Some(Likeness::Dn);
        return proved.then(|| Reflectance::same(1.0, 0.0, bands.len(), Evidence::Values, reason));
    }
    let all = 0..sample.bands();
    let brightest = all.clone().map(|b| sample.quantile(b, 0.99)).fold(f64::MIN, f64::max);
    // Metadata describe integers; their offset holds for floats made from these too.
    let whole = |b: &BandInfo| BandInfo { sample: SampleType::Integer, ..b.clone() };
    let told = from_metadata(tags, &bands.iter().map(whole).collect::<Vec<_>>());
    let range = sample.range();
    if brightest > DN_ABOVE {
        return told.map(|t| Reflectance { reason: format!("{}; {range}", t.reason), ..t });
    }
    let has_offset = told.as_ref().is_some_and(|t| t.rules.iter().any(|(_, offset)| *offset != 0.0));
    let dark = all.map(|b| sample.quantile_above_zero(b, 0.01)).fold(f64::MAX, f64::min) < DARK;
    match told {
        _ if !(0.0..UNIT_BELOW).contains(&brightest) => None,
        // Metadata do not say whether 0.1 was subtracted when the floats were made; dark values prove it.
        Some(told) if !has_offset || dark => {
            let reason = format!("{}; {range}", told.reason);
            Some(Reflectance::same(QUANTIFICATION, 0.0, bands.len(), Evidence::Metadata, reason))
        }
        None if dark => Some(Reflectance::same(QUANTIFICATION, 0.0, bands.len(), Evidence::Values, range)),
        _ => None,
    }
}

/// The convention by metadata alone: band tags first, then offsets, then the baseline.
fn from_metadata(tags: &[(String, String)], bands: &[BandInfo]) -> Option<Reflectance> {
    if !bands.is_empty() && bands.iter().all(|b| b.scale.is_some() || b.offset.is_some()) {
        let rule = |b: &BandInfo| {
            let (scale, offset) = (b.scale.unwrap_or(1.0), b.offset.unwrap_or(0.0));
            (tidy(scale * QUANTIFICATION), tidy(offset * QUANTIFICATION))
        };
        let (s, o) = (bands[0].scale.unwrap_or(1.0), bands[0].offset.unwrap_or(0.0));
        return Some(Reflectance::new(
            bands.iter().map(rule).collect(),
            Evidence::Metadata,
            format!("band tags: scale {s}, offset {o}"),
        ));
    }
    if bands.iter().any(|b| b.sample == SampleType::Float) {
        return None; // floats may be DN or 0 to 1: only the caller or a scale tag can say which
    }
    let scale = QUANTIFICATION / quantification(tags);
    let of_bands: Option<Vec<(f64, String)>> = bands.iter().map(band_offset).collect();
    if let Some(offsets) = of_bands.filter(|o| !o.is_empty()) {
        let reason = format!("{} of the bands", offsets[0].1);
        let rules = offsets.iter().map(|(o, _)| (scale, o * scale)).collect();
        return Some(Reflectance::new(rules, Evidence::Metadata, reason));
    }
    let is_offset = |key: &str| {
        let key = key.to_ascii_uppercase();
        key == "OFFSET" || key.starts_with("BOA_ADD_OFFSET") || key.starts_with("RADIO_ADD_OFFSET")
    };
    if let Some((key, value)) = tags.iter().find(|(k, _)| is_offset(k)) {
        let offset = match value.trim() {
            "none" => 0.0,
            text if text.ends_with("subtracted") => 0.0,
            text => text.parse::<f64>().ok().filter(|v| *v == 0.0 || *v == OFFSET)?,
        };
        let reason = format!("tag {key}={value}");
        return Some(Reflectance::same(scale, offset * scale, bands.len(), Evidence::Metadata, reason));
    }
    let (number, source) = baseline(tags)?;
    let offset = if number >= 4.0 { OFFSET } else { 0.0 };
    Some(Reflectance::same(scale, offset * scale, bands.len(), Evidence::Metadata, source))
}

/// A band's own additive offset in DN, and its tag.
fn band_offset(band: &BandInfo) -> Option<(f64, String)> {
    let found = ["BOA_ADD_OFFSET", "RADIO_ADD_OFFSET"].iter().find_map(|k| Some((k, tag(&band.metadata, k)?)));
    found.and_then(|(k, v)| Some((v.parse().ok()?, format!("{k}={v}"))))
}

fn quantification(tags: &[(String, String)]) -> f64 {
    let names = ["BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE"];
    let value = names.iter().find_map(|n| tag(tags, n)?.parse::<f64>().ok());
    value.filter(|v| *v > 0.0).unwrap_or(QUANTIFICATION)
}

/// The processing baseline, from its own tag or from a product's name. 99.99 marks data that were processed again and
/// means nothing. With it, where it was read.
pub fn baseline(tags: &[(String, String)]) -> Option<(f64, String)> {
    let known = |n: &f64| (0.0..50.0).contains(n);
    if let Some(text) = tag(tags, "PROCESSING_BASELINE") {
        let number = text.parse().ok().filter(known)?;
        return Some((number, format!("tag PROCESSING_BASELINE={text}")));
    }
    let names =
        ["PRODUCT_URI", "PRODUCT_URI_2A", "s2:product_uri", "sentinel:product_id", "s2:product_id", "PRODUCT_ID", "id"];
    names.iter().find_map(|name| {
        let text = tag(tags, name)?;
        let part =
            text.split('_').find_map(|p| p.strip_prefix('N').filter(|d| d.len() == 4 && d.parse::<u32>().is_ok()))?;
        let number = part.parse::<f64>().ok().map(|n| n / 100.0).filter(known)?;
        Some((number, format!("baseline N{part} in {name}")))
    })
}
