//! Files of PyTorch's own exporters, where there is a Python with PyTorch: they run on the kernels and give its features.

mod support;

use std::process::Command;

use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};
use ndarray::ArrayD;
use support::{root, run, skip};

/// `LEJEPA_GIS_PYTHON` names a Python with torch (and onnx and onnxscript, for the newer exporter); else `python3` is asked.
#[test]
fn files_of_pytorch_run_on_the_kernels() {
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = |imports: &str| Command::new(&python).args(["-c", imports]).output().is_ok_and(|o| o.status.success());
    if !has("import numpy, torch, onnx") {
        return skip(&format!("{python} lacks torch or onnx; name one that has them in LEJEPA_GIS_PYTHON"));
    }
    if !has("import onnxscript") {
        skip(&format!("the newer exporter, for {python} lacks onnxscript"));
    }
    let folder = tempfile::tempdir().unwrap();
    run(Command::new(&python)
        .env("OMP_WAIT_POLICY", "PASSIVE")
        .arg(root().join("tests/exporters/export.py"))
        .arg(folder.path()));
    let npy = |name: &str| -> ArrayD<f32> { ndarray_npy::read_npy(folder.path().join(name)).unwrap() };
    let chip = npy("chip.npy");
    let hints = SpecHints {
        bands: Some(["red", "green", "blue", "nir", "swir16"].map(String::from).to_vec()),
        mean: Some(vec![0.0; 5]),
        std: Some(vec![1.0; 5]),
    };
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "onnx"));
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let model = Model::open_with(file.to_str().unwrap(), &hints, PrecisionChoice::F32).unwrap();
        assert_eq!((model.isa == "tract", &model.fallback), (false, &None), "{name}");
        let features = model.encoder().encode(chip.as_slice().unwrap()).unwrap();
        // theirs are D x rows x columns
        let theirs = npy(&format!("{name}.npy"));
        let cells = features.len() / model.spec().dim;
        let theirs = theirs.into_shape_with_order((model.spec().dim, cells)).unwrap();
        let off = theirs.t().iter().zip(&features).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        println!("{name}: largest difference {off:.1e}");
        assert!(off < 2e-4, "{name}: {off}");
    }
}
