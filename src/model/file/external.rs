//! Weights of an ONNX file that lie in files beside it, as PyTorch's newer exporter writes them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path};

use sha2::Sha256;

use crate::error::{Error, Result};
use crate::memory::{self, shown};
use crate::model::digest;
use crate::model::graph::ModelProto;
use crate::model::graph::pb::TensorProto;
use crate::model::graph::pb::tensor_proto::{DataLocation, DataType};

/// Bytes of the largest file of weights that is read.
const LARGEST: u64 = 8 << 30;

fn entry<'a>(tensor: &'a TensorProto, key: &str) -> Option<&'a str> {
    tensor.external_data.iter().find(|e| e.key == key).map(|e| e.value.as_str())
}

/// Reads such weights into the graph. `folder` is where the file lies, `None` if it came from memory; the files' bytes are
/// added to `digest`, so that other weights are another model.
///
/// # Errors
/// If a file is missing, too short, no regular file, or lies elsewhere than in the folder (a link may lead to where the
/// model's own file lies); if a tensor claims another length than its own.
pub fn read_weights(model: &mut ModelProto, name: &str, folder: Option<&Path>, digest: &mut Sha256) -> Result<()> {
    let refuse = |m: String| Error::model(name, m);
    let (mut total, mut files) = (0u64, BTreeMap::<String, (File, u64)>::new());
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
            let failed = |e| Error::io(&path, e);
            inside(&path, folder, Path::new(name))
                .map_err(|why| refuse(format!("wants weights from {location:?}, which {why}")))?;
            let mut file = File::open(&path).map_err(failed)?;
            let declared = file.metadata().map_err(failed)?.len();
            if declared > LARGEST {
                let size = shown(declared);
                return Err(refuse(format!(
                    "wants weights from {location:?}, which has {size}; {} are read at most",
                    shown(LARGEST)
                )));
            }
            let size = digest::add(&mut file, digest).map_err(failed)?;
            files.insert(location.clone(), (file, size));
        }
        let Some((file, size)) = files.get_mut(&location) else { continue };
        let number = |key: &str, default: u64| entry(tensor, key).map_or(Some(default), |v| v.parse().ok());
        let Some(own) = own_length(tensor) else {
            return Err(refuse(format!("{} has a shape or a type that no weights have", tensor.name)));
        };
        if number("length", own) != Some(own) {
            let length = entry(tensor, "length").unwrap_or_default();
            return Err(refuse(format!(
                "{} has {own} bytes by its shape, but its length is said to be {length}",
                tensor.name
            )));
        }
        let range = number("offset", 0).filter(|offset| offset.checked_add(own).is_some_and(|end| end <= *size));
        let Some(offset) = range else {
            return Err(refuse(format!("{} lies beyond the end of {location}, which has {size} bytes", tensor.name)));
        };
        total = total.saturating_add(own);
        memory::require(total, name)?;
        let mut bytes = memory::filled(own as usize, 0u8, &format!("weights of {name}"))?;
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut bytes));
        read.map_err(|e| Error::io(folder.join(beside), e))?;
        tensor.raw_data = bytes;
        tensor.data_location = None;
        tensor.external_data.clear();
    }
    Ok(())
}

/// Bytes that a tensor has by its shape and type.
fn own_length(tensor: &TensorProto) -> Option<u64> {
    let width = match DataType::try_from(tensor.data_type).ok()? {
        DataType::Bool | DataType::Uint8 | DataType::Int8 => 1,
        DataType::Uint16 | DataType::Int16 | DataType::Float16 | DataType::Bfloat16 => 2,
        DataType::Float | DataType::Int32 | DataType::Uint32 => 4,
        DataType::Double | DataType::Int64 | DataType::Uint64 | DataType::Complex64 => 8,
        DataType::Complex128 => 16,
        _ => return None,
    };
    tensor.dims.iter().try_fold(width, |bytes: u64, extent| bytes.checked_mul(u64::try_from(*extent).ok()?))
}

/// Whether a file of weights is what it should be: a regular one that lies where the model does, or where the model's own
/// link leads.
fn inside(path: &Path, folder: &Path, model: &Path) -> std::result::Result<(), String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(real) = path.canonicalize() else { return Ok(()) }; // opening it says what is wrong
    let own = model.canonicalize().ok().and_then(|file| file.parent().map(Path::to_path_buf));
    let near = folder.canonicalize().is_ok_and(|folder| real.starts_with(folder));
    if !near && !own.is_some_and(|own| real.starts_with(own)) {
        return Err("is a link out of its folder".into());
    }
    if real.is_file() { Ok(()) } else { Err("is no regular file".into()) }
}
