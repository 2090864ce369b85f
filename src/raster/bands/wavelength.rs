//! Wavelengths that bands state, in whatever unit, and the band at one.

/// Central wavelengths in nm.
const CENTRES: &[(&str, f64)] = &[
    ("coastal", 442.7),
    ("blue", 492.4),
    ("green", 559.8),
    ("red", 664.6),
    ("rededge1", 704.1),
    ("rededge2", 740.5),
    ("rededge3", 782.8),
    ("nir", 836.0),
    ("nir08", 864.7),
    ("nir09", 945.1),
    ("cirrus", 1373.5),
    ("swir16", 1612.0),
    ("swir22", 2195.0),
];

/// Furthest that a stated wavelength may lie from a band's own to name it, nm.
const SLACK: f64 = 13.0;

/// The band at a wavelength, if it is one of the mission's.
pub(super) fn band_at(nm: f64) -> Option<&'static str> {
    let distance = |c: &&(&'static str, f64)| (c.1 - nm).abs();
    let nearest = CENTRES.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.filter(|c| distance(c) <= SLACK).map(|c| c.0)
}

/// Whether a band may be called by this name although its wavelength is another sensor's, or a rounded one.
pub(super) fn allows(name: &str, nm: f64) -> bool {
    let tolerance = if nm < 1000.0 { 30.0 } else { 80.0 };
    CENTRES.iter().find(|c| c.0 == name).is_none_or(|c| (c.1 - nm).abs() <= tolerance)
}

/// A number as nm, by its magnitude: nm, µm or m. The unit that a tag states is wrong too often.
fn by_magnitude(value: f64) -> Option<f64> {
    match value {
        v if (300.0..15_000.0).contains(&v) => Some(v),
        v if (0.3..15.0).contains(&v) => Some(v * 1e3),
        v if (3e-7..1.5e-5).contains(&v) => Some(v * 1e9),
        _ => None,
    }
}

/// The first number of a text.
fn first_number(text: &str) -> Option<f64> {
    let rest = &text[text.find(|c: char| c.is_ascii_digit())?..];
    let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | 'E' | '-' | '+')).unwrap_or(rest.len());
    // What follows a number is not always one: "665 e", "0.49-0.53".
    (1..=end.min(24)).rev().find_map(|n| rest[..n].parse().ok())
}

/// The wavelength that a band's tags state, nm.
pub(super) fn in_tags(tags: &[(String, String)]) -> Option<f64> {
    let lower = |k: &str| k.to_ascii_lowercase();
    let unit = tags.iter().find(|(k, _)| lower(k).contains("wavelength") && lower(k).contains("unit"));
    // Wavenumbers and frequencies are no wavelengths, and an index is a place in a list.
    let other = ["wavenumber", "cm-1", "cm^-1", "hz", "index"];
    if unit.is_some_and(|(_, v)| other.iter().any(|o| lower(v).contains(o))) {
        return None;
    }
    let others = ["unit", "fwhm", "width", "half", "min", "max", "range", "full"];
    let states = |k: &str| k.contains("wavelength") && !others.iter().any(|o| k.contains(o));
    tags.iter().filter(|(k, _)| states(&lower(k))).find_map(|(_, v)| by_magnitude(first_number(v)?))
}

/// The wavelength inside a description: "B4, central wavelength 665 nm", "Band 1 (0.4924 Micrometers)", "492.4".
pub(super) fn in_text(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
            at += 1;
        }
        let before = text[..start].chars().next_back();
        let after = text[at..].trim_start().to_lowercase();
        let has_unit = ["nm", "nanomet", "um", "µm", "μm", "micromet", "micron"].iter().any(|u| after.starts_with(u));
        // As the ENVI driver writes them where the unit is unknown.
        let alone = (before == Some('(') && after == ")") || (before.is_none() && after.is_empty());
        // As ACOLITE names its bands.
        let named = ["rhos_", "rhot_"].iter().any(|n| text[..start].ends_with(n)) && after.is_empty();
        let attached = before.is_some_and(char::is_alphanumeric);
        let number = &text[start..at];
        // A whole number that small is a place in a list.
        let alone = alone && (number.len() > 2 || number.contains('.')) && !number.ends_with('.');
        let found = number.parse().ok().and_then(by_magnitude);
        if found.is_some() && ((has_unit && !attached) || alone || named) {
            return found;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wavelengths_are_read_in_any_unit() {
        let tags = |pairs: &[(&str, &str)]| {
            in_tags(&pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>())
        };
        assert_eq!(tags(&[("wavelength", "664.6"), ("wavelength_units", "Nanometers")]), Some(664.6));
        for (key, text) in [
            ("CENTRAL_WAVELENGTH_UM", "0.6646"),
            ("Wavelength", "0.6646 micrometers"),
            ("center_wavelength", "664.6"),
            ("wavelength", "664.6"),
            ("WAVELENGTH", "6.646e-07"),
            ("wavelength", "{664.6}"),
        ] {
            let found = tags(&[(key, text), ("wavelength_unit", "Unknown")]).unwrap();
            assert!((found - 664.6).abs() < 1e-6, "{key}={text}: {found}");
        }
        for (key, text) in [("wavelength", "7"), ("wavelength", "x"), ("FWHM_UM", "0.03"), ("wavelength", "")] {
            let found = tags(&[(key, text), ("wavelength_units", "Index")]);
            assert_eq!(found, None, "{key}={text}");
        }
        assert_eq!(tags(&[("wavelength", "665"), ("wavelength_units", "Wavenumber")]), None);
        assert_eq!(tags(&[("full_width_half_max_wavelength", "400")]), None);
    }

    #[test]
    fn descriptions_hold_wavelengths() {
        for (text, nm) in [
            ("B4, central wavelength 665 nm", 665.0),
            ("Band 1 (492.4 Nanometers)", 492.4),
            ("Band 1 (492.4)", 492.4),
            ("0.4924 Micrometers", 492.4),
            ("492.4 Nanometers", 492.4),
            ("492.4", 492.4),
            ("red 0.665µm", 665.0),
            ("B8A 864.7nm", 864.7),
            ("rhos_665", 665.0),
        ] {
            let found = in_text(text).unwrap_or_else(|| panic!("{text}"));
            assert!((found - nm).abs() < 1e-9, "{text}: {found}");
        }
        for none in ["Band 4", "20200223", "B04_10m", "2020-02-23", "Band 4 (30 nm)", "", "9.", "tile 31 umbria"] {
            assert_eq!(in_text(none), None, "{none}");
        }
    }

    #[test]
    fn the_band_at_a_wavelength() {
        for (nm, name) in [(665.0, "red"), (842.0, "nir"), (832.8, "nir"), (864.7, "nir08"), (1610.0, "swir16")] {
            assert_eq!(band_at(nm), Some(name));
        }
        assert_eq!((band_at(610.0), band_at(850.0)), (None, None));
        assert!(allows("nir", 850.0) && allows("scl", 1.0) && !allows("red", 610.0));
    }
}
