//! Opening models and networks by name.

use std::borrow::Cow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::compile::compile;
use super::digest::hex;
use super::encoder::Model;
use super::file::network::Network;
use super::precision::PrecisionChoice;
use super::scenes::{SceneModel, TEXTURE, scene_model};
use super::spec::{EncoderSpec, SpecHints};
use super::{bounded, untrained};
use crate::error::{Error, Result};
use crate::{memory, panics};

/// Bytes without which no model is opened: tensors as they are read and as they are packed, of the smallest ones.
const LEAST_MEMORY: u64 = 48 << 20;

/// What opening a model gives. A copy is the same model, not another one.
#[derive(Clone)]
pub enum Opened {
    /// It encodes chips.
    Ready(Arc<Model>),
    /// It is fitted on all scenes of a job before it encodes one of them.
    FitsOnScenes(Arc<dyn SceneModel>),
}

impl Opened {
    /// Opens a built-in (`default`, `untrained`, `texture`), a checkpoint or an ONNX file.
    ///
    /// # Errors
    /// As [`Model::open_with`].
    pub fn open(name: &str, hints: &SpecHints, precision: PrecisionChoice) -> Result<Self> {
        if name == TEXTURE {
            hints.refuse_for(name)?;
            if precision.short() {
                return Err(Error::model(name, format!("has no {precision} form; use f32")));
            }
            return Opened::fitting(name);
        }
        Ok(Opened::Ready(Arc::new(Model::open_with(name, hints, precision)?)))
    }

    /// The model of this name that is fitted on scenes: `texture`, or what a method of change needs instead of a model.
    ///
    /// # Errors
    /// [`Error::Internal`] if there is none.
    pub fn fitting(name: &str) -> Result<Self> {
        let missing = || Error::Internal(format!("no model {name} is fitted on scenes"));
        scene_model(name).map(Opened::FitsOnScenes).ok_or_else(missing)
    }

    /// File name without folder, or the built-in's name.
    pub fn name(&self) -> &str {
        match self {
            Opened::Ready(model) => &model.name,
            Opened::FitsOnScenes(model) => model.name(),
        }
    }

    /// SHA-256 of the file, in hex, or of what a model is before it is fitted.
    pub fn digest(&self) -> Cow<'_, str> {
        match self {
            Opened::Ready(model) => (&*model.digest).into(),
            Opened::FitsOnScenes(model) => hex(&Sha256::digest(format!("{:?}", model.spec()))).into(),
        }
    }

    /// A sentence that every output must carry, if there is one.
    pub fn caution(&self) -> Option<&'static str> {
        match self {
            Opened::Ready(model) => model.caution,
            Opened::FitsOnScenes(_) => None,
        }
    }

    /// What it expects and gives.
    pub fn spec(&self) -> &EncoderSpec {
        match self {
            Opened::Ready(model) => model.spec(),
            Opened::FitsOnScenes(model) => model.spec(),
        }
    }

    /// The model that encodes chips by themselves.
    ///
    /// # Errors
    /// [`Error::Model`] if it must be fitted first.
    pub fn ready(&self) -> Result<&Arc<Model>> {
        match self {
            Opened::Ready(model) => Ok(model),
            Opened::FitsOnScenes(model) => Err(Error::model(
                model.name(),
                "is fitted on whole scenes or images; it does not encode chips by themselves".to_owned(),
            )),
        }
    }
}

impl Model {
    /// Opens a built-in network (`default`, `untrained`), a checkpoint or an ONNX file, to run in f32.
    pub fn open(name: &str, hints: &SpecHints) -> Result<Self> {
        Model::open_with(name, hints, PrecisionChoice::F32)
    }

    /// Opens a model to run in a chosen precision.
    ///
    /// # Errors
    /// If the file cannot be read or run, or bf16 or int8 is asked of a network that has no such form.
    pub fn open_with(name: &str, hints: &SpecHints, precision: PrecisionChoice) -> Result<Self> {
        memory::require(LEAST_MEMORY, &format!("opening the model {name}"))?;
        Model::from_network(Network::load(name, hints)?, precision)
    }

    /// Opens a checkpoint or an ONNX file that is in memory. `name` is what messages and outputs call it.
    pub fn from_bytes(bytes: &[u8], name: &str, hints: &SpecHints, precision: PrecisionChoice) -> Result<Self> {
        memory::require(LEAST_MEMORY.max(bytes.len() as u64), &format!("opening the model {name}"))?;
        Model::from_network(Network::from_bytes(bytes, name, hints)?, precision)
    }

    /// Compiles a network.
    ///
    /// # Errors
    /// As [`Model::open_with`].
    pub fn from_network(network: Network, precision: PrecisionChoice) -> Result<Self> {
        let (encoder, computed, memory) = panics::caught(|| compile(&network, precision))
            .unwrap_or_else(|panic| Err(bounded::failure(&network.name, &panic)))?;
        let model = Model::computing(&network.name, encoder, computed);
        Ok(Model { digest: network.digest, caution: network.caution, memory, ..model })
    }
}

impl Network {
    /// Loads a built-in by its name (`default`, `untrained`), a `.pt` checkpoint or an `.onnx` file. The file's content
    /// decides, not its name.
    pub fn load(name: &str, hints: &SpecHints) -> Result<Self> {
        let built_in = match name {
            #[cfg(feature = "default-model")]
            "default" => super::embedded::network,
            #[cfg(not(feature = "default-model"))]
            "default" => untrained::network,
            "untrained" => untrained::network,
            TEXTURE => {
                return Err(Error::model(name, "is no network: it is fitted on the scenes of each job".to_owned()));
            }
            _ => return Network::from_file(name, hints),
        };
        hints.refuse_for(name)?;
        built_in()
    }
}
