//! Several files in one name: `B04.tif,B03.tif,…`, or with bands named, `red=a.tif,green=b.tif,…`.

use std::rc::Rc;

use super::single::candidates_of_file;
use super::{Candidate, Product, stem, virtual_name};
use crate::error::{Error, Result};
use crate::raster::bands::{Shared, common_name};
use crate::raster::gdal::{Dataset, Gdal, exists};

/// Opens a list of files if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    let names = listed(gdal, name)?;
    let parts: Vec<_> = names.iter().map(|p| named_part(p.trim())).collect();
    Some(product(gdal, name, &parts))
}

/// The files of a list, as GDAL opens them; `None` if the name is no list.
pub(super) fn files_of(gdal: &Gdal, name: &str) -> Option<Vec<String>> {
    let names = listed(gdal, name)?;
    Some(names.iter().map(|p| virtual_name(named_part(p.trim()).1)).collect())
}

/// The parts of a list, each with the band's name that it is given.
fn listed(gdal: &Gdal, name: &str) -> Option<Vec<String>> {
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
        // GDAL's own names, and remote files, which are slow to look up, are used as they are.
        let elsewhere = file(at + 1).contains(':') || file(at + 1).starts_with("/vsi");
        let there = (at + 1..=furthest).rev().find(|&end| !elsewhere && is_there(&file(end)));
        let end = there.unwrap_or(at + 1);
        names.push(name(end));
        at = end;
    }
    names
}

/// `red=a.tif` as (`red`, `a.tif`); the part before `=` must be a band's name.
fn named_part(part: &str) -> (Option<&'static str>, &str) {
    match part.split_once('=').and_then(|(band, file)| Some((common_name(band)?, file))) {
        Some((band, file)) => (Some(band), file.trim()),
        None => (None, part),
    }
}

fn product(gdal: &'static Gdal, name: &str, parts: &[(Option<&'static str>, &str)]) -> Result<Product> {
    let mut product = Product::new(gdal, "files");
    let shared = Shared::of(&parts.iter().map(|(_, file)| stem(file)).collect::<Vec<_>>());
    for (band, file) in parts {
        let file = virtual_name(file);
        let dataset = Dataset::open(gdal, &file).map_err(|e| match e {
            Error::Raster { path, message } => Error::Raster {
                path,
                message: format!("{message} (it is one of the names of a list parted at its commas: {name})"),
            },
            other => other,
        })?;
        let mut found = candidates_of_file(gdal, &dataset, &file, &shared)?;
        if let Some(band) = band {
            let [only] = &mut found[..] else {
                return Err(Error::raster(
                    name,
                    format!("{file} was said to be {band}, but has {} bands; one was expected", found.len()),
                ));
            };
            only.meaning = Some(band);
        }
        add_file(&mut product, dataset, file, found);
    }
    if product.candidates.iter().all(|c| c.meaning.is_none()) {
        // Bands will be chosen by number, so every file that was listed is one of the product's.
        let mut files = product.open.values().map(|d| d.metadata(c""));
        let first = files.next().unwrap_or_default();
        product.tags = files.fold(first, |tags, other| tags.into_iter().filter(|t| other.contains(t)).collect());
    }
    product.keep_finest();
    Ok(product)
}

/// Adds a file's bands; tags count where all files with known bands agree.
pub(super) fn add_file(product: &mut Product, dataset: Dataset, file: String, found: Vec<Candidate>) {
    if found.iter().any(|c| c.meaning.is_some()) {
        let tags = dataset.metadata(c"");
        if product.candidates.iter().any(|c| c.meaning.is_some()) {
            product.tags.retain(|t| tags.contains(t));
        } else {
            product.tags = tags;
        }
    }
    product.candidates.extend(found);
    product.open.insert(file, Rc::new(dataset));
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
    }

    #[test]
    fn parts_may_name_their_band() {
        assert_eq!(named_part("red=B04.tif"), (Some("red"), "B04.tif"));
        assert_eq!(named_part("B4 = x.tif"), (Some("red"), "x.tif"));
        assert_eq!(named_part("/data/a=b.tif"), (None, "/data/a=b.tif"));
    }
}
