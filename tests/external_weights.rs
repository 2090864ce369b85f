//! ONNX files that keep their weights in a file beside them: read from there only, and part of the model's digest.

use std::path::Path;

use lejepa_gis::model::{Model, Network, PrecisionChoice, SpecHints, exported};
use prost::Message;
use tract_onnx::pb::{ModelProto, StringStringEntryProto};

/// A model whose file is `folder/model.onnx`, whose weights lie where `location` says, and the bytes of the weights.
fn split(folder: &Path, location: &str) -> Vec<u8> {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vit_32.pt");
    let network = Network::load(fixture.to_str().unwrap(), &SpecHints::default()).unwrap();
    let file = folder.join("model.onnx");
    std::fs::write(&file, exported(&network)).unwrap();
    let mut model = ModelProto::decode(&*std::fs::read(&file).unwrap()).unwrap();
    let mut weights = Vec::new();
    for tensor in &mut model.graph.as_mut().unwrap().initializer {
        let bytes = std::mem::take(&mut tensor.raw_data);
        let entry = |key: &str, value: String| StringStringEntryProto { key: key.into(), value };
        tensor.external_data = vec![
            entry("location", location.into()),
            entry("offset", weights.len().to_string()),
            entry("length", bytes.len().to_string()),
        ];
        tensor.data_location = Some(1);
        weights.extend(bytes);
    }
    std::fs::write(&file, model.encode_to_vec()).unwrap();
    weights
}

/// Changes the entries of external data of the first tensor that has any.
fn changed(folder: &Path, change: impl FnOnce(&mut Vec<StringStringEntryProto>)) {
    let file = folder.join("model.onnx");
    let mut model = ModelProto::decode(&*std::fs::read(&file).unwrap()).unwrap();
    change(&mut model.graph.as_mut().unwrap().initializer[0].external_data);
    std::fs::write(&file, model.encode_to_vec()).unwrap();
}

fn open(folder: &Path) -> Result<Model, String> {
    let file = folder.join("model.onnx");
    Model::open(file.to_str().unwrap(), &SpecHints::default()).map_err(|e| e.to_string())
}

#[test]
fn weights_are_read_from_the_file_beside() {
    let folder = tempfile::tempdir().unwrap();
    let weights = split(folder.path(), "model.onnx.data");
    let missing = open(folder.path()).err().unwrap();
    assert!(missing.contains("model.onnx.data"), "{missing}");
    std::fs::write(folder.path().join("model.onnx.data"), &weights).unwrap();
    let model = open(folder.path()).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vit_32.pt");
    let whole = Model::open(fixture.to_str().unwrap(), &SpecHints::default()).unwrap();
    let chip = vec![0.25; model.spec().input_len()];
    assert_eq!(model.encoder().encode(&chip).unwrap(), whole.encoder().encode(&chip).unwrap());
    // Other weights are another model, though the first file is the same.
    let mut others = weights.clone();
    others[5] ^= 1;
    std::fs::write(folder.path().join("model.onnx.data"), &others).unwrap();
    assert_ne!(open(folder.path()).unwrap().digest, model.digest);
    std::fs::write(folder.path().join("model.onnx.data"), &weights[..weights.len() / 2]).unwrap();
    let short = open(folder.path()).err().unwrap();
    assert!(short.contains("beyond the end"), "{short}");
}

#[test]
fn weights_elsewhere_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    for location in ["../outside.data", "/etc/passwd", "", "./../outside.data"] {
        let weights = split(&inner, location);
        std::fs::write(folder.path().join("outside.data"), weights).unwrap();
        let refused = open(&inner).err().unwrap();
        assert!(refused.contains("its own folder"), "{location}: {refused}");
    }
    // From memory there is no folder.
    let weights = split(&inner, "model.onnx.data");
    std::fs::write(inner.join("model.onnx.data"), weights).unwrap();
    let bytes = std::fs::read(inner.join("model.onnx")).unwrap();
    let refused = Model::from_bytes(&bytes, "given", &SpecHints::default(), PrecisionChoice::F32).err().unwrap();
    assert!(refused.to_string().contains("by its path"), "{refused}");
}

/// A tensor takes what its shape says: neither the rest of a large file, nor what a length claims.
#[test]
fn lengths_are_the_tensors_own() {
    let folder = tempfile::tempdir().unwrap();
    let weights = split(folder.path(), "model.onnx.data");
    let data = folder.path().join("model.onnx.data");
    std::fs::write(&data, &weights).unwrap();
    let digest = open(folder.path()).unwrap().digest;
    for length in ["0", "1", "200000000", "18446744073709551615", "-4", "many"] {
        split(folder.path(), "model.onnx.data");
        changed(folder.path(), |entries| entries.iter_mut().find(|e| e.key == "length").unwrap().value = length.into());
        let refused = open(folder.path()).err().unwrap();
        assert!(refused.contains("by its shape") && refused.contains(length), "{length}: {refused}");
    }
    split(folder.path(), "model.onnx.data");
    changed(folder.path(), |entries| entries.retain(|e| e.key != "length"));
    // Without a length it is the shape's, in a file with anything behind it.
    std::fs::OpenOptions::new().write(true).open(&data).unwrap().set_len(weights.len() as u64 + (64 << 20)).unwrap();
    let model = open(folder.path()).unwrap();
    assert_ne!(model.digest, digest, "the file is another one");
    std::fs::OpenOptions::new().write(true).open(&data).unwrap().set_len(1 << 40).unwrap();
    let refused = open(folder.path()).err().unwrap();
    assert!(refused.contains("1024 GiB"), "{refused}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_looked_at() {
    use std::os::unix::fs::symlink;
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let weights = split(&inner, "model.onnx.data");
    let data = inner.join("model.onnx.data");
    std::fs::write(outer.path().join("outside.data"), &weights).unwrap();
    symlink("../outside.data", &data).unwrap();
    let refused = open(&inner).err().unwrap();
    assert!(refused.contains("a link out of its folder"), "{refused}");
    // Stores keep all files in one folder and links to them in another: there the weights lie where the model does.
    let store = outer.path().join("store");
    std::fs::create_dir(&store).unwrap();
    for name in ["model.onnx", "model.onnx.data"] {
        std::fs::rename(
            if name == "model.onnx" { inner.join(name) } else { outer.path().join("outside.data") },
            store.join(name),
        )
        .unwrap();
        let _ = std::fs::remove_file(inner.join(name));
        symlink(store.join(name), inner.join(name)).unwrap();
    }
    open(&inner).unwrap();
    std::fs::remove_file(store.join("model.onnx.data")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(store.join("model.onnx.data")).status();
    if made.is_ok_and(|status| status.success()) {
        let refused = open(&inner).err().unwrap();
        assert!(refused.contains("no regular file"), "{refused}");
    }
}
