//! Transformers of other exporters run on the kernels and agree with tract's own operators; what only looks like one stays
//! there, whole.

mod foreign;

use std::process::Command;

use foreign::{BANDS, CHIP, Form, file};
use lejepa_gis::model::{Model, PrecisionChoice, SpecHints};
use prost::Message;
use tract_onnx::pb::ModelProto;

fn open(form: Form, choice: PrecisionChoice) -> lejepa_gis::error::Result<Model> {
    Model::from_bytes(&file(form), "foreign.onnx", &SpecHints::default(), choice)
}

fn features(model: &Model) -> Vec<f32> {
    let chip: Vec<f32> = (0..BANDS * CHIP * CHIP).map(|i| ((i * 7919 % 1009) as f32 / 504.5) - 1.0).collect();
    model.encoder().encode(&chip).unwrap()
}

fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Forms that are the kernels' transformer.
fn same() -> Vec<(&'static str, Form)> {
    let usual = Form::default();
    vec![
        ("usual", usual),
        ("slices of one layer", Form { qkv: "slices", ..usual }),
        ("three layers", Form { qkv: "three", ..usual }),
        ("queries, keys and values interleaved", Form { qkv: "last", ..usual }),
        ("Gemm", Form { linear: "gemm", ..usual }),
        ("Gemm, three layers", Form { linear: "gemm", qkv: "three", ..usual }),
        ("transposed weights", Form { linear: "turned", ..usual }),
        ("norms in pieces", Form { norm: "pieces", ..usual }),
        (
            "all in pieces",
            Form { norm: "pieces", activation: "erf-last-half", linear: "turned", qkv: "slices", ..usual },
        ),
        ("half last", Form { activation: "erf-last-half", ..usual }),
        ("half first", Form { activation: "erf-first-half", ..usual }),
        ("Gelu as one operator", Form { activation: "op", ..usual }),
        ("scores scaled", Form { scale: "scores", ..usual }),
        ("scores divided", Form { scale: "divided", ..usual }),
        ("queries and keys scaled", Form { scale: "both", ..usual }),
        ("patches by a linear layer", Form { patches: "linear", ..usual }),
        ("patches by Gemm", Form { patches: "linear", linear: "gemm", positions: "before", ..usual }),
        ("features as a list", Form { output: "list", ..usual }),
        ("positions before the registers", Form { positions: "before", ..usual }),
        ("no positions", Form { positions: "none", ..usual }),
        ("another epsilon", Form { epsilon: 0.02, last_epsilon: 0.02, ..usual }),
        ("a final norm with its own epsilon", Form { last_epsilon: 1e-2, ..usual }),
        ("GELU by tanh", Form { activation: "tanh", ..usual }),
        ("GELU by tanh in pieces", Form { activation: "tanh-pieces", linear: "gemm", ..usual }),
        ("GELU by the logistic function", Form { activation: "sigmoid", ..usual }),
        ("SiLU", Form { activation: "silu", ..usual }),
        ("layer scale", Form { layer_scale: true, ..usual }),
        ("layer scale, Gemm", Form { layer_scale: true, linear: "gemm", ..usual }),
        ("SwiGLU of one layer's halves", Form { gate: "halves", activation: "silu", ..usual }),
        ("SwiGLU of two layers, layer scale", Form { gate: "two", activation: "silu", layer_scale: true, ..usual }),
        ("a gate by GELU", Form { gate: "halves", activation: "op", linear: "turned", ..usual }),
        ("a mask that hides nothing", Form { open_mask: true, ..usual }),
        ("an open batch", Form { open_batch: true, ..usual }),
    ]
}

#[test]
fn every_form_of_the_transformer_runs_on_the_kernels() {
    for (name, form) in same() {
        let ours = open(form, PrecisionChoice::F32).unwrap();
        assert_eq!(ours.fallback, None, "{name}");
        assert_ne!(ours.isa, "tract", "{name}");
        let stock = open(form, PrecisionChoice::Stock).unwrap();
        assert_eq!((stock.isa, stock.fallback.as_deref()), ("tract", None), "{name}");
        let (ours, stock) = (features(&ours), features(&stock));
        let (off, largest) = (difference(&ours, &stock), difference(&stock, &vec![0.0; stock.len()]));
        assert!(off < 2e-5 * largest, "{name}: {off} of {largest}");
    }
}

#[test]
fn they_have_a_bf16_form() {
    for (name, form) in same() {
        let half = open(form, PrecisionChoice::Bf16).unwrap();
        assert_eq!((half.precision, half.fallback.as_deref()), ("bf16", None), "{name}");
        let exact = features(&open(form, PrecisionChoice::Stock).unwrap());
        let half = features(&half);
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let cosine = dot(&half, &exact) / (dot(&half, &half) * dot(&exact, &exact)).sqrt();
        assert!(cosine > 0.9995, "{name}: {cosine}");
        let auto = open(form, PrecisionChoice::Auto).unwrap();
        assert_eq!(auto.fallback, None, "{name}");
    }
}

#[test]
fn what_only_looks_like_it_stays_on_tract() {
    let usual = Form::default();
    let miss = |miss| Form { miss, ..usual };
    let cases = [
        (Form { activation: "relu", ..usual }, "activation"),
        (Form { scale: "wrong", ..usual }, "scores times"),
        (Form { scale: "none", ..usual }, "scores times"),
        (Form { output: "turned-map", ..usual }, "row by row"),
        (miss("mask"), "mask"),
        (Form { gate: "two", activation: "relu", ..usual }, "activation"),
        (miss("extra"), "Tanh"),
        (miss("post-norm"), "other than the stream"),
        (miss("registers-behind"), "behind the patches"),
        (miss("softmax-queries"), "softmax"),
        (miss("no-norm"), "final norm"),
    ];
    for (form, reason) in cases {
        let ours = open(form, PrecisionChoice::Auto).unwrap();
        let said = ours.fallback.clone().unwrap_or_default();
        assert!(said.contains(reason), "{said:?} instead of {reason:?}");
        assert_eq!((ours.isa, ours.precision), ("tract", "f32"), "{reason}");
        assert!(ours.in_full().contains(&said), "{reason}");
        let stock = open(form, PrecisionChoice::Stock).unwrap();
        assert_eq!(features(&ours), features(&stock), "{reason}");
        let refused = open(form, PrecisionChoice::Bf16).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(refused.contains("bf16") && refused.contains(reason), "{refused}");
    }
}

#[test]
fn bands_and_statistics_are_asked_for_and_written_into_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let write = |name: &str, form: Form| {
        let mut bare = ModelProto::decode(&*file(form)).unwrap();
        bare.metadata_props.clear();
        std::fs::write(path(name), bare.encode_to_vec()).unwrap();
    };
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_lejepa-gis")).arg("model").args(arguments).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.success(), said)
    };
    write("bare.onnx", Form::default());
    write("relu.onnx", Form { activation: "relu", ..Form::default() });
    let (bare, copy, relu) = (path("bare.onnx"), path("copy.onnx"), path("relu.onnx"));
    let (done, said) = run(&["info", &bare]);
    assert!(!done && said.contains("--model-bands") && said.contains("takes 2 bands"), "{said}");
    let hints = ["--model-bands", "red,nir", "--model-mean", "100,200", "--model-std", "10,20"];
    let (done, said) = run(&[&["info", &bare], &hints[..]].concat());
    assert!(done && said.contains("on the kernels"), "{said}");
    let (done, said) = run(&[&["info", &relu], &hints[..]].concat());
    assert!(done && said.contains("f32 on tract's operators: an activation that the kernels have not"), "{said}");
    let (done, said) = run(&[&["export", &bare, &copy], &hints[..]].concat());
    assert!(done, "{said}");
    let (done, said) = run(&["info", &copy, "--json"]);
    let info: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(done && info["spec"]["bands"][1] == "nir" && info["spec"]["std"][1] == 20.0, "{said}");
    assert_ne!(info["isa"], "tract");
}

/// Bytes are changed here and there; what still is a graph is walked.
#[test]
fn damaged_graphs_open_or_are_refused() {
    let mut seed = 5u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let graphs = [Form::default(), Form { linear: "gemm", qkv: "slices", norm: "pieces", ..Form::default() }].map(file);
    let (mut opened, mut refused) = (0, 0);
    for i in 0..100 {
        let mut bytes = graphs[i % 2].clone();
        // Nodes come first; most of the file is weights, whose damage shows little.
        let nodes = bytes.len().min(8000);
        for _ in 0..1 + next(3) {
            bytes[next(nodes)] = next(256) as u8;
        }
        match Model::from_bytes(&bytes, "damaged", &SpecHints::default(), PrecisionChoice::F32) {
            Ok(model) => opened += usize::from(features(&model).len() == model.spec().output_len()),
            Err(_) => refused += 1,
        }
    }
    assert!(opened > 0 && refused > 0, "{opened} opened, {refused} refused");
}
