//! How far the features of clear cells move when clouds beside them are filled, on a real scene with a real cloud mask.
//!
//! A clear scene is the truth. A real scene classification of another place is laid over it, and the pixels that it calls
//! cloud, shadow or nodata are hidden in several ways. Printed is the mean of 1 - cosine between each clear cell's
//! features and the truth, by the cell's distance from the nearest hidden pixel, and for partly hidden cells by their
//! valid fraction.
//!
//! Usage: cargo run --release --example fill_measure -- [MODEL] (imagery is looked for in ../shared/imagery)

use std::path::Path;

use lejepa_gis::error::Result;
use lejepa_gis::geometry::Window;
use lejepa_gis::model::{Model, SpecHints};
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{Options, Stage, With, encode, silent, worker_pool};
use lejepa_gis::raster::gdal::{Dataset, bind};
use lejepa_gis::raster::reflectance::{self, Reflectance};
use lejepa_gis::raster::{BandInfo, PixelSource, SampleType};

const SIDE: usize = 512;
const CELL: usize = 8;
const HIDDEN: [f32; 6] = [0.0, 1.0, 3.0, 8.0, 9.0, 10.0];
/// (scene, its first column and row, classification, its first column and row at 20 m)
const CASES: &[(&str, [usize; 2], &str, [usize; 2])] = &[
    ("train/thailand_songkhram_20200223_l2a.tif", [100, 100], "exe_2024-08-01_12-21-19.tif", [0, 0]),
    ("train/thailand_songkhram_20200223_l2a.tif", [500, 500], "exe_2024-08-16_12-21-11.tif", [60, 40]),
    ("demo/dubai_after_20180330.tif", [40, 200], "exe_2024-08-16_12-21-11.tif", [60, 40]),
];

fn main() -> Result<()> {
    let imagery = Path::new("../shared/imagery");
    if !imagery.is_dir() {
        println!("skipped: no imagery in {}", imagery.display());
        return Ok(());
    }
    let model = Model::open(&std::env::args().nth(1).unwrap_or("default".into()), &SpecHints::default())?;
    println!("model {}", model.name);
    for &(scene, at, classes, scl_at) in CASES {
        println!("\n{scene} under the clouds of {classes}");
        measure(&model, imagery, scene, at, classes, scl_at)?;
    }
    Ok(())
}

fn read(path: &Path, band: usize, [x, y]: [usize; 2], side: usize) -> Result<Vec<f32>> {
    let dataset = Dataset::open(bind(None)?, &path.to_string_lossy())?;
    let mut values = vec![0f32; side * side];
    dataset.read_f32(band, Window { x, y, width: side, height: side }, &mut values)?;
    Ok(values)
}

fn measure(
    model: &Model,
    imagery: &Path,
    scene: &str,
    at: [usize; 2],
    classes: &str,
    scl_at: [usize; 2],
) -> Result<()> {
    let area = SIDE * SIDE;
    let bands: Vec<Vec<f32>> = (1..=5).map(|b| read(&imagery.join(scene), b, at, SIDE)).collect::<Result<_>>()?;
    let scl = read(&imagery.join("inputs/exeter_scl_clouds_4band").join(classes), 5, scl_at, SIDE / 2)?;
    let hidden: Vec<bool> =
        (0..area).map(|i| HIDDEN.contains(&scl[i / SIDE / 2 * (SIDE / 2) + i % SIDE / 2])).collect();
    // Real cloud: the values of a scene that is all cloud, without its offset; the 20 m band is repeated.
    let cloud_folder = imagery.join("inputs/majortom_0U_199R_l2a_offset1000_cloud");
    let mut clouds = Vec::new();
    for name in ["B04", "B03", "B02", "B08", "B11"] {
        let side = if name == "B11" { 160 } else { 320 };
        let plane = read(&cloud_folder.join(format!("{name}.tif")), 1, [0, 0], side)?;
        let mirror = |i: usize| if i < 320 { i } else { 639 - i };
        let value = |i: usize| plane[mirror(i / SIDE) * side / 320 * side + mirror(i % SIDE) * side / 320] - 1000.0;
        clouds.push((0..area).map(value).collect::<Vec<f32>>());
    }
    let covered = |fill: &dyn Fn(usize, usize) -> f32| -> Vec<f32> {
        (0..5)
            .flat_map(|b| (0..area).map(move |i| (b, i)))
            .map(|(b, i)| if hidden[i] { fill(b, i) } else { bands[b][i] })
            .collect()
    };
    let valid: Vec<u8> = hidden.iter().map(|h| u8::from(!h)).collect();
    let all = vec![1u8; area];
    let mean = |b: usize| {
        let known: Vec<f64> = (0..area).filter(|&i| !hidden[i]).map(|i| f64::from(bands[b][i])).collect();
        (known.iter().sum::<f64>() / known.len() as f64) as f32
    };
    let means: Vec<f32> = (0..5).map(mean).collect();
    let truth = features(model, bands.concat(), all.clone())?;
    let ways: Vec<(&str, Vec<f32>, Vec<u8>)> = vec![
        ("no fill: the cloud itself", covered(&|b, i| clouds[b][i]), all.clone()),
        ("constant 0", covered(&|_, _| 0.0), all.clone()),
        ("constant, the model's mean", covered(&|b, _| model.spec().mean[b]), all.clone()),
        ("constant, the scene's mean", covered(&|b, _| means[b]), all),
        ("push-pull (the product)", covered(&|_, _| 0.0), valid),
    ];
    let (cells, share, distance) = geometry(&hidden);
    let rings = ["1 (touching)", "2", "3 to 5", "further"];
    let ring = |d: usize| match d {
        0..=1 => 0,
        2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    println!(
        "hidden {:.1} % of the pixels; clear cells by distance: {}",
        100.0 * hidden.iter().filter(|h| **h).count() as f64 / area as f64,
        rings.join(" | ")
    );
    for (name, pixels, valid) in ways {
        let found = features(model, pixels, valid)?;
        let (mut sums, mut parts) = ([(0f64, 0usize); 4], [(0f64, 0usize); 8]);
        for i in 0..cells * cells {
            let dim = model.spec().dim;
            let moved = 1.0 - cosine(&truth[i * dim..(i + 1) * dim], &found[i * dim..(i + 1) * dim]);
            if !moved.is_finite() {
                continue;
            }
            let sum = if share[i] == 1.0 {
                &mut sums[ring(distance[i])]
            } else if share[i] > 0.0 {
                &mut parts[((share[i] * 8.0) as usize).min(7)]
            } else {
                continue;
            };
            *sum = (sum.0 + moved, sum.1 + 1);
        }
        let show = |s: &[(f64, usize)]| {
            s.iter().map(|(v, n)| format!("{:.4} ({n})", v / (*n).max(1) as f64)).collect::<Vec<_>>().join("  ")
        };
        println!("{name:28} clear {}\n{:28} by valid share, eighths from 0 to 1: {}", show(&sums), "", show(&parts));
    }
    Ok(())
}

/// Cells along a side, each cell's share of clear pixels, and its distance in cells from the nearest hidden pixel's.
fn geometry(hidden: &[bool]) -> (usize, Vec<f64>, Vec<usize>) {
    let cells = SIDE / CELL;
    let pixels = CELL * CELL;
    let count = |c: usize| {
        (0..pixels).filter(|p| !hidden[(c / cells * CELL + p / CELL) * SIDE + c % cells * CELL + p % CELL]).count()
    };
    let share: Vec<f64> = (0..cells * cells).map(|c| count(c) as f64 / pixels as f64).collect();
    let touched: Vec<usize> = (0..cells * cells).filter(|&c| share[c] < 1.0).collect();
    let distance = |c: usize| {
        let to = |&o: &usize| (o % cells).abs_diff(c % cells).max((o / cells).abs_diff(c / cells));
        touched.iter().map(to).min().unwrap_or(usize::MAX)
    };
    let all = (0..cells * cells).map(distance).collect();
    (cells, share, all)
}

fn features(model: &Model, pixels: Vec<f32>, valid: Vec<u8>) -> Result<Vec<f32>> {
    let mut source = PixelSource::owned((SIDE, SIDE, 5), &pixels, valid)?;
    let mut options = Options::defaults(Task::Features).encoding;
    (options.min_valid, options.threads) = (0.01, 2);
    let bands = vec![BandInfo::plain(SampleType::Float); 5];
    let rule: Reflectance = reflectance::decide("pixels", "dn", &[], &bands, None)?;
    let mut quiet = silent();
    let pool = worker_pool(options.threads)?;
    let folder = std::env::temp_dir();
    let with = With { model, reflectance: &rule, options: &options, pool: &pool, folder: &folder };
    let (mut store, ..) = encode(&with, &mut source, Stage::new(&mut quiet, 0.0, 1.0), None)?;
    let mut all = Vec::new();
    store.for_each_strip(|_, cells| {
        all.extend(cells.iter());
        Ok(())
    })?;
    Ok(all)
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
