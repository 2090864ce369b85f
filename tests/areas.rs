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
    let told = report(&["areas", &change, "-o", &map, "--sidecar", "--report", "none"]);
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

/// The classes of both dates, and the transitions between them, in a folder.
fn classes(folder: &Path) -> [String; 3] {
    let [before, after] = dates();
    let of = |name: &str| file(folder, name);
    let (features, groups) = ([of("f1.tif"), of("f2.tif")], [of("k1.tif"), of("k2.tif")]);
    for (date, features) in [before, after].iter().zip(&features) {
        done(&["features", date, "-o", features, "--model", "untrained", "-q"]);
    }
    let all = [&features[0], &features[1], "-o", &groups[0], "-o", &groups[1]];
    done(&[&["cluster"], &all[..], &["--clusters", "3", "-q"]].concat());
    done(&["transitions", &groups[0], &groups[1], "-o", &of("t.tif"), "-q"]);
    let [one, two] = groups;
    [one, two, of("t.tif")]
}

#[test]
fn each_transition_has_areas_from_either_raster() {
    let out = tempfile::tempdir().unwrap();
    let [one, two, made] = classes(out.path());
    let of = |inputs: &[&str], name: &str, more: &[&str]| {
        let path = file(out.path(), name);
        (report(&[&["areas"], inputs, &["-o", &path, "--min-area", "0"], more].concat()), path)
    };
    let (told, path) = of(&[&one, &two], "classes.geojson", &[]);
    let (again, other) = of(&[&made], "made.geojson", &["--style", "qml"]);
    assert_eq!((&told["areas"], &json(&path)["features"]), (&again["areas"], &json(&other)["features"]));
    // Together they are as large as the cells that the table counts, but for the projection's scale.
    let table = json(&file(out.path(), "t_transitions.json"));
    let rows = table.as_array().unwrap().iter().filter(|row| row["from"] != row["to"]);
    let cells: f64 = rows.clone().map(|row| row["hectares"].as_f64().unwrap()).sum();
    let hectares = told["areas"]["hectares"].as_f64().unwrap();
    assert!(cells > 1.0 && (hectares / cells - 1.0).abs() < 2e-3, "{hectares} of {cells}");
    let transitions = told["areas"]["transitions"].as_array().unwrap();
    assert_eq!(transitions.len(), rows.count());
    let counted: u64 = transitions.iter().map(|of| of["count"].as_u64().unwrap()).sum();
    let features = json(&path)["features"].clone();
    assert_eq!(counted as usize, features.as_array().unwrap().len());
    let first = &features[0]["properties"];
    assert!(first["from"] != first["to"] && first["from"].as_str().unwrap().starts_with("cluster "), "{first}");
    assert!(first["hectares"].as_f64() >= features[1]["properties"]["hectares"].as_f64());
    assert_eq!((&first["rank"], &first["date_1"]), (&1.into(), &"2022-06-12".into()));
    let style = std::fs::read_to_string(file(out.path(), "made.qml")).unwrap();
    assert!(style.contains("label=\"cluster 1 to cluster 2\"") || style.contains("label=\"cluster 2 to cluster 1\""));
    let page = std::fs::read_to_string(file(out.path(), "made.geojson.html")).unwrap();
    assert!(page.contains("Transitions between the classes") && !page.contains("Mean score"));
    // Small ones are left out, and what cannot act is refused.
    let large = report(&["areas", &made, "-o", &file(out.path(), "l.gpkg"), "--min-area", "5"]);
    assert!(large["areas"]["count"].as_u64() < told["areas"]["count"].as_u64());
    for (option, value) in [("--simplify", "20"), ("--threshold", "2"), ("--method", "cosine")] {
        let said = refused(&["areas", &one, &two, "-o", &file(out.path(), "x.gpkg"), option, value], 2);
        assert!(said.contains("of classes, areas follow the sides of cells"), "{said}");
    }
}

#[test]
fn what_is_like_examples_has_areas() {
    let out = tempfile::tempdir().unwrap();
    let (features, like) = (file(out.path(), "f.tif"), file(out.path(), "like.tif"));
    done(&["features", &dates()[0], "-o", &features, "--model", "untrained", "-q", "--style", "qml"]);
    let style = std::fs::read_to_string(file(out.path(), "f.qml")).unwrap();
    assert!(style.contains("multibandcolor") && style.matches("StretchToMinimumMaximum").count() == 3, "{style}");
    let told = report(&["similar", &features, "-o", &like, "--at", "501000,4699000", "--threshold", "share:10%"]);
    let threshold = told["similar"][0]["threshold"].as_f64().unwrap();
    let path = file(out.path(), "like.gpkg");
    let areas = report(&["areas", &like, "-o", &path]);
    assert!((areas["threshold"].as_f64().unwrap() - threshold).abs() < 1e-5, "{areas}");
    assert_eq!(areas["inputs"][0]["form"], "similar");
    let share = areas["areas"]["share"].as_f64().unwrap();
    assert!((0.01..0.2).contains(&share), "{areas}");
    assert_eq!(areas["areas"]["kinds"], serde_json::json!([]));
    let page = std::fs::read_to_string(file(out.path(), "like.gpkg.html")).unwrap();
    assert!(page.contains("Cells like the examples in 2022-06-12") && page.contains("Likeness by likeness"));
    let said = refused(&["areas", &like, "-o", &file(out.path(), "x.gpkg"), "--method", "joint"], 2);
    assert!(said.contains("a raster of likeness is neither"), "{said}");
}

#[test]
fn every_format_has_a_page_of_its_own() {
    let out = tempfile::tempdir().unwrap();
    let change = file(scene(), "c.tif");
    for name in ["a.gpkg", "a.geojson"] {
        done(&["areas", &change, "-o", &file(out.path(), name), "-q"]);
    }
    assert_eq!(names(out.path()), ["a.geojson", "a.geojson.html", "a.gpkg", "a.gpkg.html"]);
    let page = std::fs::read_to_string(file(out.path(), "a.gpkg.html")).unwrap();
    assert!(page.contains("Change between 2022-06-12 and 2023-09-05") && page.contains("data:image/png"));
    assert!(!page.contains("data:image/jpeg") && page.contains("<label hidden>Earlier date"), "no picture of a date");
    assert!(page.contains("areas are outlined"));
}

#[test]
fn finer_cells_cannot_be_made_of_features() {
    let out = tempfile::tempdir().unwrap();
    let features = file(out.path(), "f.tif");
    done(&["features", &dates()[0], "-o", &features, "--model", "untrained", "-q"]);
    let said = refused(&["areas", &features, &features, "-o", &file(out.path(), "a.gpkg"), "--stride", "4"], 2);
    assert!(said.contains("is a features raster whose cells lie 8 pixels apart"), "{said}");
}

#[test]
fn thresholds_are_chosen_as_said() {
    let out = tempfile::tempdir().unwrap();
    let change = file(scene(), "c.tif");
    let of = |more: &[&str]| {
        let path = file(out.path(), "a.gpkg");
        let told = report(&[&["areas", &change, "-o", &path, "--overwrite", "--report", "none"], more].concat());
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
    done(&["areas", &change, "-o", &vector, "-q", "--report", "none"]);
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
