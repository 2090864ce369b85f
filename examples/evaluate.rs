//! How well change is found on labelled pairs: `make evaluate`.
//!
//! ```text
//! cargo run --release --example evaluate -- FOLDER OUTPUT MODEL...
//! ```
//!
//! FOLDER holds `CITY_before_DATE.tif`, `CITY_after_DATE.tif` and `CITY_mask.tif` (1 = change). Every pair goes through
//! `lejepa-gis run` once for each model; its change rasters are ranked against the mask, beside a change vector that is
//! computed here. Protocol: cells of 8 x 8 pixels; changed if at least a quarter of the pixels are, unchanged if none
//! is, left out between; cells with an invalid pixel and incomplete cells are left out. Figures are the area under the
//! ROC curve and average precision, and their plain means over the pairs.
//!
//! FOLDER's neighbours `train` and `demo` hold dates of one place without built change: there, the share of cells above
//! the threshold that finds half of all labelled changed cells is a false alarm.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use lejepa_gis::geometry::Window;
use lejepa_gis::numeric::{auc_and_ap, percentiles};
use lejepa_gis::raster::RasterSource;
use lejepa_gis::raster::gdal::{Dataset, GdalSource, bind};

type Failure = Box<dyn std::error::Error>;

const CELL: usize = 8;
/// Share of changed pixels from which a cell is changed.
const CHANGED: f64 = 0.25;
/// Deviations from the mean at which the change vector cuts values.
const CLIP: f64 = 6.0;
const VECTOR: &str = "change-vector";
/// Two dates with another season, or nearly the same one, and nothing built.
const SEASONS: [[&str; 2]; 5] = [
    ["train/boadella_20210626.tif", "train/boadella_20210721.tif"],
    ["train/boadella_20200621.tif", "train/boadella_20200914.tif"],
    ["train/boadella_20200202.tif", "train/boadella_20200621.tif"],
    ["train/boadella_20200202.tif", "train/boadella_20220601.tif"],
    ["demo/punjab_20200604_l2a.tif", "demo/punjab_20200813_l2a.tif"],
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, output, models @ ..] = &arguments[..] else {
        return Err("usage: evaluate FOLDER OUTPUT MODEL...".into());
    };
    let (folder, output) = (Path::new(folder), Path::new(output));
    std::fs::create_dir_all(output)?;
    let mut ranks: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    let mut found: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    for Pair { city, before, after, mask } in pairs(folder)? {
        let truth = Truth::read(&before, &after, &mask)?;
        print!("{city:12} {:5.1} % of {:6} cells changed", 100.0 * truth.share(), truth.changed.len());
        for (name, scores) in all_scores(&before, &after, &output.join(&city), models)? {
            let kept: Vec<f32> = truth.cells.iter().map(|(row, column)| scores.at(*row, *column)).collect();
            let (auc, ap) = auc_and_ap(&kept, &truth.changed).ok_or("a mask without change")?;
            print!("  {name} {auc:.3}/{ap:.3}");
            let changed = kept.iter().zip(&truth.changed).filter(|(_, c)| **c).map(|(s, _)| *s);
            found.entry(name.clone()).or_default().extend(changed);
            ranks.entry(name).or_default().push((auc, ap));
        }
        println!();
    }
    for (name, of) in &ranks {
        let mean = |f: fn(&(f64, f64)) -> f64| of.iter().map(f).sum::<f64>() / of.len() as f64;
        println!("mean {name} AUC {:.3} AP {:.3}", mean(|r| r.0), mean(|r| r.1));
    }
    let half = |scores: &Vec<f32>| percentiles(scores.iter().copied(), &[50.0]).map_or(f64::NAN, |p| p[0]);
    println!("False alarms between seasons: cells above the threshold that finds half of all labelled changed cells.");
    for pair in SEASONS {
        let [before, after] = pair.map(|name| folder.join("..").join(name));
        if !before.exists() || !after.exists() {
            println!("skipped {} {}: not there", pair[0], pair[1]);
            continue;
        }
        print!("{:30} {:30}", pair[0], pair[1]);
        for (name, scores) in all_scores(&before, &after, &output.join("season"), models)? {
            let valid = scores.values.iter().filter(|v| v.is_finite());
            let above = valid.clone().filter(|v| f64::from(**v) > half(&found[&name])).count();
            print!("  {name} {:.1} %", 100.0 * above as f64 / valid.count() as f64);
        }
        println!();
    }
    Ok(())
}

struct Pair {
    city: String,
    before: PathBuf,
    after: PathBuf,
    mask: PathBuf,
}

/// The pairs of a folder in the order of names.
fn pairs(folder: &Path) -> Result<Vec<Pair>, Failure> {
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .map(|e| Ok(e?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, Failure>>()?;
    names.sort();
    let date = |start: String| names.iter().find(|n| n.starts_with(&start) && n.ends_with(".tif"));
    let cities = names.iter().filter_map(|n| n.strip_suffix("_mask.tif"));
    let pair = |city: &str| {
        let before = date(format!("{city}_before_")).ok_or(format!("{city} has no earlier date"))?;
        let after = date(format!("{city}_after_")).ok_or(format!("{city} has no later date"))?;
        let mask = folder.join(format!("{city}_mask.tif"));
        Ok(Pair { city: city.into(), before: folder.join(before), after: folder.join(after), mask })
    };
    cities.map(pair).collect()
}

/// Change of every cell by every model and method, by name.
fn all_scores(before: &Path, after: &Path, output: &Path, models: &[String]) -> Result<Vec<(String, Grid)>, Failure> {
    let mut all = vec![(VECTOR.to_owned(), change_vector(before, after)?)];
    for model in models {
        let name = Path::new(model).file_stem().unwrap_or_default().to_string_lossy();
        let results = output.with_extension(&*name);
        let product = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/lejepa-gis");
        let mut command = Command::new(&product);
        command.arg("run").args([before, after]).arg("-o").arg(&results);
        command.args(["--overwrite", "--quiet", "--model", model]);
        let mut methods = vec!["cosine", "residual"];
        if model != "pixels" {
            command.args(["--method", "joint"]);
            methods.push("joint");
        }
        let done = command.output()?;
        if !done.status.success() {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr)).into());
        }
        for method in methods {
            let change = read(&results.join(format!("change_{method}.tif")))?;
            all.push((format!("{name} {method}"), change.into_iter().next().ok_or("a change raster without a band")?));
        }
    }
    Ok(all)
}

/// One band, or one number per cell.
struct Grid {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Grid {
    fn at(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.width + column]
    }

    /// The pixels of a whole cell.
    fn cell(&self, row: usize, column: usize) -> impl Iterator<Item = f32> {
        (0..CELL * CELL).map(move |i| self.at(row * CELL + i / CELL, column * CELL + i % CELL))
    }
}

/// All bands of a raster, as stored.
fn read(path: &Path) -> Result<Vec<Grid>, Failure> {
    let mut source = GdalSource::whole_unscaled(Rc::new(Dataset::open(bind(None)?, &path.to_string_lossy())?))?;
    let (width, height) = (source.grid().width, source.grid().height);
    let area = width * height;
    let (mut values, mut valid) = (vec![0.0; source.bands() * area], vec![0; area]);
    source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid)?;
    Ok(values.chunks_exact(area).map(|band| Grid { width, height, values: band.to_vec() }).collect())
}

/// The cells that count, and which of them changed.
struct Truth {
    cells: Vec<(usize, usize)>,
    changed: Vec<bool>,
}

impl Truth {
    fn read(before: &Path, after: &Path, mask: &Path) -> Result<Truth, Failure> {
        let (before, after, mask) = (read(before)?, read(after)?, read(mask)?);
        let mut truth = Truth { cells: Vec::new(), changed: Vec::new() };
        for row in 0..mask[0].height / CELL {
            for column in 0..mask[0].width / CELL {
                let share = mask[0].cell(row, column).map(f64::from).sum::<f64>() / (CELL * CELL) as f64;
                let whole = |bands: &[Grid]| {
                    let measured = (0..CELL * CELL)
                        .map(|i| bands.iter().any(|b| b.at(row * CELL + i / CELL, column * CELL + i % CELL) > 0.0));
                    measured.into_iter().all(|m| m)
                };
                if (share == 0.0 || share >= CHANGED) && whole(&before) && whole(&after) {
                    truth.cells.push((row, column));
                    truth.changed.push(share > 0.0);
                }
            }
        }
        Ok(truth)
    }

    fn share(&self) -> f64 {
        self.changed.iter().filter(|c| **c).count() as f64 / self.changed.len() as f64
    }
}

/// The plainest method: each date's bands standardised over its pixels and cut, averaged over the cell; the distance.
fn change_vector(before: &Path, after: &Path) -> Result<Grid, Failure> {
    let (before, after) = (read(before)?, read(after)?);
    let (width, height) = (before[0].width / CELL, before[0].height / CELL);
    let mut squares = vec![0f64; width * height];
    for (first, second) in before.iter().zip(&after) {
        let [first, second] = [first, second].map(|band| {
            let count = band.values.len() as f64;
            let mean = band.values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
            let std = (band.values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / count).sqrt();
            let cell = |row, column| {
                band.cell(row, column).map(|v| ((f64::from(v) - mean) / std).clamp(-CLIP, CLIP)).sum::<f64>()
            };
            (0..width * height).map(|i| cell(i / width, i % width) / (CELL * CELL) as f64).collect::<Vec<f64>>()
        });
        squares.iter_mut().zip(first.iter().zip(&second)).for_each(|(sum, (a, b))| *sum += (a - b).powi(2));
    }
    Ok(Grid { width, height, values: squares.into_iter().map(|s| s.sqrt() as f32).collect() })
}
