//! Hostile and broken files: a status and a message, within a bound of memory and time, and nothing left behind.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use prost::Message;
use support::{compile, root, run, scene};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto, TypeProto,
    ValueInfoProto,
    tensor_shape_proto::{Dimension, dimension::Value},
    type_proto,
};

/// Address space that the program may use: the library and GDAL alone take about one of these.
const MEMORY_KIB: u64 = 4 << 20;
const TIME: Duration = Duration::from_secs(120);

fn open_all(files: &[PathBuf], sanitizer: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("open_all");
    let flags: Vec<String> = sanitizer.into_iter().map(String::from).collect();
    compile("gcc", "c99", &[root().join("tests/host/open_all.c")], &flags, &program);
    let limit = if sanitizer.is_some() { String::new() } else { format!("ulimit -v {MEMORY_KIB}; ") };
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit}exec \"$0\" \"$@\"")]).arg(&program).args(files);
    let started = Instant::now();
    let output = run(command.env("TMPDIR", folder.path()).current_dir(folder.path()));
    assert!(started.elapsed() < TIME, "{:?}", started.elapsed());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the program is in the folder");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn hostile_checkpoints_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    run(Command::new("python3").arg(root().join("tests/fixtures/make_hostile.py")).arg(folder.path()));
    std::fs::copy(root().join("tests/fixtures/hostile.pt"), folder.path().join("system.pt")).unwrap();
    let said = open_all(&files_of(folder.path()), None);
    said.lines().for_each(|l| println!("{}", l.rsplit('/').next().unwrap_or(l)));
}

#[test]
fn truncated_and_damaged_checkpoints_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(root().join("tests/fixtures/vit_32.pt")).unwrap();
    for i in 0..60 {
        let length = whole.len() * i / 60;
        std::fs::write(folder.path().join(format!("cut_{i:02}.pt")), &whole[..length]).unwrap();
    }
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for (i, first) in [b"PK\x03\x04", &b"\x80\x02}q"[..], b"\x08\x07\x12\x02", b""].iter().enumerate() {
        for length in [1, 30, 3000] {
            let mut bytes = first.to_vec();
            bytes.extend((0..length).map(|_| random() as u8));
            std::fs::write(folder.path().join(format!("random_{i}_{length}.pt")), bytes).unwrap();
        }
    }
    open_all(&files_of(folder.path()), Some("-fsanitize=address,undefined"));
}

fn value(name: &str, extents: &[i64]) -> ValueInfoProto {
    let dim = extents.iter().map(|d| Dimension { value: Some(Value::DimValue(*d)), ..Default::default() }).collect();
    let tensor = type_proto::Tensor { elem_type: 1, shape: Some(TensorShapeProto { dim }) };
    let r#type = Some(TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..Default::default() });
    ValueInfoProto { name: name.into(), r#type, ..Default::default() }
}

fn node(op: &str, inputs: &[&str], output: &str, attribute: Vec<AttributeProto>) -> NodeProto {
    NodeProto {
        op_type: op.into(),
        input: inputs.iter().map(|s| s.to_string()).collect(),
        output: vec![output.into()],
        name: output.into(),
        attribute,
        ..Default::default()
    }
}

fn onnx(node: Vec<NodeProto>, input: &[i64], output: &[i64], initializer: Vec<TensorProto>) -> Vec<u8> {
    let graph = GraphProto {
        node,
        initializer,
        input: vec![value("x", input)],
        output: vec![value("y", output)],
        ..Default::default()
    };
    let opset_import = vec![OperatorSetIdProto { domain: String::new(), version: 17 }];
    let mut model = ModelProto { ir_version: 8, opset_import, graph: Some(graph), ..Default::default() };
    for (key, text) in [("bands", "[\"a\"]"), ("reflectance_mean", "[0]"), ("reflectance_std", "[1]")] {
        let entry = tract_onnx::pb::StringStringEntryProto { key: key.into(), value: text.into() };
        model.metadata_props.push(entry);
    }
    model.encode_to_vec()
}

#[test]
fn hostile_onnx_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.path().join(name), bytes).unwrap();
    let (chip, cells) = ([1, 1, 8, 8], [1, 4, 2, 2]);
    write(
        "cyclic.onnx",
        onnx(
            vec![
                node("Add", &["x", "b"], "a", vec![]),
                node("Relu", &["a"], "b", vec![]),
                node("Relu", &["b"], "y", vec![]),
            ],
            &chip,
            &cells,
            vec![],
        ),
    );
    write("self.onnx", onnx(vec![node("Relu", &["y"], "y", vec![])], &chip, &cells, vec![]));
    write("unknown_op.onnx", onnx(vec![node("Launch", &["x"], "y", vec![])], &chip, &cells, vec![]));
    write("dangling.onnx", onnx(vec![node("Relu", &["nowhere"], "y", vec![])], &chip, &cells, vec![]));
    write("no_arguments.onnx", onnx(vec![node("Conv", &[], "y", vec![])], &chip, &cells, vec![]));
    write(
        "huge_input.onnx",
        onnx(vec![node("Relu", &["x"], "y", vec![])], &[1, 1, 1 << 40, 1 << 40], &[1, 4, 1 << 39, 1 << 39], vec![]),
    );
    write("shape_lies.onnx", onnx(vec![node("Relu", &["x"], "y", vec![])], &chip, &cells, vec![]));
    let short = TensorProto {
        name: "w".into(),
        dims: vec![4, 1, 4, 4],
        data_type: 1,
        raw_data: vec![0; 8],
        ..Default::default()
    };
    write("short_weights.onnx", onnx(vec![node("Conv", &["x", "w"], "y", vec![])], &chip, &cells, vec![short]));
    let vast = TensorProto { name: "w".into(), dims: vec![i64::MAX, i64::MAX], data_type: 1, ..Default::default() };
    write("vast_weights.onnx", onnx(vec![node("Conv", &["x", "w"], "y", vec![])], &chip, &cells, vec![vast]));
    let negative = TensorProto { name: "w".into(), dims: vec![-4, 1, 4, 4], data_type: 1, ..Default::default() };
    write("negative_weights.onnx", onnx(vec![node("Conv", &["x", "w"], "y", vec![])], &chip, &cells, vec![negative]));
    let outside = TensorProto {
        name: "w".into(),
        dims: vec![4, 1, 4, 4],
        data_type: 1,
        data_location: Some(1),
        external_data: vec![tract_onnx::pb::StringStringEntryProto {
            key: "location".into(),
            value: "/etc/passwd".into(),
        }],
        ..Default::default()
    };
    write("external_data.onnx", onnx(vec![node("Conv", &["x", "w"], "y", vec![])], &chip, &cells, vec![outside]));
    let name = |i: usize| if i == 0 { "x".to_owned() } else { format!("n{i}") };
    let mut chain: Vec<_> = (0..600).map(|i| node("Relu", &[&name(i)], &name(i + 1), vec![])).collect();
    chain.push(node("Relu", &["n600"], "y", vec![]));
    write("deep.onnx", onnx(chain, &chip, &cells, vec![]));
    let chain: Vec<_> = (0..20_000).map(|i| node("Relu", &[&name(i)], &name(i + 1), vec![])).collect();
    write("long.onnx", onnx(chain, &chip, &cells, vec![]));
    let started = Instant::now();
    let said = open_all(&files_of(folder.path()), None);
    said.lines().for_each(|l| println!("{}", l.rsplit('/').next().unwrap_or(l)));
    assert!(said.contains("20000 nodes"), "{said}");
    println!("{:.1?}", started.elapsed());
}

fn ints(name: &str, values: &[i64]) -> TensorProto {
    let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    TensorProto { name: name.into(), dims: vec![values.len() as i64], data_type: 7, raw_data, ..Default::default() }
}

fn floats(name: &str, dims: &[i64], values: &[f32]) -> TensorProto {
    let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    TensorProto { name: name.into(), dims: dims.to_vec(), data_type: 1, raw_data, ..Default::default() }
}

fn list(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto { name: name.into(), ints: values.to_vec(), r#type: 7, ..Default::default() }
}

fn axis(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.into(), i: value, r#type: 2, ..Default::default() }
}

/// A convolution to 1 x 4 x 2 x 2 that is followed by operators whose tensors are far larger than the file.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let (big, chip, cells) = (1i64 << 17, [1, 1, 8, 8], [1, 4, 2, 2]);
    let conv = || node("Conv", &["x", "w"], "c", vec![list("kernel_shape", &[4, 4]), list("strides", &[4, 4])]);
    let weights = || floats("w", &[4, 1, 4, 4], &[0.5; 64]);
    let made = |mut nodes: Vec<NodeProto>, mut constants: Vec<TensorProto>| {
        nodes.insert(0, conv());
        constants.push(weights());
        onnx(nodes, &chip, &cells, constants)
    };
    // What is made large is summed to one number, which is added to the cells.
    let summed = |op: &str, inputs: &[&str], constants: Vec<TensorProto>| {
        let sum = node("ReduceSum", &["big"], "sum", vec![axis("keepdims", 0)]);
        made(vec![node(op, inputs, "big", vec![]), sum, node("Add", &["c", "sum"], "y", vec![])], constants)
    };
    let sliced = |op: NodeProto, mut constants: Vec<TensorProto>| {
        constants.extend([ints("from", &[1, 1]), ints("to", &[3, 3]), ints("axes", &[2, 3])]);
        made(vec![op, node("Slice", &["big", "from", "to", "axes"], "y", vec![])], constants)
    };
    let mut doubling = Vec::new();
    let name = |i: usize| if i == 0 { "c".to_owned() } else { format!("d{i}") };
    for i in 0..36 {
        doubling.push(node("Concat", &[&name(i), &name(i)], &name(i + 1), vec![axis("axis", 2)]));
    }
    doubling.push(node("Slice", &["d36", "from", "to", "axes"], "y", vec![]));
    let wide = vec![node("Conv", &["x", "w"], "y", vec![list("kernel_shape", &[1, 1]), list("strides", &[1, 1])])];
    let wide =
        onnx(wide, &[1, 1, 1024, 1024], &[1, 4096, 1024, 1024], vec![floats("w", &[4096, 1, 1, 1], &[0.5; 4096])]);
    let shape = || ints("shape", &[big, big]);
    let one = || floats("one", &[1, 1], &[1.0]);
    let mode = AttributeProto { name: "mode".into(), s: b"nearest".to_vec(), r#type: 3, ..Default::default() };
    vec![
        ("constant_of_shape", summed("ConstantOfShape", &["shape"], vec![shape()])),
        ("expand", summed("Expand", &["one", "shape"], vec![one(), shape()])),
        ("tile", summed("Tile", &["one", "shape"], vec![one(), shape()])),
        (
            "range",
            summed(
                "Range",
                &["start", "limit", "step"],
                [("start", 0.0), ("limit", 1e10), ("step", 1.0)].map(|(name, v)| floats(name, &[], &[v])).to_vec(),
            ),
        ),
        ("pad", sliced(node("Pad", &["c", "pads"], "big", vec![]), vec![ints("pads", &[0, 0, big, big, 0, 0, 0, 0])])),
        (
            "resize",
            sliced(
                node("Resize", &["c", "", "scales"], "big", vec![mode]),
                vec![floats("scales", &[4], &[1.0, 1.0, 60_000.0, 60_000.0])],
            ),
        ),
        ("doubling", made(doubling, vec![ints("from", &[0]), ints("to", &[2]), ints("axes", &[2])])),
        ("wide_output", wide),
    ]
}

/// Each is refused as a model, by library and command line, before its memory is taken.
#[test]
fn graphs_that_ask_for_any_memory_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in bombs() {
        std::fs::write(folder.path().join(format!("{name}.onnx")), bytes).unwrap();
    }
    let files = files_of(folder.path());
    let said = open_all(&files, None);
    said.lines().for_each(|l| println!("{}", l.rsplit('/').next().unwrap_or(l)));
    for file in files {
        let output =
            Command::new(env!("CARGO_BIN_EXE_lejepa-gis")).args(["model", "info"]).arg(&file).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{}: {message}", file.display());
        let named = message.contains(file.file_name().unwrap().to_str().unwrap());
        assert!(named && !message.contains("panicked"), "{message}");
    }
}

/// A norm with all outputs, of cells or of one number, over an axis that they have not: tract counted to it, for ever.
#[test]
fn norms_over_axes_that_are_not_there_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (chip, cells) = ([1, 1, 8, 8], [1, 4, 2, 2]);
    let conv = || node("Conv", &["x", "w"], "y", vec![list("kernel_shape", &[4, 4]), list("strides", &[4, 4])]);
    for op in ["LayerNormalization", "SimplifiedLayerNormalization"] {
        for (input, along) in [("y", i64::MAX), ("y", i64::MIN), ("y", 4), ("y", -5), ("number", -1), ("number", 0)] {
            let mut norm = node(op, &[input, "scale"], "n", vec![axis("axis", along)]);
            norm.output.extend(["mean".into(), "deviation".into()]);
            norm.output.truncate(if op == "LayerNormalization" { 3 } else { 2 });
            let constants = vec![floats("w", &[4, 1, 4, 4], &[0.5; 64]), floats("number", &[], &[2.0])];
            let scale = floats("scale", &[1], &[1.0]);
            let file = folder.path().join("norm.onnx");
            std::fs::write(&file, onnx(vec![conv(), norm], &chip, &cells, [constants, vec![scale]].concat())).unwrap();
            let mut command = Command::new("timeout");
            command.args(["60", env!("CARGO_BIN_EXE_lejepa-gis"), "model", "info"]).arg(&file);
            let output = command.output().unwrap();
            let message = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{op} of {input} over {along}: {message}");
            assert!(message.contains("norm.onnx") && message.contains("axis"), "{message}");
        }
    }
}

#[test]
fn truncated_rasters_are_refused_and_leave_nothing() {
    let folder = scene();
    let whole = std::fs::read(folder.path().join("before.tif")).unwrap();
    let model = root().join("tests/fixtures/vit_32.pt");
    for i in [0, 1, 2, 4, 8, 12, 16, 18] {
        let (cut, out) = (folder.path().join("cut.tif"), folder.path().join("out.tif"));
        std::fs::write(&cut, &whole[..whole.len() * i / 20]).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"));
        let output = command.arg("features").arg(&cut).arg("-o").arg(&out).arg("--model").arg(&model).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{i}/20: {message}");
        assert!(message.contains("cut.tif"), "{message}");
        let names: Vec<_> =
            files_of(folder.path()).iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["after.tif", "before.tif", "cut.tif"]);
    }
}
