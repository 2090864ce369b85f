//! A STAC item that says where outputs lie, when their sources were sensed, and how to make them again.
//!
//! The fields `emb:*` follow the draft of the STAC extension for embeddings (0.0.1), which has no published schema; the
//! same fields are in each output's own metadata. `lejepa_gis:run` holds the task, its parameters and the model;
//! [`recorded`] reads it back.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::options::Options;
use super::provenance::{base_name, created, recorded_facts};
use super::session::{EncodedInput, Session};
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::memory;
use crate::raster::gdal::{Storage, Transformer};

/// Bytes of the largest item that is read back.
const LARGEST: u64 = 64 << 20;

/// Published extensions whose fields the item has. The draft for embeddings is not published, so it is not listed.
const EXTENSIONS: [&str; 2] = [
    "https://stac-extensions.github.io/processing/v1.2.0/schema.json",
    "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
];

/// Where the item keeps the run.
const RUN: &str = "lejepa_gis:run";

/// What was given to a run: names and values; a list parameter comes several times.
pub fn parameters(options: &Options) -> Vec<[&str; 2]> {
    options.record.iter().map(|(k, v)| [k.as_str(), v.as_str()]).collect()
}

/// Fields that the draft has for a whole collection: in each output's own metadata, which has no collection.
pub fn of_collection(input: &EncodedInput, options: &Options) -> Vec<(String, Value)> {
    let model = &input.model;
    // Chips are spread evenly, so this is the longest step.
    let stride = ((model.chip as f64 * (1.0 - options.overlap)).round() as usize).max(1);
    let layout =
        json!({"layout_type": "regular_grid", "chip_size": [model.chip, model.chip], "stride": [stride, stride]});
    vec![
        ("emb:type".to_owned(), json!("pixel")),
        ("emb:dimensions".into(), json!(input.store.dim)),
        ("emb:chip_layout".into(), layout),
    ]
}

/// Fields of the draft for one product.
pub fn embedding(product: &str, input: &EncodedInput, options: &Options) -> Vec<(String, Value)> {
    let model = &input.model;
    let mut runtime: Map<String, Value> =
        of_collection(input, options).into_iter().map(|(k, v)| (k.trim_start_matches("emb:").to_owned(), v)).collect();
    runtime.insert("model".into(), json!({"name": model.name, "sha256": model.digest, "bands": model.bands}));
    runtime.insert("precision".into(), json!(model.precision));
    runtime.insert("arithmetic".into(), json!(model.arithmetic));
    let before = format!(
        "reflectance x 10000 ({}); (x - mean) / max(std, 1) per band; invalid pixels filled by push and pull",
        recorded_facts(input, &[input]).reflectance
    );
    let text = |expression: String| json!({"format": "text", "expression": expression});
    let mut out = vec![
        ("emb:runtime_parameters".to_owned(), Value::Object(runtime)),
        ("emb:preprocessing".into(), text(before)),
        ("emb:postprocessing".into(), text(format!("chips blended, {} taper", options.taper_name))),
        ("processing:software".into(), json!({"lejepa-gis": env!("CARGO_PKG_VERSION")})),
    ];
    if !input.facts.baseline.is_empty() {
        // The draft means the source's baseline, not this software's version.
        out.push(("processing:version".into(), json!(input.facts.baseline)));
    }
    if let Some([x, y]) = input.facts.metres {
        out.push(("gsd".into(), json!((x * y).sqrt() * model.patch as f64)));
    }
    if product == "features" {
        let (kind, stored) = match options.dtype {
            Storage::Float16 => ("float32", Some(("float16", "rounding"))),
            Storage::Code8 => ("int8", Some(("int8", "linear"))),
            _ => ("float32", None),
        };
        out.push(("data_type".into(), json!(kind)));
        if let Some((stored, method)) = stored {
            out.push((
                "emb:quantization".into(),
                json!({"method": method, "original_dtype": "float32", "quantized_dtype": stored}),
            ));
        }
    }
    out
}

/// Name of the item of an output.
pub fn beside(output: &str) -> String {
    Path::new(output).with_extension("json").to_string_lossy().into_owned()
}

/// A STAC item for files made from these inputs.
pub fn item(session: &Session, product: &str, inputs: &[&EncodedInput], files: &[String]) -> Result<Value> {
    let options = session.options;
    let Some(first) = inputs.first() else { return Err(Error::Internal("no input".into())) };
    let grid = &first.store.grid;
    let ring = footprint(session, grid);
    let mut item = json!({
        "type": "Feature", "stac_version": "1.0.0", "stac_extensions": EXTENSIONS, "id": stem(files, product),
        "geometry": ring.as_ref().map(|r| json!({"type": "Polygon", "coordinates": [r]})),
    });
    if let Some(ring) = &ring {
        let ends =
            |axis: usize| ring.iter().map(|p| p[axis]).fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
        let (x, y) = (ends(0), ends(1));
        item["bbox"] = json!([x.0, y.0, x.1, y.1]);
    }
    item["properties"] = Value::Object(properties(product, inputs, options));
    if let Some(t) = grid.transform {
        item["properties"]["proj:code"] = json!(grid.crs.as_deref().and_then(epsg));
        item["properties"]["proj:shape"] = json!([grid.height, grid.width]);
        item["properties"]["proj:transform"] = json!([t[1], t[2], t[0], t[4], t[5], t[3]]);
    }
    item["links"] = json!([]);
    item["assets"] = Value::Object(files.iter().map(|f| asset(f, product)).collect());
    Ok(item)
}

fn properties(product: &str, inputs: &[&EncodedInput], options: &Options) -> Map<String, Value> {
    let now = created();
    let mut dates: Vec<&str> = inputs.iter().map(|i| i.facts.date.as_str()).filter(|d| !d.is_empty()).collect();
    dates.sort_unstable();
    let mut p = Map::new();
    match (dates.first(), dates.last()) {
        (Some(a), Some(b)) if a != b => {
            p.insert("datetime".into(), Value::Null);
            p.insert("start_datetime".into(), json!(a));
            p.insert("end_datetime".into(), json!(b));
        }
        (Some(a), _) => drop(p.insert("datetime".into(), json!(a))),
        _ => {
            p.insert("datetime".into(), json!(now));
            p.insert(
                "lejepa_gis:datetime".into(),
                json!("of processing: the sources do not tell when they were sensed"),
            );
        }
    }
    p.insert("created".into(), json!(now));
    p.insert("processing:datetime".into(), json!(now));
    p.extend(embedding(product, inputs[0], options));
    let sources = inputs.iter().map(|i| {
        let facts = recorded_facts(i, inputs);
        let mut source = json!(facts);
        source["name"] = json!(base_name(&i.name));
        source["warnings"] = json!(facts.warnings);
        source
    });
    p.insert("lejepa_gis:sources".into(), sources.collect());
    let names: Vec<String> = inputs.iter().map(|i| base_name(&i.name)).collect();
    let model = &inputs[0].model;
    p.insert(
        RUN.into(),
        json!({"task": product, "inputs": names, "parameters": parameters(options),
            "model": {"name": model.name, "sha256": model.digest}}),
    );
    p
}

fn asset(file: &str, product: &str) -> (String, Value) {
    let name = base_name(file);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(s, _)| s);
    let key = match product {
        _ if stem.ends_with("_validity") => "validity",
        "features" => "embeddings",
        "run" => &name,
        other => other,
    };
    let media = match name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).as_deref() {
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "image/tiff; application=geotiff",
    };
    let role = if media == "image/png" {
        "overview"
    } else if media == "application/json" {
        "metadata"
    } else {
        "data"
    };
    (key.to_owned(), json!({"href": format!("./{name}"), "type": media, "roles": [role], "title": stem}))
}

fn stem(files: &[String], product: &str) -> String {
    let name = files.first().filter(|_| product != "run").map_or_else(|| product.to_owned(), |f| base_name(f));
    name.rsplit_once('.').map_or(name.clone(), |(s, _)| s.to_owned())
}

/// The outline in degrees, counter-clockwise and closed; `None` without a place on Earth.
fn footprint(session: &Session, grid: &Grid) -> Option<Vec<[f64; 2]>> {
    let (w, h) = (grid.width as f64, grid.height as f64);
    let corners = [(0.0, 0.0), (0.0, h), (w, h), (w, 0.0), (0.0, 0.0)];
    let places: Option<Vec<_>> = corners.iter().map(|&(c, r)| grid.at(c, r)).collect();
    let to_degrees = Transformer::new(session.gdal, grid.crs.as_deref()?, "EPSG:4326").ok()?;
    let round = |v: f64| (v * 1e7).round() / 1e7;
    to_degrees.points(&places?).into_iter().map(|p| p.map(|(x, y)| [round(x), round(y)])).collect()
}

/// `EPSG:32631` where a WKT ends with its code.
fn epsg(wkt: &str) -> Option<String> {
    let code = wkt.trim_end_matches([']', '"']).rsplit_once("AUTHORITY[\"EPSG\",\"")?.1;
    code.chars().all(|c| c.is_ascii_digit()).then(|| format!("EPSG:{code}"))
}

/// The model of a recorded run.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedModel {
    /// Name.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
}

impl RecordedModel {
    /// Refuses another model than this one.
    ///
    /// # Errors
    /// [`Error::Argument`] if the digests differ.
    pub fn check(&self, name: &str, sha256: &str) -> Result<()> {
        if self.sha256 == sha256 {
            return Ok(());
        }
        Err(Error::argument(format!(
            "the run was recorded with model {} (SHA-256 {}), but here it would run with {name} ({sha256}); name the \
             recorded model's file, or another one on purpose, with --model",
            self.name, self.sha256
        )))
    }
}

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
        let is_file = matches!(key.as_str(), "MODEL" | "AREA" | "BASIS" | "MASK" | "MASK_AFTER");
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

#[cfg(test)]
mod tests {
    use super::epsg;

    #[test]
    fn the_code_at_a_wkt_s_end_counts() {
        let wkt = r#"PROJCS["x",GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]],UNIT["metre",1],AUTHORITY["EPSG","32631"]]"#;
        assert_eq!(epsg(wkt).as_deref(), Some("EPSG:32631"));
        let custom = r#"PROJCS["custom",GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]],UNIT["metre",1]]"#;
        assert_eq!(epsg(custom), None);
    }
}
