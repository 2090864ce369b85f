//! A name that lists several files: where it is parted, and what each part is said to be.

use super::paths::virtual_name;
use crate::raster::bands::common_name;
use crate::raster::gdal::{Gdal, exists};

/// The files of a list, as GDAL opens them; `None` if the name is no list.
pub fn files_of(gdal: &Gdal, name: &str) -> Option<Vec<String>> {
    let names = listed(gdal, name)?;
    Some(names.iter().map(|p| virtual_name(named_part(p.trim()).1)).collect())
}

/// The parts of a list, each with the band that it is said to be.
pub fn listed(gdal: &Gdal, name: &str) -> Option<Vec<String>> {
    // GDAL's own names (`DRIVER:…`, inline XML) may hold commas, and so may a file's.
    if !name.contains(',') || name.trim_start().starts_with(['<', '{']) || exists(gdal, name).unwrap_or(false) {
        return None;
    }
    let pieces = pieces(name);
    // A single piece has its comma inside quotes.
    (pieces.len() > 1).then(|| joined_again(&pieces, |file| exists(gdal, file).unwrap_or(false)))
}

/// A list at its commas, but not at those inside double quotes: `red=ZARR:"a, b.zarr":/b04,…`.
fn pieces(list: &str) -> Vec<&str> {
    let mut quoted = false;
    list.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .collect()
}

/// Most pieces of one file name.
const COMMAS: usize = 12;

/// Pieces put together again where a file's own name holds commas: the longest name that is there, since the shorter one
/// may be a folder's.
fn joined_again(pieces: &[&str], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let furthest = pieces.len().min(at + COMMAS);
        let name = |end: usize| pieces[at..end].join(",");
        let file = |end: usize| named_part(name(end).trim()).1.to_owned();
        // GDAL's own names, and files elsewhere, which are expensive to ask for, are taken as they are.
        let elsewhere = without_drive(&file(at + 1)).contains(':') || file(at + 1).starts_with("/vsi");
        let there = (at + 1..=furthest).rev().find(|&end| !elsewhere && is_there(&file(end)));
        let end = there.unwrap_or(at + 1);
        names.push(name(end));
        at = end;
    }
    names
}

/// A path without its drive, `C:` on Windows, where a slash follows.
fn without_drive(path: &str) -> &str {
    match path.as_bytes() {
        [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic() => &path[2..],
        _ => path,
    }
}

/// `red=a.tif` as (`red`, `a.tif`); the part before `=` must be a band's name.
pub fn named_part(part: &str) -> (Option<&'static str>, &str) {
    match part.split_once('=').and_then(|(band, file)| Some((common_name(band)?, file))) {
        Some((band, file)) => (Some(band), file.trim()),
        None => (None, part),
    }
}

#[cfg(test)]
mod tests {
    use super::{joined_again, named_part, pieces};

    #[test]
    fn names_may_hold_commas() {
        assert_eq!(pieces("a.tif,b.tif"), ["a.tif", "b.tif"]);
        assert_eq!(pieces("red=ZARR:\"a,b.zarr\":/b04,green=c.tif"), ["red=ZARR:\"a,b.zarr\":/b04", "green=c.tif"]);
        let there =
            |f: &str| ["2020-02-23", "2020-02-23, L2A, B04.tiff", "2020-02-23, L2A, B03.tiff", "B02.tif"].contains(&f);
        let list = "2020-02-23, L2A, B04.tiff,green=2020-02-23, L2A, B03.tiff, B02.tif,none, at all";
        assert_eq!(
            joined_again(&pieces(list), there),
            ["2020-02-23, L2A, B04.tiff", "green=2020-02-23, L2A, B03.tiff", " B02.tif", "none", " at all"]
        );
        let there = |f: &str| [r"C:\a, b\B04.tif", "d:/a, b/B03.tif", "s3:a,b"].contains(&f);
        let list = r"red=C:\a, b\B04.tif,d:/a, b/B03.tif,s3:a,b";
        assert_eq!(joined_again(&pieces(list), there), [r"red=C:\a, b\B04.tif", "d:/a, b/B03.tif", "s3:a", "b"]);
    }

    #[test]
    fn parts_may_name_their_band() {
        assert_eq!(named_part("red=B04.tif"), (Some("red"), "B04.tif"));
        assert_eq!(named_part("B4 = x.tif"), (Some("red"), "x.tif"));
        assert_eq!(named_part("/data/a=b.tif"), (None, "/data/a=b.tif"));
    }
}
