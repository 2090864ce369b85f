//! Which band of a raster or product is which band of the model, by name and wavelength or by explicit numbers.

mod choice;
mod names;
mod sensor;
mod wavelength;
mod words;

pub use choice::{NamedBand, choose};
use names::Said;
pub use names::Shared;
pub use sensor::other_sensor;
use words::Word;

use super::{BandInfo, SampleType};

/// The scene classification, a band that is no reflectance.
pub const SCL: &str = "scl";

/// What a band is, and what contradicts it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Common name, if it is known.
    pub common_name: Option<&'static str>,
    /// Where name and wavelength contradict each other: both, as a label ends.
    pub note: Option<String>,
    /// The word it was recognised by, where other bands of the raster decide what that word means.
    word: Option<Word>,
}

/// The common name behind a word that is a whole name, for example `red` for `B4`; `None` for other words.
pub fn common_name(word: &str) -> Option<&'static str> {
    names::whole(word)
}

/// The band that a text names, for example `T31TFJ_20230821_B04_10m`; `None` if it names none, several, or something
/// made of a band (`B04_quality`).
pub fn name_in(text: &str) -> Option<&'static str> {
    names::read(text, &Shared::default()).band()
}

/// The same for the name of one file among several; `shared` are the words that mean nothing there.
pub fn name_among(text: &str, shared: &Shared) -> Option<&'static str> {
    names::read(text, shared).band()
}

/// Whether a text names something made of a band (`B04_mask`), or several bands, and not one band.
pub fn denies(text: &str) -> bool {
    names::read(text, &Shared::default()) == Said::Else
}

/// The name of a single band, see [`read`].
pub fn common_name_of(band: &BandInfo) -> Option<&'static str> {
    read_one(band, false, &Shared::default()).common_name
}

/// The names of a raster's bands: `BANDNAME` of GDAL's Sentinel-2 driver first, since its descriptions can
/// be out of order, then the description ("B4, central wavelength 665 nm"), other tags, and the colour. A wavelength
/// names a band that has no name, decides between neighbours that share one (`nir`), and otherwise must agree.
pub fn read(bands: &[BandInfo]) -> Vec<Reading> {
    let descriptions: Vec<_> = bands.iter().map(|b| b.description.as_str()).collect();
    let (numbered, shared) = (are_numbers(&descriptions), Shared::of(&descriptions));
    let mut found: Vec<_> = bands.iter().map(|b| read_one(b, numbered, &shared)).collect();
    let has = |word: Word, found: &[Reading]| found.iter().any(|r| r.word == Some(word));
    // FORCE calls B08 broad, and B8A simply nir.
    let broad = has(Word::BroadNir, &found);
    // Geoscience Australia counts swir_2 (B11) and swir_3 (B12).
    let counted = has(Word::Swir(3), &found) && has(Word::Swir(2), &found);
    for reading in &mut found {
        match reading.word {
            Some(Word::Colour("nir")) if broad => reading.common_name = Some("nir08"),
            Some(Word::Swir(2)) if counted => reading.common_name = Some("swir16"),
            _ => {}
        }
    }
    found
}

/// Whether names are the bands' numbers only: `b1`, `b2`, … as Earth Engine calls bands without names, and rasters
/// of Landsat.
fn are_numbers(names: &[&str]) -> bool {
    let counted =
        |(i, name): (usize, &&str)| name.strip_prefix(['b', 'B']).is_some_and(|digits| digits == (i + 1).to_string());
    // B1 to B12 may be the mission's, without B8A; its eleventh is then B11 by either reading.
    let mission = names.len() == 12 && names.iter().all(|n| n.starts_with('B'));
    names.len() > 1 && !mission && names.iter().enumerate().all(counted)
}

fn read_one(band: &BandInfo, numbered: bool, shared: &Shared) -> Reading {
    let tag = |name: &str| {
        let found = band.metadata.iter().find(|(k, _)| k.eq_ignore_ascii_case(name));
        found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    };
    let description = if numbered { "" } else { band.description.trim() };
    let tags = ["common_name", "eo:common_name", "band_name", "name", "Domain", "NETCDF_VARNAME", "long_name"];
    let said =
        tag("BANDNAME").and_then(common_name).map(|name| Said::Band { name, word: Word::Code(name), sure: true });
    let mut said = said.unwrap_or_else(|| names::read(description, shared));
    for text in tags.iter().filter_map(|k| tag(k)) {
        if said == Said::Nothing {
            said = names::read(text, shared);
        }
    }
    let nm = wavelength::in_tags(&band.metadata).or_else(|| wavelength::in_text(description));
    let known = |name| Reading { common_name: Some(name), ..Reading::default() };
    match (said, nm) {
        (Said::Else, _) | (Said::Family(_), None) => Reading::default(),
        (Said::Band { name, word, .. }, None) => Reading { word: Some(word), ..known(name) },
        (Said::Band { name, .. }, Some(_)) if name == SCL => known(name),
        (Said::Band { name, sure, .. }, Some(nm)) => match wavelength::band_at(nm) {
            Some(at) if at == name || (!sure && names::loosely(name, at)) => known(at),
            None if wavelength::allows(name, nm) => known(name),
            _ => Reading { note: Some(format!("named {name}, but of {nm} nm")), ..Reading::default() },
        },
        (Said::Family(family), Some(nm)) => Reading {
            common_name: wavelength::band_at(nm).filter(|at| names::belongs(at, family)),
            ..Reading::default()
        },
        (Said::Nothing, Some(nm)) => Reading { common_name: wavelength::band_at(nm), ..Reading::default() },
        // GDAL calls the bands of any 8-bit picture red, green and blue: that shows nothing about reflectance. A
        // description of something else (a date) takes precedence over a colour.
        (Said::Nothing, None) if description.is_empty() && band.sample != SampleType::Byte => {
            let colour = match band.colour.as_str() {
                "Red" | "Green" | "Blue" => common_name(&band.colour),
                "NIR" => Some("nir"),
                _ => None,
            };
            Reading { common_name: colour, ..Reading::default() }
        }
        (Said::Nothing, None) => Reading::default(),
    }
}

#[cfg(test)]
mod tests;
