//! What a name given as input can be: one file per form, one line each in `FORMS`.
//!
//! A form turns a name into a [`Product`]: bands that can be chosen from, each at a place (a file and a band number),
//! and the product's metadata. Nothing is read but headers and metadata. To add a form, write
//! `fn(&'static Gdal, &str) -> Option<Result<Product>>` in a file here and add its line.

mod choose;
mod elements;
mod files;
mod folder;
mod list;
mod names;
mod parts;
mod paths;
mod product;
mod references;
mod refuse;
mod safe;
mod single;
mod sources;
mod stac;
mod vrt;
mod xml;

pub use choose::{Chosen, as_classes, classes_on};
pub use product::{BandOverrides, Candidate, Place, Product};
pub use single::from_dataset;
pub use sources::Sources;

pub(crate) use paths::virtual_name;

use super::gdal::Gdal;
use crate::error::{Error, Result};

/// Opens a name; `None` if it is of another form.
type Form = fn(&'static Gdal, &str) -> Option<Result<Product>>;

/// Forms in the order in which they are tried; the first that recognises the name opens it.
const FORMS: &[Form] = &[safe::open, stac::open, folder::open, files::open, single::open];

/// Finds out what `name` is. `sources` says what it may reach.
///
/// # Errors
/// If nothing opens it, with what was tried; if it names something that `sources` forbids, with that.
pub fn resolve(gdal: &'static Gdal, name: &str, sources: &Sources) -> Result<Product> {
    let name = virtual_name(name);
    sources.admit(gdal, &name)?;
    let found = FORMS.iter().find_map(|form| form(gdal, &name));
    let mut product =
        found.unwrap_or_else(|| Err(Error::raster(&name, "is no raster, folder, product or STAC item")))?;
    for file in product.open.keys().filter(|file| **file != name) {
        sources.admit(gdal, file)?;
    }
    product.sources = sources.clone();
    Ok(product)
}
