//! Reading back what a STAC item recorded of its run.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::item::RUN;
use crate::error::{Error, Result};
use crate::memory;
use crate::params::find;
use crate::pipeline::options::RecordedModel;

/// Bytes of the largest item that is read back.
const LARGEST: u64 = 64 << 20;

/// A run as an item recorded it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Task name.
    pub task: String,
    /// Inputs: found beside the item, or else by name alone.
    pub inputs: Vec<String>,
    /// Names and values; files are found like inputs.
    pub parameters: Vec<(String, String)>,
    /// The model, where the item tells.
    pub model: Option<RecordedModel>,
}

/// Reads what an item recorded of its run.
///
/// # Errors
/// If the file is no such item.
pub fn recorded(path: &str) -> Result<Recorded> {
    let refuse = || Error::argument(format!("{path}: expected an item that this software wrote (with {RUN})"));
    let text = memory::read_text(path.as_ref(), LARGEST)?;
    let item: Value = serde_json::from_str(&text).map_err(|_| refuse())?;
    let run = &item["properties"][RUN];
    let near_one = |name: &str| -> String {
        let folder = Path::new(path).parent().map_or(PathBuf::new(), Path::to_owned);
        let places = [PathBuf::from(name), folder.join(name)];
        places.iter().find(|p| p.exists()).unwrap_or(&places[0]).to_string_lossy().into_owned()
    };
    // Of a list of files with named bands, each.
    let near = |name: &str| -> String {
        let parts: Option<Vec<_>> = name.split(',').map(|part| part.split_once('=')).collect();
        match parts {
            Some(parts) if parts.len() > 1 => {
                parts.iter().map(|(band, file)| format!("{band}={}", near_one(file))).collect::<Vec<_>>().join(",")
            }
            _ => near_one(name),
        }
    };
    let inputs = run["inputs"].as_array().ok_or_else(refuse)?;
    let pairs = run["parameters"].as_array().ok_or_else(refuse)?;
    let pair = |p: &Value| {
        let (key, value) = (p[0].as_str()?.to_owned(), p[1].as_str()?);
        let is_file = find(&key).is_some_and(|p| p.is_path());
        let value = if is_file { near(value) } else { value.to_owned() };
        Some((key, value))
    };
    Ok(Recorded {
        task: run["task"].as_str().ok_or_else(refuse)?.to_owned(),
        inputs: inputs.iter().filter_map(Value::as_str).map(near).collect(),
        parameters: pairs.iter().map(pair).collect::<Option<_>>().ok_or_else(refuse)?,
        model: run["model"]["sha256"].as_str().map(|sha256| RecordedModel {
            name: run["model"]["name"].as_str().unwrap_or("").to_owned(),
            sha256: sha256.to_owned(),
        }),
    })
}
