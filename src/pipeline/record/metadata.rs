//! What an output says of how it was made. No folder, no user name, no secret of an address or a database
//! ([`redact`](crate::redact)).

use super::clock::created;
use super::embedding::{embedding, of_collection, parameters};
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::{Facts, NOT_BLENDED, Origin, Provenance, Settings};
use crate::pipeline::options::Options;
use crate::raster::Tags;
use crate::redact::{base_name, recorded};

/// What was understood of an input, as outputs record it: the job's inputs without their folders.
pub fn recorded_facts(input: &EncodedInput, inputs: &[&EncodedInput]) -> Facts {
    let text = |text: &String| {
        // Whole names first: a folder's name may hold spaces, which end a path in a sentence.
        let named = inputs.iter().filter(|i| i.name.contains(std::path::is_separator));
        recorded(&named.fold(text.clone(), |text, i| text.replace(&i.name, &base_name(&i.name))))
    };
    input.facts.with_texts(text)
}

/// Metadata of a product made from a raster of this software, whose own are carried over.
pub fn carried_over(product: &str, from: &Provenance, more: &[(&str, String)]) -> Tags {
    let mut provenance = Provenance { product: product.into(), created: created(), ..from.clone() };
    // What stands there of another product's own is that product's.
    provenance.more.retain(|(key, _)| key != "STAC" && more.iter().all(|(new, _)| new != key));
    provenance.more.extend(more.iter().map(|(key, value)| (key.to_string(), value.clone())));
    provenance.write()
}

/// Metadata of a product made from `inputs`, of which there is at least one. Settings of a features raster's own run are
/// carried over.
pub fn metadata(product: &str, inputs: &[&EncodedInput], options: &Options, more: &[(&str, String)]) -> Tags {
    let origin = |input: &&EncodedInput| Origin { name: base_name(&input.name), facts: recorded_facts(input, inputs) };
    let encoding = &options.encoding;
    let (overlap, blend) = match inputs[0].model.side_by_side {
        true => ("0".to_owned(), NOT_BLENDED),
        false => (encoding.overlap.to_string(), encoding.taper.name()),
    };
    let mut provenance = Provenance {
        product: product.into(),
        created: created(),
        origins: inputs.iter().map(origin).collect(),
        model: inputs[0].model.clone(),
        settings: Settings {
            overlap,
            blend: blend.into(),
            min_valid: encoding.min_valid.to_string(),
            stride: inputs[0].stride.to_string(),
            parameters: serde_json::json!(parameters(options)).to_string(),
        },
        more: more.iter().map(|(key, value)| (key.to_string(), value.clone())).collect(),
    };
    // As one text: GDAL takes a colon in a key for the end of it.
    let fields: serde_json::Map<String, serde_json::Value> = of_collection(inputs[0], options)
        .into_iter()
        .chain(embedding(product, inputs[0], &provenance.origins[0].facts, options))
        .collect();
    provenance.more.push(("STAC".into(), serde_json::Value::Object(fields).to_string()));
    provenance.write()
}
