//! What outputs record of themselves, read back: the domain `LEJEPA_GIS` of features rasters, and the run in an item.
//!
//! Bytes that begin with `{` are an item. Others are lines of `KEY=VALUE` about one or, after an empty line, two rasters.

use std::fs;
use std::sync::{Arc, OnceLock};

use lejepa_gis::model::{Model, Opened, PrecisionChoice, SpecHints};
use lejepa_gis::params::{TASKS, Task, Values};
use lejepa_gis::pipeline::{Options, change, describe, recorded, silent};

use super::c::MODEL;
use super::errors::value;
use super::place::named;

/// A features raster as a virtual one: 2 x 1 cells of as many numbers as there are bands.
fn raster(lines: &str, bands: usize) -> String {
    let escaped = |t: &str| {
        let kept: String = t.chars().filter(|c| !c.is_control()).collect();
        kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let items: String = lines
        .split('\n')
        .filter_map(|l| l.split_once('='))
        .map(|(k, v)| format!(r#"<MDI key="{}">{}</MDI>"#, escaped(k), escaped(v)))
        .collect();
    let band = |n: usize| {
        format!(r#"<VRTRasterBand dataType="Float32" band="{n}"><Description>F{n:03}</Description></VRTRasterBand>"#)
    };
    format!(
        r#"<VRTDataset rasterXSize="2" rasterYSize="1"><Metadata domain="LEJEPA_GIS">{items}</Metadata>{}</VRTDataset>"#,
        (1..=bands).map(band).collect::<String>()
    )
}

fn options(task: Task) -> Options {
    let values = Values::new(task, [("THREADS", "1")]).and_then(|v| Options::new(&v));
    values.expect("a good list")
}

/// A small model for what turns out to be no features raster.
fn model() -> Opened {
    static OPEN: OnceLock<Opened> = OnceLock::new();
    let open = || Model::from_bytes(MODEL, "fixture", &SpecHints::default(), PrecisionChoice::F32);
    OPEN.get_or_init(|| Opened::Ready(Arc::new(open().expect("the fixture opens")))).clone()
}

fn item(bytes: &[u8]) {
    let path = named("run.json");
    fs::write(&path, bytes).expect("a file of our own");
    let Some(run) = value(recorded(&path)) else { return };
    for task in TASKS.into_iter().filter(|t| t.name() == run.task) {
        value(Values::new(task, run.parameters.iter().map(|(k, v)| (k, v))).and_then(|v| Options::new(&v)));
    }
    if let Some(model) = &run.model {
        assert!(model.check(&model.name, &model.sha256).is_ok());
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        return item(bytes);
    }
    if lejepa_gis::raster::gdal::bind(None).is_err() {
        return;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (first, second) = text.split_once("\n\n").map_or((text, None), |(a, b)| (a, Some(b)));
    let first = raster(first, 1 + bytes.len() % 3);
    match second {
        None => {
            let done = describe(&[first.as_str()], &options(Task::Describe), Some(model()), &mut silent());
            value(done).map(|r| r.to_json().to_string());
        }
        Some(second) => {
            let second = raster(second, 1 + bytes.len() % 3);
            let output = format!("/vsimem/{}.tif", std::process::id());
            value(change(
                first.as_str(),
                second.as_str(),
                &output,
                &options(Task::Change),
                Some(model()),
                &mut silent(),
            ));
            if let Ok(gdal) = lejepa_gis::raster::gdal::bind(None) {
                lejepa_gis::raster::gdal::remove(gdal, &output);
            }
        }
    }
}
