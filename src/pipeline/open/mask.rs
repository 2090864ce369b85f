//! The mask of an input: its own, or a raster that was named.

use std::rc::Rc;

use super::values::Layer;
use crate::error::{Error, Result};
use crate::pipeline::options::PerDate;
use crate::raster::RasterSource;
use crate::raster::bands::{SCL, common_name_of, name_in};
use crate::raster::gdal::{Dataset, Gdal, GdalBand, GdalSource};
use crate::raster::input::{self, Product, Sources};
use crate::redact::base_name;

/// The mask that the options ask for, on the grid of the pixels.
pub(super) fn layer(
    gdal: &'static Gdal,
    pixels: &GdalSource,
    product: &mut Product,
    date: &PerDate,
    sources: &Sources,
) -> Result<Option<Layer>> {
    let (band, named, what) = match date.mask.as_str() {
        "none" => return Ok(None),
        "auto" => match product.classification()? {
            Some(band) => (band, true, "scene classification of the product".to_owned()),
            None => return Ok(None),
        },
        path => {
            let band = mask_band(gdal, path, sources)?;
            let what = base_name(path);
            let stem = what.rsplit_once('.').map_or(what.as_str(), |(stem, _)| stem);
            let named = common_name_of(band.info()) == Some(SCL) || name_in(stem) == Some(SCL);
            (band, named, what)
        }
    };
    let source = input::classes_on(&date.mask, band, pixels.grid())?;
    Ok(Some(Layer { source, name: date.mask.clone(), what, named, own: date.mask == "auto" }))
}

/// The band of a mask raster: its scene classification, else its only band.
fn mask_band(gdal: &'static Gdal, path: &str, sources: &Sources) -> Result<GdalBand> {
    let name = input::virtual_name(path);
    sources.admit(gdal, &name)?;
    let dataset = Rc::new(Dataset::open(gdal, &name)?);
    let infos = (1..=dataset.band_count()).map(|n| dataset.band_info(n)).collect::<Result<Vec<_>>>()?;
    let scl = infos.iter().position(|b| common_name_of(b) == Some(SCL));
    let at = match (scl, infos.len()) {
        (Some(at), _) => at,
        (None, 1) => 0,
        (None, n) => {
            return Err(Error::raster(
                path,
                format!("has {n} bands and none is called SCL; a mask with one band was expected"),
            ));
        }
    };
    Ok(GdalBand::new(dataset, at + 1, input::as_classes(infos[at].clone())))
}
