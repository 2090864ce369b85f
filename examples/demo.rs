//! The main job from Rust, on a synthetic scene or on two rasters of yours, with a line of reading for each result.
//!
//! ```text
//! cargo run --release --example demo -- FOLDER [BEFORE AFTER]
//! ```

use std::path::Path;
use std::rc::Rc;

use lejepa_gis::geometry::Window;
use lejepa_gis::numeric::auc_and_ap;
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{Options, run, write_synthetic_scene};
use lejepa_gis::raster::RasterSource;
use lejepa_gis::raster::gdal::{Dataset, GdalSource, bind};
use lejepa_gis::synthetic::SceneSpec;

type Failure = Box<dyn std::error::Error>;

const READINGS: [(&str, &str); 14] = [
    ("before.png", "the earlier date in true colour"),
    ("after.png", "the later date, the same brightness scale"),
    ("features_before.tif", "features of each 80 m cell, one band per number"),
    ("features_after.tif", "the same of the later date, on the same cells"),
    ("pca_before.tif", "the three strongest components as red, green, blue: like colours, like land"),
    ("pca_before.png", "the same as a picture"),
    ("pca_after.tif", "the later date on the same basis: the same colour means the same feature"),
    ("pca_after.png", "the same as a picture"),
    ("pca_basis.json", "that basis, for other scenes: give it to pca with --basis"),
    ("change_cosine.tif", "1 - cosine of the two features: 0 alike, 1 unrelated; season counts as change"),
    ("change_cosine.png", "the same as a picture, dark below the threshold"),
    ("change_joint.tif", "what the other date does not tell, by network and texture, in medians: season drops out"),
    ("change_joint.png", "the same as a picture, dark below the threshold"),
    ("descriptors.json", "one vector per date: the mean feature"),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, pair) = match &arguments[..] {
        [folder] => (folder, None),
        [folder, before, after] => (folder, Some((before.clone(), after.clone()))),
        _ => return Err("usage: demo FOLDER [BEFORE AFTER]".into()),
    };
    let (folder, synthetic) = (Path::new(folder), pair.is_none());
    let (before, after) = match pair {
        Some(pair) => pair,
        None => {
            let scene = folder.join("scene");
            std::fs::create_dir_all(&scene)?;
            println!("Making a SYNTHETIC scene (no real place) in {}:", scene.display());
            println!(
                "a reservoir fills, a settlement grows, a forest burns, a quarry grows, a road is built; crops turn."
            );
            let paths = write_synthetic_scene(&SceneSpec::default(), &scene, true)?;
            (paths[0].clone(), paths[1].clone())
        }
    };
    let options = Options::new(&Values::new(Task::Run, [("OVERWRITE", "YES")])?)?;
    let results = folder.join("results");
    let mut last = -1;
    let mut progress = |fraction: f64, message: &str| {
        let tenth = (fraction * 10.0) as i32;
        if tenth > last {
            println!("{:3} % {message}", tenth * 10);
            last = tenth;
        }
        true
    };
    let report = run(&before, &after, &results.to_string_lossy(), &options, None, &mut progress)?;
    println!("\nResults in {} after {:.1} s:", results.display(), report.seconds);
    for (name, reading) in READINGS {
        if results.join(name).exists() {
            println!("  {name:20} {reading}");
        }
    }
    if synthetic {
        for method in ["cosine", "joint"] {
            let change = results.join(format!("change_{method}.tif"));
            let (auc, ap) = against_truth(&change, &folder.join("scene/truth.tif"))?;
            println!(
                "Against the scene's truth, change by {method} ranks with AUC {auc:.3}, average precision {ap:.3}."
            );
        }
    }
    if let Some(caution) = report.model.and_then(|m| m.caution) {
        println!("Note: {caution}.");
    }
    Ok(())
}

fn band(path: &Path) -> Result<(usize, usize, Vec<f32>), Failure> {
    let mut source = GdalSource::whole_unscaled(Rc::new(Dataset::open(bind(None)?, &path.to_string_lossy())?))?;
    let (width, height) = (source.grid().width, source.grid().height);
    let (mut values, mut valid) = (vec![0.0; width * height], vec![0; width * height]);
    source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid)?;
    Ok((width, height, values))
}

/// Ranking of cells: changed if at least a quarter of the pixels are, unchanged if none is, left out between.
fn against_truth(change: &Path, truth: &Path) -> Result<(f64, f64), Failure> {
    const CELL: usize = 8;
    let (columns, rows, scores) = band(change)?;
    let (width, height, kinds) = band(truth)?;
    let (mut kept, mut changed) = (Vec::new(), Vec::new());
    for row in 0..rows.min(height / CELL) {
        for column in 0..columns.min(width / CELL) {
            let pixels = (0..CELL * CELL).map(|i| kinds[(row * CELL + i / CELL) * width + column * CELL + i % CELL]);
            let share = pixels.filter(|k| *k > 0.0).count() as f64 / (CELL * CELL) as f64;
            if share == 0.0 || share >= 0.25 {
                kept.push(scores[row * columns + column]);
                changed.push(share > 0.0);
            }
        }
    }
    auc_and_ap(&kept, &changed).ok_or_else(|| "the truth has no changed or no unchanged cell".into())
}
