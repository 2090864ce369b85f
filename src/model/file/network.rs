//! A network's description, whatever file it came from: sizes, statistics, and the ONNX graph that will run.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tract_onnx::pb::{ModelProto, StringStringEntryProto};

use super::checkpoint::{self, Checkpoint};
use super::{external, onnx};
use crate::error::{Error, Result};
use crate::memory::{self, shown};
use crate::model::spec::EncoderSpec;
use crate::model::vit::shape::VitShape;
use crate::model::weights::Weights;
use crate::model::{PIXELS, bounded, resnet, untrained};
use crate::panics;

/// Bytes of the largest model file that is read: twice the numbers that [`checkpoint`] takes for one network, in f32.
const LARGEST: u64 = 8 << 30;

/// The published model's bands, in its order.
pub const BANDS: [&str; 5] = ["red", "green", "blue", "nir", "swir16"];

/// Says what an ONNX file without metadata leaves open; empty for everything that says it itself.
#[derive(Debug, Clone, Default)]
pub struct SpecHints {
    /// Band names in the order of the input.
    pub bands: Option<Vec<String>>,
    /// Mean per band.
    pub mean: Option<Vec<f32>>,
    /// Standard deviation per band.
    pub std: Option<Vec<f32>>,
}

impl SpecHints {
    /// Refuses hints for a model that says all of this itself.
    ///
    /// # Errors
    /// [`Error::Argument`] if there are any.
    pub fn refuse_for(&self, name: &str) -> Result<()> {
        let given = [
            ("MODEL_BANDS", self.bands.is_some()),
            ("MODEL_MEAN", self.mean.is_some()),
            ("MODEL_STD", self.std.is_some()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Error::argument(format!(
                "{option} is for an ONNX file without metadata; {name} says its bands and statistics itself"
            ))),
            None => Ok(()),
        }
    }
}

/// A network before it is compiled.
pub struct Network {
    /// File name without folder, or the built-in's name.
    pub name: String,
    /// SHA-256 of the file's bytes, and of files beside it that hold its weights (of the weights for a built-in that has no
    /// file), in hex.
    pub digest: String,
    /// Sizes, bands and statistics.
    pub spec: EncoderSpec,
    /// Number of values in all tensors.
    pub parameters: usize,
    /// What the file says of its training.
    pub training_summary: Value,
    /// A sentence that every output must carry, if there is one.
    pub caution: Option<&'static str>,
    /// What it computes.
    pub form: Form,
}

/// What a network computes.
pub enum Form {
    /// A transformer; its graph is written only where it is wanted, for copying all weights takes time.
    Vit(VitShape, Weights),
    /// Any graph.
    Graph(Box<ModelProto>),
}

impl Network {
    /// The graph, as tract takes it and as it is exported.
    pub fn graph(&self) -> Cow<'_, ModelProto> {
        match &self.form {
            Form::Vit(shape, weights) => Cow::Owned(shape.graph(weights, &self.spec, &onnx::metadata(&self.spec))),
            Form::Graph(graph) => Cow::Borrowed(graph),
        }
    }

    /// The graph as it is exported: with bands and statistics in its metadata, wherever they came from.
    pub fn exported(&self) -> ModelProto {
        let mut graph = self.graph().into_owned();
        for (key, value) in onnx::metadata(&self.spec) {
            match graph.metadata_props.iter_mut().find(|p| p.key == key) {
                Some(known) => known.value = value,
                None => graph.metadata_props.push(StringStringEntryProto { key, value }),
            }
        }
        graph
    }

    /// The same from a file's bytes. `name` is what messages and outputs call it.
    pub fn from_bytes(bytes: &[u8], name: &str, hints: &SpecHints) -> Result<Self> {
        if !is_checkpoint(bytes)
            && let Some(graph) = onnx::decode(bytes)
        {
            return panics::caught(|| from_graph(graph, bytes, name, None, hints))
                .unwrap_or_else(|panic| Err(bounded::failure(name, &panic)));
        }
        // The reader of checkpoints wants a file; this one is gone when the reader is done.
        let unwritable = |e: std::io::Error| {
            let folder = std::env::temp_dir();
            let why = format!("{e}; {name} is written there to be read: name a folder with room for it in TMPDIR");
            Error::io(folder, std::io::Error::new(e.kind(), why))
        };
        let mut file = tempfile::NamedTempFile::new().map_err(unwritable)?;
        std::io::Write::write_all(&mut file, bytes).map_err(unwritable)?;
        let path = file.path().to_string_lossy().into_owned();
        let named = |e: Error| match e {
            Error::Model { message, .. } => Error::model(name, message.replace(&path, name)),
            Error::OutOfMemory(message) => Error::OutOfMemory(message.replace(&path, name)),
            other => other,
        };
        let read = panics::caught(|| Network::read(file.path(), &path, None, hints));
        let mut network = read.unwrap_or_else(|panic| Err(bounded::failure(name, &panic))).map_err(named)?;
        network.name = Path::new(name).file_name().map_or_else(|| name.into(), |f| f.to_string_lossy().into_owned());
        Ok(network)
    }

    /// Loads a built-in by its name (`default`, `untrained`), a `.pt` checkpoint or an `.onnx` file. The file's content
    /// decides, not its name.
    pub fn load(name: &str, hints: &SpecHints) -> Result<Self> {
        match name {
            #[cfg(feature = "default-model")]
            "default" => return hints.refuse_for(name).and_then(|()| crate::model::embedded::network()),
            #[cfg(not(feature = "default-model"))]
            "default" => return hints.refuse_for(name).and_then(|()| untrained::network()),
            "untrained" => return hints.refuse_for(name).and_then(|()| untrained::network()),
            PIXELS => return Err(Error::model(name, "is no network, so there is nothing to export".to_owned())),
            _ => {}
        }
        let path = Path::new(name);
        if path.is_dir() {
            let found = std::io::Error::other("is a directory; a checkpoint or an ONNX file was expected");
            return Err(Error::io(path, found));
        }
        let folder = Some(path.parent().unwrap_or(Path::new("")));
        panics::caught(|| Network::read(path, name, folder, hints))
            .unwrap_or_else(|panic| Err(bounded::failure(name, &panic)))
    }

    /// Reads a file; `folder` is where weights that an ONNX file keeps beside itself may lie.
    fn read(path: &Path, name: &str, folder: Option<&Path>, hints: &SpecHints) -> Result<Self> {
        let failed = |e| Error::io(path, e);
        // A pipe or a device could keep its reader for ever.
        let about = std::fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Err(failed(std::io::Error::other("is no regular file; a checkpoint or an ONNX file was expected")));
        }
        if about.len() > LARGEST {
            let size = shown(about.len());
            return Err(Error::model(
                name,
                format!("has {size}; the largest file that is read has {}", shown(LARGEST)),
            ));
        }
        let mut start = Vec::new();
        File::open(path).and_then(|file| file.take(2).read_to_end(&mut start)).map_err(failed)?;
        if !is_checkpoint(&start) {
            memory::require(about.len().saturating_mul(2), name)?;
            let bytes = memory::read_at_most(path, LARGEST)?;
            if let Some(graph) = onnx::decode(&bytes) {
                return from_graph(graph, &bytes, name, folder, hints);
            }
        }
        hints.refuse_for(name)?;
        memory::require(about.len(), name)?;
        let (checkpoint, digest) = std::thread::scope(|scope| -> Result<_> {
            // Both read the whole file, and take about as long.
            let digest = std::thread::Builder::new().spawn_scoped(scope, || digest_of(path));
            let checkpoint = checkpoint::read(path, name)?;
            let digest = match digest {
                Ok(thread) => {
                    thread.join().map_err(|_| Error::Internal("reading a file for its digest failed".into()))?
                }
                Err(_) => digest_of(path), // where no thread can be started
            };
            Ok((checkpoint, digest.map_err(failed)?))
        })?;
        let (kind, img_size) = kind_and_size(&checkpoint, name)?;
        let Checkpoint { weights, norm_stats, training_summary, .. } = checkpoint;
        let base = path.file_name().map_or_else(|| name.to_owned(), |f| f.to_string_lossy().into_owned());
        let stats = statistics(&norm_stats, name)?;
        let mut network = from_weights(weights, &kind, img_size, stats, name)?;
        (network.name, network.digest, network.training_summary) = (base, digest, training_summary);
        Ok(network)
    }
}

/// Whether a file that begins so is a checkpoint: an archive or a pickle.
fn is_checkpoint(start: &[u8]) -> bool {
    start.starts_with(b"PK") || start.first() == Some(&0x80)
}

/// An ONNX file's network.
fn from_graph(
    mut graph: ModelProto,
    bytes: &[u8],
    name: &str,
    folder: Option<&Path>,
    hints: &SpecHints,
) -> Result<Network> {
    let mut digest = Sha256::new_with_prefix(bytes);
    external::read_weights(&mut graph, name, folder, &mut digest)?;
    onnx::network(graph, name, hex(&digest.finalize()), hints)
}

/// SHA-256 of a file, as hex digits.
fn digest_of(path: &Path) -> std::io::Result<String> {
    let mut digest = Sha256::new();
    external::add(&mut File::open(path)?, &mut digest)?;
    Ok(hex(&digest.finalize()))
}

/// Band names, means and deviations.
pub type Statistics = (Vec<String>, Vec<f32>, Vec<f32>);

/// Builds the graph of a checkpoint's network after checking every tensor.
pub fn from_weights(
    weights: Weights,
    kind: &str,
    img_size: Option<usize>,
    stats: Statistics,
    name: &str,
) -> Result<Network> {
    let refuse = |m: String| Error::model(name, m);
    let parameters = weights.parameters();
    let (bands, mean, std) = stats;
    let mut spec = EncoderSpec { kind: kind.into(), chip: 0, patch: 0, dim: 0, bands, mean, std };
    let form = if kind.starts_with("vit") {
        let weights = without_prefix(weights).map_err(refuse)?;
        let shape = VitShape::of(&weights).map_err(refuse)?;
        weights.check(&shape.tensors()).map_err(|m| refuse(format!("encoder_state does not fit {kind}: {m}")))?;
        if let Some(size) = img_size
            && size != shape.chip()
        {
            return Err(refuse(format!(
                "config.img_size is {size}, but pos_embed has {} cells of {} pixels, a chip of {}",
                shape.grid * shape.grid,
                shape.patch,
                shape.chip()
            )));
        }
        (spec.chip, spec.patch, spec.dim) = (shape.chip(), shape.patch, shape.dim);
        check_bands(&spec, shape.bands, name)?;
        Form::Vit(shape, weights)
    } else if kind == "resnet18" {
        weights
            .check(&resnet::tensors(spec.bands.len()))
            .map_err(|m| refuse(format!("encoder_state does not fit {kind}: {m}")))?;
        (spec.chip, spec.patch, spec.dim) = (img_size.unwrap_or(128), resnet::STRIDE, resnet::DIM);
        check_bands(&spec, spec.bands.len(), name)?;
        Form::Graph(Box::new(resnet::graph(&weights, &spec, &onnx::metadata(&spec))))
    } else {
        return Err(refuse(format!(
            "config.encoder_kind is {kind}; expected vit_small_patch8, vit_tiny_patch8 or resnet18"
        )));
    };
    Ok(Network {
        name: name.into(),
        digest: String::new(),
        spec,
        parameters,
        training_summary: Value::Null,
        caution: None,
        form,
    })
}

fn check_bands(spec: &EncoderSpec, inputs: usize, name: &str) -> Result<()> {
    if spec.bands.len() != inputs {
        return Err(Error::model(
            name,
            format!("the network takes {inputs} bands, norm_stats has {}", spec.bands.len()),
        ));
    }
    match spec.defect() {
        Some(defect) => Err(Error::model(name, format!("has {defect}"))),
        None => Ok(()),
    }
}

/// `vit.blocks.0…` → `blocks.0…`; a tensor outside of `vit.` is named.
fn without_prefix(weights: Weights) -> Result<Weights, String> {
    let strip = |(key, tensor): (String, _)| match key.strip_prefix("vit.") {
        Some(rest) => Ok((rest.to_owned(), tensor)),
        None => Err(format!("encoder_state has {key}, whose name does not begin with vit.")),
    };
    Ok(Weights(weights.0.into_iter().map(strip).collect::<Result<_, _>>()?))
}

fn kind_and_size(checkpoint: &Checkpoint, name: &str) -> Result<(String, Option<usize>)> {
    let refuse = |m: String| Error::model(name, m);
    let kind = match checkpoint.config.get("encoder_kind") {
        // files from before `config` are ResNets of 128 pixels
        None => return Ok(("resnet18".into(), Some(128))),
        Some(Value::String(kind)) => kind.clone(),
        Some(other) => return Err(refuse(format!("config.encoder_kind is {other}, no text"))),
    };
    let size = match checkpoint.config.get("img_size") {
        None => None,
        Some(value) => match value.as_u64() {
            Some(size @ 1..=4096) => Some(size as usize),
            _ => return Err(refuse(format!("config.img_size is {value}; expected 1 to 4096"))),
        },
    };
    Ok((kind, size))
}

fn statistics(norm_stats: &Map<String, Value>, name: &str) -> Result<Statistics> {
    let numbers = |key: &str| -> Result<Vec<f32>> {
        let list = norm_stats.get(key).and_then(Value::as_array);
        let numbers = list.and_then(|l| l.iter().map(|v| v.as_f64().map(|f| f as f32)).collect::<Option<Vec<_>>>());
        numbers.ok_or_else(|| Error::model(name, format!("norm_stats.{key} is no list of numbers")))
    };
    let bands = match norm_stats.get("bands") {
        None => BANDS.map(String::from).to_vec(),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(|v| v.as_str().map(String::from)).collect()
        }
        Some(other) => return Err(Error::model(name, format!("norm_stats.bands is {other}, no list of names"))),
    };
    Ok((bands, numbers("mean")?, numbers("std")?))
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
