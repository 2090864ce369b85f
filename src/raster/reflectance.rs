//! From raw values to the encoder's unit: surface reflectance × 10000, without the +1000 of baseline 04.00.
//!
//! The convention is said by the caller or told by metadata. It is never guessed, and never decided by a date.

use super::{BandInfo, SampleType};
use crate::error::{Error, Result};

/// Reflectance × 10000 of a reflectance of 1.
const QUANTIFICATION: f64 = 10_000.0;

/// How raw values become reflectance × 10000: `raw × scale + offset`, the same for all bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Reflectance {
    /// `dn`, `dn-offset`, `unit` or `scale/offset`.
    pub convention: &'static str,
    /// Factor on raw values.
    pub scale: f64,
    /// Added after the factor.
    pub offset: f64,
    /// From what it was decided, for people and for provenance.
    pub reason: String,
}

impl Reflectance {
    fn new(convention: &'static str, scale: f64, offset: f64, reason: impl Into<String>) -> Self {
        Reflectance { convention, scale, offset, reason: reason.into() }
    }

    /// Converts raw values in place.
    pub fn apply(&self, values: &mut [f32]) {
        if self.scale != 1.0 || self.offset != 0.0 {
            let (scale, offset) = (self.scale as f32, self.offset as f32);
            values.iter_mut().for_each(|v| *v = *v * scale + offset);
        }
    }
}

/// Decides the convention of a raster. `choice` is `auto`, `dn`, `dn-offset` or `unit`; `tags` is the dataset's
/// metadata; `bands` are the bands in use.
///
/// # Errors
/// For 8-bit images; in `auto`, when no metadata tells.
pub fn decide(path: &str, choice: &str, tags: &[(String, String)], bands: &[BandInfo]) -> Result<Reflectance> {
    if let Some(b) = bands.iter().find(|b| matches!(b.sample, SampleType::Byte | SampleType::Other)) {
        return Err(Error::Reflectance {
            path: path.into(),
            message: format!(
                "holds {} samples; reflectance needs 16-bit or float values, a visual image cannot be used",
                b.data_type
            ),
        });
    }
    match choice {
        "dn" => Ok(Reflectance::new("dn", 1.0, 0.0, "said by the caller")),
        "dn-offset" => Ok(Reflectance::new("dn-offset", 1.0, -1000.0, "said by the caller")),
        "unit" => Ok(Reflectance::new("unit", QUANTIFICATION, 0.0, "said by the caller")),
        "auto" => from_metadata(tags, bands).ok_or_else(|| Error::Reflectance {
            path: path.into(),
            message:
                "its metadata does not tell how values become reflectance (no BOA_ADD_OFFSET, PROCESSING_BASELINE, \
                      OFFSET, or band scale and offset); say reflectance=dn for reflectance x 10000, dn-offset for the \
                      same with +1000 (baseline 04.00 and later), unit for reflectance 0 to 1"
                    .into(),
        }),
        other => Err(Error::argument(format!("reflectance={other}: expected auto, dn, dn-offset or unit"))),
    }
}

fn from_metadata(tags: &[(String, String)], bands: &[BandInfo]) -> Option<Reflectance> {
    let tag = |name: &str| tags.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim());
    let rules: Vec<_> = bands.iter().map(|b| (b.scale, b.offset)).collect();
    if let Some(&(scale, offset)) = rules.first()
        && (scale.is_some() || offset.is_some())
        && rules.iter().all(|r| *r == (scale, offset))
    {
        let (s, o) = (scale.unwrap_or(1.0), offset.unwrap_or(0.0));
        let reason = format!("band tags: scale {s}, offset {o}");
        return Some(Reflectance::new("scale/offset", s * QUANTIFICATION, o * QUANTIFICATION, reason));
    }
    if bands.iter().any(|b| b.sample == SampleType::Float) {
        return None; // floats may be DN or 0 to 1: only the caller or a scale tag can tell
    }
    let offset_tag = |(k, _): &&(String, String)| {
        let key = k.to_ascii_uppercase();
        key == "OFFSET" || key.starts_with("BOA_ADD_OFFSET")
    };
    if let Some((key, value)) = tags.iter().find(offset_tag) {
        return match value.trim() {
            "0" | "none" => Some(Reflectance::new("dn", 1.0, 0.0, format!("tag {key}={value}"))),
            "-1000" => Some(Reflectance::new("dn-offset", 1.0, -1000.0, format!("tag {key}={value}"))),
            _ => None,
        };
    }
    let baseline = tag("PROCESSING_BASELINE")?;
    let number: f64 = baseline.parse().ok()?;
    let (convention, offset) = if number >= 4.0 { ("dn-offset", -1000.0) } else { ("dn", 0.0) };
    Some(Reflectance::new(convention, 1.0, offset, format!("tag PROCESSING_BASELINE={baseline}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::MaskKind;

    fn band(sample: SampleType, scale: Option<f64>, offset: Option<f64>) -> BandInfo {
        BandInfo {
            description: String::new(),
            metadata: vec![],
            sample,
            data_type: format!("{sample:?}"),
            mask: MaskKind::None,
            scale,
            offset,
        }
    }

    fn auto(tags: &[(&str, &str)], band: BandInfo) -> Result<Reflectance> {
        let tags: Vec<_> = tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        decide("x.tif", "auto", &tags, &[band])
    }

    #[test]
    fn metadata_decides() {
        let integer = || band(SampleType::Integer, None, None);
        let decided = |tags: &[(&str, &str)]| auto(tags, integer()).unwrap().convention;
        assert_eq!(decided(&[("OFFSET", "none")]), "dn");
        assert_eq!(decided(&[("BOA_ADD_OFFSET", "-1000")]), "dn-offset");
        assert_eq!(decided(&[("PROCESSING_BASELINE", "05.09")]), "dn-offset");
        assert_eq!(decided(&[("PROCESSING_BASELINE", "02.14")]), "dn");
        // the offset's own tag counts more than the baseline: harmonised data keep their baseline
        assert_eq!(decided(&[("OFFSET", "0"), ("PROCESSING_BASELINE", "05.09")]), "dn");
        for silent in [&[][..], &[("DATE", "2023-01-01")], &[("OFFSET", "7")]] {
            assert!(auto(silent, integer()).is_err(), "{silent:?}");
        }
    }

    #[test]
    fn scale_tags_give_reflectance_times_10000() {
        let rule = auto(&[], band(SampleType::Integer, Some(0.0001), Some(-0.1))).unwrap();
        let mut values = [1000.0, 3500.0];
        rule.apply(&mut values);
        assert!((values[0]).abs() < 1e-3 && (values[1] - 2500.0).abs() < 1e-3, "{values:?}");
    }

    #[test]
    fn visual_images_and_silent_floats_are_refused() {
        assert!(decide("x.tif", "dn", &[], &[band(SampleType::Byte, None, None)]).is_err());
        assert!(auto(&[("PROCESSING_BASELINE", "02.14")], band(SampleType::Float, None, None)).is_err());
    }
}
