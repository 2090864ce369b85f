//! Rasters whose pixels are cells already: features, made by this software or by others, and classes.

use std::rc::Rc;

use super::input::InputRef;
use super::provenance::{ModelIdentity, Provenance};
use super::scene::{FeatureRaster, Input};
use crate::error::{Error, Result};
use crate::pipeline::options::Options;
use crate::raster::gdal::{Dataset, Gdal, GdalSource, exists};
use crate::raster::input::{self, Product};
use crate::raster::{BandInfo, Quantisation, QuantisedSource, RasterSource, Tags};

/// Least bands of a features raster of others: an image has fewer, or says what they are.
const LEAST_BANDS: usize = 8;
/// Products of this software whose pixels are classes.
const OF_CLASSES: [&str; 3] = ["classes", "clusters", "transitions"];
/// Types of rasters of classes.
const WHOLE: [&str; 6] = ["Byte", "UInt8", "Int8", "UInt16", "Int16", "Int32"];
/// Products of this software that areas are found in.
const WITH_AREAS: [&str; 4] = ["change", "similar", "transitions", "series"];

fn product(gdal: &'static Gdal, input: InputRef, options: &Options) -> Result<Product> {
    match input {
        InputRef::Name(name) => input::resolve(gdal, name, &options.reading.sources),
        InputRef::Dataset(lent) => input::from_dataset(gdal, Dataset::borrowed(gdal, lent)?),
    }
}

/// Opens a features raster: of this software, or of others by its layout or by what the options say of it.
///
/// # Errors
/// If it holds no features, with what it seems to hold.
pub fn open_features(gdal: &'static Gdal, input: InputRef, options: &Options) -> Result<Input> {
    let product = product(gdal, input, options)?;
    let dataset = product.only();
    if let Some((dataset, metadata)) = product.recorded() {
        return of_ours(dataset, &metadata);
    }
    let dataset = dataset.ok_or_else(|| Error::argument(format!("a {} holds no features", product.form)))?;
    let name = dataset.name().to_owned();
    let named = |common: &str| product.candidates.iter().any(|c| c.common_name == Some(common));
    let expected =
        "a features raster was expected: of this software (make one with features), or of others with 8 bands or more";
    if dataset.band_count() < LEAST_BANDS {
        return Err(Error::raster(&name, format!("has {} bands; {expected}", dataset.band_count())));
    }
    if options.reading.quantisation.is_none() && ["red", "green", "blue"].iter().all(|band| named(band)) {
        return Err(Error::raster(&name, format!("has bands named red, green and blue, as an image has; {expected}")));
    }
    of_others(gdal, dataset, options)
}

/// Opens a raster of one band of class numbers.
///
/// # Errors
/// If it has more bands, or is a product of this software that holds none.
pub fn open_classes(gdal: &'static Gdal, input: InputRef, options: &Options) -> Result<Input> {
    let product = product(gdal, input, options)?;
    let dataset = product.only().ok_or_else(|| Error::argument(format!("a {} holds no classes", product.form)))?;
    let provenance = product.recorded().map(|(_, tags)| Provenance::read(&tags)).unwrap_or_default();
    let expected = "a raster of one band of whole class numbers was expected";
    if !provenance.product.is_empty() && !OF_CLASSES.contains(&provenance.product.as_str()) {
        return Err(Error::raster(dataset.name(), format!("is a {} raster; {expected}", provenance.product)));
    }
    if dataset.band_count() != 1 {
        return Err(Error::raster(dataset.name(), format!("has {} bands; {expected}", dataset.band_count())));
    }
    let source = Box::new(GdalSource::whole_unscaled(dataset)?);
    Ok(Input::Features(Box::new(FeatureRaster { source, provenance, warnings: vec![] })))
}

/// Opens a raster that this software made of its dates: of change, of likeness, of transitions, or of many dates.
///
/// # Errors
/// [`Error::Raster`] if it is none.
pub fn open_made(gdal: &'static Gdal, input: InputRef, options: &Options) -> Result<Input> {
    let product = product(gdal, input, options)?;
    let recorded = product.recorded().map(|(dataset, metadata)| (dataset, Provenance::read(&metadata)));
    match recorded {
        Some((dataset, provenance)) if WITH_AREAS.contains(&provenance.product.as_str()) => {
            let source = Box::new(GdalSource::whole_unscaled(dataset)?);
            Ok(Input::Features(Box::new(FeatureRaster { source, provenance, warnings: vec![] })))
        }
        other => {
            let name = match input {
                InputRef::Name(name) => name.to_owned(),
                InputRef::Dataset(_) => product.only().map_or(String::new(), |dataset| dataset.name().to_owned()),
            };
            let found = other.map_or("one raster".into(), |(_, p)| format!("a {} raster of this software", p.product));
            let expected = "two dates were expected, or alone a change raster of this software, or one of similar, transitions or series";
            Err(Error::raster(name, format!("is {found}; {expected}")))
        }
    }
}

/// Whether these are rasters of classes: of this software, or each of one band of whole numbers that no sensor's band is.
pub fn hold_classes(gdal: &'static Gdal, inputs: &[InputRef], options: &Options) -> bool {
    let holds = |input: &InputRef| {
        let Ok(product) = product(gdal, *input, options) else { return false };
        let Some(dataset) = product.only().filter(|dataset| dataset.band_count() == 1) else { return false };
        match product.recorded() {
            Some((_, metadata)) => OF_CLASSES[..2].contains(&Provenance::read(&metadata).product.as_str()),
            None => {
                let whole = dataset.band_info(1).is_ok_and(|info| WHOLE.contains(&info.data_type.as_str()));
                whole && product.candidates.iter().all(|candidate| candidate.common_name.is_none())
            }
        }
    };
    inputs.iter().all(holds)
}

/// A features raster that this software wrote.
///
/// # Errors
/// If it is another product of this software.
pub(super) fn of_ours(dataset: Rc<Dataset>, metadata: &Tags) -> Result<Input> {
    let provenance = Provenance::read(metadata);
    match provenance.product.as_str() {
        "features" => {
            let source = Box::new(GdalSource::whole_unscaled(dataset)?);
            Ok(Input::Features(Box::new(FeatureRaster { source, provenance, warnings: vec![] })))
        }
        other => Err(Error::raster(
            dataset.name(),
            format!("is a {other} raster of this software; a Sentinel-2 raster or a features raster was expected"),
        )),
    }
}

/// Whether a raster is a features raster of others, by its layout or because the options say how it is stored.
pub(super) fn is_of_others(gdal: &'static Gdal, product: &Product, options: &Options) -> bool {
    let Some(dataset) = product.only() else { return false };
    let said = options.reading.quantisation.is_some();
    dataset.band_count() >= LEAST_BANDS && (said || layout(gdal, &dataset).is_some())
}

/// The documented layout of a raster, and whose it is.
fn layout(gdal: &Gdal, dataset: &Dataset) -> Option<(&'static str, Quantisation)> {
    let count = dataset.band_count();
    if ![64, 128].contains(&count) {
        return None;
    }
    let infos: Vec<BandInfo> = (1..=count).map(|n| dataset.band_info(n).ok()).collect::<Option<_>>()?;
    let coded = infos.iter().all(|info| info.data_type == "Int8" && info.scale.is_none() && info.offset.is_none());
    let lettered = infos.iter().enumerate().all(|(i, info)| info.description == format!("A{i:02}"));
    match count {
        64 if lettered => Some(("AlphaEarth", if coded { Quantisation::AlphaEarth } else { Quantisation::Linear })),
        128 if coded && exists(gdal, &scales_of(dataset.name())).unwrap_or(false) => {
            Some(("TESSERA", Quantisation::Tessera))
        }
        _ => None,
    }
}

/// Name of the raster of scales beside a raster: `grid.tif` has `grid_scales.tif`.
fn scales_of(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains(['/', '\\']) => format!("{stem}_scales.{ending}"),
        _ => format!("{name}_scales"),
    }
}

pub(super) fn of_others(gdal: &'static Gdal, dataset: Rc<Dataset>, options: &Options) -> Result<Input> {
    let (name, said) = (dataset.name().to_owned(), options.reading.quantisation);
    let known = layout(gdal, &dataset);
    let rule = said.or(known.map(|(_, rule)| rule)).unwrap_or(Quantisation::Linear);
    let mut warnings = Vec::new();
    if said.is_none() && known.is_none() {
        let first = dataset.band_info(1)?;
        if ["Byte", "UInt8", "Int8"].contains(&first.data_type.as_str()) && first.scale.is_none() {
            warnings.push("holds 8-bit numbers without a scale, which are taken as they are; say quantisation=alphaearth or quantisation=tessera if they are codes of these".into());
        }
    }
    let model = match (known, rule) {
        (_, Quantisation::AlphaEarth) => "AlphaEarth",
        (_, Quantisation::Tessera) => "TESSERA",
        (known, Quantisation::Linear) => known.map_or("unknown", |(model, _)| model),
    };
    let scales = match rule {
        Quantisation::Tessera => Some(scales(gdal, &dataset, options)?),
        _ => None,
    };
    let cells: Box<dyn RasterSource> = Box::new(GdalSource::whole_unscaled(dataset)?);
    let source: Box<dyn RasterSource> = match rule {
        Quantisation::Linear => cells,
        rule => Box::new(QuantisedSource::new(cells, scales, rule)),
    };
    let model = ModelIdentity { name: model.into(), patch: 1, ..ModelIdentity::default() };
    let provenance = Provenance { product: "features".into(), model, ..Provenance::default() };
    if source.bands() < LEAST_BANDS {
        return Err(Error::raster(name, format!("has {} bands; features have 8 or more", source.bands())));
    }
    Ok(Input::Features(Box::new(FeatureRaster { source, provenance, warnings })))
}

/// The raster of one scale for each cell beside a raster.
fn scales(gdal: &'static Gdal, cells: &Dataset, options: &Options) -> Result<Box<dyn RasterSource>> {
    let name = scales_of(cells.name());
    let refuse =
        |what: String| Error::refused("QUANTISATION", format!("{}: quantisation=tessera: {what}", cells.name()));
    if !exists(gdal, &name)? {
        return Err(refuse(format!("a raster of one scale for each cell was expected beside it: {name}")));
    }
    options.reading.sources.admit(gdal, &name)?;
    let dataset = Dataset::open(gdal, &name)?;
    let (own, other) = (cells.grid(), dataset.grid());
    if dataset.band_count() != 1 || (own.width, own.height) != (other.width, other.height) {
        return Err(refuse(format!(
            "{name} has {} bands of {} x {} pixels; one of {} x {} was expected",
            dataset.band_count(),
            other.width,
            other.height,
            own.width,
            own.height
        )));
    }
    Ok(Box::new(GdalSource::whole_unscaled(Rc::new(dataset))?))
}

#[cfg(test)]
mod tests {
    use super::scales_of;

    #[test]
    fn scales_lie_beside_their_cells() {
        assert_eq!(scales_of("/a.b/grid_0.15_52.05.tif"), "/a.b/grid_0.15_52.05_scales.tif");
        assert_eq!(scales_of("/a.b/grid"), "/a.b/grid_scales");
    }
}
