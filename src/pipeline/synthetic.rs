//! Writing synthetic scenes as rasters.

use std::path::Path;

use crate::error::Result;
use crate::geometry::Grid;
use crate::params::Task;
use crate::pipeline::options::Options;
use crate::pipeline::write::Outputs;
use crate::raster::Tags;
use crate::raster::gdal::{Content, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};
use crate::synthetic::{Scene, SceneSpec, SeriesSpec, scene_pair, scene_series};

/// Where the made-up place lies: a round corner of UTM zone 31N.
const ORIGIN: (f64, f64) = (500_000.0, 4_700_000.0);

/// Writes rasters of one size for a folder.
struct Writer<'a> {
    outputs: &'a Outputs,
    folder: &'a Path,
    grid: Grid,
}

impl Writer<'_> {
    fn write(&self, name: &str, bands: &[&str], mut values: Vec<f32>, storage: Storage, tags: Tags) -> Result<()> {
        let path = self.outputs.path(&named(self.folder, name))?;
        let bands = bands.iter().map(|b| OutputBand { description: b.to_string(), ..OutputBand::default() }).collect();
        let content = if storage == Storage::Byte { Content::Classes } else { Content::Values };
        let output =
            OutputSpec { grid: self.grid.clone(), bands, content, storage, mask: false, tags, metadata: vec![] };
        let mut sink = GdalSink::create(bind(None)?, &path, output, WriteOptions::default())?;
        sink.write_rows(0, &mut values)?;
        sink.finish()
    }
}

fn named(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

fn grid(width: usize, height: usize) -> Grid {
    Grid { width, height, transform: Some([ORIGIN.0, 10.0, 0.0, ORIGIN.1, 0.0, -10.0]), crs: Some(UTM_31N.into()) }
}

fn outputs(folder: &Path, names: &[String], overwrite: bool) -> Result<Outputs> {
    let mut options = Options::defaults(Task::Features);
    options.write.gdal.overwrite = overwrite;
    Outputs::files(names.iter().map(|name| named(folder, name)), &options)
}

fn tags(date: &str) -> Tags {
    [
        ("SOURCE", "synthetic scene of lejepa-gis: made up, no real place"),
        ("LEVEL", "L2A"),
        ("OFFSET", "none"),
        ("DATE", date),
    ]
    .map(|(k, v)| (k.to_string(), v.to_string()))
    .to_vec()
}

fn pixels(scene: &Scene) -> Vec<f32> {
    scene.bands.iter().map(|v| f32::from(*v)).collect()
}

fn bytes(codes: &[u8]) -> Vec<f32> {
    codes.iter().map(|v| f32::from(*v)).collect()
}

fn classes<'a>(kinds: impl Iterator<Item = (u8, &'a str)>) -> Tags {
    let kinds = kinds.map(|(code, name)| format!("{code} = {name}")).collect::<Vec<_>>().join(", ");
    vec![("CLASSES".into(), format!("0 = no change, {kinds}"))]
}

/// Writes `before.tif`, `after.tif`, `truth.tif` and `scl.tif` into a folder and returns their paths.
pub fn write_synthetic_scene(spec: &SceneSpec, folder: &Path, overwrite: bool) -> Result<Vec<String>> {
    let outputs = outputs(folder, &FILES.map(String::from), overwrite)?;
    let pair = scene_pair(spec);
    let writer = Writer { outputs: &outputs, folder, grid: grid(pair.width, pair.height) };
    let bands = crate::model::BANDS;
    writer.write("before.tif", &bands, pixels(&pair.before), Storage::UInt16, tags(pair.before.date))?;
    writer.write("after.tif", &bands, pixels(&pair.after), Storage::UInt16, tags(pair.after.date))?;
    let kinds = classes(pair.kinds.iter().copied());
    writer.write("truth.tif", &["change"], bytes(&pair.truth), Storage::Byte, kinds)?;
    writer.write("scl.tif", &["scl"], bytes(&pair.after.scl), Storage::Byte, tags(pair.after.date))?;
    outputs.publish()
}

/// Writes a raster `YYYYMMDD.tif` for each date of a place, five bands and their scene classification, and `truth.tif` (the kind
/// of change, the day since 1970-01-01 of the first date that shows it, and of the first that no longer does; 0 where there is
/// none) into a folder and returns their paths.
pub fn write_synthetic_series(spec: &SeriesSpec, folder: &Path, overwrite: bool) -> Result<Vec<String>> {
    let series = scene_series(spec);
    let names: Vec<String> =
        (0..series.days.len()).map(|i| format!("{}.tif", series.date(i).replace('-', ""))).collect();
    let all: Vec<String> = names.iter().cloned().chain(["truth.tif".to_owned()]).collect();
    let outputs = outputs(folder, &all, overwrite)?;
    let writer = Writer { outputs: &outputs, folder, grid: grid(series.spec.width, series.spec.height) };
    let bands: Vec<&str> = crate::model::BANDS.into_iter().chain(["SCL"]).collect();
    for (i, name) in names.iter().enumerate() {
        let scene = series.scene(i);
        let values = [pixels(&scene), bytes(&scene.scl)].concat();
        writer.write(name, &bands, values, Storage::UInt16, tags(&series.date(i)))?;
    }
    let day = |date: Option<usize>| date.map_or(0.0, |date| series.days[date] as f32);
    let dated = |kind: &u8| series.dated.get(kind).copied();
    let first = series.truth.iter().map(|kind| day(dated(kind).map(|(first, _)| first)));
    let back = series.truth.iter().map(|kind| day(dated(kind).and_then(|(_, back)| back)));
    let values = bytes(&series.truth).into_iter().chain(first).chain(back).collect();
    let kinds = series
        .dated
        .keys()
        .filter_map(|code| crate::synthetic::ChangeKind::from_code(*code).map(|kind| (*code, kind.name())));
    writer.write("truth.tif", &["change", "first day", "day it is gone"], values, Storage::UInt16, classes(kinds))?;
    outputs.publish()
}

/// What is written of a pair.
const FILES: [&str; 4] = ["before.tif", "after.tif", "truth.tif", "scl.tif"];

const UTM_31N: &str = "PROJCS[\"WGS 84 / UTM zone 31N\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",3],PARAMETER[\"scale_factor\",0.9996],PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],AUTHORITY[\"EPSG\",\"32631\"]]";
