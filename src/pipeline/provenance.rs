//! What an output says of how it was made: metadata of the domain `LEJEPA_GIS`. No folder, no user name, no secret of an
//! address or a database ([`redact`](crate::redact)).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::options::Options;
use super::scene::Facts;
use super::session::EncodedInput;
use crate::params::Values;
pub use crate::redact::base_name;
use crate::redact::recorded;

/// What was understood of an input, as outputs record it: the job's inputs without their folders.
pub fn recorded_facts(input: &EncodedInput, inputs: &[&EncodedInput]) -> Facts {
    let text = |text: &String| {
        // Whole names first: a folder's name may hold spaces, which end a path in a sentence.
        let named = inputs.iter().filter(|i| i.name.contains(std::path::is_separator));
        recorded(&named.fold(text.clone(), |text, i| text.replace(&i.name, &base_name(&i.name))))
    };
    input.facts.with_texts(text)
}

/// Metadata of a product made from `inputs`. Settings of a features raster's own run are carried over.
pub fn metadata(
    product: &str,
    inputs: &[&EncodedInput],
    options: &Options,
    more: &[(&str, String)],
) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = vec![
        ("PRODUCT".into(), product.into()),
        ("SOFTWARE".into(), concat!("lejepa-gis ", env!("CARGO_PKG_VERSION")).into()),
        ("CREATED".into(), created()),
    ];
    let mut add = |key: &str, value: String| out.push((key.into(), value));
    for (i, input) in inputs.iter().enumerate() {
        let suffix = if inputs.len() == 1 { String::new() } else { format!("_{}", i + 1) };
        add(&format!("INPUT{suffix}"), base_name(&input.name));
        let facts = recorded_facts(input, inputs);
        add(&format!("INPUT_FORM{suffix}"), facts.form.clone());
        add(&format!("INPUT_BANDS{suffix}"), facts.bands.clone());
        add(&format!("REFLECTANCE{suffix}"), facts.reflectance.clone());
        for (key, value) in
            [("LEVEL", &facts.level), ("BASELINE", &facts.baseline), ("SENSED", &facts.date), ("TILE", &facts.tile)]
        {
            if !value.is_empty() {
                add(&format!("{key}{suffix}"), value.clone());
            }
        }
        add(&format!("MASK{suffix}"), facts.mask.clone());
        if !facts.warnings.is_empty() {
            add(&format!("WARNINGS{suffix}"), facts.warnings.join("; "));
        }
    }
    if let Some(first) = inputs.first() {
        add("MODEL", first.model.name.clone());
        add("MODEL_SHA256", first.model.digest.clone());
        if let Some(caution) = &first.model.caution {
            add("MODEL_CAUTION", caution.clone());
        }
        add("MODEL_BANDS", first.model.bands.clone());
        add("CHIP", first.model.chip.to_string());
        add("PATCH", first.model.patch.to_string());
        add("PRECISION", first.model.precision.clone());
        add("ARITHMETIC", first.model.arithmetic.clone());
    }
    add("OVERLAP", options.overlap.to_string());
    add("BLEND", options.taper_name.clone());
    add("MIN_VALID", options.min_valid.to_string());
    add("PARAMETERS", serde_json::json!(super::sidecar::parameters(options)).to_string());
    for (key, value) in more {
        add(key, value.clone());
    }
    if let Some(first) = inputs.first() {
        // As one text: GDAL takes a colon in a key for the end of it.
        let fields: serde_json::Map<String, serde_json::Value> = super::sidecar::of_collection(first, options)
            .into_iter()
            .chain(super::sidecar::embedding(product, first, options))
            .collect();
        add("STAC", serde_json::Value::Object(fields).to_string());
    }
    out
}

/// Parameters that say nothing about results.
const MACHINE: &[&str] = &["THREADS", "MEMORY", "GDAL", "OVERWRITE", "SIDECAR", "SOURCES"];

/// Given values as they may be recorded: no folder of any path, no secret, nothing about one machine.
pub fn record(values: &Values) -> Vec<(String, String)> {
    let given = values.given().filter(|(name, _)| !MACHINE.contains(name));
    given
        .map(|(name, value)| {
            let is_path = matches!(name, "MODEL" | "AREA" | "BASIS" | "MASK" | "MASK_AFTER");
            (name.to_owned(), if is_path { base_name(value) } else { recorded(value) })
        })
        .collect()
}

/// Now, or `SOURCE_DATE_EPOCH` where a reproducible build of a data set sets it.
pub fn created() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|t| t.parse().ok());
    let time = fixed.map_or_else(SystemTime::now, |seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    humantime::format_rfc3339_seconds(time).to_string()
}
