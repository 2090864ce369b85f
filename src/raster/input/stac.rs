//! A STAC item: one asset per band, with the item's scale, offset and nodata.

use serde_json::Value;

use super::paths::{folder_of, is_item, joined, virtual_name};
use super::product::{BandOverrides, Candidate, Place, Product};
use crate::error::{Error, Result};
use crate::raster::bands::{SCL, common_name, name_in};
use crate::raster::gdal::{Gdal, read_text};

/// Opens an item if `name` is a JSON file.
pub fn open(gdal: &'static Gdal, name: &str) -> Option<Result<Product>> {
    if !is_item(name) {
        return None;
    }
    Some(read_text(gdal, name).and_then(|text| {
        let item: Value = serde_json::from_str(&text).map_err(|e| Error::raster(name, format!("is no JSON: {e}")))?;
        product(gdal, name, &item)
    }))
}

fn product(gdal: &'static Gdal, name: &str, item: &Value) -> Result<Product> {
    let refuse = |found: String| {
        Err(Error::raster(name, format!("a STAC item (a GeoJSON Feature with assets) was expected, {found} was found")))
    };
    let item = match (item["type"].as_str(), item["features"].as_array().map(Vec::as_slice)) {
        (Some("Feature"), _) => item,
        (_, Some([one])) => one,
        (_, Some(many)) => return refuse(format!("a collection of {} items", many.len())),
        (kind, _) => return refuse(kind.unwrap_or("another JSON document").to_owned()),
    };
    let Some(assets) = item["assets"].as_object() else { return refuse("a Feature without assets".into()) };
    let mut product = Product::new(gdal, "STAC item");
    product.tags = tags(item);
    // Earth Search's mark for pixels without the offset that the item states.
    let applied = item["properties"]["earthsearch:boa_offset_applied"].as_bool() == Some(true);
    for (key, asset) in assets {
        let Some(href) = asset["href"].as_str() else { continue };
        let Some(common) = common_name_of(key, asset) else {
            if is_unknown_band(asset, href) {
                let label = match asset["eo:bands"][0]["center_wavelength"].as_f64() {
                    Some(wavelength) => format!("{key} (wavelength {wavelength})"),
                    None => key.clone(),
                };
                let (place, overrides) = (Place { file: located(name, href), number: 1 }, overrides(asset));
                product.add_named(name, Candidate { label, common_name: None, place, pixel: None, overrides }, href);
            }
            continue;
        };
        let file = located(name, href);
        let mut overrides = overrides(asset);
        if applied && overrides.offset.is_some_and(|o| o != 0.0) {
            overrides.offset = None;
        }
        let band = &asset["raster:bands"][0];
        let pixel = [&band["spatial_resolution"], &asset["raster:spatial_resolution"], &asset["gsd"]];
        let candidate = Candidate {
            label: key.clone(),
            common_name: Some(common),
            place: Place { file, number: 1 },
            pixel: pixel.iter().find_map(|v| v.as_f64()),
            overrides: if common == SCL { BandOverrides::default() } else { overrides },
        };
        product.add_named(name, candidate, href);
    }
    if applied {
        product.warnings.push(
            "the item says earthsearch:boa_offset_applied, so its offset is taken as applied; that property is known to be wrong for some items".into(),
        );
    }
    product.keep_finest();
    Ok(product)
}

/// Common name of an asset with one band; pictures of several bands are none.
fn common_name_of(key: &str, asset: &Value) -> Option<&'static str> {
    let roles: Vec<&str> = asset["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if roles.iter().any(|r| matches!(*r, "thumbnail" | "overview" | "visual" | "metadata")) {
        return None;
    }
    let bands = asset["eo:bands"].as_array().or_else(|| asset["bands"].as_array());
    match bands.map(Vec::as_slice) {
        Some([band]) => {
            // The mission's name first: B8A travels under the common names nir08 and rededge.
            let names = ["name", "eo:common_name", "common_name"].iter().filter_map(|k| band[*k].as_str());
            names.filter_map(common_name).next().or_else(|| common_name(key))
        }
        Some([_, _, ..]) => None,
        // `nir_20m` is the near infrared, `red_edge_1` and `red_mask` are not red.
        _ => common_name(key).or_else(|| common_name(key.split('_').next()?).filter(|n| name_in(key) == Some(n))),
    }
}

/// Whether an asset that no name identifies may still be a band, which can then be chosen by its number.
fn is_unknown_band(asset: &Value, href: &str) -> bool {
    let roles: Vec<&str> = asset["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let several = ["eo:bands", "bands"].iter().any(|k| asset[*k].as_array().is_some_and(|b| b.len() > 1));
    let path = href.split(['?', '#']).next().unwrap_or(href).to_ascii_lowercase();
    let is_raster = [".tif", ".tiff", ".jp2"].iter().any(|e| path.ends_with(e));
    is_raster && !several && (roles.is_empty() || roles.contains(&"data") || roles.contains(&"reflectance"))
}

fn overrides(asset: &Value) -> BandOverrides {
    let band = asset["raster:bands"].get(0).or_else(|| asset["bands"].get(0)).unwrap_or(asset);
    let number = |name: &str| {
        let value = [&band[format!("raster:{name}")], &band[name], &asset[format!("raster:{name}")], &asset[name]];
        value.iter().find_map(|v| v.as_f64())
    };
    let scale = number("scale").filter(|v| *v != 1.0);
    let offset = number("offset").filter(|v| *v != 0.0);
    BandOverrides { scale, offset, nodata: number("nodata"), tags: vec![] }
}

/// Properties as tags; the baseline under its mission name.
fn tags(item: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| match v {
        Value::String(s) => Some(s.clone()),
        Value::Number(_) | Value::Bool(_) => Some(v.to_string()),
        _ => None,
    };
    let mut out: Vec<(String, String)> =
        ["id", "collection"].iter().filter_map(|k| Some((k.to_string(), text(&item[*k])?))).collect();
    for (key, value) in item["properties"].as_object().into_iter().flatten() {
        let Some(value) = text(value) else { continue };
        if matches!(key.as_str(), "s2:processing_baseline" | "processing:version" | "sentinel2:processing_baseline") {
            out.push(("PROCESSING_BASELINE".into(), value.clone()));
        }
        out.push((key.clone(), value));
    }
    out
}

/// Where an asset lies: absolute, or beside the item. What is no file and no address stays as it is, and is checked
/// against what the item may reach.
fn located(item: &str, href: &str) -> String {
    let named = virtual_name(href);
    let drive = href.get(1..3).is_some_and(|c| c == ":\\" || c == ":/");
    let scheme = href.find(|c: char| !c.is_ascii_alphanumeric()).is_some_and(|at| href[at..].starts_with("://"));
    if named.starts_with(['/', '<', '{']) || drive || scheme {
        return named;
    }
    joined(folder_of(item), href.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn assets_are_known_by_mission_names() {
        assert_eq!(
            common_name_of("nir08", &json!({"eo:bands": [{"name": "B8A", "common_name": "nir08"}]})),
            Some("nir08")
        );
        assert_eq!(
            common_name_of("nir_20m", &json!({"eo:bands": [{"name": "B08", "common_name": "nir"}]})),
            Some("nir")
        );
        assert_eq!(common_name_of("B8A", &json!({"eo:bands": [{"common_name": "rededge"}]})), Some("nir08"));
        assert_eq!(
            common_name_of("x", &json!({"bands": [{"name": "B11", "eo:common_name": "swir16"}]})),
            Some("swir16")
        );
        assert_eq!(common_name_of("visual", &json!({"eo:bands": [{"name": "B04"}, {"name": "B03"}]})), None);
        assert_eq!(common_name_of("scl", &json!({})), Some(SCL));
        assert_eq!(common_name_of("B04", &json!({})), Some("red"));
        assert_eq!(common_name_of("preview", &json!({"eo:bands": [{"name": "B04"}], "roles": ["overview"]})), None);
    }

    #[test]
    fn places_and_rules_are_read() {
        assert_eq!(located("/a/item.json", "./R10m/B04.jp2"), "/a/R10m/B04.jp2");
        assert_eq!(located("/vsicurl/http://h/i/item.json", "B04.tif"), "/vsicurl/http://h/i/B04.tif");
        assert_eq!(located("item.json", "https://h/B04.tif"), "/vsicurl/https://h/B04.tif");
        let rule = overrides(&json!({"raster:bands": [{"nodata": 0, "scale": 0.0001, "offset": -0.1}]}));
        assert_eq!((rule.scale, rule.offset, rule.nodata), (Some(0.0001), Some(-0.1), Some(0.0)));
        let new = overrides(&json!({"raster:scale": 0.0001, "nodata": 0, "bands": [{"name": "B04"}]}));
        assert_eq!((new.scale, new.offset, new.nodata), (Some(0.0001), None, Some(0.0)));
    }
}
