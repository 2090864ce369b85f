//! A STAC item that says where outputs lie, when their sources were sensed, and how to make them again.
//!
//! Its fields `emb:*` are those of [`embedding`](super::embedding). `lejepa_gis:run` holds the task, its parameters and the
//! model; [`recorded`](super::recorded()) reads it back.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::clock::created;
use super::embedding::{embedding, parameters};
use super::metadata::recorded_facts;
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::pipeline::options::{MapPixels, Options};
use crate::raster::gdal::Transformer;
use crate::redact::base_name;

/// Published extensions whose fields the item has. The draft for embeddings is not published, so it is not listed.
const EXTENSIONS: [&str; 2] = [
    "https://stac-extensions.github.io/processing/v1.2.0/schema.json",
    "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
];

/// Where the item keeps the run.
pub const RUN: &str = "lejepa_gis:run";

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
        // Finer maps have pixels of their own, which are in the files.
        if options.write.grid == MapPixels::Cells {
            item["properties"]["proj:shape"] = json!([grid.height, grid.width]);
            item["properties"]["proj:transform"] = json!([t[1], t[2], t[0], t[4], t[5], t[3]]);
        }
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
    p.extend(embedding(product, inputs[0], &recorded_facts(inputs[0], &inputs[..1]), options));
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
        Some("json") if product != "areas" => "application/json",
        Some("gpkg") => "application/geopackage+sqlite3",
        Some("geojson" | "json") => "application/geo+json",
        Some("fgb") => "application/vnd.flatgeobuf",
        Some("shp") => "application/vnd.shp",
        Some("html") => "text/html",
        Some("qml") => "text/xml",
        _ => "image/tiff; application=geotiff",
    };
    let role = match media {
        "image/png" | "text/html" => "overview",
        "application/json" => "metadata",
        "text/xml" => "style",
        _ => "data",
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
