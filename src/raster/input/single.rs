//! One raster with all bands: anything that GDAL opens, VRT and virtual file systems included.

use super::{Candidate, Place, Product, Told, file_name, xml};
use crate::error::{Error, Result};
use crate::raster::bands::meaning;
use crate::raster::gdal::{Dataset, Gdal};

/// Opens any raster: the last form.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    Some(Dataset::open(gdal, name).and_then(|d| from_dataset(gdal, d)))
}

/// An open dataset, also one that a caller lends.
pub fn from_dataset(gdal: &'static Gdal, dataset: Dataset) -> Result<Product> {
    let name = dataset.name().to_owned();
    if dataset.band_count() == 0 {
        let subdatasets = dataset.metadata(c"SUBDATASETS");
        let names: Vec<_> = subdatasets.iter().filter(|(k, _)| k.ends_with("_NAME")).map(|(_, v)| v.as_str()).collect();
        let found = if names.is_empty() {
            "it has no bands".into()
        } else {
            format!("it has subdatasets only: {}", names.join(", "))
        };
        return Err(Error::raster(name, format!("a raster with bands was expected, but {found}")));
    }
    let mut product = Product::new(gdal, "raster");
    product.tags = dataset.metadata(c"");
    product.candidates = candidates(&dataset, &name)?;
    let text = dataset.metadata_text(c"xml:SENTINEL2");
    if !text.is_empty() {
        product.tags.extend(xml::tags(&text).into_iter().filter(|(k, _)| k == "PRODUCT_TYPE"));
        for candidate in &mut product.candidates {
            candidate.told = candidate.meaning.map_or_else(Told::default, |m| xml::told(&text, m));
        }
    }
    product.open.insert(name, std::rc::Rc::new(dataset));
    Ok(product)
}

/// Every band of a dataset.
pub(super) fn candidates(dataset: &Dataset, file: &str) -> Result<Vec<Candidate>> {
    let pixel = dataset.grid().pixel_size().map(|(x, y)| (x * y).sqrt());
    (1..=dataset.band_count())
        .map(|number| {
            let info = dataset.band_info(number)?;
            let label = if info.description.is_empty() { String::new() } else { info.description.clone() };
            Ok(Candidate {
                label,
                meaning: meaning(&info),
                place: Place { file: file.to_owned(), number },
                pixel,
                told: Told::default(),
            })
        })
        .collect()
}

/// The bands of one file among several: a single band without a name of its own is known by the file's name.
pub(super) fn candidates_of_file(dataset: &Dataset, file: &str) -> Result<Vec<Candidate>> {
    let mut found = candidates(dataset, file)?;
    if let [only] = &mut found[..] {
        only.meaning = only.meaning.or_else(|| crate::raster::bands::name_in(super::stem(file)));
        only.label = file_name(file).to_owned();
    } else {
        for band in &mut found {
            band.label = format!(
                "{}:{}{}",
                file_name(file),
                band.place.number,
                if band.label.is_empty() { String::new() } else { format!(" {}", band.label) }
            );
        }
    }
    Ok(found)
}
