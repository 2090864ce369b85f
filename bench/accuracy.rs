//! Accuracy side of `make bench`: how far the features and the change map of two dates move between precisions.
//!
//! `accuracy MODEL PRECISION BEFORE AFTER [REFLECTANCE]` prints one line of JSON: mean and smallest cosine between a
//! cell's feature in f32 and in PRECISION, over all valid cells of both dates, and Spearman's correlation of the
//! two maps of cosine change.

use std::time::Instant;

use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{Options, Stage, With, encode, silent, worker_pool};
use lejepa_gis::product::cosine_change;
use lejepa_gis::raster::gdal::bind;
use lejepa_gis::raster::{input, reflectance};
use ndarray::Array2;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, precision, before, after, rest @ ..] = &arguments[..] else {
        return Err("usage: accuracy MODEL bf16|int8 BEFORE AFTER [REFLECTANCE]".into());
    };
    let said = rest.first().map_or("auto", String::as_str);
    let choice = match precision.as_str() {
        "bf16" => PrecisionChoice::Bf16,
        "int8" => PrecisionChoice::Int8,
        "stock" => PrecisionChoice::Stock,
        _ => PrecisionChoice::Auto,
    };
    let open = |choice| Model::open_with(name, &SpecHints::default(), choice);
    let (exact, short) = (open(PrecisionChoice::F32)?, open(choice)?);
    let start = Instant::now();
    let (a, b) = (features(&exact, before, said)?, features(&exact, after, said)?);
    let exact_s = start.elapsed().as_secs_f64();
    let (c, d) = (features(&short, before, said)?, features(&short, after, said)?);
    let mut cosines: Vec<f64> = Vec::new();
    for (exact, short) in [(&a, &c), (&b, &d)] {
        let distances = cosine_change(exact.view(), short.view());
        // The distance is rounded to f32, which resolves 6e-8 below one.
        cosines.extend(distances.iter().filter(|d| !d.is_nan()).map(|d| 1.0 - f64::from(*d)));
    }
    let maps = (cosine_change(a.view(), b.view()), cosine_change(c.view(), d.view()));
    println!(
        "{}",
        serde_json::json!({
            "model": exact.name, "precision": short.precision, "cells": cosines.len(), "seconds_f32": exact_s,
            "cosine_mean": cosines.iter().sum::<f64>() / cosines.len() as f64,
            "cosine_min": cosines.iter().copied().fold(1.0, f64::min),
            "change_spearman": spearman(&maps.0, &maps.1),
        })
    );
    Ok(())
}

/// Features of all cells of a raster, one in a row.
fn features(model: &Model, path: &str, said: &str) -> Result<Array2<f32>, Failure> {
    let mut product = input::resolve(bind(None)?, path, &input::Sources::default())?;
    let chosen = product.choose(path, &model.spec().bands, "auto")?;
    let rule = reflectance::decide(path, said, &product.tags, &chosen.source.band_infos(), None)?;
    let options = Options::defaults(Task::Features).encoding;
    let pool = worker_pool(options.threads)?;
    let mut source = chosen.source;
    let mut quiet = silent();
    let stage = Stage::new(&mut quiet, 0.0, 1.0);
    let folder = std::env::temp_dir();
    let with = With { model, reflectance: &rule, options: &options, pool: &pool, folder: &folder };
    let (mut store, ..) = encode(&with, &mut source, stage, None)?;
    let rows = store.grid.height;
    Ok(store.read(0, rows)?)
}

/// Spearman's rank correlation over the places where both are numbers.
fn spearman(a: &[f32], b: &[f32]) -> f64 {
    let both: Vec<_> = a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
    let (a, b) = (ranks(both.iter().map(|p| *p.0)), ranks(both.iter().map(|p| *p.1)));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Ranks from 0; equal values share their mean rank.
fn ranks(values: impl Iterator<Item = f32>) -> Vec<f64> {
    let values: Vec<f32> = values.collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
    let mut ranks = vec![0.0; values.len()];
    for group in order.chunk_by(|i, j| values[*i] == values[*j]) {
        let below = order.partition_point(|i| values[*i] < values[group[0]]);
        group.iter().for_each(|i| ranks[*i] = below as f64 + (group.len() as f64 - 1.0) / 2.0);
    }
    ranks
}
