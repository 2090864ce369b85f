//! `areas` through the command line: formats, thresholds, maps made earlier, refusals, nothing left behind.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{self, Options};
use lejepa_gis::product::areas::RULES;
use lejepa_gis::raster::gdal::{Dataset, METADATA_DOMAIN, bind};
use serde_json::Value;
use support::cli::{done, make_scene, refused, report};
use support::{has, names, root, skip};

/// A synthetic pair, and the change between its dates.
fn scene() -> &'static Path {
    static SCENE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = SCENE.get_or_init(|| {
        let outer = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let folder = outer.path().join("zwei Täler");
        make_scene(&folder, [400, 320]);
        let (before, after, change) = (file(&folder, "before.tif"), file(&folder, "after.tif"), file(&folder, "c.tif"));
        done(&["change", &before, &after, "-o", &change, "-q"]);
        (outer, folder)
    });
    folder
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

fn dates() -> [String; 2] {
    ["before.tif", "after.tif"].map(|name| file(scene(), name))
}

/// The report of areas between the dates.
fn areas(output: &str, more: &[&str]) -> Value {
    let [before, after] = dates();
    report(&[&["areas", &before, &after, "-o", output, "--report", "none"], more].concat())
}

fn json(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_format_holds_the_same_areas() {
    let out = tempfile::tempdir().unwrap();
    let mut before: Option<Value> = None;
    for name in ["a.gpkg", "a.geojson", "a.fgb", "a.shp"] {
        let path = file(out.path(), name);
        let report = areas(&path, &[]);
        let totals = report["areas"].clone();
        assert!(totals["count"].as_u64().unwrap() > 3, "{report}");
        let share = totals["hectares"].as_f64().unwrap() / totals["valid_hectares"].as_f64().unwrap();
        assert!((totals["share"].as_f64().unwrap() - share).abs() < 1e-9 && (0.01..0.4).contains(&share));
        assert!((totals["valid_hectares"].as_f64().unwrap() - 1280.0).abs() < 3.0, "40 x 32 ha, but for UTM's scale");
        let of_kinds =
            |what: &str| totals["kinds"].as_array().unwrap().iter().map(|of| of[what].as_f64().unwrap()).sum::<f64>();
        assert!((of_kinds("hectares") - totals["hectares"].as_f64().unwrap()).abs() < 0.01);
        let built = |of: &&Value| of["kind"] == "bare or built surface appeared";
        let built = totals["kinds"].as_array().unwrap().iter().find(built).unwrap();
        assert!(built["hectares"].as_f64().unwrap() > 10.0, "{totals}");
        assert_eq!(before.get_or_insert_with(|| totals.clone()), &totals, "{name}");
        if !has("ogrinfo") {
            skip("no ogrinfo");
            continue;
        }
        let told = Command::new("ogrinfo").args(["-ro", "-al", "-so", &path]).output().unwrap();
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(told.contains(&format!("Feature Count: {}", totals["count"])), "{told}");
        for field in ["rank", "kind", "hectares", "score_mean", "score_max", "valid", "date_1", "method", "threshold"] {
            assert!(told.contains(&format!("\n{field}: ")), "{name} {field}: {told}");
        }
        for field in ["ndvi_diff", "ndwi_diff", "ndbi_diff", "red_1", "swir16_2"] {
            assert!(told.contains(&format!("\n{field}: ")), "{name} {field}: {told}");
        }
    }
    let shape = ["a.cpg", "a.dbf", "a.prj", "a.shp", "a.shx"];
    assert_eq!(
        names(out.path()),
        [&["a.fgb", "a.geojson", "a.gpkg"][..], &shape]
            .concat()
            .iter()
            .map(|n| n.to_string())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
}

#[test]
fn areas_say_how_they_were_made() {
    let out = tempfile::tempdir().unwrap();
    let (package, text) = (file(out.path(), "a.gpkg"), file(out.path(), "a.geojson"));
    let told = areas(&package, &["--min-area", "2"]);
    areas(&text, &["--min-area", "2"]);
    let metadata = Dataset::open_vector(bind(None).unwrap(), &package).unwrap().metadata(METADATA_DOMAIN);
    let recorded = |key: &str| metadata.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str()).unwrap_or("");
    assert_eq!((recorded("PRODUCT"), recorded("INPUT_1"), recorded("INPUT_2")), ("areas", "before.tif", "after.tif"));
    assert_eq!((recorded("METHOD"), recorded("THRESHOLD"), recorded("MIN_AREA")), ("joint", "1.75", "2"));
    assert_eq!(recorded("CREATED"), "1970-01-01T00:00:00Z");
    let folder = scene().to_str().unwrap();
    assert!(metadata.iter().all(|(_, v)| !v.contains(folder)), "no path is recorded");
    let written = json(&text);
    for (key, value) in metadata.iter().filter(|(key, _)| key != "PARAMETERS") {
        assert_eq!(written["lejepa_gis"][key], **value, "{key}");
    }
    let features = written["features"].as_array().unwrap();
    assert_eq!(features.len() as u64, told["areas"]["count"].as_u64().unwrap());
    let strength =
        |f: &Value| f["properties"]["hectares"].as_f64().unwrap() * f["properties"]["score_mean"].as_f64().unwrap();
    for (i, feature) in features.iter().enumerate() {
        let of = |name: &str| &feature["properties"][name];
        assert_eq!(of("rank"), i + 1);
        assert!(i == 0 || strength(feature) <= strength(&features[i - 1]) * 1.001);
        assert!(of("hectares").as_f64().unwrap() >= 1.999 && of("score_max").as_f64() >= of("score_mean").as_f64());
        assert_eq!(
            (of("date_1"), of("date_2"), of("method")),
            (&"2022-06-12".into(), &"2023-09-05".into(), &"joint".into())
        );
        let ndvi = |date: u8| {
            let band = |name: &str| of(&format!("{name}_{date}")).as_f64().unwrap();
            (band("nir") - band("red")) / (band("nir") + band("red"))
        };
        assert!((of("ndvi_diff").as_f64().unwrap() - (ndvi(2) - ndvi(1))).abs() < 1e-3);
        let [x, y] = [0, 1].map(|i| feature["geometry"]["coordinates"][0][0][i].as_f64().unwrap());
        assert!((2.9..3.2).contains(&x) && (42.2..42.6).contains(&y), "longitude and latitude: {x} {y}");
    }
}

#[test]
fn a_map_made_earlier_gives_the_same_outlines() {
    let out = tempfile::tempdir().unwrap();
    let (dates, map, again) =
        (file(out.path(), "d.geojson"), file(out.path(), "m.geojson"), file(out.path(), "r.geojson"));
    let change = file(scene(), "c.tif");
    areas(&dates, &[]);
    let told = report(&["areas", &change, "-o", &map, "--sidecar"]);
    assert_eq!((&told["method"], &told["threshold"]), (&"joint".into(), &1.75.into()));
    let (dates, map) = (json(&dates), json(&map));
    assert!(!map["features"].as_array().unwrap().is_empty());
    for (a, b) in dates["features"].as_array().unwrap().iter().zip(map["features"].as_array().unwrap()) {
        assert_eq!(a["geometry"], b["geometry"]);
        assert_eq!(a["properties"]["hectares"], b["properties"]["hectares"]);
        assert!(b["properties"]["kind"].is_null() && b["properties"]["red_1"].is_null());
    }
    assert_eq!((&map["lejepa_gis"]["CHANGE"], &map["lejepa_gis"]["INPUT_2"]), (&"c.tif".into(), &"after.tif".into()));
    let item = file(out.path(), "m.json");
    std::fs::copy(&change, out.path().join("c.tif")).unwrap();
    done(&["areas", "--from", &item, "-o", &again, "-q"]);
    assert_eq!(json(&again)["features"], map["features"]);
}

#[test]
fn what_is_like_examples_gives_areas_too() {
    let out = tempfile::tempdir().unwrap();
    let [features, like, areas] = ["f.tif", "like.tif", "areas.geojson"].map(|name| file(out.path(), name));
    let [before, _] = dates();
    done(&["features", &before, "-o", &features, "-q"]);
    done(&["similar", &features, "-o", &like, "--at", "500500,4699000", "--threshold", "0.25", "-q"]);
    let told = report(&["areas", &like, "-o", &areas]);
    assert_eq!((told["threshold"].as_f64(), &told["inputs"][0]["form"]), (Some(0.25), &"similar".into()));
    let found = json(&areas);
    let found = found["features"].as_array().unwrap();
    assert!(!found.is_empty() && found.len() == told["areas"]["count"].as_u64().unwrap() as usize);
    assert!(found.iter().all(|area| area["properties"]["score_mean"].as_f64().unwrap() >= 0.25));
}

#[test]
fn thresholds_are_chosen_as_said() {
    let out = tempfile::tempdir().unwrap();
    let change = file(scene(), "c.tif");
    let of = |more: &[&str]| {
        let path = file(out.path(), "a.gpkg");
        let told = report(&[&["areas", &change, "-o", &path, "--overwrite"], more].concat());
        (told["threshold"].as_f64().unwrap(), told["areas"]["hectares"].as_f64().unwrap())
    };
    let (own, number) = (of(&[]), of(&["--threshold", "2.5"]));
    assert!(own.0 == 1.75 && number.0 == 2.5 && number.1 < own.1);
    let share = of(&["--threshold", "share:4%", "--min-area", "0"]);
    assert!((share.1 / 1280.0 - 0.04).abs() < 0.02, "{share:?}");
    let otsu = of(&["--threshold", "otsu"]);
    assert!(otsu.0 > 1.0 && otsu.0 != own.0, "{otsu:?}");
    assert!(of(&["--min-area", "10"]).1 < own.1);
    // The same words for a raster of change.
    let [before, after] = dates();
    let raster = file(out.path(), "c.tif");
    let told = report(&["change", &before, &after, "-o", &raster, "--threshold", "otsu"]);
    assert!((told["threshold"].as_f64().unwrap() - otsu.0).abs() < 1e-5, "{told}");
}

#[test]
fn threads_change_no_byte() {
    let out = tempfile::tempdir().unwrap();
    for name in ["a.gpkg", "a.geojson", "a.fgb", "a.shp"] {
        let path = file(out.path(), name);
        let bytes = |threads: &str| {
            areas(&path, &["--threads", threads, "--overwrite", "--method", "vector"]);
            std::fs::read(&path).unwrap()
        };
        assert!(bytes("1") == bytes("3"), "{name}");
    }
}

#[test]
fn what_cannot_be_is_refused_before_any_work() {
    let out = tempfile::tempdir().unwrap();
    let [before, after] = dates();
    let (change, path) = (file(scene(), "c.tif"), |name: &str| file(out.path(), name));
    let said = refused(&["areas", &before, &after, "-o", &path("a.kml")], 2);
    assert!(said.contains("GeoPackage (.gpkg), GeoJSON (.geojson, .json), FlatGeobuf (.fgb)"), "{said}");
    std::fs::write(path("a.dbf"), "mine").unwrap();
    let said = refused(&["areas", &before, &after, "-o", &path("a.shp")], 1);
    assert!(said.contains("a.dbf exists"), "{said}");
    assert_eq!(std::fs::read_to_string(path("a.dbf")).unwrap(), "mine");
    let said = refused(&["areas", &change, "-o", &path("a.gpkg"), "--model", "texture"], 2);
    assert!(said.contains("MODEL says how dates are read"), "{said}");
    let said = refused(&["areas", &before, "-o", &path("a.gpkg")], 1);
    assert!(said.contains("is one raster; two dates were expected, or alone a change raster"), "{said}");
    let said = refused(&["areas", &change, "-o", &path("a.gpkg"), "--threshold", "share:2"], 2);
    assert!(said.contains("share:2%"), "{said}");
    let said = refused(&["change", &change, &change, "-o", &path("b.tif")], 1);
    assert!(said.contains("is a change raster"), "{said}");
    // A vector file that is read is never replaced.
    let vector = path("zone.gpkg");
    done(&["areas", &change, "-o", &vector, "-q"]);
    let said = refused(&["areas", &before, &after, "-o", &vector, "--area", &vector, "--overwrite"], 2);
    assert!(said.contains("never replaced"), "{said}");
    assert_eq!(names(out.path()), ["a.dbf", "zone.gpkg"]);
}

#[test]
fn a_stopped_run_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let [before, after] = dates();
    let options = Options::new(&Values::new(Task::Areas, [("METHOD", "vector")]).unwrap()).unwrap();
    for name in ["a.gpkg", "a.geojson", "a.fgb", "a.shp"] {
        for until in [0.0, 0.5, 0.96, 0.98, 1.0] {
            let mut progress = |fraction: f64, _: &str| fraction < until;
            let stopped = pipeline::areas(&before, &after, &file(out.path(), name), &options, None, &mut progress);
            assert!(matches!(stopped, Err(lejepa_gis::error::Error::Cancelled)), "{name} {until}");
            assert_eq!(names(out.path()), [""; 0], "{name} {until}");
        }
    }
}

#[test]
fn the_documents_print_the_rules() {
    let text = std::fs::read_to_string(root().join("docs/areas.md")).unwrap();
    let table: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("| kind | holds if"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let rules: Vec<String> = RULES.iter().map(|rule| format!("| {} | {rule} |", rule.kind.name())).collect();
    assert_eq!(table, rules);
}
