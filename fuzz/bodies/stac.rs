//! STAC items: any text gives a product or an error; bands are opened where their files are the body's own.

use std::fs;

use lejepa_gis::model::BANDS;
use lejepa_gis::raster::gdal::bind;
use lejepa_gis::raster::input::{Sources, resolve};

use super::errors::value;
use super::place::{is_ours, named};

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(gdal) = bind(None) else { return };
    let item = named("item.json");
    fs::write(&item, bytes).expect("a file of our own");
    super::tiny::write(&named("band.tif"));
    if let Some(mut product) = value(resolve(gdal, &item, &Sources::default())) {
        opened(&mut product, &item);
    }
}

/// Chooses the model's bands, unless that would open files that are not ours.
pub fn opened(product: &mut lejepa_gis::raster::input::Product, name: &str) {
    let Ok(gdal) = bind(None) else { return };
    assert!(product.candidates.iter().all(|c| c.place.number > 0));
    lejepa_gis::raster::reflectance::baseline(&product.tags);
    lejepa_gis::raster::reflectance::sensed(&product.tags);
    lejepa_gis::raster::reflectance::tile(&product.tags, name);
    lejepa_gis::raster::reflectance::level(&product.tags, name);
    let is_there = |file: &str| is_ours(file) && lejepa_gis::raster::gdal::exists(gdal, file).unwrap_or(false);
    if product.candidates.iter().all(|c| is_there(&c.place.file)) {
        let wanted = BANDS.map(String::from);
        if let Some(chosen) = value(product.choose(name, &wanted, "auto")) {
            assert!(!chosen.summary.is_empty());
        }
        value(product.classification());
    }
}
