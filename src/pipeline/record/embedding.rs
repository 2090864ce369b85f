//! Fields of the draft of the STAC extension for embeddings (0.0.1), which has no published schema: in STAC items, and in each
//! output's own metadata.

use serde_json::{Map, Value, json};

use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Facts;
use crate::pipeline::options::Options;
use crate::raster::gdal::Storage;

/// What was given to a run: names and values; a list parameter comes several times.
pub fn parameters(options: &Options) -> Vec<[&str; 2]> {
    options.record.iter().map(|(k, v)| [k.as_str(), v.as_str()]).collect()
}

/// Fields that the draft has for a whole collection: in each output's own metadata, which has no collection.
pub fn of_collection(input: &EncodedInput, options: &Options) -> Vec<(String, Value)> {
    let model = &input.model;
    // Chips of networks are spread evenly, so this is the longest step.
    let overlap = if model.side_by_side { 0.0 } else { options.encoding.overlap };
    let stride = ((model.chip as f64 * (1.0 - overlap)).round() as usize).max(1);
    let layout =
        json!({"layout_type": "regular_grid", "chip_size": [model.chip, model.chip], "stride": [stride, stride]});
    vec![
        ("emb:type".to_owned(), json!("pixel")),
        ("emb:dimensions".into(), json!(input.store.dim)),
        ("emb:chip_layout".into(), layout),
    ]
}

/// Fields of the draft for one product. `facts` are the input's, as they may be recorded.
pub fn embedding(product: &str, input: &EncodedInput, facts: &Facts, options: &Options) -> Vec<(String, Value)> {
    let model = &input.model;
    let mut runtime: Map<String, Value> =
        of_collection(input, options).into_iter().map(|(k, v)| (k.trim_start_matches("emb:").to_owned(), v)).collect();
    runtime.insert("model".into(), json!({"name": model.name, "sha256": model.digest, "bands": model.bands}));
    runtime.insert("precision".into(), json!(model.precision));
    runtime.insert("arithmetic".into(), json!(model.arithmetic));
    let before = format!(
        "reflectance x 10000 ({}); (x - mean) / max(std, 1) per band; invalid pixels filled by push and pull",
        facts.reflectance
    );
    let after = match model.side_by_side {
        true => "chips side by side, not blended".to_owned(),
        false => format!("chips blended, {} taper", options.encoding.taper.name()),
    };
    let text = |expression: String| json!({"format": "text", "expression": expression});
    let mut out = vec![
        ("emb:runtime_parameters".to_owned(), Value::Object(runtime)),
        ("emb:preprocessing".into(), text(before)),
        ("emb:postprocessing".into(), text(after)),
        ("processing:software".into(), json!({"lejepa-gis": env!("CARGO_PKG_VERSION")})),
    ];
    if !input.facts.baseline.is_empty() {
        // The draft means the source's baseline, not this software's version.
        out.push(("processing:version".into(), json!(input.facts.baseline)));
    }
    if let Some([x, y]) = input.facts.metres {
        out.push(("gsd".into(), json!((x * y).sqrt() * input.stride as f64)));
    }
    if product == "features" {
        let (kind, stored) = match options.write.dtype {
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
