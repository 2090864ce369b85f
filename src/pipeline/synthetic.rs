//! Writing the synthetic pair as rasters.

use std::path::Path;

use crate::error::Result;
use crate::geometry::Grid;
use crate::params::Task;
use crate::pipeline::options::Options;
use crate::pipeline::write::Outputs;
use crate::raster::gdal::{Content, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};
use crate::synthetic::{Scene, SceneSpec, scene_pair};

/// Where the made-up place lies: a round corner of UTM zone 31N.
const ORIGIN: (f64, f64) = (500_000.0, 4_700_000.0);

/// Writes `before.tif`, `after.tif`, `truth.tif` and `scl.tif` into a folder and returns their paths.
pub fn write_synthetic_scene(spec: &SceneSpec, folder: &Path, overwrite: bool) -> Result<Vec<String>> {
    let gdal = bind(None)?;
    let mut options = Options::defaults(Task::Features);
    options.write.gdal.overwrite = overwrite;
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let outputs = Outputs::files(FILES.map(path), &options)?;
    let pair = scene_pair(spec);
    let grid = Grid {
        width: pair.width,
        height: pair.height,
        transform: Some([ORIGIN.0, 10.0, 0.0, ORIGIN.1, 0.0, -10.0]),
        crs: Some(UTM_31N.into()),
    };
    let write =
        |name: &str, bands: &[&str], values: Vec<f32>, storage: Storage, tags: Vec<(String, String)>| -> Result<()> {
            let path = outputs.path(&path(name))?;
            let bands =
                bands.iter().map(|b| OutputBand { description: b.to_string(), ..OutputBand::default() }).collect();
            let content = if storage == Storage::Byte { Content::Classes } else { Content::Values };
            let output =
                OutputSpec { grid: grid.clone(), bands, content, storage, mask: false, tags, metadata: vec![] };
            let mut sink = GdalSink::create(gdal, &path, output, WriteOptions::default())?;
            let mut values = values;
            sink.write_rows(0, &mut values)?;
            sink.finish()
        };
    let tags = |date: &str| {
        [
            ("SOURCE", "synthetic scene of lejepa-gis: made up, no real place"),
            ("LEVEL", "L2A"),
            ("OFFSET", "none"),
            ("DATE", date),
        ]
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .to_vec()
    };
    let bands = crate::model::BANDS;
    let pixels = |scene: &Scene| scene.bands.iter().map(|v| f32::from(*v)).collect::<Vec<f32>>();
    let bytes = |codes: &[u8]| codes.iter().map(|v| f32::from(*v)).collect::<Vec<f32>>();
    write("before.tif", &bands, pixels(&pair.before), Storage::UInt16, tags(pair.before.date))?;
    write("after.tif", &bands, pixels(&pair.after), Storage::UInt16, tags(pair.after.date))?;
    let kinds = pair.kinds.iter().map(|(code, name)| format!("{code} = {name}")).collect::<Vec<_>>().join(", ");
    write(
        "truth.tif",
        &["change"],
        bytes(&pair.truth),
        Storage::Byte,
        vec![("CLASSES".into(), format!("0 = no change, {kinds}"))],
    )?;
    write("scl.tif", &["scl"], bytes(&pair.after.scl), Storage::Byte, tags(pair.after.date))?;
    outputs.publish()
}

/// What is written into the folder.
const FILES: [&str; 4] = ["before.tif", "after.tif", "truth.tif", "scl.tif"];

const UTM_31N: &str = "PROJCS[\"WGS 84 / UTM zone 31N\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",3],PARAMETER[\"scale_factor\",0.9996],PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],AUTHORITY[\"EPSG\",\"32631\"]]";
