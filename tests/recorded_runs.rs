//! What a run records of itself, and repeating it from there.

mod products;

use lejepa_gis::pipeline;
use products::{Scene, features};

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
    let expected = [("OVERLAP", "0.4"), ("REFLECTANCE", "dn-offset"), ("WINDOW", "0,0,64,64")];
    assert_eq!(recorded.parameters, expected.map(|(k, v)| (k.to_string(), v.to_string())));

    let text = std::fs::read_to_string(&item).unwrap();
    assert!(!text.contains(&*scene.folder.path().to_string_lossy()), "no folder is told");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["type", "stac_version", "id", "geometry", "bbox", "properties", "links", "assets"] {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(json["assets"]["embeddings"]["href"], "./features.tif");
    assert_eq!(json["properties"]["emb:dimensions"], 192);
    let bbox: Vec<f64> = json["bbox"].as_array().unwrap().iter().filter_map(|v| v.as_f64()).collect();
    assert!(bbox[0] < bbox[2] && bbox[1] < bbox[3] && (bbox[0] - 3.0).abs() < 1.0, "{bbox:?}");
    assert!(pipeline::recorded(&scene.path("nothing.json").to_string_lossy()).is_err());
}
