//! From raw values to the encoder's unit: surface reflectance × 10000, without the +1000 of baseline 04.00.
//!
//! The convention comes from the caller or from metadata, never from a date. The range of floats shows whether they are
//! 0 to 1, and dark pixels show that integers hold no offset; both give a warning. No offset is ever subtracted because
//! of values. Data that contradict a decision are found by `check` and reported, never silently "repaired"; values
//! that no reflectance has are found by `odd`.

mod check;
mod convention;
mod evidence;
mod likeness;
mod odd;
mod origin;

pub use check::{Finding, check};
pub use convention::{Convention, Evidence, Reflectance};
pub use evidence::baseline;
pub use likeness::Likeness;
pub use odd::{Odd, OddCounts, OddShare, TOO_MANY, odd};
pub use origin::{level, sensed, tile};

use self::convention::{OFFSET, QUANTIFICATION};
use super::sample::Sample;
use super::{BandInfo, SampleType};
use crate::error::{Error, Result};

/// Checks a choice without any raster: the word, or `scale,offset` to reflectance.
///
/// # Errors
/// [`Error::Argument`] for anything else.
pub fn parse_choice(choice: &str) -> Result<Option<(f64, f64)>> {
    if matches!(choice, "auto" | "dn" | "dn-offset" | "unit") {
        return Ok(None);
    }
    let pair = choice.split_once(',').and_then(|(s, o)| Some((s.trim().parse().ok()?, o.trim().parse().ok()?)));
    match pair {
        Some((scale, offset)) if scale > 0.0 && f64::is_finite(scale) && f64::is_finite(offset) => {
            Ok(Some((scale, offset)))
        }
        _ => Err(Error::refused(
            "REFLECTANCE",
            format!(
                "reflectance={choice}: expected auto, dn, dn-offset, unit, or a scale and an offset to reflectance, for example 0.0001,-0.1"
            ),
        )),
    }
}

/// Decides the convention of a raster. `choice` is a word or `scale,offset`, see [`parse_choice`]; `tags` are the
/// product's metadata; `bands` are the bands in use; `sample` gives the range of floats, and examples for the message.
///
/// # Errors
/// For 8-bit images; in `auto`, when nothing decides it.
pub fn decide(
    path: &str,
    choice: &str,
    tags: &[(String, String)],
    bands: &[BandInfo],
    sample: Option<&Sample>,
) -> Result<Reflectance> {
    if let Some(b) = bands.iter().find(|b| matches!(b.sample, SampleType::Byte | SampleType::Other)) {
        return Err(Error::Reflectance {
            path: path.into(),
            message: format!(
                "holds {} samples; reflectance needs 16-bit or float values, a visual image cannot be used",
                b.data_type
            ),
        });
    }
    let said = |scale, offset| Ok(Reflectance::same(scale, offset, bands.len(), Evidence::Said, "said by the caller"));
    if let Some((scale, offset)) = parse_choice(choice)? {
        return said(scale * QUANTIFICATION, offset * QUANTIFICATION);
    }
    match choice {
        "dn" => said(1.0, 0.0),
        "dn-offset" => said(1.0, OFFSET),
        "unit" => said(QUANTIFICATION, 0.0),
        _ => evidence::found(tags, bands, sample).ok_or_else(|| Error::Reflectance {
            path: path.into(),
            message: format!(
                "its metadata does not tell how values become reflectance (no BOA_ADD_OFFSET, PROCESSING_BASELINE, \
                 OFFSET, or band scale and offset){}",
                what_to_say(sample)
            ),
        }),
    }
}

/// What values look like and which option to give: first what fits, then what else there is.
fn what_to_say(sample: Option<&Sample>) -> String {
    let likeness = sample.and_then(Likeness::of);
    let seen = sample.map_or(String::new(), |s| format!("; {}", s.range()));
    let like = likeness.map_or(String::new(), |l| format!(": {}", l.advice()));
    if matches!(likeness, Some(Likeness::Cut | Likeness::Picture)) {
        return seen + &like;
    }
    format!(
        "{seen}{like}; {}say reflectance=dn for reflectance x 10000, dn-offset for the same with +1000 (baseline 04.00 and \
         later), unit for reflectance 0 to 1, or a scale and an offset; of two dates, reflectance-after says it for the \
         second",
        if likeness.is_some() { "otherwise " } else { "" }
    )
}

/// Where a choice and the metadata disagree: one sentence.
pub fn disagreement(
    chosen: &Reflectance,
    tags: &[(String, String)],
    bands: &[BandInfo],
    sample: &Sample,
) -> Option<String> {
    let told = evidence::found(tags, bands, Some(sample)).filter(|t| t.evidence == Evidence::Metadata)?;
    (told.rules != chosen.rules).then(|| {
        format!(
            "{} was said for reflectance, but the metadata mean {} ({})",
            chosen.convention, told.convention, told.reason
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(sample: SampleType, scale: Option<f64>, offset: Option<f64>) -> BandInfo {
        BandInfo { scale, offset, ..BandInfo::plain(sample) }
    }

    fn auto(tags: &[(&str, &str)], band: BandInfo) -> Result<Reflectance> {
        let tags: Vec<_> = tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        decide("x.tif", "auto", &tags, &[band], None)
    }

    #[test]
    fn metadata_decides() {
        let integer = || band(SampleType::Integer, None, None);
        let decided = |tags: &[(&str, &str)]| auto(tags, integer()).unwrap().convention.to_string();
        assert_eq!(decided(&[("OFFSET", "none")]), "dn");
        assert_eq!(decided(&[("OFFSET", "1000 subtracted")]), "dn");
        assert_eq!(decided(&[("BOA_ADD_OFFSET", "-1000")]), "dn-offset");
        assert_eq!(decided(&[("PROCESSING_BASELINE", "05.09")]), "dn-offset");
        assert_eq!(decided(&[("PROCESSING_BASELINE", "02.14")]), "dn");
        assert_eq!(decided(&[("s2:product_uri", "S2B_MSIL2A_20210122T133229_N0214_R081_T22HBD_x.SAFE")]), "dn");
        // the offset's own tag takes precedence over the baseline: harmonised data keep their baseline
        assert_eq!(decided(&[("OFFSET", "0"), ("PROCESSING_BASELINE", "05.09")]), "dn");
        // a date decides nothing, and baseline 99.99 marks data that were processed again
        for silent in [&[][..], &[("DATE", "2023-01-01")], &[("OFFSET", "7")], &[("PROCESSING_BASELINE", "99.99")]] {
            assert!(auto(silent, integer()).is_err(), "{silent:?}");
        }
    }

    #[test]
    fn offsets_are_per_band() {
        let with = |offset: &str| BandInfo {
            metadata: vec![("BOA_ADD_OFFSET".into(), offset.into())],
            ..BandInfo::plain(SampleType::Integer)
        };
        let rule = decide("x", "auto", &[], &[with("-1000"), with("-900")], None).unwrap();
        assert_eq!((rule.convention, rule.rules), (Convention::ScaleOffset, vec![(1.0, -1000.0), (1.0, -900.0)]));
        assert_eq!(decide("x", "auto", &[], &[with("-1000")], None).unwrap().convention, Convention::DnOffset);
    }

    #[test]
    fn scale_tags_give_reflectance_times_10000() {
        let rule = auto(&[], band(SampleType::Integer, Some(0.0001), Some(-0.1))).unwrap();
        let mut values = [1000.0, 3500.0];
        rule.apply(&mut values);
        assert!((values[0]).abs() < 1e-3 && (values[1] - 2500.0).abs() < 1e-3, "{values:?}");
        assert_eq!(auto(&[], band(SampleType::Integer, Some(0.0001), None)).unwrap().convention, Convention::Dn);
        assert_eq!(
            decide("x", "0.0001,-0.1", &[], &[band(SampleType::Integer, None, None)], None).unwrap().convention,
            Convention::DnOffset
        );
        assert!(parse_choice("0.0001").is_err() && parse_choice("-1,0").is_err() && parse_choice("dn").is_ok());
    }

    #[test]
    fn visual_images_and_silent_floats_are_refused() {
        assert!(decide("x.tif", "dn", &[], &[band(SampleType::Byte, None, None)], None).is_err());
        assert!(auto(&[("PROCESSING_BASELINE", "02.14")], band(SampleType::Float, None, None)).is_err());
    }

    #[test]
    fn the_range_of_floats_tells_the_scale_and_never_an_offset() {
        let ramp = |low: f32, high: f32| {
            Sample::of(vec![(0..3000).map(|i| low + (high - low) * i as f32 / 2999.0).collect::<Vec<_>>()])
        };
        let decided = |tags: &[(&str, &str)], sample: Sample| {
            let tags: Vec<_> = tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
            decide("x.tif", "auto", &tags, &[band(SampleType::Float, None, None)], Some(&sample)).ok()
        };
        let found =
            |tags: &[(&str, &str)], low, high| decided(tags, ramp(low, high)).map(|r| (r.convention, r.evidence));
        assert_eq!(found(&[], 0.01, 0.6), Some((Convention::Unit, Evidence::Values)));
        assert_eq!(found(&[], 0.104, 0.7), None, "0.1 may still be in");
        assert_eq!(found(&[], 100.0, 6000.0), None, "DN with or without +1000");
        let (old, new) = ([("PROCESSING_BASELINE", "02.14")], [("PROCESSING_BASELINE", "05.09")]);
        assert_eq!(found(&old, 0.2, 0.6), Some((Convention::Unit, Evidence::Metadata)));
        assert_eq!(found(&old, 100.0, 6000.0), Some((Convention::Dn, Evidence::Metadata)));
        assert_eq!(found(&new, 1100.0, 6000.0), Some((Convention::DnOffset, Evidence::Metadata)));
        assert_eq!(
            found(&new, 0.01, 0.6),
            Some((Convention::Unit, Evidence::Metadata)),
            "darker than 0.1: taken away before"
        );
        assert_eq!(found(&new, 0.104, 0.6), None);
    }

    #[test]
    fn a_choice_against_the_metadata_is_noticed() {
        let bands = [band(SampleType::Integer, None, None)];
        let tags = [("PROCESSING_BASELINE".to_string(), "05.09".to_string())];
        let said = |word: &str| decide("x", word, &tags, &bands, None).unwrap();
        let sample = Sample::of(vec![vec![]]);
        assert!(disagreement(&said("dn"), &tags, &bands, &sample).unwrap().contains("metadata mean dn-offset"));
        assert_eq!(disagreement(&said("dn-offset"), &tags, &bands, &sample), None);
    }
}
