//! Several dates of one place: one grid, and how far they lie beside each other.

use super::area;
use super::comparable::agree;
use super::input::InputRef;
use super::opening::open_whole;
use super::order::in_order;
use super::scene::{FeatureRaster, Input, Scene};
use super::shift::shift;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::model::EncoderSpec;
use crate::pipeline::options::Options;
use crate::raster::RasterSource;
use crate::raster::gdal::{Gdal, same_crs};

/// Shift in pixels from which it is worth a warning.
const TOLERATED: f64 = 1.0;

/// Opens dates and makes sure that they compare and that their pixels coincide: a later one is warped onto the first where
/// that was asked for, or where the products say that they are of two tiles of the mission's grid.
pub fn open_dates(
    gdal: &'static Gdal,
    inputs: &[InputRef],
    options: &Options,
    spec: impl Fn() -> Result<EncoderSpec>,
) -> Result<Vec<Input>> {
    let open = |(i, input): (usize, &InputRef)| open_whole(gdal, *input, options, options.dates.date(i), &spec);
    coinciding(gdal, inputs.iter().enumerate().map(open).collect::<Result<_>>()?, options, spec)
}

/// The same for any number of dates in any order: they come in the order of their sensing.
///
/// # Errors
/// Also if it is unknown when one was sensed, or two were on one day.
pub fn open_series(
    gdal: &'static Gdal,
    inputs: &[InputRef],
    options: &Options,
    spec: impl Fn() -> Result<EncoderSpec>,
) -> Result<Vec<Input>> {
    let open = |input: &InputRef| open_whole(gdal, *input, options, options.dates.date(0), &spec);
    coinciding(gdal, in_order(inputs.iter().map(open).collect::<Result<_>>()?)?, options, spec)
}

/// Dates whose pixels, or cells, coincide with the first one's.
fn coinciding(
    gdal: &'static Gdal,
    inputs: Vec<Input>,
    options: &Options,
    spec: impl Fn() -> Result<EncoderSpec>,
) -> Result<Vec<Input>> {
    let (mut scenes, mut rasters, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        names.push(input.name().to_owned());
        match input {
            Input::Scene(scene) => scenes.push(*scene),
            Input::Features(raster) => rasters.push(*raster),
        }
    }
    if !scenes.is_empty() && !rasters.is_empty() {
        return Err(Error::argument(format!("{}: give rasters or features rasters, not both", names.join(" and "))));
    }
    if let Some((first, others)) = rasters.split_first() {
        others.iter().try_for_each(|other| same_features(gdal, first, other))?;
        return Ok(rasters.into_iter().map(|raster| Input::Features(Box::new(raster))).collect());
    }
    Ok(matched(gdal, scenes, spec()?.patch, options)?.into_iter().map(|scene| Input::Scene(Box::new(scene))).collect())
}

fn same_features(gdal: &'static Gdal, a: &FeatureRaster, b: &FeatureRaster) -> Result<()> {
    let same = |a: &str, b: &str| same_crs(gdal, a, b);
    if let Some(difference) = a.source.grid().difference(b.source.grid(), same) {
        return Err(Error::Grid(format!(
            "the features rasters {} and {} do not share one cell grid: {difference}",
            a.source.name(),
            b.source.name()
        )));
    }
    if a.provenance.model.digest != b.provenance.model.digest {
        let model = |f: &FeatureRaster| Some(f.provenance.model.name.clone()).filter(|n| !n.is_empty());
        let model = |f: &FeatureRaster| model(f).unwrap_or_else(|| "unknown".into());
        return Err(unlike_models((a.source.name(), &model(a)), (b.source.name(), &model(b))));
    }
    Ok(())
}

/// The message for features of two models; each input with its model's name.
pub fn unlike_models(first: (&str, &str), second: (&str, &str)) -> Error {
    let hint = match first.1 == second.1 {
        true => ": one name, but two files, or fitted apart; give the rasters to one job",
        false => "",
    };
    Error::argument(format!(
        "{} and {} hold features of different models, {} and {}{hint}",
        first.0, second.0, first.1, second.1
    ))
}

/// Makes the pixels of whole scenes coincide with the first one's, cuts all to the area of interest, and checks that they
/// compare with the first.
fn matched(gdal: &'static Gdal, mut scenes: Vec<Scene>, patch: usize, options: &Options) -> Result<Vec<Scene>> {
    let Some((first, others)) = scenes.split_first_mut() else { return Ok(scenes) };
    let same = |a: &str, b: &str| same_crs(gdal, a, b);
    let mut off_grid = Vec::new();
    for other in others.iter_mut() {
        agree(first, other, &options.dates)?;
        let difference = first.source.grid().difference(other.source.grid(), same);
        if let Some(difference) = &difference
            && !options.dates.align
        {
            let (one, two) = (&first.facts.tile, &other.facts.tile);
            if one.is_empty() || two.is_empty() || one == two {
                return Err(unlike_grids(first, other, difference));
            }
            other.facts.warnings.push(format!(
                "is of tile {two}, the first date of tile {one}: it is warped onto the first date's pixels, and both are cut to what they have in common"
            ));
        }
        off_grid.push(difference.is_some());
    }
    let cut = |scene: &mut Scene| area::cut(gdal, &mut scene.source, &options.area, &options.reading.sources);
    cut(first)?;
    let mut on_grid = others.iter_mut().zip(&off_grid).filter(|(_, off)| !**off);
    on_grid.try_for_each(|(scene, _)| cut(scene))?;
    let mut scenes = aligned(gdal, scenes, &off_grid, patch, options)?;
    let Some((first, others)) = scenes.split_first_mut() else { return Ok(scenes) };
    for other in others {
        other.facts.shift = shift(first, other)?;
        if let Some([x, y]) = other.facts.shift
            && x.hypot(y) > TOLERATED
        {
            other.facts.warnings.push(format!(
                "seems to lie {x:.2} pixels right of and {y:.2} below the first date: edges will show as change; register the dates first"
            ));
        }
    }
    Ok(scenes)
}

/// The message for grids that differ.
fn unlike_grids(first: &Scene, second: &Scene, difference: &str) -> Error {
    let size = |g: &Grid| format!("{} x {}", g.width, g.height);
    let (a, b) = (&first.source, &second.source);
    Error::Grid(format!(
        "{} ({} pixels) and {} ({} pixels) do not share one pixel grid: {difference}; ask for align to warp the second onto the first",
        a.name(),
        size(a.grid()),
        b.name(),
        size(b.grid())
    ))
}

/// Resamples the scenes that lie on other grids than the first one from their own pixels onto its, and cuts all to what
/// they have in common. `off_grid` tells which, of those after the first.
fn aligned(
    gdal: &'static Gdal,
    scenes: Vec<Scene>,
    off_grid: &[bool],
    patch: usize,
    options: &Options,
) -> Result<Vec<Scene>> {
    let Some((first, others)) = scenes.split_first() else { return Ok(scenes) };
    let mut common: Option<Window> = None;
    for (other, _) in others.iter().zip(off_grid).filter(|(_, off)| **off) {
        let apart =
            || Error::Grid(format!("{} and {} do not overlap on the ground", first.source.name(), other.source.name()));
        let window = area::overlap(gdal, first.source.grid(), other.source.grid(), patch)?.ok_or_else(apart)?;
        common = Some(common.map_or(Some(window), |c| c.intersection(window)).ok_or_else(apart)?);
    }
    let Some(window) = common else { return Ok(scenes) };
    let mut out: Vec<Scene> = Vec::with_capacity(scenes.len());
    for (i, mut scene) in scenes.into_iter().enumerate() {
        match out.first() {
            Some(first) if off_grid[i - 1] => {
                let source = scene.source.resampled(first.source.grid(), options.dates.resampling)?;
                scene = Scene { source, ..scene };
                area::outline(&mut scene.source, &options.area)?;
                scene.facts.warnings.retain(|w| Some(w) != scene.rotated.as_ref());
                scene.facts.bands +=
                    &format!(" (aligned onto the first date, {})", scene.source.pixels().resampled_by());
            }
            _ => scene.source.cut(window)?,
        }
        out.push(scene);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Opened, PrecisionChoice, SpecHints};
    use crate::params::{Task, Values};
    use crate::pipeline::write_synthetic_scene;
    use crate::raster::gdal::bind;
    use crate::synthetic::SceneSpec;

    const SIDE: usize = 128;

    /// The scene `of` without its first 40 columns and 24 rows, on a grid of its own.
    fn part(of: &str) -> String {
        let (width, height) = (SIDE - 40, SIDE - 24);
        let band = |(i, name): (usize, &str)| {
            let number = i + 1;
            format!(
                r#"<VRTRasterBand dataType="UInt16" band="{number}"><Description>{name}</Description><SimpleSource><SourceFilename>{of}</SourceFilename><SourceBand>{number}</SourceBand><SrcRect xOff="40" yOff="24" xSize="{width}" ySize="{height}"/><DstRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/></SimpleSource></VRTRasterBand>"#
            )
        };
        let bands: String = ["red", "green", "blue", "nir", "swir16"].into_iter().enumerate().map(band).collect();
        format!(
            r#"<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>EPSG:32631</SRS><GeoTransform>500400,10,0,4699760,0,-10</GeoTransform><Metadata><MDI key="OFFSET">none</MDI></Metadata>{bands}</VRTDataset>"#
        )
    }

    #[test]
    fn a_third_date_brings_all_to_what_they_have_in_common() {
        let Ok(gdal) = bind(None) else { return eprintln!("skipped: no GDAL") };
        let folder = tempfile::tempdir().unwrap();
        let spec = SceneSpec { width: SIDE, height: SIDE, ..SceneSpec::default() };
        let written = write_synthetic_scene(&spec, folder.path(), false).unwrap();
        let path = |name: &str| written.iter().find(|p| p.ends_with(name)).unwrap().clone();
        let third = folder.path().join("third.vrt").to_string_lossy().into_owned();
        std::fs::write(&third, part(&path("after.tif"))).unwrap();
        let names = [path("before.tif"), path("after.tif"), third];
        let dates: Vec<InputRef> = names.iter().map(InputRef::from).collect();
        let encoder =
            || Opened::open("texture", &SpecHints::default(), PrecisionChoice::F32).map(|opened| opened.spec().clone());
        let open = |pairs: &[(&str, &str)]| {
            let options = Options::new(&Values::new(Task::Change, pairs.iter().copied()).unwrap()).unwrap();
            open_dates(gdal, &dates, &options, encoder)
        };
        assert!(matches!(open(&[]), Err(Error::Grid(_))), "unlike grids are refused for a third date, too");

        let mut opened = open(&[("ALIGN", "YES")]).unwrap();
        let mut pixels = |i: usize| {
            let source = &mut opened[i].scene().unwrap().source;
            let (width, height) = (source.grid().width, source.grid().height);
            let (mut values, mut valid) = (vec![0f32; 5 * width * height], vec![0u8; width * height]);
            source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid).unwrap();
            ((width, height), source.grid().transform.unwrap(), values)
        };
        let (first, second, third) = (pixels(0), pixels(1), pixels(2));
        assert_eq!((first.0, first.1[0], first.1[3]), ((SIDE - 40, SIDE - 24), 500_400.0, 4_699_760.0));
        assert_eq!((first.0, first.1), (second.0, second.1));
        assert!(second == third, "the third date shows the second one's ground");
        assert!(first.2 != second.2);
    }
}
