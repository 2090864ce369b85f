//! A short run of the fuzz targets' bodies on damaged copies of good inputs, without a fuzzer: `make fuzz` is the long one.
#![allow(unsafe_code)] // the body of the buffer functions calls them as C does

#[path = "../fuzz/bodies/buffers.rs"]
mod buffers;
#[path = "../fuzz/bodies/checkpoint.rs"]
mod checkpoint;
#[path = "../fuzz/bodies/onnx.rs"]
mod onnx;
#[path = "../fuzz/bodies/options.rs"]
mod options;

use std::path::Path;
use std::time::{Duration, Instant};

/// At most this long for each body.
const TIME: Duration = Duration::from_secs(5);

fn fixture() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vit_32.pt")
}

/// Runs a body on `count` damaged copies of a seed; the same ones each time.
fn damaged(seed: &[u8], count: usize, run: fn(&[u8])) {
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
        let mut bytes = seed.to_vec();
        for _ in 0..1 + random(8) {
            let at = random(bytes.len());
            match random(4) {
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
    println!("{done} runs");
}

#[test]
fn checkpoints() {
    damaged(&std::fs::read(fixture()).unwrap(), 300, checkpoint::run);
}

#[test]
fn onnx_files() {
    let folder = tempfile::tempdir().unwrap();
    let network = lejepa_gis::model::Network::load(fixture().to_str().unwrap(), &Default::default()).unwrap();
    let file = folder.path().join("seed.onnx");
    std::fs::write(&file, lejepa_gis::model::exported(&network)).unwrap();
    damaged(&std::fs::read(file).unwrap(), 300, onnx::run);
}

#[test]
fn option_lists() {
    damaged(b"OVERLAP=best\nTHREADS=2\nMIN_VALID=0.5\nCO=A=1\nMODEL_MEAN=1,2,3\nMETHOD=residual", 20_000, options::run);
}

#[test]
fn buffer_arguments() {
    let seed: Vec<u8> = (0..200u8).map(|i| i.wrapping_mul(37)).collect();
    damaged(&seed, 20_000, buffers::run);
}
