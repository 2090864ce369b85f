//! Weights of an ONNX file that lie in files beside it, as PyTorch's newer exporter writes them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};
use tract_onnx::pb::{ModelProto, TensorProto, tensor_proto::DataLocation};

use crate::error::{Error, Result};

fn entry<'a>(tensor: &'a TensorProto, key: &str) -> Option<&'a str> {
    tensor.external_data.iter().find(|e| e.key == key).map(|e| e.value.as_str())
}

/// Adds a file to a digest, and gives its size.
pub(super) fn add(file: &mut File, digest: &mut Sha256) -> std::io::Result<u64> {
    let (mut size, mut buffer) = (0, vec![0; 1 << 20]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(size),
            count => {
                digest.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
}

/// Reads such weights into the graph. `folder` is where the file lies, `None` if it came from memory; the files' bytes are
/// added to `digest`, so that other weights are another model.
///
/// # Errors
/// If a file is missing, too short, or named to lie elsewhere than in the folder.
pub fn read_weights(model: &mut ModelProto, name: &str, folder: Option<&Path>, digest: &mut Sha256) -> Result<()> {
    let refuse = |m: String| Error::model(name, m);
    let mut files: BTreeMap<String, (File, u64)> = BTreeMap::new();
    let outside = |t: &&mut TensorProto| t.data_location == Some(DataLocation::External as i32);
    for tensor in model.graph.iter_mut().flat_map(|g| &mut g.initializer).filter(outside) {
        let location = entry(tensor, "location").unwrap_or_default().to_owned();
        let Some(folder) = folder else {
            return Err(refuse(format!(
                "keeps its weights in a file beside it ({location}), so it must be opened by its path"
            )));
        };
        let beside = Path::new(&location);
        if location.is_empty() || !beside.components().all(|c| matches!(c, Component::Normal(_))) {
            return Err(refuse(format!("wants weights from {location:?}; expected a file in its own folder")));
        }
        if !files.contains_key(&location) {
            let path = folder.join(beside);
            let mut file = File::open(&path).map_err(|e| Error::io(&path, e))?;
            let size = add(&mut file, digest).map_err(|e| Error::io(&path, e))?;
            files.insert(location.clone(), (file, size));
        }
        let Some((file, size)) = files.get_mut(&location) else { continue };
        let number = |key: &str, default: u64| entry(tensor, key).map_or(Some(default), |v| v.parse().ok());
        let range = number("offset", 0).and_then(|offset| {
            let length = number("length", size.checked_sub(offset)?)?;
            (offset.checked_add(length)? <= *size).then_some((offset, length))
        });
        let Some((offset, length)) = range else {
            return Err(refuse(format!("{} lies beyond the end of {location}, which has {size} bytes", tensor.name)));
        };
        let mut bytes = vec![0; length as usize];
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut bytes));
        read.map_err(|e| Error::io(folder.join(beside), e))?;
        tensor.raw_data = bytes;
        tensor.data_location = None;
        tensor.external_data.clear();
    }
    Ok(())
}
