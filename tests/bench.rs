//! The parts of `make bench` that need no other runtime, on the small built-in network.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};

fn floats(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

/// Cargo builds examples before tests, beside them.
fn example(name: &str) -> std::path::PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.join("examples").join(name)
}

#[test]
fn chip_times_answers_and_every_engine_gives_the_same_features() {
    let folder = tempfile::tempdir().unwrap();
    let spec = Model::open("untrained", &SpecHints::default()).unwrap().spec().clone();
    let chip: Vec<u8> =
        (0..spec.input_len()).flat_map(|i| ((i * 37 % 101) as f32 / 50.0 - 1.0).to_le_bytes()).collect();
    let input = folder.path().join("chip.f32");
    std::fs::write(&input, chip).unwrap();
    let mut features = Vec::new();
    for (precision, stock) in [("f32", false), ("stock", true), ("bf16", false), ("int8", false)] {
        let output = folder.path().join(precision);
        let mut child = Command::new(example("chip_times"))
            .args([Path::new("untrained"), Path::new(precision), &input, &output])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"2 2 1\n2 1 1\n").unwrap();
        let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        let about: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
        assert_eq!(about["isa"] == "tract", stock, "{about}");
        assert_eq!(about["precision"], if stock { "f32" } else { precision });
        assert!(lines.len() == 3 && lines[1..].iter().all(|l| l.parse::<f64>().unwrap() > 0.0), "{out}");
        features.push(floats(&output));
    }
    assert_eq!(features[0].len(), spec.output_len());
    for (name, tolerance, other) in
        [("tract", 2e-4, &features[1]), ("bf16", 0.1, &features[2]), ("int8", 0.1, &features[3])]
    {
        let apart = features[0].iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < tolerance, "our f32 and {name} differ by {apart}");
    }
}

#[test]
fn a_chip_on_all_threads_has_the_same_bits() {
    for precision in [PrecisionChoice::F32, PrecisionChoice::Bf16, PrecisionChoice::Int8] {
        same_bits(&Model::open_with("untrained", &SpecHints::default(), precision).unwrap());
    }
}

fn same_bits(model: &Model) {
    let chip: Vec<f32> = (0..model.spec().input_len()).map(|i| (i * 31 % 97) as f32 / 48.0 - 1.0).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let alone = model.encoder().encode(&chip).unwrap();
    let spread = pool.install(|| model.encoder().encode_spread(&chip)).unwrap();
    assert_eq!(alone, spread);
    // Outside of a pool there is nothing to spread over.
    assert_eq!(alone, model.encoder().encode_spread(&chip).unwrap());
}
