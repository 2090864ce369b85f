//! Opening a model file, whatever it holds: its content decides, not its name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::network::Network;
use super::{checkpoint, external, onnx};
use crate::error::{Error, Result};
use crate::memory::{self, shown};
use crate::model::graph::{self, ModelProto};
use crate::model::spec::SpecHints;
use crate::model::{bounded, digest};
use crate::panics;

/// Bytes of the largest model file that is read: twice the numbers that [`checkpoint`] takes for one network, in f32.
const LARGEST: u64 = 8 << 30;

impl Network {
    /// The same from a file's bytes. `name` is what messages and outputs call it.
    pub fn from_bytes(bytes: &[u8], name: &str, hints: &SpecHints) -> Result<Self> {
        if !is_checkpoint(bytes)
            && let Some(graph) = graph::decode(bytes)
        {
            let network = panics::caught(|| from_graph(graph, bytes, name, None, hints))
                .unwrap_or_else(|panic| Err(bounded::failure(name, &panic)))?;
            return Ok(Network { name: base_name(name), ..network });
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
        let network = read.unwrap_or_else(|panic| Err(bounded::failure(name, &panic))).map_err(named)?;
        Ok(Network { name: base_name(name), ..network })
    }

    /// Reads a `.pt` checkpoint or an `.onnx` file.
    pub fn from_file(name: &str, hints: &SpecHints) -> Result<Self> {
        let path = Path::new(name);
        if path.is_dir() {
            let found = std::io::Error::other("is a directory; a checkpoint or an ONNX file was expected");
            return Err(Error::io(path, found));
        }
        let folder = Some(path.parent().unwrap_or(Path::new("")));
        let network = panics::caught(|| Network::read(path, name, folder, hints))
            .unwrap_or_else(|panic| Err(bounded::failure(name, &panic)))?;
        Ok(Network { name: base_name(name), ..network })
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
            if let Some(graph) = graph::decode(&bytes) {
                return from_graph(graph, &bytes, name, folder, hints);
            }
        }
        hints.refuse_for(name)?;
        memory::require(about.len(), name)?;
        let (network, digest) = std::thread::scope(|scope| -> Result<_> {
            // Both read the whole file, and take about as long.
            let digest = std::thread::Builder::new().spawn_scoped(scope, || digest::of_file(path));
            let network = checkpoint::network(path, name)?;
            let digest = match digest {
                Ok(thread) => {
                    thread.join().map_err(|_| Error::Internal("reading a file for its digest failed".into()))?
                }
                Err(_) => digest::of_file(path), // where no thread can be started
            };
            Ok((network, digest.map_err(failed)?))
        })?;
        Ok(Network { digest, ..network })
    }
}

/// A file's name without its folder.
fn base_name(name: &str) -> String {
    Path::new(name).file_name().map_or_else(|| name.to_owned(), |f| f.to_string_lossy().into_owned())
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
    onnx::network(graph, name, digest::hex(&digest.finalize()), hints)
}
