//! Opening an input: something to encode, in any form, or a features raster made earlier.

use super::facts::Facts;
use super::input::InputRef;
use super::scene::{Input, Scene};
use super::{area, cells, mask, placing, values};
use crate::error::Result;
use crate::model::EncoderSpec;
use crate::pipeline::options::{Options, PerDate};
use crate::raster::bands::common_name;
use crate::raster::gdal::{Dataset, Gdal};
use crate::raster::input::{self, Product};
use crate::raster::reflectance::{self, Evidence, level};

/// Opens an input and cuts it to the area that the options ask for. `spec` is asked for a raster to encode only.
pub fn open(
    gdal: &'static Gdal,
    input: InputRef,
    options: &Options,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    let mut input = open_whole(gdal, input, options, &options.dates.each[0], spec)?;
    if let Input::Scene(scene) = &mut input {
        area::cut(gdal, &mut scene.source, &options.area, &options.reading.sources)?;
    }
    Ok(input)
}

/// Opens an input with one date's own choices, whole.
pub fn open_whole(
    gdal: &'static Gdal,
    input: InputRef,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    match input {
        InputRef::Name(name) => {
            open_product(gdal, name, input::resolve(gdal, name, &options.reading.sources)?, options, date, spec)
        }
        InputRef::Dataset(lent) => open_dataset(gdal, Dataset::borrowed(gdal, lent)?, options, date, spec),
    }
}

/// The same for a dataset that is open already.
fn open_dataset(
    gdal: &'static Gdal,
    dataset: Dataset,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    let name = dataset.name().to_owned();
    open_product(gdal, &name, input::from_dataset(gdal, dataset)?, options, date, spec)
}

fn open_product(
    gdal: &'static Gdal,
    name: &str,
    mut product: Product,
    options: &Options,
    date: &PerDate,
    spec: impl FnOnce() -> Result<EncoderSpec>,
) -> Result<Input> {
    if let Some((dataset, metadata)) = product.recorded() {
        return cells::of_ours(dataset, &metadata);
    }
    if let Some(dataset) = product.only().filter(|_| cells::is_of_others(gdal, &product, options)) {
        return cells::of_others(gdal, dataset, options);
    }
    let spec = spec()?;
    let files = product.candidates.iter().map(|c| c.place.file.clone()).collect();
    let chosen = product.choose(name, &spec.bands, &date.bands)?;
    let mut facts = Facts { form: product.form.into(), bands: chosen.summary, ..Facts::default() };
    facts.warnings.append(&mut product.warnings);
    let (pixels, rotated) = placing::placed(gdal, chosen.source, options.reading.target_resolution, &mut facts)?;
    match (options.reading.target_resolution, pixels.resampled_by()) {
        (Some(target), by) if !by.is_empty() => facts.bands += &format!(" (resampled to {target} m, {by})"),
        _ if !chosen.resampled.is_empty() => {
            facts.bands += &format!(" (resampled: {})", chosen.resampled.join(", "));
        }
        _ => {}
    }
    let mask = mask::layer(gdal, &pixels, &mut product, date, &options.reading.sources)?;
    let has_mask = mask.is_some();
    let understood = values::understand(name, pixels, mask, &options.reading, &spec.bands, &mut facts)?;
    let (source, sample, masked) = (understood.source, understood.sample, understood.masked);
    let infos = source.pixels().band_infos();
    let reflectance = reflectance::decide(name, &date.reflectance, &product.tags, &infos, Some(&sample))?;
    let odd = values::check(name, &reflectance, &sample, &options.reading.nodata, &spec.bands, &mut facts)?;
    let disagreement = match reflectance.evidence {
        Evidence::Said => reflectance::disagreement(&reflectance, &product.tags, &infos, &sample),
        _ => None,
    };
    facts.warnings.extend(disagreement.clone());
    if reflectance.evidence == Evidence::Values {
        facts.warnings.push(format!(
            "its metadata do not tell how values become reflectance: {} was concluded, for {}; say reflectance if that is wrong",
            reflectance.convention, reflectance.reason
        ));
    }
    let red = spec.bands.iter().position(|b| common_name(b) == Some("red")).unwrap_or(0);
    let finding = reflectance::check(&reflectance, &sample, red);
    facts.warnings.extend(finding.map(|f| f.text().to_owned()));
    if sample.count() == 0 {
        let by = if !has_mask { "no valid pixel" } else { "no pixel that is valid and not masked" };
        facts.warnings.push(format!("{by} was found in a sample of the raster"));
    }
    facts.level = level(&product.tags, name).unwrap_or("").into();
    facts.baseline = reflectance::baseline(&product.tags).map_or_else(String::new, |(n, _)| format!("{n:05.2}"));
    facts.date = reflectance::sensed(&product.tags).unwrap_or_default();
    facts.tile = reflectance::tile(&product.tags, name).unwrap_or_default();
    if facts.level == "L1C" {
        facts.warnings.push("is L1C, reflectance at the top of the atmosphere; models expect L2A, at the surface: features may be out of the model's domain".into());
    }
    facts.reflectance = format!("{}: {}", reflectance.convention, reflectance.reason);
    Ok(Input::Scene(Box::new(Scene { source, reflectance, finding, disagreement, masked, odd, rotated, facts, files })))
}
