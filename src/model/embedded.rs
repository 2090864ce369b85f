//! The built-in model, read where it lies in the library: no file is written for it, and no pickle is parsed.
//!
//! `assets/default.pt` is a checkpoint of the published layout, whose weights lie uncompressed in it as 16-bit floats;
//! `assets/default.json` says where each of them begins, and what else the checkpoint holds. A test compares both with what
//! the reader of checkpoints makes of the file, and writes the index anew with `LEJEPA_GIS_WRITE_INDEX` set, for a new default.

use std::collections::BTreeMap;

use half::f16;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::network::{Network, from_weights};
use super::weights::{Tensor, Weights};
use crate::error::{Error, Result};

/// The checkpoint; MODEL_CARD.md says how it was trained.
const FILE: &[u8] = include_bytes!("../../assets/default.pt");
const INDEX: &str = include_str!("../../assets/default.json");

/// What the checkpoint holds besides numbers, and where these lie.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Index {
    digest: String,
    kind: String,
    img_size: Option<usize>,
    bands: Vec<String>,
    mean: Vec<f32>,
    std: Vec<f32>,
    training_summary: Value,
    /// Extents of each tensor, and the byte of the file at which it begins.
    tensors: BTreeMap<String, (Vec<usize>, usize)>,
}

/// The network that is opened as `default`.
///
/// # Errors
/// [`Error::Internal`] if file and index do not belong together.
pub fn network() -> Result<Network> {
    let broken = |why: &str| Error::Internal(format!("the built-in model's index is broken: {why}"));
    let index: Index = serde_json::from_str(INDEX).map_err(|e| broken(&e.to_string()))?;
    let mut weights = Weights::default();
    for (name, (shape, at)) in index.tensors {
        let bytes = FILE.get(at..).and_then(|rest| rest.get(..2 * shape.iter().product::<usize>()));
        let bytes = bytes.ok_or_else(|| broken(&format!("{name} lies beyond the file")))?;
        let values = bytes.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect();
        weights.0.insert(name, Tensor { shape, values });
    }
    let statistics = (index.bands, index.mean, index.std);
    let network = from_weights(weights, &index.kind, index.img_size, statistics, "default")?;
    Ok(Network { digest: index.digest, training_summary: index.training_summary, ..network })
}

#[cfg(test)]
mod tests {
    use super::super::file::network::Form;
    use super::*;
    use crate::model::SpecHints;

    fn stored() -> Network {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/default.pt");
        Network::load(path, &SpecHints::default()).unwrap()
    }

    fn weights(network: &Network) -> &Weights {
        let Form::Vit(_, weights) = &network.form else { panic!("the default is a transformer") };
        weights
    }

    /// Where the numbers of a tensor lie in the file: everywhere else other numbers would be read.
    fn place(tensor: &Tensor) -> usize {
        let bytes: Vec<u8> = tensor.values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect();
        let start = &bytes[..bytes.len().min(16)];
        let found =
            (0..FILE.len() - bytes.len()).find(|at| FILE[*at..].starts_with(start) && FILE[*at..].starts_with(&bytes));
        found.expect("weights lie in the file as 16-bit floats")
    }

    #[test]
    fn the_index_finds_what_the_checkpoint_holds() {
        let stored = stored();
        if std::env::var_os("LEJEPA_GIS_WRITE_INDEX").is_some() {
            let tensors =
                weights(&stored).0.iter().map(|(name, t)| (format!("vit.{name}"), (t.shape.clone(), place(t))));
            let spec = stored.spec.clone();
            let index = Index {
                digest: stored.digest.clone(),
                kind: spec.kind,
                img_size: Some(spec.chip),
                bands: spec.bands,
                mean: spec.mean,
                std: spec.std,
                training_summary: stored.training_summary.clone(),
                tensors: tensors.collect(),
            };
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/default.json");
            return std::fs::write(path, serde_json::to_string(&index).unwrap() + "\n").unwrap();
        }
        let found = network().expect("run with LEJEPA_GIS_WRITE_INDEX=1 after a change of the default");
        assert_eq!((found.name.as_str(), &found.spec, &found.digest), ("default", &stored.spec, &stored.digest));
        assert_eq!((found.parameters, &found.training_summary), (stored.parameters, &stored.training_summary));
        let (ours, theirs) = (weights(&found), weights(&stored));
        assert!(ours.0.keys().eq(theirs.0.keys()));
        for (name, tensor) in &theirs.0 {
            assert!(ours.0[name].shape == tensor.shape && ours.0[name].values == tensor.values, "{name}");
        }
    }
}
