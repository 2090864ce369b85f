//! Products as the mission delivers them: a `.SAFE` folder, the same in a zip, its `MTD_MSI….xml`, one tile of it by its
//! folder in `GRANULE`, or a subdataset name of GDAL's Sentinel-2 driver.
//!
//! The images that the metadata lists are opened directly: the driver's subdatasets hold one resolution each, give
//! their bands in another order than their description says, and drop the offset.

use super::paths::{file_name, folder_of, joined, stem, visible_folder};
use super::product::{BandOverrides, Candidate, Place, Product};
use super::xml;
use crate::error::{Error, Result};
use crate::raster::bands::name_in;
use crate::raster::gdal::{Gdal, exists, list_folder, read_text};

/// Images of bands that a tile has at most: 13 bands, in at most three sizes, and classes.
const MOST_IMAGES: usize = 200;
/// Characters of a name in a message.
const LONGEST: usize = 200;

/// What a name means.
#[derive(Default)]
struct Named {
    /// The product's metadata file.
    metadata: String,
    /// The folder of the one tile that is meant, if the name has one.
    granule: Option<String>,
    /// A warning about it.
    warning: Option<String>,
}

/// Opens a product if `name` is one.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    let named = named(gdal, name)?;
    Some(named.and_then(|n| product(gdal, &n)))
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

fn named(gdal: &'static Gdal, name: &str) -> Option<Result<Named>> {
    if let Some((file, resolution)) = subdataset(name) {
        // A picture (TCI, PREVIEW) stays a raster, and is refused as one of 8 bits.
        let coarse = match resolution {
            "10m" => false,
            "20m" | "60m" => true,
            _ => return None,
        };
        let found = named(gdal, file)?;
        let warning = coarse.then(|| {
            format!("the subdataset of {resolution} lacks bands of 10 m, so the product's own images are read, on the grid of 10 m")
        });
        return Some(found.map(|n| Named { warning, ..n }));
    }
    if is_metadata(file_name(name)) {
        return Some(Ok(Named { metadata: name.to_owned(), ..Named::default() }));
    }
    if let Some(found) = named_tile(gdal, name) {
        return Some(Ok(found));
    }
    let names = visible_folder(gdal, name);
    if let Some(file) = names.iter().find(|f| is_metadata(f)) {
        return Some(Ok(Named { metadata: joined(name, file), ..Named::default() }));
    }
    let safes: Vec<_> = names.iter().filter(|n| n.to_ascii_uppercase().ends_with(".SAFE")).collect();
    match safes[..] {
        [] if name.to_ascii_uppercase().ends_with(".SAFE") => {
            Some(Err(Error::raster(name, "is named like a product but holds no MTD_MSIL1C.xml or MTD_MSIL2A.xml")))
        }
        [] => None,
        [one] => named(gdal, &joined(name, one)),
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

/// A tile by its folder in `GRANULE`, or by the metadata file in that folder.
fn named_tile(gdal: &'static Gdal, name: &str) -> Option<Named> {
    let folder = if name.to_ascii_lowercase().ends_with(".xml") { folder_of(name) } else { name.trim_end_matches('/') };
    let above = folder_of(folder);
    if file_name(above) != "GRANULE" {
        return None;
    }
    let whole = folder_of(above);
    let metadata = list_folder(gdal, whole).into_iter().find(|f| is_metadata(f))?;
    Some(Named { metadata: joined(whole, &metadata), granule: Some(file_name(folder).to_owned()), warning: None })
}

/// The tile's folder in `GRANULE/FOLDER/IMG_DATA/…`.
fn granule_of(image: &str) -> &str {
    file_name(image.split("/IMG_DATA").next().unwrap_or(""))
}

fn product(gdal: &'static Gdal, named: &Named) -> Result<Product> {
    let metadata = &named.metadata;
    let text = read_text(gdal, metadata)?;
    let read =
        xml::Metadata::read(&text).map_err(|why| Error::raster(metadata, format!("is no well-formed XML: {why}")))?;
    let mut product = Product::new(gdal, "SAFE product");
    product.tags.clone_from(&read.tags);
    product.warnings.extend(named.warning.clone());
    let mut images = read.images.clone();
    if let Some(outside) = images.iter().find(|image| !is_inside(image)) {
        let shown: String = outside.chars().take(LONGEST).collect();
        return Err(Error::raster(
            metadata,
            format!("lists the image {shown}, which is no file below the product's folder"),
        ));
    }
    let mut granules: Vec<String> = images.iter().map(|i| granule_of(i).to_owned()).collect();
    granules.sort();
    granules.dedup();
    if let Some(one) = &named.granule {
        images.retain(|i| granule_of(i) == one);
        granules.retain(|g| g == one);
    }
    match &granules[..] {
        [] => return Err(Error::raster(metadata, "lists no images (IMAGE_FILE or IMAGE_ID)")),
        [one] => product.tags.push(("MGRS_TILE".into(), one.clone())),
        many => {
            let folder = joined(folder_of(metadata), "GRANULE");
            let shown: Vec<String> = many.iter().take(3).map(|g| joined(&folder, g)).collect();
            let more = if many.len() > 3 { ", …" } else { "" };
            return Err(Error::raster(
                metadata,
                format!(
                    "holds {} tiles, each with a grid of its own; name one by its folder: {}{more}",
                    many.len(),
                    shown.join(", ")
                ),
            ));
        }
    }
    let images: Vec<_> = images.iter().filter_map(|image| Some((image, name_in(stem_of_image(image))?))).collect();
    if images.len() > MOST_IMAGES {
        return Err(Error::raster(
            metadata,
            format!("lists {} images of bands of one tile; a product has {MOST_IMAGES} at most", images.len()),
        ));
    }
    for (image, common) in images {
        let file = located(gdal, &joined(folder_of(metadata), image));
        let candidate = Candidate {
            label: file_name(&file).to_owned(),
            common_name: Some(common),
            place: Place { file, number: 1 },
            pixel: stated_pixel(image),
            overrides: if common == crate::raster::bands::SCL {
                BandOverrides::default()
            } else {
                read.overrides(common)
            },
        };
        product.add_named(metadata, candidate, image);
    }
    product.keep_finest();
    Ok(product)
}

/// Whether an image lies below the product's folder, by its name.
fn is_inside(image: &str) -> bool {
    !image.contains(['\\', ':', '<', '{', '?']) && image.split('/').all(|part| !matches!(part, "" | "." | ".."))
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
