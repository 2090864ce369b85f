//! A folder of band files, known by their own names for their bands or by file name; `R10m`, `R20m` and `R60m` folders
//! inside count too, and `IMG_DATA` with these, so that one tile of a product is a folder. A zip of such files is a folder.

use serde_json::Value;

use super::files::add_file;
use super::parts;
use super::paths::{ENDINGS, INNER, file_name, joined, stem, visible_folder};
use super::product::{BandOverrides, Candidate, Place, Product};
use super::single::candidates_of_file;
use crate::error::{Error, Result};
use crate::raster::bands::{Shared, name_among};
use crate::raster::gdal::{Dataset, Gdal, list_folder, read_text};

/// Opens a folder if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    if parts::is_zarr(&list_folder(gdal, name)) {
        return parts::zarr_refusal(gdal, name).map(Err);
    }
    let names = visible_folder(gdal, name);
    if names.is_empty() {
        return std::path::Path::new(name)
            .is_dir()
            .then(|| Err(Error::raster(name, "is an empty folder; a folder of band files was expected")));
    }
    Some(product(gdal, name, &names))
}

fn product(gdal: &'static Gdal, folder: &str, names: &[String]) -> Result<Product> {
    let mut product = Product::new(gdal, "folder");
    let present = |i: &&&str| names.iter().any(|n| i.split('/').next() == Some(n));
    let inner = INNER.iter().filter(present).flat_map(|i| {
        let below = visible_folder(gdal, &joined(folder, i));
        below.into_iter().map(move |n| format!("{i}/{n}"))
    });
    let files = names.iter().cloned().chain(inner).filter(|n| {
        let lower = n.to_ascii_lowercase();
        ENDINGS.iter().any(|e| lower.ends_with(e))
    });
    let files: Vec<String> = files.collect();
    let shared = Shared::of(&files.iter().map(|f| stem(f)).collect::<Vec<_>>());
    for file in files.iter().map(|n| joined(folder, n)) {
        // GDAL's names are UTF-8, so a name that is not cannot be given to it.
        if file_name(&file).contains('\u{fffd}') {
            product.pass_over(&file, "its name is not UTF-8; rename it");
            continue;
        }
        match Dataset::open(gdal, &file) {
            Ok(dataset) => {
                let found = candidates_of_file(gdal, &dataset, &file, &shared)?;
                add_file(&mut product, dataset, file, found);
            }
            // A band that cannot be opened is an error where it is needed; what is no band does not matter.
            Err(_) => match name_among(stem(&file), &shared) {
                Some(common) => product.candidates.push(Candidate {
                    label: file_name(&file).to_owned(),
                    common_name: Some(common),
                    place: Place { file, number: 1 },
                    pixel: None,
                    overrides: BandOverrides::default(),
                }),
                None => product.pass_over(&file, "GDAL cannot open it"),
            },
        }
    }
    if let ([only], true) = (names, product.candidates.is_empty()) {
        // Archives often hold one folder with everything in it.
        let (folder, inside) = (joined(folder, only), visible_folder(gdal, &joined(folder, only)));
        if !inside.is_empty() {
            return self::product(gdal, &folder, &inside);
        }
    }
    if product.candidates.is_empty() {
        let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
        return Err(Error::raster(
            folder,
            format!("a folder of band files was expected ({}), found {shown}{}", ENDINGS.join(" "), product.left_out()),
        ));
    }
    for name in names.iter().filter(|n| n.eq_ignore_ascii_case("metadata.json")) {
        product.tags.extend(earth_engine_tags(&read_text(gdal, &joined(folder, name))?));
    }
    product.keep_finest();
    Ok(product)
}

/// An image's properties as Earth Engine exports them. The baseline is in the data strip's name. From 04.00 on it does
/// not determine the offset: `…_HARMONIZED` collections have it taken away and keep their baseline.
fn earth_engine_tags(text: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(properties)) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let properties = match properties.get("properties") {
        Some(Value::Object(inner)) => inner.clone(),
        _ => properties,
    };
    let mut tags = Vec::new();
    for key in ["DATASTRIP_ID", "GRANULE_ID", "PRODUCT_ID", "SPACECRAFT_NAME", "GENERATION_TIME", "MGRS_TILE"] {
        if let Some(value) = properties.get(key) {
            tags.push((key.to_owned(), value.as_str().map_or_else(|| value.to_string(), String::from)));
        }
    }
    let strip = properties.get("DATASTRIP_ID").and_then(Value::as_str).unwrap_or("");
    if let Some(baseline) = strip.rsplit("_N").next().filter(|b| b.parse::<f64>().is_ok_and(|n| n < 4.0)) {
        tags.push(("PROCESSING_BASELINE".into(), baseline.to_owned()));
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::earth_engine_tags;

    #[test]
    fn the_earth_engine_baseline_counts_only_before_the_offset() {
        let tags = |n: &str| earth_engine_tags(&format!(r#"{{"DATASTRIP_ID": "S2B_OPER_MSI_L2A_DS_x_{n}"}}"#));
        assert!(tags("N02.14").contains(&("PROCESSING_BASELINE".into(), "02.14".into())));
        assert_eq!(tags("N05.09").len(), 1);
    }
}
