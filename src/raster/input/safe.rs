//! Products as the mission delivers them: a `.SAFE` folder, the same in a zip, its `MTD_MSI….xml`, or a subdataset name
//! of GDAL's Sentinel-2 driver.
//!
//! The images that the metadata lists are opened directly: the driver's subdatasets hold one resolution each, give
//! their bands in another order than their description says, and drop the offset.

use super::{Candidate, Place, Product, file_name, folder_of, joined, stem, xml};
use crate::error::{Error, Result};
use crate::raster::bands::name_in;
use crate::raster::gdal::{Gdal, exists, list_folder, read_text};

/// Opens a product if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    let metadata = metadata_file(gdal, name)?;
    Some(metadata.and_then(|file| product(gdal, &file)))
}

/// Metadata file names of products since 2016, and of older ones.
fn is_metadata(file: &str) -> bool {
    let upper = file.to_ascii_uppercase();
    upper.ends_with(".XML") && (upper.starts_with("MTD_MSIL") || upper.contains("_MTD_SAFL"))
}

/// The xml path inside `SENTINEL2_L2A:/path/MTD_MSIL2A.xml:10m:EPSG_32631`, with the resolution.
fn subdataset(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix("SENTINEL2_L")?;
    let (_, rest) = rest.split_once(':')?;
    let end = rest.to_ascii_lowercase().find(".xml")? + 4;
    let resolution = rest[end..].trim_start_matches(':').split(':').next().unwrap_or("");
    Some((rest[..end].trim_matches('"'), resolution))
}

fn metadata_file(gdal: &'static Gdal, name: &str) -> Option<Result<String>> {
    if let Some((file, resolution)) = subdataset(name) {
        // Bands of two resolutions are needed; a coarse subdataset is meant as such and stays a raster.
        return (resolution == "10m").then(|| Ok(file.to_owned()));
    }
    if is_metadata(file_name(name)) {
        return Some(Ok(name.to_owned()));
    }
    let names = list_folder(gdal, name);
    if let Some(file) = names.iter().find(|f| is_metadata(f)) {
        return Some(Ok(joined(name, file)));
    }
    let safes: Vec<_> = names.iter().filter(|n| n.to_ascii_uppercase().ends_with(".SAFE")).collect();
    match safes[..] {
        [] if name.to_ascii_uppercase().ends_with(".SAFE") => {
            Some(Err(Error::raster(name, "is named like a product but holds no MTD_MSIL1C.xml or MTD_MSIL2A.xml")))
        }
        [] => None,
        [one] => metadata_file(gdal, &joined(name, one)),
        _ => Some(Err(Error::raster(
            name,
            format!(
                "holds {} products, name one of them: {}",
                safes.len(),
                safes[..safes.len().min(4)].iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")
            ),
        ))),
    }
}

fn product(gdal: &'static Gdal, metadata: &str) -> Result<Product> {
    let text = read_text(gdal, metadata)?;
    let mut product = Product::new(gdal, "SAFE product");
    product.tags = xml::tags(&text);
    let images = xml::image_files(&text);
    let granule = |image: &str| image.split("IMG_DATA").next().unwrap_or("").to_owned();
    let mut granules: Vec<String> = images.iter().map(|i| granule(i)).collect();
    granules.sort();
    granules.dedup();
    match granules.len() {
        0 => return Err(Error::raster(metadata, "lists no images (IMAGE_FILE)")),
        1 => {}
        n => {
            return Err(Error::raster(
                metadata,
                format!(
                    "holds {n} tiles; one is expected: give a product of one tile, or a folder of one tile's images"
                ),
            ));
        }
    }
    for image in images {
        let Some(meaning) = name_in(stem_of_image(&image)) else { continue };
        let file = located(gdal, &joined(folder_of(metadata), &image));
        product.candidates.push(Candidate {
            label: file_name(&file).to_owned(),
            meaning: Some(meaning),
            place: Place { file, number: 1 },
            pixel: stated_pixel(&image),
            told: if meaning == crate::raster::bands::SCL { super::Told::default() } else { xml::told(&text, meaning) },
        });
    }
    product.keep_finest();
    Ok(product)
}

/// Image names have no extension in the metadata, but may hold dots in none of their parts.
fn stem_of_image(image: &str) -> &str {
    let name = file_name(image);
    if name.to_ascii_lowercase().ends_with(".jp2") { stem(name) } else { name }
}

/// The image on disk: JPEG 2000, or GeoTIFF in products that were converted.
fn located(gdal: &'static Gdal, image: &str) -> String {
    let image = image.strip_suffix(".jp2").unwrap_or(image);
    let tried = ["jp2", "tif", "TIF", "JP2"].map(|extension| format!("{image}.{extension}"));
    tried.iter().find(|f| exists(gdal, f).unwrap_or(false)).unwrap_or(&tried[0]).clone()
}

/// 10 for `…_10m`; band names of level 1C carry none.
fn stated_pixel(image: &str) -> Option<f64> {
    let last = stem_of_image(image).rsplit('_').next()?;
    last.strip_suffix('m')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_products_are_known() {
        assert!(is_metadata("MTD_MSIL2A.xml") && is_metadata("S2A_OPER_MTD_SAFL1C_PDMC_x.xml"));
        assert!(!is_metadata("MTD_TL.xml") && !is_metadata("MTD_MSIL2A.txt"));
        let name = "SENTINEL2_L2A:/data/a b.SAFE/MTD_MSIL2A.xml:10m:EPSG_32631";
        assert_eq!(subdataset(name), Some(("/data/a b.SAFE/MTD_MSIL2A.xml", "10m")));
        assert_eq!(subdataset("SENTINEL2_L1C:/vsizip/x.zip/MTD_MSIL1C.xml:20m:EPSG_32631").unwrap().1, "20m");
        assert_eq!(subdataset("scene.tif"), None);
        assert_eq!((stated_pixel("a/T_B02_10m"), stated_pixel("a/T_B02")), (Some(10.0), None));
    }
}
