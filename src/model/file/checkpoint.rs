//! PyTorch checkpoints of the published layout, read without running anything of them.
//!
//! `pytorch-reader` parses the pickle; this module allows tensors and plain containers and refuses the rest by name.
//! Only this file knows that crate.

use std::collections::HashMap;
use std::path::Path;

use half::{bf16, f16};
use pytorch_reader::{DType, PickleValue, PytorchReader};
use serde_json::{Map, Value};

use super::network::{Network, Statistics, from_weights};
use crate::error::{Error, Result};
use crate::memory;
use crate::model::spec::BANDS;
use crate::model::weights::{Tensor, Weights};

/// Largest weight file that is read as one network, as a count of values: 50 times the published one.
const MAX_PARAMETERS: usize = 1_000_000_000;

/// What a checkpoint holds.
struct Checkpoint {
    /// `encoder_state`.
    weights: Weights,
    /// `config` as plain values; empty if it is missing.
    config: Map<String, Value>,
    /// `norm_stats` as plain values.
    norm_stats: Map<String, Value>,
    /// `training_summary`, shown and not used.
    training_summary: Value,
}

/// The network of a checkpoint, without a digest. `name` is what messages call it.
///
/// # Errors
/// [`Error::Model`] for a file that is no checkpoint, lacks a part, holds anything but tensors and plain values, or whose
/// tensors are no network's.
pub fn network(path: &Path, name: &str) -> Result<Network> {
    let Checkpoint { weights, config, norm_stats, training_summary } = read(path, name)?;
    let (kind, img_size) = kind_and_size(&config, name)?;
    let network = from_weights(weights, &kind, img_size, statistics(&norm_stats, name)?, name)?;
    Ok(Network { training_summary, ..network })
}

/// The kind of network, and pixels along its chip.
fn kind_and_size(config: &Map<String, Value>, name: &str) -> Result<(String, Option<usize>)> {
    let refuse = |m: String| Error::model(name, m);
    let kind = match config.get("encoder_kind") {
        // files from before `config` are ResNets of 128 pixels
        None => return Ok(("resnet18".into(), Some(128))),
        Some(Value::String(kind)) => kind.clone(),
        Some(other) => return Err(refuse(format!("config.encoder_kind is {other}, no text"))),
    };
    let size = match config.get("img_size") {
        None => None,
        Some(value) => match value.as_u64() {
            Some(size @ 1..=4096) => Some(size as usize),
            _ => return Err(refuse(format!("config.img_size is {value}; expected 1 to 4096"))),
        },
    };
    Ok((kind, size))
}

/// Names, means and deviations of the bands.
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

/// Reads a checkpoint.
fn read(path: &Path, name: &str) -> Result<Checkpoint> {
    let refuse = |message: String| Error::model(name, message);
    let unreadable = |e: pytorch_reader::PytorchError| refuse(format!("cannot be read as a PyTorch checkpoint: {e}"));
    let root = PytorchReader::read_pickle_data(path, None).map_err(unreadable)?;
    let PickleValue::Dict(mut root) = root else {
        return Err(refuse("is no dictionary; a checkpoint with encoder_state and norm_stats was expected".into()));
    };
    if let Some(global) = root.iter().find_map(|(key, value)| forbidden(value, key)) {
        return Err(refuse(format!("holds {global}; only tensors and plain values are read, and nothing is run")));
    }
    for part in ["encoder_state", "norm_stats"] {
        if !root.contains_key(part) {
            let mut found: Vec<_> = root.keys().map(String::as_str).collect();
            found.sort_unstable();
            return Err(refuse(format!("has no {part}; found {}", found.join(", "))));
        }
    }
    let mut dictionary = |part: &str| match root.remove(part).map(plain) {
        None => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(refuse(format!("{part} is no dictionary"))),
    };
    let (config, norm_stats) = (dictionary("config")?, dictionary("norm_stats")?);
    let training_summary = root.remove("training_summary").map_or(Value::Null, plain);
    drop(root);
    let tensors = PytorchReader::with_top_level_key(path, "encoder_state").map_err(unreadable)?.into_tensors();
    // Views may repeat a stored number, but a network has no use for much more than the file holds.
    let bytes = std::fs::metadata(path).map_err(|e| Error::io(path, e))?.len();
    let most = usize::try_from(bytes).unwrap_or(usize::MAX).saturating_mul(8).min(MAX_PARAMETERS);
    Ok(Checkpoint { weights: weights(tensors, most, name)?, config, norm_stats, training_summary })
}

/// The first value that is neither a tensor nor plain, as `where: its type`.
fn forbidden(value: &PickleValue, at: &str) -> Option<String> {
    match value {
        PickleValue::Unsupported(global) if global != "torch.Tensor" => Some(format!("{global} at {at}")),
        PickleValue::List(items) => items.iter().find_map(|v| forbidden(v, at)),
        PickleValue::Dict(map) => map.iter().find_map(|(k, v)| forbidden(v, &format!("{at}.{k}"))),
        _ => None,
    }
}

/// Plain values as JSON; a tensor outside of `encoder_state` is named, not read.
fn plain(value: PickleValue) -> Value {
    match value {
        PickleValue::None => Value::Null,
        PickleValue::Bool(b) => b.into(),
        PickleValue::Int(i) => i.into(),
        PickleValue::Float(f) => f.into(),
        PickleValue::String(s) => s.into(),
        PickleValue::List(items) => items.into_iter().map(plain).collect(),
        PickleValue::Bytes(bytes) => format!("{} bytes", bytes.len()).into(),
        PickleValue::Unsupported(name) => name.into(),
        PickleValue::Dict(map) => {
            // The reader loses the order of keys, so they are sorted.
            let mut entries: Vec<_> = map.into_iter().map(|(k, v)| (k, plain(v))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
    }
}

fn weights(tensors: HashMap<String, pytorch_reader::Tensor>, most: usize, name: &str) -> Result<Weights> {
    let total = tensors.values().try_fold(0usize, |sum, t| {
        let count = t.shape().iter().try_fold(1usize, |n, d| n.checked_mul(*d))?;
        sum.checked_add(count)
    });
    if total.is_none_or(|t| t > most) {
        return Err(Error::model(
            name,
            format!("declares more than {most} values, which no supported encoder in a file of its size has"),
        ));
    }
    // Once as they are read, once as f32, once as they are packed.
    memory::require(memory::product(&[total.unwrap_or(0), 12]), name)?;
    let mut out = Weights::default();
    for (key, tensor) in tensors {
        let bytes = tensor.read().map_err(|e| Error::model(name, format!("{key} cannot be read: {e}")))?;
        let values = to_f32(tensor.dtype(), &bytes);
        out.0.insert(key, Tensor { shape: tensor.shape().to_vec(), values });
    }
    Ok(out)
}

fn to_f32(dtype: DType, bytes: &[u8]) -> Vec<f32> {
    macro_rules! convert {
        ($t:ty, $f:expr) => {
            bytes
                .chunks_exact(size_of::<$t>())
                .map(|b| $f(<$t>::from_ne_bytes(b.try_into().expect("chunks have the type's size"))))
                .collect()
        };
    }
    match dtype {
        DType::F32 => convert!(f32, |v| v),
        DType::F64 => convert!(f64, |v| v as f32),
        DType::F16 => convert!(u16, |v| f16::from_bits(v).to_f32()),
        DType::BF16 => convert!(u16, |v| bf16::from_bits(v).to_f32()),
        DType::I64 => convert!(i64, |v| v as f32),
        DType::I32 => convert!(i32, |v| v as f32),
        DType::I16 => convert!(i16, f32::from),
        DType::U64 => convert!(u64, |v| v as f32),
        DType::U32 => convert!(u32, |v| v as f32),
        DType::U16 => convert!(u16, f32::from),
        DType::I8 => convert!(i8, f32::from),
        DType::U8 | DType::Bool => bytes.iter().map(|b| f32::from(*b)).collect(),
    }
}
