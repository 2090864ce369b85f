//! STAC items of the archives, with images made here: what each says of bands, scale and offset is understood.

mod products;
mod support;

use std::path::Path;

use products::{NAMES, Scene, difference, features, line};

/// Real items without images, if they are there.
const REAL: &str = "../shared/imagery/inputs/stac";

/// The item with images of the scene, values plus `offset`, where its assets expect them; absolute addresses become
/// files beside the item.
fn completed(scene: &Scene, name: &str, offset: f32) -> String {
    let text = std::fs::read_to_string(Path::new(REAL).join(name)).unwrap();
    let mut item: serde_json::Value = serde_json::from_str(&text).unwrap();
    let folder = name.trim_end_matches(".json").to_owned();
    let common = ["red", "green", "blue", "nir", "swir16"];
    for (band, keys) in NAMES.into_iter().zip(common).enumerate() {
        let key = [keys.0, keys.1].into_iter().find(|k| item["assets"].get(k).is_some()).unwrap();
        let href = item["assets"][key]["href"].as_str().unwrap().to_owned();
        let file = if href.contains("://") { format!("./{key}.tif") } else { href };
        item["assets"][key]["href"] = file.clone().into();
        let plane = scene.bands[band].iter().map(|v| v + offset).collect();
        // Whatever its name says, GDAL goes by what a file holds.
        scene.write(&scene.path(&folder).join(file.trim_start_matches("./")), &[("", plane)], &[]);
    }
    let path = scene.path(&folder).join("item.json");
    std::fs::write(&path, item.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn real_items_with_images_give_the_reference_features() {
    if !support::is_there(Path::new(REAL)) {
        return;
    }
    let (scene, reference) = products::scene_and_features();
    let cases = [
        ("S2A_28QCH_20200714_0_L2A.json", 0.0, "dn: baseline N0214 in sentinel:product_id", "28QCH"),
        ("S2A_T60CWS_20240109T203651_L2A.json", 1000.0, "dn-offset: band tags: scale 0.0001, offset -0.1", "60CWS"),
        (
            "S2B_MSIL2A_20190629T212529_R043_T06VVN_20201006T080531.json",
            0.0,
            "dn: tag PROCESSING_BASELINE=02.12",
            "06VVN",
        ),
        ("S2B_MSIL2A_20210122T133229_N0214_R081_T22HBD_20210122T155500.json", 0.0, "dn: band tags", "22HBD"),
    ];
    for (name, offset, decided, tile) in cases {
        let input = completed(&scene, name, offset);
        // Their classification was not made here.
        let (found, report) = features(&scene, &input, &[("MASK", "none")]).unwrap_or_else(|e| panic!("{name}: {e}"));
        let facts = &report.inputs[0].facts;
        line(&scene, &input, &report, difference(&reference, &found));
        assert!(facts.reflectance.starts_with(decided), "{name}: {}", facts.reflectance);
        assert_eq!((facts.tile.as_str(), facts.level.as_str()), (tile, "L2A"), "{name}");
        assert!(facts.warnings.is_empty(), "{name}: {:?}", facts.warnings);
        assert!(difference(&reference, &found) < 2e-3, "{name}");
    }
}

/// Free names, and wavelengths in nanometres where STAC wants micrometres: nothing is taken for a band, and each has its number.
#[test]
fn assets_of_free_names_are_numbered_with_their_wavelengths() {
    let (scene, reference) = products::scene_and_features();
    let mut item = serde_json::json!({"type": "Feature", "stac_version": "1.0.0", "id": "scene", "assets": {}});
    for (band, wavelength) in [665, 560, 490, 842, 1610].into_iter().enumerate() {
        let (key, file) = (format!("a{band}"), format!("asset_{band}.tif"));
        scene.write(&scene.path("free").join(&file), &[("", scene.bands[band].clone())], &[]);
        item["assets"][&key] = serde_json::json!({
            "href": format!("./{file}"), "type": "image/tiff", "roles": ["data"],
            "eo:bands": [{"name": key, "center_wavelength": wavelength}],
            "raster:bands": [{"scale": 0.0001, "offset": 0}],
        });
    }
    let path = scene.path("free").join("item.json");
    std::fs::write(&path, item.to_string()).unwrap();
    let input = path.to_string_lossy().into_owned();
    let said = features(&scene, &input, &[]).unwrap_err().to_string();
    for words in ["1 = a0 (wavelength 665)", "5 = a4 (wavelength 1610)", "red=?,green=?,blue=?,nir=?,swir16=?"] {
        assert!(said.contains(words), "{said}");
    }
    let told = [("BANDS", "red=1,green=2,blue=3,nir=4,swir16=5")];
    assert!(difference(&reference, &features(&scene, &input, &told).unwrap().0) < 2e-3);
}
