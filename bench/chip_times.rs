//! Our side of `make bench`: times chips on request, so that runs can be interleaved with other programs.
//!
//! `chip_times MODEL PRECISION CHIP.f32 FEATURES.f32` opens the model (`f32`, `bf16`, `int8`, `auto`, or `stock` for tract's own
//! operators), encodes the normalised chip once into FEATURES.f32, and prints one line of JSON. Then each line
//! `THREADS CHIPS ROUNDS` on standard input is answered by the best milliseconds per chip of that many rounds with
//! CHIPS at once on THREADS threads. A lone chip uses all threads.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::time::Instant;

use lejepa_gis::error::Result;
use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};

type Failure = Box<dyn std::error::Error>;

fn main() -> std::result::Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, precision, chip, features] = &arguments[..] else {
        return Err("usage: chip_times MODEL f32|bf16|int8|auto|stock CHIP.f32 FEATURES.f32".into());
    };
    let choice = match precision.as_str() {
        "f32" => PrecisionChoice::F32,
        "bf16" => PrecisionChoice::Bf16,
        "int8" => PrecisionChoice::Int8,
        "stock" => PrecisionChoice::Stock,
        _ => PrecisionChoice::Auto,
    };
    let start = Instant::now();
    let model = Model::open_with(name, &SpecHints::default(), choice)?;
    let open_s = start.elapsed().as_secs_f64();
    let chip: Vec<f32> =
        std::fs::read(chip)?.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let bytes: Vec<u8> = model.encoder().encode(&chip)?.iter().flat_map(|x| x.to_le_bytes()).collect();
    std::fs::write(features, bytes)?;
    println!("{}", serde_json::json!({ "isa": model.isa, "precision": model.precision, "open_s": open_s }));

    let mut pools = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let numbers: Vec<usize> = line?.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
        let [threads, chips, rounds] = numbers[..] else { return Err("a line has three numbers".into()) };
        if let std::collections::btree_map::Entry::Vacant(entry) = pools.entry(threads) {
            entry.insert(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?);
        }
        println!("{:.3}", best(&model, &chip, &pools[&threads], chips, rounds)?);
    }
    Ok(())
}

fn best(model: &Model, chip: &[f32], pool: &rayon::ThreadPool, chips: usize, rounds: usize) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let mut results: Vec<Result<Vec<f32>>> = (0..chips).map(|_| Ok(Vec::new())).collect();
        let start = Instant::now();
        if chips == 1 {
            pool.install(|| model.encoder().encode_spread(chip))?;
        } else {
            pool.scope(|scope| {
                for result in &mut results {
                    scope.spawn(move |_| *result = model.encoder().encode(chip));
                }
            });
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e3 / chips as f64);
        results.into_iter().collect::<Result<Vec<_>>>()?;
    }
    Ok(best)
}
