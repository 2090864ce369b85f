//! What a few labels are worth on features: `make evaluate`.
//!
//! ```text
//! cargo run --release --example landcover -- FOLDER OUTPUT MODEL...
//! ```
//!
//! FOLDER holds `SCENE_DATE.tif` and `SCENE_classes.tif` (class numbers of pixels). Each scene goes through `features` and
//! `classify` for each model: blocks of 7 x 7 cells are left out, classes are those of cells of which one class fills three
//! quarters, each cell counts alike, and plain band means of the same cells stand beside. Then the score of `similar`: for each
//! class of 20 such cells or more, five draws of three of its cells as examples; F1 of finding the others at thresholds from 0
//! to 0.95, as means over draws, classes and scenes.

use std::path::{Path, PathBuf};

use lejepa_gis::geometry::Window;
use lejepa_gis::numeric::Draws;
use lejepa_gis::pipeline::{Query, SimilarIndex};
use lejepa_gis::raster::gdal::{Dataset, bind};
use lejepa_gis::{Job, Options, Task, Values, run_job, silent};

/// Whatever went wrong; it ends the program.
type Failure = Box<dyn std::error::Error>;

/// Pixels along a cell.
const PATCH: usize = 8;
/// Share of a cell that one class must fill.
const PURE: usize = PATCH * PATCH * 3 / 4;
/// Least cells of a class that is looked for.
const LEAST: usize = 20;
const DRAWS: usize = 5;
const EXAMPLES: usize = 3;
/// Thresholds, from 0 in steps of 0.05.
const STEPS: usize = 20;

struct Scene {
    image: PathBuf,
    classes: PathBuf,
    name: String,
}

fn scenes(folder: &Path) -> Result<Vec<Scene>, Failure> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    let text = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut found = Vec::new();
    for classes in files.iter().filter(|f| text(f).ends_with("_classes.tif")) {
        let name = text(classes).trim_end_matches("_classes.tif").to_owned();
        let image = files.iter().find(|f| text(f).starts_with(&format!("{name}_")) && *f != classes);
        let image = image.ok_or_else(|| format!("{name}: no image"))?.clone();
        found.push(Scene { image, classes: classes.clone(), name });
    }
    Ok(found)
}

fn job(task: Task, input: &Path, output: &Path, pairs: &[(&str, &str)]) -> Result<serde_json::Value, Failure> {
    let all = pairs.iter().copied().chain([("OVERWRITE", "YES")]);
    let options = Options::new(&Values::new(task, all)?)?;
    let (input, output) = (input.to_string_lossy(), output.to_string_lossy());
    let inputs = vec![(&*input).into()];
    let job = Job { task, inputs, outputs: vec![&output], options: &options, model: None, context: None };
    Ok(run_job(&job, &mut silent())?.to_json())
}

/// The class of each cell that one class fills, 0 for others; columns and rows.
fn truth(classes: &Path) -> Result<(Vec<u8>, [usize; 2]), Failure> {
    let dataset = Dataset::open(bind(None)?, &classes.to_string_lossy())?;
    let grid = dataset.grid();
    let mut pixels = vec![0f32; grid.width * grid.height];
    dataset.read_f32(1, Window { x: 0, y: 0, width: grid.width, height: grid.height }, &mut pixels)?;
    let (columns, rows) = (grid.width / PATCH, grid.height / PATCH);
    let cell = |i: usize| {
        let mut counts = [0usize; 256];
        for p in 0..PATCH * PATCH {
            let (x, y) = (i % columns * PATCH + p % PATCH, i / columns * PATCH + p / PATCH);
            counts[pixels[y * grid.width + x] as usize] += 1;
        }
        (1..256).find(|class| counts[*class] >= PURE).unwrap_or(0) as u8
    };
    Ok(((0..columns * rows).map(cell).collect(), [columns, rows]))
}

/// F1 at each threshold, mean over draws and classes.
fn found(features: &Path, classes: &Path) -> Result<Option<[f64; STEPS]>, Failure> {
    let (truth, [columns, _]) = truth(classes)?;
    let options = Options::new(&Values::new(Task::Query, [("", ""); 0])?)?;
    let features = features.to_string_lossy();
    let index = SimilarIndex::open((&*features).into(), &options, None, &mut silent())?;
    let grid = index.grid().clone();
    let at = |cell: usize| (cell / columns) * grid.width + cell % columns;
    let (mut sums, mut count) = ([0f64; STEPS], 0);
    let mut scores = vec![0f32; grid.width * grid.height];
    for class in 1..=255u8 {
        let own: Vec<usize> = (0..truth.len()).filter(|&cell| truth[cell] == class).collect();
        if own.len() < LEAST {
            continue;
        }
        for draw in 0..DRAWS {
            let mut draws = Draws::new(u64::from(class) * 1000 + draw as u64);
            let mut examples: Vec<usize> = Vec::new();
            while examples.len() < EXAMPLES {
                let next = own[(draws.uniform() * own.len() as f64) as usize];
                if !examples.contains(&next) {
                    examples.push(next);
                }
            }
            let place = |cell: &usize| grid.at((cell % columns) as f64 + 0.5, (cell / columns) as f64 + 0.5);
            let points: Option<Vec<(f64, f64)>> = examples.iter().map(place).collect();
            let points = points.ok_or("the features have no place")?;
            index.query(&Query { examples: &points, counter: &[], crs: None, best: false }, &mut scores)?;
            for (step, sum) in sums.iter_mut().enumerate() {
                let threshold = step as f32 * 0.05;
                let (mut right, mut said, mut so) = (0.0, 0.0, 0.0);
                for (cell, is) in truth.iter().enumerate().filter(|(cell, is)| **is != 0 && !examples.contains(cell)) {
                    let found = scores[at(cell)] >= threshold;
                    (said, so) = (said + f64::from(found), so + f64::from(*is == class));
                    right += f64::from(found && *is == class);
                }
                *sum += if said + so > 0.0 { 2.0 * right / (said + so) } else { 0.0 };
            }
            count += 1;
        }
    }
    Ok((count > 0).then(|| sums.map(|sum| sum / f64::from(count))))
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, output, models @ ..] = &arguments[..] else {
        return Err("usage: landcover FOLDER OUTPUT MODEL...".into());
    };
    let output = Path::new(output);
    std::fs::create_dir_all(output)?;
    let scenes = scenes(Path::new(folder))?;
    for model in models {
        let mut figures: Vec<(&str, Vec<[f64; 2]>)> =
            ["features", "band_means", "band_means_and_deviations"].map(|kind| (kind, Vec::new())).into();
        let mut curves = Vec::new();
        for scene in &scenes {
            let word = Path::new(model).file_name().unwrap_or_default().to_string_lossy().into_owned();
            let features = output.join(format!("{}_{word}.tif", scene.name));
            job(Task::Features, &scene.image, &features, &[("MODEL", model)])?;
            let (labels, image) = (scene.classes.to_string_lossy(), scene.image.to_string_lossy());
            let pairs = [("LABELS_RASTER", &*labels), ("IMAGE", &image), ("UNBALANCED", "YES")];
            let report = job(Task::Classify, &features, &output.join("classes.tif"), &pairs)?;
            for (kind, all) in &mut figures {
                let of = &report["assessment"][*kind];
                let number = |name: &str| of[name].as_f64().ok_or_else(|| format!("{kind} has no {name}"));
                all.push([number("accuracy")?, number("macro_f1")?]);
            }
            curves.extend(found(&features, &scene.classes)?);
        }
        let mean = |all: &[[f64; 2]], i: usize| all.iter().map(|v| v[i]).sum::<f64>() / all.len() as f64;
        for (kind, all) in &figures {
            let each: Vec<String> = all.iter().map(|[accuracy, _]| format!("{accuracy:.2}")).collect();
            let (accuracy, f1) = (mean(all, 0), mean(all, 1));
            println!("{model:12} {kind:26} accuracy {accuracy:.3}  macro F1 {f1:.3}   {}", each.join(" "));
        }
        let f1 = |step: usize| curves.iter().map(|curve| curve[step]).sum::<f64>() / curves.len() as f64;
        let best = (0..STEPS).fold(0, |best, step| if f1(step) > f1(best) { step } else { best });
        let line: Vec<String> = (0..STEPS).map(|step| format!("{:.3}", f1(step))).collect();
        println!(
            "{model:12} similar: best F1 {:.3} at {:.2}; from 0 in steps of 0.05: {}",
            f1(best),
            best as f64 * 0.05,
            line.join(" ")
        );
    }
    Ok(())
}
