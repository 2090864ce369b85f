//! The fuzz targets' bodies without a fuzzer: every kept input, and a short run on damaged copies of them. `make fuzz` is
//! the long one.
#![cfg(unix)]
#![allow(unsafe_code)] // the bodies of the C functions call them as C does

#[path = "../fuzz/bodies/mod.rs"]
mod bodies;
mod foreign;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lejepa_gis::error::Error;
use lejepa_gis::model::{Network, SpecHints};
use prost::Message;
use tract_onnx::pb::{ModelProto, TensorProto};

/// At most this long for the damaged copies of each target.
const TIME: Duration = Duration::from_secs(2);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus(target: &str) -> PathBuf {
    root().join("fuzz/corpus").join(target)
}

/// Every kept input of a target, by name.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let files: BTreeSet<_> = fs::read_dir(corpus(target)).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(!files.is_empty(), "{target} has inputs");
    files.iter().map(|f| fs::read(f).unwrap()).collect()
}

/// Runs a body on a target's inputs, and on `count` damaged copies of them; the same ones each time.
fn smoke(target: &str, count: usize, run: fn(&[u8])) {
    let seeds = kept(target);
    seeds.iter().for_each(|s| run(s));
    let mut state = 88_172_645_463_325_252u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let started = Instant::now();
    let mut done = 0;
    while done < count && started.elapsed() < TIME {
        let mut bytes = seeds[random(seeds.len())].clone();
        for _ in 0..1 + random(8) {
            let at = random(bytes.len());
            match random(4) {
                _ if bytes.is_empty() => break,
                0 => bytes[at] = random(256) as u8,
                1 => bytes[at] ^= 1 << random(8),
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + 1 + random(16)).min(bytes.len());
                    bytes.drain(at..end);
                    bytes.push(random(256) as u8);
                }
            }
        }
        run(&bytes);
        done += 1;
    }
    println!("{} kept inputs, {done} damaged copies", seeds.len());
}

#[test]
fn checkpoints() {
    smoke("checkpoint", 2000, bodies::checkpoint::run);
    bodies::checkpoint::run(&fs::read(root().join("tests/fixtures/vit_32.pt")).unwrap());
}

#[test]
fn onnx_files() {
    smoke("onnx", 2000, bodies::onnx::run);
}

#[test]
fn compiled_graphs() {
    smoke("compile", 300, bodies::compile::run);
}

#[test]
fn option_lists() {
    smoke("options", 10_000, bodies::options::run);
}

#[test]
fn bases() {
    smoke("basis", 10_000, bodies::basis::run);
}

#[test]
fn stac_items() {
    smoke("stac", 1000, bodies::stac::run);
}

#[test]
fn product_metadata() {
    smoke("product", 1000, bodies::product::run);
}

#[test]
fn band_names() {
    smoke("bands", 10_000, bodies::bands::run);
}

#[test]
fn folder_listings() {
    smoke("folder", 500, bodies::folder::run);
}

#[test]
fn recorded_metadata() {
    smoke("recorded", 1000, bodies::recorded::run);
}

#[test]
fn buffer_arguments() {
    smoke("buffers", 10_000, bodies::buffers::run);
}

#[test]
fn queries() {
    smoke("queries", 5000, bodies::queries::run);
}

#[test]
fn jobs() {
    smoke("jobs", 300, bodies::jobs::run);
}

#[test]
fn job_structures() {
    smoke("structures", 2000, bodies::structures::run);
}

#[test]
fn every_exported_function_is_called_by_a_target() {
    let header = fs::read_to_string(root().join("include/lejepa_gis.h")).unwrap();
    let code: String = header.lines().filter(|l| !l.trim_start().starts_with("//") && !l.starts_with(" *")).collect();
    let bodies: String = ["buffers", "queries", "jobs", "structures", "c"]
        .map(|b| fs::read_to_string(root().join(format!("fuzz/bodies/{b}.rs"))).unwrap())
        .concat();
    let exported: BTreeSet<&str> = code
        .match_indices("lejepa_gis_")
        .filter_map(|(at, _)| code[at..].split_once('(').map(|(name, _)| name))
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    assert!(exported.len() > 30, "{exported:?}");
    // Once where it is declared, and at least once where it is called.
    let missing: Vec<_> = exported.iter().filter(|name| bodies.matches(&format!("{name}(")).count() < 2).collect();
    assert!(missing.is_empty(), "no target calls {missing:?}");
}

#[test]
fn every_target_is_built_run_and_kept() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let (cargo, script, readme) = (read("fuzz/Cargo.toml"), read("fuzz/run.sh"), read("fuzz/README.md"));
    for entry in fs::read_dir(root().join("fuzz/corpus")).unwrap() {
        let target = entry.unwrap().file_name().into_string().unwrap();
        assert!(cargo.contains(&format!("name = \"{target}\"")), "{target} is built");
        assert!(script.contains(&target) && readme.contains(&format!("`{target}`")), "{target} is run and described");
        let source = read(&format!("fuzz/targets/{target}.rs"));
        assert!(source.contains(&format!("bodies::{target}::run")), "{target} runs its body");
    }
}

/// Found by `onnx`: sizes that a file only declares were multiplied beyond 64 bits.
#[test]
fn declared_sizes_do_not_wrap() {
    let mut model = ModelProto::decode(&*fs::read(corpus("onnx").join("conv")).unwrap()).unwrap();
    model.graph.as_mut().unwrap().initializer[1].dims = vec![i64::MAX, 2];
    match Network::from_bytes(&model.encode_to_vec(), "wide.onnx", &SpecHints::default()) {
        Ok(network) => assert!(network.parameters > 1 << 40, "{}", network.parameters),
        Err(error) => assert!(matches!(error, Error::Model { .. }), "{error}"),
    }
}

/// Writes the transformers among the first inputs, by `cargo test --release --test fuzz_smoke -- --ignored`; the others come
/// from `fuzz/make_seeds.py`.
#[test]
#[ignore = "writes files of the repository"]
fn write_graphs() {
    let forms = [
        ("usual", foreign::Form::default()),
        (
            "pieces",
            foreign::Form {
                norm: "pieces",
                activation: "erf-last-half",
                linear: "turned",
                qkv: "slices",
                ..Default::default()
            },
        ),
        ("gemm", foreign::Form { linear: "gemm", qkv: "three", patches: "linear", ..Default::default() }),
        (
            "list",
            foreign::Form { output: "list", activation: "op", scale: "both", open_batch: true, ..Default::default() },
        ),
        ("last", foreign::Form { qkv: "last", positions: "before", scale: "divided", ..Default::default() }),
    ];
    let transformers = forms.map(|(name, form)| (name, stripped(&foreign::file(form))));
    for (name, graph) in transformers {
        for target in ["onnx", "compile"] {
            fs::create_dir_all(corpus(target)).unwrap();
            fs::write(corpus(target).join(name), &graph).unwrap();
        }
    }
}

/// A graph without its larger tensors' numbers, which `compile` fills in anew.
fn stripped(bytes: &[u8]) -> Vec<u8> {
    let mut model = ModelProto::decode(bytes).unwrap();
    let large = |t: &&mut TensorProto| t.data_type == 1 && t.raw_data.len() + t.float_data.len() > 16;
    for tensor in model.graph.iter_mut().flat_map(|g| &mut g.initializer).filter(large) {
        tensor.raw_data.clear();
        tensor.float_data.clear();
    }
    model.encode_to_vec()
}
