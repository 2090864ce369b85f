//! What a run records of itself, and repeating it from there.

mod products;
mod support;

use std::process::Command;

use lejepa_gis::geometry::Grid;
use lejepa_gis::pipeline;
use lejepa_gis::raster::gdal::Dataset;
use products::{Scene, features};
use support::cli::{done, refusal};

fn json(path: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_recorded_run_can_be_repeated() {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 1000.0);
    let (_, report) = features(
        &scene,
        &folder,
        &[("REFLECTANCE", "dn-offset"), ("SIDECAR", "YES"), ("OVERLAP", "0.4"), ("WINDOW", "0,0,64,64")],
    )
    .unwrap();
    let item = scene.path("features.json").to_string_lossy().into_owned();
    assert!(report.outputs.contains(&item), "{:?}", report.outputs);
    let recorded = pipeline::recorded(&item).unwrap();
    assert_eq!((recorded.task.as_str(), &recorded.inputs), ("features", &vec![folder]));
    let expected = [("OVERLAP", "0.4"), ("PRECISION", "f32"), ("REFLECTANCE", "dn-offset"), ("WINDOW", "0,0,64,64")];
    assert_eq!(recorded.parameters, expected.map(|(k, v)| (k.to_string(), v.to_string())));

    let text = std::fs::read_to_string(&item).unwrap();
    assert!(!text.contains(&*scene.folder.path().to_string_lossy()), "no folder is told");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["type", "stac_version", "id", "geometry", "bbox", "properties", "links", "assets"] {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(json["assets"]["embeddings"]["href"], "./features.tif");
    let runtime = &json["properties"]["emb:runtime_parameters"];
    assert_eq!((&runtime["dimensions"], &runtime["type"]), (&314.into(), &"pixel".into()));
    let output = scene.name("features.tif");
    let metadata = Dataset::open(scene.gdal, &output).unwrap().metadata(c"LEJEPA_GIS");
    let fields = &metadata.iter().find(|(k, _)| k == "STAC").unwrap().1;
    let fields: serde_json::Value = serde_json::from_str(fields).unwrap();
    assert_eq!((&fields["emb:dimensions"], &fields["emb:type"]), (&314.into(), &"pixel".into()));
    assert_eq!(fields["processing:software"]["lejepa-gis"], env!("CARGO_PKG_VERSION"));
    let bbox: Vec<f64> = json["bbox"].as_array().unwrap().iter().filter_map(|v| v.as_f64()).collect();
    assert!(bbox[0] < bbox[2] && bbox[1] < bbox[3] && (bbox[0] - 3.0).abs() < 1.0, "{bbox:?}");
    assert!(pipeline::recorded(&scene.path("nothing.json").to_string_lossy()).is_err());
}

#[test]
fn a_repeated_run_gives_the_same_bytes() {
    let scene = Scene::new(128);
    let (before, after) =
        (scene.stack("before.tif", 0.0, &[("OFFSET", "none")]), scene.stack("after.tif", 1000.0, &[]));
    let (first, again) = (scene.name("first"), scene.name("again"));
    let said = ["--reflectance-after", "dn-offset", "--overlap", "0.4", "--sidecar"];
    done(&[&["run", &before, &after, "-o", &first][..], &said].concat());
    // The inputs lie beside neither: they are named anew, and everything else comes from the record.
    done(&["run", &before, &after, "--from", &format!("{first}/run.json"), "--sidecar", "-o", &again]);
    let mut compared = 0;
    for entry in std::fs::read_dir(&first).unwrap().flatten() {
        let other = std::path::Path::new(&again).join(entry.file_name());
        assert!(std::fs::read(entry.path()).unwrap() == std::fs::read(&other).unwrap(), "{}", other.display());
        compared += 1;
    }
    assert!(compared > 10, "{compared} files");
    // A record beside the inputs finds them itself.
    std::fs::copy(format!("{first}/run.json"), scene.path("run.json")).unwrap();
    done(&["run", "--from", &scene.name("run.json"), "-o", &scene.name("third")]);
    let change = |folder: &str| std::fs::read(scene.path(folder).join("change_joint.tif")).unwrap();
    assert!(change("first") == change("third"));
}

/// A recorded option falls away where what is given now leaves it without effect; a given one is refused there.
#[test]
fn what_is_given_now_wins_over_the_record() {
    let scene = Scene::new(128);
    let stack = scene.stack("s.tif", 0.0, &[("OFFSET", "none")]);
    let (item, again) = (scene.name("f.json"), scene.name("again.tif"));
    done(&["features", &stack, "-o", &scene.name("f.tif"), "--overlap", "0.4", "--taper", "flat", "--sidecar"]);
    let centre = ["features", &stack, "--from", &item, "-o", &again, "--chips", "centre"];
    let said = refusal(&[&centre[..], &["--overlap", "0.4"]].concat());
    assert!(said.contains("--overlap 0.4 acts only with --chips all"), "{said}");
    done(&centre);
}

#[test]
fn another_model_than_the_recorded_one_is_refused() {
    let scene = Scene::new(128);
    let stack = scene.stack("s.tif", 0.0, &[("OFFSET", "none")]);
    let (output, item) = (scene.name("f.tif"), scene.name("f.json"));
    done(&["features", &stack, "-o", &output, "--sidecar"]);
    let mut changed = json(&item);
    assert_eq!(changed["properties"]["lejepa_gis:run"]["model"]["name"], "default");
    changed["properties"]["lejepa_gis:run"]["model"]["sha256"] = "0123".into();
    std::fs::write(&item, changed.to_string()).unwrap();
    let again = scene.name("again.tif");
    let said = refusal(&["features", &stack, "--from", &item, "-o", &again]);
    assert!(said.contains("SHA-256 0123") && said.contains("--model"), "{said}");
    let said = refusal(&["pca", &output, "--from", &item, "-o", &again]);
    assert!(said.contains("SHA-256 0123"), "features of another model count as well: {said}");
    done(&["features", &stack, "--from", &item, "-o", &again, "--model", "default"]);
}

/// Every kind of item against the core schema, if python3-jsonschema is there.
#[test]
fn items_are_valid_stac() {
    let scene = Scene::new(128);
    let uri = "S2A_MSIL2A_20230821T105031_N0509_R051_T31TEH_20230821T150000.SAFE";
    let (one, two) =
        (scene.stack("a.tif", 0.0, &[("OFFSET", "none")]), scene.stack("b.tif", 1000.0, &[("PRODUCT_URI", uri)]));
    let grid = Grid { crs: None, transform: None, ..scene.grid.clone() };
    let nowhere = Scene { side: 128, grid, ..Scene::new(16) };
    let nowhere = nowhere.write(&scene.path("nowhere.tif"), &scene.planes(0.0), &[("OFFSET", "none")]);
    let path = |name: &str| scene.name(name);
    done(&["features", &two, "-o", &path("f.tif"), "--sidecar", "--dtype", "int8"]);
    done(&["features", &nowhere, "-o", &path("n.tif"), "--sidecar"]);
    done(&["pca", &one, "-o", &path("p.tif"), "--sidecar"]);
    done(&["change", &one, &two, "-o", &path("c.tif"), "--sidecar", "--validity"]);
    done(&["run", &one, &two, "-o", &path("r"), "--sidecar"]);
    let items = ["f.json", "n.json", "p.json", "c.json", "r/run.json"].map(path);

    let properties = &json(&items[0])["properties"];
    assert_eq!(properties["datetime"], "2023-08-21T10:50:31Z");
    assert_eq!((&properties["processing:version"], &properties["proj:code"]), (&"05.09".into(), &"EPSG:32631".into()));
    assert_eq!(
        (&properties["proj:shape"], &properties["emb:quantization"]["method"]),
        (&[16, 16].as_slice().into(), &"linear".into())
    );
    for item in &items {
        // What the draft for embeddings allows in an item.
        let known = ["emb:runtime_parameters", "emb:preprocessing", "emb:postprocessing", "emb:quantization"];
        let item = json(item);
        let fields = item["properties"].as_object().unwrap().keys().filter(|k| k.starts_with("emb:"));
        assert!(fields.clone().all(|k| known.contains(&k.as_str())), "{:?}", fields.collect::<Vec<_>>());
        assert_eq!(item["stac_extensions"].as_array().unwrap().len(), 2);
    }
    let validator = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/stac/validate.py");
    if !Command::new("python3").args(["-c", "import jsonschema"]).output().is_ok_and(|o| o.status.success()) {
        support::skip("python3 has no jsonschema");
        return;
    }
    let validate = |items: &[String]| Command::new("python3").arg(validator).args(items).output().unwrap();
    let output = validate(&items);
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    // The check can fail.
    let mut wrong = json(&items[0]);
    wrong["properties"].as_object_mut().unwrap().remove("datetime");
    std::fs::write(path("wrong.json"), wrong.to_string()).unwrap();
    assert!(!validate(&[path("wrong.json")]).status.success());
}
