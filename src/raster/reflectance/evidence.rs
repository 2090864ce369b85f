//! What metadata say of the convention and of the processing level.

use super::{OFFSET, QUANTIFICATION, Reflectance};
use crate::raster::{BandInfo, SampleType};

/// Scales this close to one another are the same rule written differently (`0.0001` as float32).
const SAME: f64 = 1e-6;

fn tag<'a>(tags: &'a [(String, String)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
}

/// Rounds away what a float32 tag adds to a round number.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e4).round() / 1e4;
    if (value - rounded).abs() <= SAME * rounded.abs().max(1.0) { rounded } else { value }
}

/// The convention by metadata alone: band tags first, then offsets, then the baseline.
pub(super) fn from_metadata(tags: &[(String, String)], bands: &[BandInfo]) -> Option<Reflectance> {
    if !bands.is_empty() && bands.iter().all(|b| b.scale.is_some() || b.offset.is_some()) {
        let rule = |b: &BandInfo| {
            let (scale, offset) = (b.scale.unwrap_or(1.0), b.offset.unwrap_or(0.0));
            (tidy(scale * QUANTIFICATION), tidy(offset * QUANTIFICATION))
        };
        let (s, o) = (bands[0].scale.unwrap_or(1.0), bands[0].offset.unwrap_or(0.0));
        return Some(Reflectance::new(bands.iter().map(rule).collect(), format!("band tags: scale {s}, offset {o}")));
    }
    if bands.iter().any(|b| b.sample == SampleType::Float) {
        return None; // floats may be DN or 0 to 1: only the caller or a scale tag can tell
    }
    let scale = QUANTIFICATION / quantification(tags);
    let of_bands: Option<Vec<(f64, String)>> = bands.iter().map(band_offset).collect();
    if let Some(offsets) = of_bands.filter(|o| !o.is_empty()) {
        let reason = format!("{} of the bands", offsets[0].1);
        return Some(Reflectance::new(offsets.iter().map(|(o, _)| (scale, o * scale)).collect(), reason));
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
        return Some(Reflectance::same(scale, offset * scale, bands.len(), format!("tag {key}={value}")));
    }
    let (number, source) = baseline(tags)?;
    let offset = if number >= 4.0 { OFFSET } else { 0.0 };
    Some(Reflectance::same(scale, offset * scale, bands.len(), source))
}

/// A band's own additive offset in DN, and the tag that says so.
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
/// tells nothing.
fn baseline(tags: &[(String, String)]) -> Option<(f64, String)> {
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

/// `L1C` or `L2A` if the product's own words tell.
pub fn level(tags: &[(String, String)], name: &str) -> Option<&'static str> {
    const KEYS: &[&str] = &[
        "LEVEL",
        "PROCESSING_LEVEL",
        "PRODUCT_TYPE",
        "PRODUCT_URI",
        "s2:product_type",
        "s2:product_uri",
        "sentinel:product_id",
        "DATASTRIP_ID",
        "collection",
        "processing:level",
    ];
    let of = |text: &str| {
        let text = text.to_ascii_uppercase().replace(['-', '_', ' '], "");
        match () {
            () if text.contains("L1C") || text.contains("LEVEL1C") || text.contains("MSI1C") => Some("L1C"),
            () if text.contains("L2A") || text.contains("LEVEL2A") || text.contains("MSI2A") => Some("L2A"),
            () => None,
        }
    };
    KEYS.iter().find_map(|k| of(tag(tags, k)?)).or_else(|| {
        // A file's name counts only where the mission's naming is in it.
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_uppercase();
        if base.contains("MSIL1C") { Some("L1C") } else { base.contains("MSIL2A").then_some("L2A") }
    })
}

/// When the scene was sensed, as RFC 3339, if the product's own words tell.
pub fn sensed(tags: &[(String, String)]) -> Option<String> {
    const KEYS: &[&str] = &["PRODUCT_START_TIME", "datetime", "SENSING_TIME", "DATE", "TIFFTAG_DATETIME"];
    KEYS.iter().find_map(|k| rfc3339(tag(tags, k)?))
}

/// `2023-08-21T22:19:41.024Z`, `2023-08-21`, `20230821` or `2023:08:21 …` as RFC 3339.
fn rfc3339(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    if !(2015..2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = text.split_once(['T', ' ']).map(|(_, t)| t.trim_end_matches('Z')).unwrap_or("");
    let time = time.split(['+', '-']).next().unwrap_or("");
    let is_time = time.len() >= 8 && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    Some(format!("{year:04}-{month:02}-{day:02}T{}Z", if is_time { time } else { "00:00:00" }))
}

#[cfg(test)]
mod tests {
    use super::{level, rfc3339};

    #[test]
    fn dates_become_rfc3339() {
        let of = |t: &str| rfc3339(t).unwrap_or_default();
        assert_eq!(of("2023-08-21T22:19:41.024Z"), "2023-08-21T22:19:41.024Z");
        assert_eq!(of("20200113"), "2020-01-13T00:00:00Z");
        assert_eq!(of("2020-01-13"), "2020-01-13T00:00:00Z");
        assert_eq!(of("2024-08-01T11:21:19+00:00"), "2024-08-01T11:21:19Z");
        assert_eq!((of("yesterday"), of("99999999")), (String::new(), String::new()));
    }

    #[test]
    fn levels_are_read_from_the_product_s_words() {
        let of = |k: &str, v: &str| level(&[(k.into(), v.into())], "x.tif");
        assert_eq!(of("PRODUCT_TYPE", "S2MSI1C"), Some("L1C"));
        assert_eq!(of("PROCESSING_LEVEL", "Level-2A"), Some("L2A"));
        assert_eq!(of("collection", "sentinel-s2-l2a-cogs"), Some("L2A"));
        assert_eq!(of("LEVEL", "L1C"), Some("L1C"));
        assert_eq!(level(&[], "a/S2A_MSIL1C_20210908T042701_N0301.tif"), Some("L1C"));
        assert_eq!(level(&[], "a/my_l1c.tif"), None);
    }
}
