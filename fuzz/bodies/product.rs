//! Metadata of Sentinel-2 products: any XML gives a product or an error.

use std::fs;

use lejepa_gis::raster::gdal::bind;
use lejepa_gis::raster::input::{Sources, resolve};

use super::errors::value;
use super::place::named;
use super::stac::opened;

/// Where the images of one tile lie that are there.
const IMAGES: &str = "GRANULE/T/IMG_DATA";

/// One run. The first byte says whether the product is named by its metadata, its folder or its tile.
pub fn run(bytes: &[u8]) {
    let Ok(gdal) = bind(None) else { return };
    let Some((how, xml)) = bytes.split_first() else { return };
    let folder = named("S2A.SAFE");
    let images = format!("{folder}/{IMAGES}");
    if !std::path::Path::new(&images).exists() {
        fs::create_dir_all(&images).expect("a folder of our own");
        for band in ["B02", "B03", "B04", "B08", "B11"] {
            super::tiny::write(&format!("{images}/{band}.tif"));
        }
    }
    let metadata = format!("{folder}/MTD_MSIL2A.xml");
    fs::write(&metadata, xml).expect("a file of our own");
    let name = match how % 4 {
        0 => folder,
        1 => format!("{folder}/GRANULE/T"),
        2 => format!("SENTINEL2_L2A:{metadata}:20m:EPSG_32631"),
        _ => metadata,
    };
    if let Some(mut product) = value(resolve(gdal, &name, &Sources::default())) {
        opened(&mut product, &name);
    }
}
