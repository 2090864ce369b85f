//! One raster with all bands: anything that GDAL opens, VRT and virtual file systems included.

use super::paths::{file_name, stem};
use super::product::{BandOverrides, Candidate, Place, Product};
use super::{parts, vrt, xml};
use crate::error::Result;
use crate::raster::bands::{Shared, denies, name_among, read};
use crate::raster::gdal::{Dataset, Gdal};

/// Opens any raster: the last form.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    if let Some(refusal) = parts::snap_refusal(gdal, name) {
        return Some(Err(refusal));
    }
    Some(Dataset::open(gdal, name).and_then(|d| from_dataset(gdal, d)))
}

/// An open dataset, also one that a caller lends.
pub fn from_dataset(gdal: &'static Gdal, dataset: Dataset) -> Result<Product> {
    let name = dataset.name().to_owned();
    if dataset.band_count() == 0 {
        return Err(parts::refusal(gdal, &name, &dataset));
    }
    let mut product = Product::new(gdal, "raster");
    product.tags = dataset.metadata(c"");
    product.candidates = candidates(gdal, &dataset, &name)?;
    let text = dataset.metadata_text(c"xml:SENTINEL2");
    if !text.is_empty() {
        // What GDAL gives of a product that it opened is XML; if not, it is ignored.
        let metadata = xml::Metadata::read(&text).unwrap_or_default();
        product.tags.extend(metadata.tags.iter().filter(|(k, _)| k == "PRODUCT_TYPE").cloned());
        for candidate in &mut product.candidates {
            candidate.overrides = candidate.common_name.map_or_else(BandOverrides::default, |m| metadata.overrides(m));
        }
    }
    product.open.insert(name, std::rc::Rc::new(dataset));
    Ok(product)
}

/// Every band of a dataset.
pub(super) fn candidates(gdal: &'static Gdal, dataset: &Dataset, file: &str) -> Result<Vec<Candidate>> {
    let pixel = dataset.grid().pixel_size().map(|(x, y)| (x * y).sqrt());
    let infos: Vec<_> = (1..=dataset.band_count()).map(|n| dataset.band_info(n)).collect::<Result<_>>()?;
    let readings = read(&infos);
    let mut found: Vec<_> = infos
        .into_iter()
        .zip(readings)
        .enumerate()
        .map(|(i, (info, reading))| {
            let note = reading.note.map_or(String::new(), |note| format!(" ({note})"));
            Candidate {
                label: format!("{}{note}", info.description).trim().to_owned(),
                common_name: reading.common_name,
                place: Place { file: file.to_owned(), number: i + 1 },
                pixel,
                overrides: BandOverrides::default(),
            }
        })
        .collect();
    if dataset.driver() == "VRT" && found.iter().all(|c| c.common_name.is_none() && c.label.is_empty()) {
        for (candidate, (common, label)) in found.iter_mut().zip(vrt::common_names(gdal, dataset)) {
            (candidate.common_name, candidate.label) = (common, label);
        }
    }
    Ok(found)
}

/// The bands of one file among several: a single band without a name of its own is known by the file's name. `shared`
/// are the words of the files' names that do not name the band.
pub(super) fn candidates_of_file(
    gdal: &'static Gdal,
    dataset: &Dataset,
    file: &str,
    shared: &Shared,
) -> Result<Vec<Candidate>> {
    let mut found = candidates(gdal, dataset, file)?;
    if let [only] = &mut found[..] {
        // A name that makes something else of the band ("ndvi", "named red, but of 492 nm") takes precedence over the
        // file's.
        if only.common_name.is_none() && !denies(&only.label) && !only.label.contains(", but of ") {
            only.common_name = name_among(stem(file), shared);
        }
        let note = only.label.find("(named ").map_or(String::new(), |at| format!(" {}", &only.label[at..]));
        only.label = format!("{}{note}", file_name(file));
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
