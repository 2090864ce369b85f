//! Several files in one name: `B04.tif,B03.tif,…`, or with bands named, `red=a.tif,green=b.tif,…`.

use std::rc::Rc;

use super::list::{listed, named_part};
use super::paths::{stem, virtual_name};
use super::product::{Candidate, Product};
use super::single::candidates_of_file;
use crate::error::{Error, Result};
use crate::raster::bands::Shared;
use crate::raster::gdal::{Dataset, Gdal};

/// Opens a list of files if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    let names = listed(gdal, name)?;
    let parts: Vec<_> = names.iter().map(|p| named_part(p.trim())).collect();
    Some(product(gdal, name, &parts))
}

fn product(gdal: &'static Gdal, name: &str, parts: &[(Option<&'static str>, &str)]) -> Result<Product> {
    let mut product = Product::new(gdal, "files");
    let shared = Shared::of(&parts.iter().map(|(_, file)| stem(file)).collect::<Vec<_>>());
    for (band, file) in parts {
        let file = virtual_name(file);
        let dataset = Dataset::open(gdal, &file).map_err(|e| match e {
            Error::Raster { path, message, fault } => Error::Raster {
                path,
                fault,
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
            only.common_name = Some(band);
        }
        add_file(&mut product, dataset, file, found);
    }
    if product.candidates.iter().all(|c| c.common_name.is_none()) {
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
    if found.iter().any(|c| c.common_name.is_some()) {
        let tags = dataset.metadata(c"");
        if product.candidates.iter().any(|c| c.common_name.is_some()) {
            product.tags.retain(|t| tags.contains(t));
        } else {
            product.tags = tags;
        }
    }
    product.candidates.extend(found);
    product.open.insert(file, Rc::new(dataset));
}
