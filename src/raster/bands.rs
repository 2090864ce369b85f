//! Which band of a raster is which band of the model, by meaning or by explicit numbers.

use super::BandInfo;
use crate::error::{Error, Result};

/// Names under which Sentinel-2's bands travel: the first is ours, then the mission's and others' spellings.
/// `nir` is B08; B8A (`nir08` in STAC) is another band and must not match.
const SPELLINGS: &[&[&str]] = &[
    &["coastal", "b01", "b1"],
    &["blue", "b02", "b2"],
    &["green", "b03", "b3"],
    &["red", "b04", "b4"],
    &["rededge1", "b05", "b5"],
    &["rededge2", "b06", "b6"],
    &["rededge3", "b07", "b7"],
    &["nir", "b08", "b8"],
    &["nir08", "b8a", "b08a"],
    &["nir09", "b09", "b9"],
    &["cirrus", "b10"],
    &["swir16", "b11", "swir1"],
    &["swir22", "b12", "swir2"],
];

/// The common name behind a spelling, for example `red` for `B4`; `None` for other words.
fn common_name(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    SPELLINGS.iter().find(|s| s.contains(&word.as_str())).map(|s| s[0])
}

/// What a band calls itself: `BANDNAME` of GDAL's Sentinel-2 driver first, since its descriptions can be out of
/// order, then the description's words ("B4, central wavelength 665 nm").
fn meaning(band: &BandInfo) -> Option<&'static str> {
    let tag = band.metadata.iter().find(|(k, _)| k.eq_ignore_ascii_case("BANDNAME"));
    if let Some(name) = tag.and_then(|(_, v)| common_name(v)) {
        return Some(name);
    }
    let mut names: Vec<_> =
        band.description.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(common_name).collect();
    names.dedup();
    match names[..] {
        [one] => Some(one),
        _ => None, // nothing known, or several bands in one description
    }
}

/// Band numbers (from 1) in the order of `wanted`, the model's band names.
///
/// `choice` is `auto`, numbers in the model's order (`3,2,1,4,5`), or names with numbers (`red=3,green=2,…`).
///
/// # Errors
/// If a band is missing, named twice, or out of range; the message lists what the raster has.
pub fn choose(path: &str, bands: &[BandInfo], wanted: &[String], choice: &str) -> Result<Vec<usize>> {
    let numbers = match choice.trim() {
        "" | "auto" => by_meaning(path, bands, wanted)?,
        text if text.contains('=') => by_name(text, wanted)?,
        text => by_number(text, wanted)?,
    };
    if let Some(n) = numbers.iter().find(|&&n| n == 0 || n > bands.len()) {
        return Err(Error::raster(path, format!("has bands 1 to {}, but band {n} was asked for", bands.len())));
    }
    Ok(numbers)
}

fn by_meaning(path: &str, bands: &[BandInfo], wanted: &[String]) -> Result<Vec<usize>> {
    let found: Vec<_> = bands.iter().map(meaning).collect();
    let refuse = |reason: String| {
        let shown = bands.iter().zip(&found).enumerate().map(|(i, (b, m))| {
            let description = if b.description.is_empty() { "no name" } else { &b.description };
            format!("{} = {}", i + 1, m.unwrap_or(description))
        });
        Error::raster(
            path,
            format!(
                "{reason}; the model needs {}; the raster has {}; say which is which with bands, for example bands={}",
                wanted.join(", "),
                shown.collect::<Vec<_>>().join(", "),
                wanted.iter().enumerate().map(|(i, w)| format!("{w}={}", i + 1)).collect::<Vec<_>>().join(",")
            ),
        )
    };
    let mut numbers = Vec::new();
    for name in wanted {
        let hits: Vec<_> = (0..bands.len())
            .filter(|&i| match common_name(name) {
                Some(common) => found[i] == Some(common),
                None => bands[i].description.eq_ignore_ascii_case(name),
            })
            .collect();
        match hits[..] {
            [one] => numbers.push(one + 1),
            [] => return Err(refuse(format!("no band is known to be {name}"))),
            _ => return Err(refuse(format!("{} bands could be {name}", hits.len()))),
        }
    }
    Ok(numbers)
}

fn by_name(text: &str, wanted: &[String]) -> Result<Vec<usize>> {
    let mut numbers = vec![None; wanted.len()];
    for part in text.split(',') {
        let (name, number) = part.split_once('=').ok_or_else(|| bad(text, wanted))?;
        let name = name.trim();
        let same = |w: &String| {
            w.eq_ignore_ascii_case(name) || (common_name(name).is_some() && common_name(w) == common_name(name))
        };
        let at = wanted.iter().position(same).ok_or_else(|| bad(text, wanted))?;
        let number = number.trim().parse::<usize>().map_err(|_| bad(text, wanted))?;
        if numbers[at].replace(number).is_some() {
            return Err(bad(text, wanted));
        }
    }
    numbers.into_iter().collect::<Option<Vec<_>>>().ok_or_else(|| bad(text, wanted))
}

fn by_number(text: &str, wanted: &[String]) -> Result<Vec<usize>> {
    let numbers: Option<Vec<usize>> = text.split(',').map(|p| p.trim().parse().ok()).collect();
    numbers.filter(|n| n.len() == wanted.len()).ok_or_else(|| bad(text, wanted))
}

fn bad(text: &str, wanted: &[String]) -> Error {
    let example = wanted.iter().enumerate().map(|(i, w)| format!("{w}={}", i + 1)).collect::<Vec<_>>().join(",");
    Error::argument(format!(
        "bands={text}: expected auto, {} numbers in the order {}, or each name once, like {example}",
        wanted.len(),
        wanted.join(",")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{MaskKind, SampleType};

    fn named(descriptions: &[&str]) -> Vec<BandInfo> {
        let band = |d: &&str| BandInfo {
            description: d.to_string(),
            metadata: vec![],
            sample: SampleType::Integer,
            data_type: "UInt16".into(),
            mask: MaskKind::None,
            scale: None,
            offset: None,
        };
        descriptions.iter().map(band).collect()
    }

    fn wanted() -> Vec<String> {
        ["red", "green", "blue", "nir", "swir16"].map(String::from).to_vec()
    }

    fn chosen(descriptions: &[&str], choice: &str) -> Result<Vec<usize>> {
        choose("x.tif", &named(descriptions), &wanted(), choice)
    }

    #[test]
    fn bands_are_found_by_meaning() {
        assert_eq!(chosen(&["red", "green", "blue", "nir", "swir16"], "auto").unwrap(), [1, 2, 3, 4, 5]);
        assert_eq!(chosen(&["B02", "B03", "B04", "B8A", "B08", "B11"], "auto").unwrap(), [3, 2, 1, 5, 6]);
        let gdal = ["B4, central wavelength 665 nm", "B3, x", "B2", "B8, central wavelength 842 nm", "B11 (1610 nm)"];
        assert_eq!(chosen(&gdal, "auto").unwrap(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_driver_s_band_name_beats_the_description() {
        let mut bands = named(&["B2", "B3", "B4", "B8", "B11"]);
        bands[0].metadata.push(("BANDNAME".into(), "B4".into()));
        bands[2].metadata.push(("BANDNAME".into(), "B2".into()));
        assert_eq!(choose("x.tif", &bands, &wanted(), "auto").unwrap(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_is_missing_or_double_is_named() {
        let missing = chosen(&["B02", "B03", "B04", "B08", "SCL"], "auto").unwrap_err().to_string();
        assert!(missing.contains("no band is known to be swir16") && missing.contains("5 = SCL"), "{missing}");
        let double = chosen(&["red", "B04", "green", "blue", "nir", "swir16"], "auto").unwrap_err().to_string();
        assert!(double.contains("2 bands could be red"), "{double}");
        assert!(chosen(&["", "", "", "", ""], "auto").unwrap_err().to_string().contains("1 = no name"));
    }

    #[test]
    fn explicit_choices_are_checked() {
        let five = ["", "", "", "", ""];
        assert_eq!(chosen(&five, "3,2,1,4,5").unwrap(), [3, 2, 1, 4, 5]);
        assert_eq!(chosen(&five, "red=3, B3=2,blue=1,nir=4,swir16=5").unwrap(), [3, 2, 1, 4, 5]);
        for wrong in [
            "1,2,3",
            "1,2,3,4,x",
            "red=1,red=2,blue=1,nir=4,swir16=5",
            "red=1",
            "nir08=4,red=1,green=2,blue=3,swir16=5",
            "1,2,3,4,6",
            "0,1,2,3,4",
        ] {
            assert!(chosen(&five, wrong).is_err(), "{wrong}");
        }
    }
}
