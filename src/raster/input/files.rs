//! Several files in one name: `B04.tif,B03.tif,…`, or with bands named, `red=a.tif,green=b.tif,…`.

use std::rc::Rc;

use super::single::candidates_of_file;
use super::{Candidate, Product, virtual_name};
use crate::error::{Error, Result};
use crate::raster::bands::common_name;
use crate::raster::gdal::{Dataset, Gdal, exists};

/// Opens a list of files if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    // GDAL's own names (`DRIVER:…`, inline XML) may hold commas, and so may a file's.
    if !name.contains(',') || name.starts_with('<') || exists(gdal, name).unwrap_or(false) {
        return None;
    }
    let parts: Vec<_> = name.split(',').map(|p| named_part(p.trim())).collect();
    Some(product(gdal, name, &parts))
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
    for (band, file) in parts {
        let file = virtual_name(file);
        let dataset = Dataset::open(gdal, &file)?;
        let mut found = candidates_of_file(&dataset, &file)?;
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
    use super::named_part;

    #[test]
    fn parts_may_name_their_band() {
        assert_eq!(named_part("red=B04.tif"), (Some("red"), "B04.tif"));
        assert_eq!(named_part("B4 = x.tif"), (Some("red"), "x.tif"));
        assert_eq!(named_part("/data/a=b.tif"), (None, "/data/a=b.tif"));
    }
}
