//! The same scene in every form that people have gives the same features; what cannot be right is refused.

mod products;

use std::sync::atomic::Ordering;

use lejepa_gis::error::{Error, Result};
use lejepa_gis::geometry::Window;
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{self, Options, Report, silent};
use lejepa_gis::raster::gdal::{Dataset, bind};
use products::{NAMES, Scene, serve};

fn options(task: Task, pairs: &[(&str, &str)]) -> Options {
    let pairs = pairs.iter().copied().chain([("OVERWRITE", "YES"), ("THREADS", "2")]);
    Options::new(&Values::new(task, pairs).unwrap()).unwrap()
}

/// Features of an input, all bands one after the other, with the report.
fn features(scene: &Scene, input: &str, pairs: &[(&str, &str)]) -> Result<(Vec<f32>, Report)> {
    let output = scene.path("features.tif").to_string_lossy().into_owned();
    let report = pipeline::features(input, &output, &options(Task::Features, pairs), None, &mut silent())?;
    let dataset = Dataset::open(bind(None).unwrap(), &output)?;
    let grid = dataset.grid();
    let area = grid.width * grid.height;
    let mut all = vec![0f32; area * dataset.band_count()];
    let whole = Window { x: 0, y: 0, width: grid.width, height: grid.height };
    for (i, band) in all.chunks_exact_mut(area).enumerate() {
        dataset.read_f32(i + 1, whole, band)?;
    }
    Ok((all, report))
}

/// Largest difference where both are valid; NaN must lie at the same cells.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    assert!(a.iter().zip(b).all(|(x, y)| x.is_nan() == y.is_nan()), "other cells are valid");
    a.iter().zip(b).filter(|(x, _)| !x.is_nan()).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

#[test]
fn every_form_gives_the_same_features() {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("T31TEH_x_{b}.tif"), 0.0);
    let (reference, report) = features(&scene, &folder, &[("REFLECTANCE", "dn")]).unwrap();
    assert_eq!(report.inputs[0].facts.form, "folder");

    let odd = scene.band_files("odd", |b| format!("{}.tif", b.replace('B', "p")), 0.0);
    let listed: Vec<String> = NAMES.iter().map(|b| format!("{folder}/T31TEH_x_{b}.tif")).collect();
    let named: Vec<String> = NAMES.iter().map(|b| format!("{b}={odd}/{}.tif", b.replace('B', "p"))).collect();
    let safe = scene.safe("S2A_MSIL2A_x.SAFE", true, Some(vec![4.0; 64 * 64]));
    let plain = scene.safe("S2B_MSIL2A_y.SAFE", false, None);
    let item = scene.stac("stac");
    let nested = scene.band_files("nested/only", |b| format!("{b}.tif"), 0.0);
    let nested = nested.trim_end_matches("/only").to_owned();
    let (address, ranges) = serve(scene.folder.path().into());
    let dn: &[(&str, &str)] = &[("REFLECTANCE", "dn")];
    type Case<'a> = (String, &'a [(&'a str, &'a str)], &'a str, &'a str);
    let cases: Vec<Case> = vec![
        (listed.join(","), dn, "files", "dn"),
        (named.join(","), dn, "files", "dn"),
        (nested, dn, "folder", "dn"),
        (safe.clone(), &[], "SAFE product", "dn-offset"),
        (format!("{safe}/MTD_MSIL2A.xml"), &[], "SAFE product", "dn-offset"),
        (format!("SENTINEL2_L2A:{safe}/MTD_MSIL2A.xml:10m:EPSG_32631"), &[], "SAFE product", "dn-offset"),
        (plain, &[], "SAFE product", "dn"),
        (item, &[], "STAC item", "dn-offset"),
        (format!("{address}/stac/item.json"), &[], "STAC item", "dn-offset"),
    ];
    for (input, pairs, form, convention) in cases {
        let (found, report) = features(&scene, &input, pairs).unwrap_or_else(|e| panic!("{input}: {e}"));
        let facts = &report.inputs[0].facts;
        assert_eq!(facts.form, form, "{input}");
        assert!(facts.reflectance.starts_with(&format!("{convention}:")), "{input}: {}", facts.reflectance);
        // A scale as a tag is not exact in binary.
        let largest = difference(&reference, &found);
        assert!(largest < 2e-3, "{input}: {largest}");
    }
    assert!(ranges.load(Ordering::Relaxed) > 0, "the server was asked for ranges");
}

#[test]
fn a_mask_takes_its_cells_and_leaves_the_others() {
    let scene = Scene::new(128);
    let mut classes = vec![4.0; 64 * 64];
    (0..64 * 64).filter(|i| i % 64 < 16 && i / 64 < 16).for_each(|i| classes[i] = 9.0);
    let safe = scene.safe("S2A_MSIL2A_x.SAFE", true, Some(classes));
    let valid = |pairs: &[(&str, &str)]| features(&scene, &safe, pairs).unwrap().1.inputs[0].encoded.valid_cells;
    assert_eq!(valid(&[]), 16 * 16 - 4 * 4, "the product's own classification");
    assert_eq!(valid(&[("MASK", "none")]), 16 * 16);
    assert_eq!(valid(&[("MASK_VALUES", "4")]), 4 * 4);
    let mut given = vec![0.0; 128 * 128];
    (0..128 * 128).filter(|i| i % 128 >= 64).for_each(|i| given[i] = 1.0);
    let given = scene.write(&scene.path("clouds.tif"), &[("", given)], &[]);
    assert_eq!(valid(&[("MASK", &given), ("MASK_VALUES", "1")]), 16 * 8, "0 is a class, not nodata");

    let (_, report) = features(&scene, &safe, &[("VALIDITY", "YES")]).unwrap();
    let raster = Dataset::open(bind(None).unwrap(), &report.outputs[1]).unwrap();
    let (mut share, mut reason) = (vec![0f32; 256], vec![0f32; 256]);
    let whole = Window { x: 0, y: 0, width: 16, height: 16 };
    raster.read_f32(1, whole, &mut share).unwrap();
    raster.read_f32(2, whole, &mut reason).unwrap();
    assert_eq!((share[0], reason[0], share[255], reason[255]), (0.0, 2.0, 1.0, 0.0));
    assert_eq!(reason.iter().filter(|r| **r == 2.0).count(), 4 * 4);
}

#[test]
fn an_area_is_cut_out() {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    let cells = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().copied().chain([("REFLECTANCE", "dn")]).collect();
        features(&scene, &folder, &pairs).map(|(_, r)| (r.inputs[0].cells, r.inputs[0].encoded.valid_cells))
    };
    assert_eq!(cells(&[("WINDOW", "8,16,64,32")]).unwrap(), ([8, 4], 32));
    let [x, _, _, y, ..] = scene.grid.transform.unwrap();
    let bounds = format!("{},{},{},{}", x + 80.0, y - 800.0, x + 400.0, y - 160.0);
    assert_eq!(cells(&[("BOUNDS", &bounds)]).unwrap(), ([4, 8], 32));
    // A triangle: half of its box, counted in cells with at least half of their pixels inside.
    let corner = |dx: f64, dy: f64| format!("[{},{}]", x + dx, y - dy);
    let ring = [corner(0.0, 0.0), corner(640.0, 0.0), corner(0.0, 640.0), corner(0.0, 0.0)].join(",");
    let polygon = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::32631"}}}},
        "features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}"#
    );
    std::fs::write(scene.path("area.geojson"), polygon).unwrap();
    let area = scene.path("area.geojson").to_string_lossy().into_owned();
    let (size, valid) = cells(&[("AREA", &area)]).unwrap();
    assert_eq!(size, [8, 8]);
    assert!((28..=36).contains(&valid), "{valid}");
    for wrong in [("WINDOW", "100,100,64,64"), ("BOUNDS", "0,0,1,1"), ("AREA", "nothing.geojson")] {
        assert!(cells(&[wrong]).is_err(), "{wrong:?}");
    }
}

#[test]
fn what_cannot_be_right_is_refused_by_name() {
    let scene = Scene::new(128);
    let message = |input: &str, pairs: &[(&str, &str)]| features(&scene, input, pairs).unwrap_err().to_string();
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    assert!(message(&folder, &[]).contains("does not tell how values become reflectance"));
    std::fs::remove_file(scene.path("folder/B11.tif")).unwrap();
    assert!(message(&folder, &[("REFLECTANCE", "dn")]).contains("no band is known to be swir16"));
    assert!(message(&scene.path("nowhere.tif").to_string_lossy(), &[]).contains("nowhere.tif"));
    std::fs::create_dir(scene.path("empty.SAFE")).unwrap();
    assert!(message(&scene.path("empty.SAFE").to_string_lossy(), &[]).contains("MTD_MSIL2A.xml"));
    std::fs::write(scene.path("x.json"), "{\"type\": \"FeatureCollection\", \"features\": []}").unwrap();
    assert!(message(&scene.path("x.json").to_string_lossy(), &[]).contains("a STAC item"));
}

#[test]
fn two_dates_must_compare() {
    let scene = Scene::new(256);
    let stack = |name: &str, offset: f32, tags: &[(&str, &str)]| {
        let full = |i: usize| -> Vec<f32> {
            (0..256 * 256)
                .map(|p| scene.bands[i][if i == 4 { p / 512 * 128 + p % 256 / 2 } else { p }] + offset)
                .collect()
        };
        let planes: Vec<_> = NAMES.iter().enumerate().map(|(i, n)| (*n, full(i))).collect();
        scene.write(&scene.path(name), &planes, tags)
    };
    let change = |a: &str, b: &str, pairs: &[(&str, &str)]| {
        let output = scene.path("change.tif").to_string_lossy().into_owned();
        pipeline::change(a, b, &output, &options(Task::Change, pairs), None, &mut silent())
    };
    let old = stack("old.tif", 0.0, &[("PROCESSING_BASELINE", "02.14"), ("LEVEL", "L2A")]);
    let new = stack("new.tif", 1000.0, &[("PROCESSING_BASELINE", "05.09"), ("LEVEL", "L2A")]);
    // Conventions may differ when each is known.
    let report = change(&old, &new, &[]).unwrap();
    let shift = report.inputs[1].facts.shift.expect("equal pictures have a clear shift");
    assert!(shift[0].abs() < 0.05 && shift[1].abs() < 0.05, "{shift:?}");
    let other_level = stack("l1c.tif", 0.0, &[("PROCESSING_BASELINE", "02.14"), ("LEVEL", "L1C")]);
    let refused = change(&old, &other_level, &[]).unwrap_err();
    assert!(matches!(refused, Error::Reflectance { .. }) && refused.to_string().contains("L1C"), "{refused}");
    assert!(change(&old, &other_level, &[("MIXED", "YES")]).unwrap().warnings.iter().any(|w| w.contains("L1C")));
    let silent_offset = stack("offset.tif", 1000.0, &[]);
    let pairs = [("REFLECTANCE_AFTER", "dn")];
    assert!(change(&old, &silent_offset, &pairs).unwrap_err().to_string().contains("+1000"));
    assert!(change(&old, &silent_offset, &[("REFLECTANCE_AFTER", "dn-offset")]).unwrap().warnings.is_empty());
}

#[test]
fn the_second_date_is_warped_onto_the_overlap() {
    let scene = Scene::new(256);
    let full = |i: usize| -> Vec<f32> {
        (0..256 * 256).map(|p| scene.bands[i][if i == 4 { p / 512 * 128 + p % 256 / 2 } else { p }]).collect()
    };
    let planes: Vec<_> = NAMES.iter().enumerate().map(|(i, n)| (*n, full(i))).collect();
    let tags = [("OFFSET", "none")];
    let first = scene.write(&scene.path("first.tif"), &planes, &tags);
    // The same ground without the 20 columns and 9 rows at the upper left, and with a strip of nodata.
    let (dx, dy, side) = (20, 9, 200);
    let cut = |plane: &Vec<f32>| -> Vec<f32> {
        (0..side * side)
            .map(|p| if p / side >= 180 { 0.0 } else { plane[(p / side + dy) * 256 + p % side + dx] })
            .collect()
    };
    let moved = Scene { side, grid: scene.grid.crop(dx, dy, side, side), ..Scene::new(16) };
    let planes: Vec<_> = planes.iter().map(|(n, plane)| (*n, cut(plane))).collect();
    let second = moved.write(&scene.path("second.tif"), &planes, &tags);

    let output = scene.path("change.tif").to_string_lossy().into_owned();
    let run = |pairs: &[(&str, &str)]| {
        pipeline::change(&first, &second, &output, &options(Task::Change, pairs), None, &mut silent())
    };
    let refused = run(&[]).unwrap_err();
    assert!(matches!(refused, Error::Grid(_)) && refused.to_string().contains("align"), "{refused}");
    let report = run(&[("ALIGN", "YES")]).unwrap();
    // The overlap begins at column 20, row 9, so its cells begin at 16 and 8 and reach 204 columns and 201 rows.
    assert_eq!(report.inputs[0].cells, [26, 26]);
    let dataset = Dataset::open(bind(None).unwrap(), &output).unwrap();
    let [x, y] = [0, 3].map(|i| dataset.grid().transform.unwrap()[i]);
    let own = scene.grid.transform.unwrap();
    assert_eq!((x, y), (own[0] + 160.0, own[3] - 80.0));
    let mut values = vec![0f32; 26 * 26];
    dataset.read_f32(1, Window { x: 0, y: 0, width: 26, height: 26 }, &mut values).unwrap();
    let row = |r: usize| &values[r * 26..(r + 1) * 26];
    assert!(row(8)[2..20].iter().all(|v| v.abs() < 1e-3), "the same ground has not changed: {:?}", row(8));
    assert!(row(24).iter().all(|v| v.is_nan()), "nodata of the second date stays nodata");
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
