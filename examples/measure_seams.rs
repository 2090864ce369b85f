//! Measures what overlap and taper do to seams, against their cost: the figures behind the defaults.
//!
//! ```text
//! cargo run --release --example measure_seams -- MODEL SCENE [SCENE …]
//! ```
//!
//! Two figures per setting. *Seam*: mean absolute difference of neighbouring cells across chip borders, divided by the
//! same inside chips (1 is seamless). *Shift*: mean cosine distance between features of one cell when the tiling is
//! moved by half a chip. *Chips*: how many are encoded, in multiples of no overlap.

use std::path::Path;

use lejepa_gis::geometry::Window;
use lejepa_gis::model::{Model, SpecHints};
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{Encoding, FeatureStore, Options, Stage, With, encode, silent, worker_pool};
use lejepa_gis::raster::gdal::{GdalSource, bind};
use lejepa_gis::raster::{CropSource, RasterSource, input, reflectance};
use lejepa_gis::tiling::{ChipPlan, Starts, Taper};
use ndarray::{Array3, s};

type Failure = Box<dyn std::error::Error>;

fn open(path: &str, model: &Model) -> Result<(GdalSource, reflectance::Reflectance), Failure> {
    let mut product = input::resolve(bind(None)?, path, &input::Sources::default())?;
    let chosen = product.choose(path, &model.spec().bands, "auto")?;
    let rule = reflectance::decide(path, "auto", &product.tags, &chosen.source.band_infos(), None)?;
    Ok((chosen.source, rule))
}

/// Features of a scene, cut off at the left and top by `cut` pixels.
fn features(path: &str, model: &Model, options: &Encoding, cut: usize) -> Result<Array3<f32>, Failure> {
    let (source, rule) = open(path, model)?;
    let (width, height) = (source.grid().width - cut, source.grid().height - cut);
    let mut source = CropSource::new(Box::new(source), Window { x: cut, y: cut, width, height })?;
    let mut quiet = silent();
    let pool = worker_pool(options.threads)?;
    let folder = std::env::temp_dir();
    let stage = Stage::new(&mut quiet, 0.0, 1.0);
    let (mut store, ..): (FeatureStore, _, _) =
        encode(&With { model, reflectance: &rule, options, pool: &pool, folder: &folder }, &mut source, stage, None)?;
    let (w, h, dim) = (store.grid.width, store.grid.height, store.dim);
    Ok(store.read(0, h)?.into_shape_with_order((h, w, dim))?)
}

/// Mean absolute difference of horizontal and vertical neighbours: across borders, divided by inside.
fn seam(f: &Array3<f32>, plan: &ChipPlan) -> f64 {
    let borders = |starts: Starts, size: usize| -> Vec<usize> {
        let ends = starts.iter().map(|s| s + plan.chip_cells);
        starts.iter().chain(ends).filter(|b| *b > 0 && *b < size).collect()
    };
    let (mut across, mut inside) = ((0f64, 0u64), (0f64, 0u64));
    let mut add = |is_border: bool, a: ndarray::ArrayView1<f32>, b: ndarray::ArrayView1<f32>| {
        let difference: f32 = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32;
        if difference.is_finite() {
            let sum = if is_border { &mut across } else { &mut inside };
            *sum = (sum.0 + f64::from(difference), sum.1 + 1);
        }
    };
    let (columns, rows) = (borders(plan.columns, plan.width), borders(plan.rows, plan.height));
    for y in 0..plan.height {
        for x in 0..plan.width {
            if x > 0 {
                add(columns.contains(&x), f.slice(s![y, x - 1, ..]), f.slice(s![y, x, ..]));
            }
            if y > 0 {
                add(rows.contains(&y), f.slice(s![y - 1, x, ..]), f.slice(s![y, x, ..]));
            }
        }
    }
    (across.0 / across.1 as f64) / (inside.0 / inside.1 as f64)
}

/// Mean cosine distance of the same places, leaving out cells near the cut, where context is missing.
fn shift(whole: &Array3<f32>, cut: &Array3<f32>, cells: usize) -> f64 {
    let (mut sum, mut count) = (0f64, 0u64);
    for y in cells..cut.dim().0 {
        for x in cells..cut.dim().1 {
            let (a, b) = (whole.slice(s![y + cells, x + cells, ..]), cut.slice(s![y, x, ..]));
            let cosine = a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt();
            if cosine.is_finite() {
                (sum, count) = (sum + f64::from(1.0 - cosine), count + 1);
            }
        }
    }
    sum / count as f64
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, scenes @ ..] = &arguments[..] else {
        return Err("usage: measure_seams MODEL SCENE [SCENE …]".into());
    };
    let model = Model::open(name, &SpecHints::default())?;
    println!("{:40} {:>7} {:>9} {:>6} {:>7} {:>8}", "scene", "overlap", "taper", "chips", "seam", "shift");
    for scene in scenes {
        let (source, _) = open(scene, &model)?;
        let (w, h) = (source.grid().width, source.grid().height);
        let spec = model.spec();
        let plan = |overlap: f64| ChipPlan::new(w, h, spec.chip, spec.patch, overlap);
        let settings = [(0.0, Taper::Flat), (0.125, Taper::Cosine), (0.25, Taper::Flat), (0.25, Taper::Triangle)];
        let more = [
            (0.25, Taper::Cosine),
            (0.5, Taper::Flat),
            (0.5, Taper::Triangle),
            (0.5, Taper::Cosine),
            (0.75, Taper::Cosine),
        ];
        for (overlap, taper) in settings.into_iter().chain(more) {
            let options = Encoding { overlap, taper, ..Options::defaults(Task::Features).encoding };
            let whole = features(scene, &model, &options, 0)?;
            let cut = features(scene, &model, &options, spec.chip / 2)?;
            println!(
                "{:40} {overlap:>7} {:>9} {:>6.2} {:>7.3} {:>8.5}",
                Path::new(scene).file_name().map_or("".into(), |f| f.to_string_lossy()),
                format!("{taper:?}").to_lowercase(),
                plan(overlap).chips() as f64 / plan(0.0).chips() as f64,
                seam(&whole, &plan(overlap)),
                shift(&whole, &cut, spec.chip_cells() / 2),
            );
        }
    }
    Ok(())
}
