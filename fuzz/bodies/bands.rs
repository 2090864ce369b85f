//! What bands call themselves, and which of them is chosen for which of the model's.
//!
//! Lines: the caller's choice, then one band each as `description`, `KEY=VALUE`… separated by tabs.

use lejepa_gis::model::BANDS;
use lejepa_gis::raster::bands::{NamedBand, choose, common_name, common_name_of, name_in};
use lejepa_gis::raster::reflectance::{decide, parse_choice};
use lejepa_gis::raster::{BandInfo, SampleType};

use super::errors::value;

fn band(line: &str) -> BandInfo {
    let mut fields = line.split('\t');
    let description = fields.next().unwrap_or("").to_owned();
    let metadata: Vec<_> =
        fields.filter_map(|f| f.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let tag = |name: &str| metadata.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
    let number = |name: &str| tag(name).and_then(|v| v.parse().ok());
    let sample = match description.len() % 7 {
        0 => SampleType::Float,
        1 => SampleType::Byte,
        _ => SampleType::Integer,
    };
    BandInfo {
        colour: tag("colour").unwrap_or_default(),
        scale: number("scale"),
        offset: number("offset"),
        description,
        metadata,
        ..BandInfo::plain(sample)
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let choice = lines.next().unwrap_or("");
    let infos: Vec<BandInfo> = lines.take(40).map(band).collect();
    let mut seen = Vec::new();
    for info in &infos {
        let found = common_name_of(info);
        assert!(found.is_none_or(|m| common_name(m) == Some(m)), "it is a common name: {found:?}");
        assert!(name_in(&info.description).is_none_or(|m| common_name(m) == Some(m)));
        seen.push(NamedBand { label: info.description.clone(), common_name: found });
    }
    let wanted = BANDS.map(String::from);
    if let Some(places) = value(choose("fuzz", &seen, &wanted, choice)) {
        assert_eq!(places.len(), wanted.len());
        assert!(places.iter().all(|p| *p < seen.len()));
    }
    value(parse_choice(choice));
    let tags: Vec<_> = infos.iter().flat_map(|b| b.metadata.clone()).collect();
    for words in [choice, "auto"] {
        if let Some(rule) = value(decide("fuzz", words, &tags, &infos, None)) {
            assert_eq!(rule.rules.len(), infos.len());
            assert!(rule.rules.iter().all(|(scale, offset)| scale.is_finite() && offset.is_finite()), "{rule:?}");
        }
    }
}
