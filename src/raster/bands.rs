//! Which band of a raster or product is which band of the model, by meaning or by explicit numbers.

use super::{BandInfo, SampleType};
use crate::error::{Error, Result};

/// A Sentinel-2 band: its spellings (ours first, then the mission's and others') and its central wavelength in nm.
struct Known {
    spellings: &'static [&'static str],
    wavelength: f64,
}

/// `nir` is B08; B8A (`nir08` in STAC) is another band and must not match.
const KNOWN: &[Known] = &[
    Known { spellings: &["coastal", "b01", "b1"], wavelength: 442.7 },
    Known { spellings: &["blue", "b02", "b2"], wavelength: 492.4 },
    Known { spellings: &["green", "b03", "b3"], wavelength: 559.8 },
    Known { spellings: &["red", "b04", "b4"], wavelength: 664.6 },
    Known { spellings: &["rededge1", "b05", "b5"], wavelength: 704.1 },
    Known { spellings: &["rededge2", "b06", "b6"], wavelength: 740.5 },
    Known { spellings: &["rededge3", "b07", "b7"], wavelength: 782.8 },
    Known { spellings: &["nir", "b08", "b8"], wavelength: 836.0 },
    Known { spellings: &["nir08", "b8a", "b08a"], wavelength: 864.7 },
    Known { spellings: &["nir09", "b09", "b9"], wavelength: 945.1 },
    Known { spellings: &["cirrus", "b10"], wavelength: 1373.5 },
    Known { spellings: &["swir16", "b11", "swir1"], wavelength: 1612.0 },
    Known { spellings: &["swir22", "b12", "swir2"], wavelength: 2195.0 },
    Known { spellings: &[SCL, "scene_classification"], wavelength: f64::NAN },
];

/// The scene classification, a band that is no reflectance.
pub const SCL: &str = "scl";

/// Furthest that a stated wavelength may lie from a band's own, nm.
const WAVELENGTH_SLACK: f64 = 13.0;

/// A band as the choice sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// How messages show it: description or file name, may be empty.
    pub label: String,
    /// Common name, if one is known.
    pub meaning: Option<&'static str>,
}

/// The common name behind a spelling, for example `red` for `B4`; `None` for other words.
pub fn common_name(word: &str) -> Option<&'static str> {
    let word = word.trim().to_ascii_lowercase();
    KNOWN.iter().find(|k| k.spellings.contains(&word.as_str())).map(|k| k.spellings[0])
}

/// The one common name among a text's words, for example in `T31TFJ_20230821_B04_10m`; `None` for none or several.
pub fn name_in(text: &str) -> Option<&'static str> {
    let mut names: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(common_name).collect();
    names.sort_unstable();
    names.dedup();
    match names[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// What a band calls itself: `BANDNAME` of GDAL's Sentinel-2 driver first, since its descriptions can be out of
/// order, then the description's words ("B4, central wavelength 665 nm"), other tags, the wavelength, and the colour.
pub fn meaning(band: &BandInfo) -> Option<&'static str> {
    let tag = |name: &str| {
        band.metadata
            .iter()
            .find(|(k, _)| k.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.trim())
            .filter(|v| !v.is_empty())
    };
    if let Some(name) = tag("BANDNAME").and_then(common_name) {
        return Some(name);
    }
    if !band.description.trim().is_empty() {
        // A description that says something else (ndvi, a date) is not overruled by a colour or a wavelength.
        return name_in(&band.description);
    }
    let named = ["common_name", "eo:common_name", "band_name", "name", "NETCDF_VARNAME"].iter().filter_map(|k| tag(k));
    if let Some(name) = named.filter_map(common_name).next() {
        return Some(name);
    }
    if let Some(nm) = wavelength(band) {
        let distance = |k: &&Known| (k.wavelength - nm).abs();
        let nearest =
            KNOWN.iter().filter(|k| k.wavelength.is_finite()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        return nearest.filter(|k| distance(k) <= WAVELENGTH_SLACK).map(|k| k.spellings[0]);
    }
    // GDAL calls the bands of any 8-bit picture red, green and blue: that tells nothing about reflectance.
    if band.sample != SampleType::Byte {
        return match band.colour.as_str() {
            "Red" | "Green" | "Blue" => common_name(&band.colour),
            "NIR" => Some("nir"),
            _ => None,
        };
    }
    None
}

/// The central wavelength that a band states, in nm. Without a unit, numbers below 100 are micrometres.
fn wavelength(band: &BandInfo) -> Option<f64> {
    let tag = |name: &str| band.metadata.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim());
    let number = |name: &str| tag(name).and_then(|v| v.split_whitespace().next()).and_then(|v| v.parse::<f64>().ok());
    if let Some(um) = number("CENTRAL_WAVELENGTH_UM").or_else(|| number("center_wavelength")) {
        return Some(um * 1000.0);
    }
    let value = number("wavelength").or_else(|| number("central_wavelength"))?;
    let unit = tag("wavelength_units").or_else(|| tag("wavelength_unit")).unwrap_or("").to_ascii_lowercase();
    let micro = if unit.is_empty() { value < 100.0 } else { unit.starts_with("micro") || unit.starts_with("um") };
    Some(if micro { value * 1000.0 } else { value })
}

/// Places (from 0) in `seen`, in the order of `wanted`, the model's band names.
///
/// `choice` is `auto`, numbers from 1 in the model's order (`3,2,1,4,5`), or names with numbers (`red=3,green=2,…`).
///
/// # Errors
/// If a band is missing, named twice, or out of range; the message lists what there is.
pub fn choose(path: &str, seen: &[Seen], wanted: &[String], choice: &str) -> Result<Vec<usize>> {
    let numbers = match choice.trim() {
        "" | "auto" => return by_meaning(path, seen, wanted),
        text if text.contains('=') => by_name(text, wanted)?,
        text => by_number(text, wanted)?,
    };
    if let Some(n) = numbers.iter().find(|&&n| n == 0 || n > seen.len()) {
        return Err(Error::raster(path, format!("has bands 1 to {}, but band {n} was asked for", seen.len())));
    }
    Ok(numbers.into_iter().map(|n| n - 1).collect())
}

fn by_meaning(path: &str, seen: &[Seen], wanted: &[String]) -> Result<Vec<usize>> {
    let refuse = |reason: String| {
        let shown = seen.iter().enumerate().map(|(i, b)| {
            let label = if b.label.is_empty() { "no name" } else { &b.label };
            match b.meaning {
                Some(m) if m != label => format!("{} = {m} ({label})", i + 1),
                _ => format!("{} = {label}", i + 1),
            }
        });
        let known = |w: &String| seen.iter().position(|b| b.meaning.is_some() && b.meaning == common_name(w));
        let any = wanted.iter().any(|w| known(w).is_some());
        // What is known already; a question mark is no number, so that nobody takes another band by copying it.
        let number = |(i, w): (usize, &String)| match known(w) {
            Some(at) => format!("{w}={}", at + 1),
            None if any => format!("{w}=?"),
            None => format!("{w}={}", i + 1),
        };
        Error::raster(
            path,
            format!(
                "{reason}; the model needs {}; found {}; say which is which with bands, for example bands={}",
                wanted.join(", "),
                shown.collect::<Vec<_>>().join(", "),
                wanted.iter().enumerate().map(number).collect::<Vec<_>>().join(",")
            ),
        )
    };
    let mut places = Vec::new();
    for name in wanted {
        let hits: Vec<_> = (0..seen.len())
            .filter(|&i| match common_name(name) {
                Some(common) => seen[i].meaning == Some(common),
                None => seen[i].label.eq_ignore_ascii_case(name),
            })
            .collect();
        match hits[..] {
            [one] => places.push(one),
            [] => return Err(refuse(format!("no band is known to be {name}"))),
            _ => return Err(refuse(format!("{} bands could be {name}", hits.len()))),
        }
    }
    Ok(places)
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

    fn band(description: &str, metadata: &[(&str, &str)]) -> BandInfo {
        BandInfo {
            description: description.into(),
            metadata: metadata.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
            ..BandInfo::plain(SampleType::Integer)
        }
    }

    fn seen(bands: &[BandInfo]) -> Vec<Seen> {
        bands.iter().map(|b| Seen { label: b.description.clone(), meaning: meaning(b) }).collect()
    }

    fn wanted() -> Vec<String> {
        ["red", "green", "blue", "nir", "swir16"].map(String::from).to_vec()
    }

    fn chosen(descriptions: &[&str], choice: &str) -> Result<Vec<usize>> {
        let bands: Vec<_> = descriptions.iter().map(|d| band(d, &[])).collect();
        choose("x.tif", &seen(&bands), &wanted(), choice)
    }

    #[test]
    fn bands_are_found_by_meaning() {
        assert_eq!(chosen(&["red", "green", "blue", "nir", "swir16"], "auto").unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(chosen(&["B02", "B03", "B04", "B8A", "B08", "B11"], "auto").unwrap(), [2, 1, 0, 4, 5]);
        let gdal = ["B4, central wavelength 665 nm", "B3, x", "B2", "B8, central wavelength 842 nm", "B11 (1610 nm)"];
        assert_eq!(chosen(&gdal, "auto").unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_driver_s_band_name_beats_the_description() {
        assert_eq!(meaning(&band("B2", &[("BANDNAME", "B4")])), Some("red"));
        assert_eq!(meaning(&band("", &[("NETCDF_VARNAME", "B11")])), Some("swir16"));
    }

    #[test]
    fn wavelengths_and_colours_tell_where_names_do_not() {
        for (nm, name) in [("665", "red"), ("842", "nir"), ("833", "nir"), ("865", "nir08"), ("1610", "swir16")] {
            assert_eq!(meaning(&band("", &[("wavelength", nm), ("wavelength_units", "Nanometers")])), Some(name));
        }
        assert_eq!(meaning(&band("", &[("CENTRAL_WAVELENGTH_UM", "0.560")])), Some("green"));
        assert_eq!(meaning(&band("", &[("wavelength", "610")])), None);
        let mut colour = band("", &[]);
        colour.colour = "Red".into();
        assert_eq!(meaning(&colour), Some("red"));
        colour.description = "ndvi".into();
        assert_eq!(meaning(&colour), None, "a description that says something else wins");
    }

    #[test]
    fn names_are_found_inside_file_names() {
        assert_eq!(name_in("T31TFJ_20230821T105031_B8A_20m"), Some("nir08"));
        assert_eq!(name_in("ref_input_S2_B02"), Some("blue"));
        for none in ["S2A_MSIL2A_20230821", "B02_B03", "cloud_mask"] {
            assert_eq!(name_in(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_missing_or_double_is_named() {
        let missing = chosen(&["B02", "B03", "B04", "B08", "SCL"], "auto").unwrap_err().to_string();
        assert!(missing.contains("no band is known to be swir16") && missing.contains("5 = scl"), "{missing}");
        assert!(missing.ends_with("bands=red=3,green=2,blue=1,nir=4,swir16=?"), "{missing}");
        let double = chosen(&["red", "B04", "green", "blue", "nir", "swir16"], "auto").unwrap_err().to_string();
        assert!(double.contains("2 bands could be red"), "{double}");
        assert!(chosen(&["", "", "", "", ""], "auto").unwrap_err().to_string().contains("1 = no name"));
    }

    #[test]
    fn explicit_choices_are_checked() {
        let five = ["", "", "", "", ""];
        assert_eq!(chosen(&five, "3,2,1,4,5").unwrap(), [2, 1, 0, 3, 4]);
        assert_eq!(chosen(&five, "red=3, B3=2,blue=1,nir=4,swir16=5").unwrap(), [2, 1, 0, 3, 4]);
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
