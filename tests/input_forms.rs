//! The same scene in every form that people have gives the same features; what cannot be right is refused.

mod products;

use std::sync::atomic::Ordering;

use lejepa_gis::geometry::Window;
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{InputRef, Job, estimate, silent};
use lejepa_gis::raster::gdal::{Dataset, bind};
use products::{NAMES, Scene, difference, features, gdal, line, options, serve};

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
    let (address, served) = serve(scene.folder.path().into());
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
        line(&scene, &input, &report, largest);
        assert!(largest < 2e-3, "{input}: {largest}");
    }
    assert!(served.ranges.load(Ordering::Relaxed) > 0, "the server was asked for ranges");
}

/// Nothing is fetched to be thrown away: the sample before a run looks at few blocks, and rows that overlap are kept.
#[test]
fn blocks_of_a_server_are_fetched_once() {
    let scene = Scene::new(1536);
    let folder = scene.band_files("large", |b| format!("{b}.tif"), 0.0);
    let whole: u64 = NAMES.iter().map(|b| std::fs::metadata(format!("{folder}/{b}.tif")).unwrap().len()).sum();
    let (address, served) = serve(scene.folder.path().into());
    let input = NAMES.map(|b| format!("{b}={address}/large/{b}.tif")).join(",");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/vit_32.pt");
    let pairs = [("REFLECTANCE", "dn"), ("MODEL", model)];
    let output = scene.name("unwritten.tif");
    let options = options(Task::Features, &pairs);
    let (inputs, outputs) = (vec![InputRef::Name(&input)], vec![&*output]);
    let job = Job { task: Task::Features, inputs, outputs, options: &options, model: None, context: None };
    estimate(&job, &mut silent()).unwrap();
    let sampled = served.bytes.swap(0, Ordering::Relaxed) as f64 / whole as f64;
    features(&scene, &input, &pairs).unwrap();
    let fetched = served.bytes.load(Ordering::Relaxed) as f64 / whole as f64;
    println!("of {whole} bytes, a dry run fetches {sampled:.3} and a run {fetched:.3}");
    assert!(sampled < 0.25 && fetched < 1.15, "{sampled:.3} and {fetched:.3} of {whole} bytes");
}

#[test]
fn files_whose_bands_are_chosen_by_number_keep_the_tags_that_they_share() {
    let scene = Scene::new(64);
    let make = |name: &str, owner: &str| {
        let tags = [("BOA_ADD_OFFSET", "-1000"), ("OWNER", owner)];
        let planes = scene.planes(1000.0);
        let file = |(i, (_, plane)): (usize, &(&str, Vec<f32>))| {
            scene.write(&scene.path(&format!("{name}/p{i}.tif")), &[("", plane.clone())], &tags)
        };
        planes.iter().enumerate().map(file).collect::<Vec<_>>()
    };
    let files = make("by number", "one");
    let mixed = [&files[..4], &make("of another", "two")[4..]].concat();
    let bands = ("BANDS", "1,2,3,4,5");
    for listed in [files, mixed] {
        let (_, report) = features(&scene, &listed.join(","), &[bands]).unwrap();
        assert_eq!(report.inputs[0].facts.reflectance.split_once(':').unwrap().0, "dn-offset");
    }
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
    // The raster begins at 3 degrees east; 0.00775 degrees further lie 63.7 pixels.
    for (crs, bounds) in [("EPSG:4326", "2,42.4,3.00775,42.5"), ("EPSG:3857", "0,5220000,334821.2,5240000")] {
        assert_eq!(cells(&[("BOUNDS", bounds), ("BOUNDS_CRS", crs)]).unwrap(), ([8, 16], 128), "{crs}");
    }
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
    // The same in degrees: at 3 degrees east the grid of zone 31 hardly leans.
    let degrees = scene.name("degrees.geojson");
    gdal("ogr2ogr", &["-t_srs", "EPSG:4326", &degrees, &area]);
    let (size, valid_in_degrees) = cells(&[("AREA", &degrees)]).unwrap();
    assert!(size[0] <= 9 && size[1] <= 9 && valid_in_degrees.abs_diff(valid) <= 2, "{size:?} {valid_in_degrees}");
    for wrong in [("WINDOW", "100,100,64,64"), ("BOUNDS", "0,0,1,1"), ("AREA", "nothing.geojson")] {
        assert!(cells(&[wrong]).is_err(), "{wrong:?}");
    }
}

#[test]
fn what_cannot_be_right_is_refused_by_name() {
    let scene = Scene::new(128);
    let message = |input: &str, pairs: &[(&str, &str)]| features(&scene, input, pairs).unwrap_err().to_string();
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    let offset = scene.band_files("offset", |b| format!("{b}.tif"), 1000.0);
    assert!(message(&offset, &[]).contains("does not tell how values become reflectance"));
    std::fs::remove_file(scene.path("folder/B11.tif")).unwrap();
    assert!(message(&folder, &[("REFLECTANCE", "dn")]).contains("no band is known to be swir16"));
    assert!(message(&scene.path("nowhere.tif").to_string_lossy(), &[]).contains("nowhere.tif"));
    std::fs::create_dir(scene.path("empty.SAFE")).unwrap();
    assert!(message(&scene.path("empty.SAFE").to_string_lossy(), &[]).contains("MTD_MSIL2A.xml"));
    std::fs::write(scene.path("x.json"), "{\"type\": \"FeatureCollection\", \"features\": []}").unwrap();
    assert!(message(&scene.path("x.json").to_string_lossy(), &[]).contains("a STAC item"));
}

#[test]
fn lists_take_names_with_commas() {
    let scene = Scene::new(64);
    let folder = scene.band_files("plain", |b| format!("{b}.tif"), 0.0);
    let dn = [("REFLECTANCE", "dn")];
    let (reference, _) = features(&scene, &folder, &dn).unwrap();
    let odd = scene.band_files("a, b", |b| format!("2020-02-23, Sentinel-2B L2A, {b}.tif"), 0.0);
    let file = |b: &str| format!("{odd}/2020-02-23, Sentinel-2B L2A, {b}.tif");
    let listed = NAMES.map(file).join(",");
    let named = NAMES.map(|b| format!("{b}={}", file(b))).join(", ");
    for input in [listed, named] {
        let (found, report) = features(&scene, &input, &dn).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(report.inputs[0].facts.form, "files");
        assert_eq!(difference(&reference, &found), 0.0);
    }
    let refused =
        features(&scene, &format!("{folder}/B04.tif,{folder}/none, at all.tif"), &dn).unwrap_err().to_string();
    assert!(refused.contains("parted at its commas"), "{refused}");
}

#[test]
fn what_systems_leave_in_folders_is_passed_over() {
    let scene = Scene::new(64);
    let folder = scene.band_files("plain/My scene", |b| format!("{b}.tif"), 0.0);
    let dn = [("REFLECTANCE", "dn")];
    let (reference, _) = features(&scene, &folder, &dn).unwrap();
    let fork = b"\0\x05\x16\x07 resource fork";
    for name in ["._B04.tif", "._B02.tif", ".DS_Store", "Thumbs.db", "desktop.ini", "@eaDir"] {
        std::fs::write(scene.path("plain/My scene").join(name), fork).unwrap();
    }
    std::fs::create_dir_all(scene.path("plain/__MACOSX/My scene")).unwrap();
    std::fs::write(scene.path("plain/__MACOSX/My scene/._B04.tif"), fork).unwrap();
    let mut inputs = vec![folder.clone(), scene.name("plain")];
    // There is no Python under wine.
    if cfg!(unix) {
        let zip = scene.name("scene.zip");
        let mut packing = std::process::Command::new("python3");
        packing.args(["-m", "zipfile", "-c", &zip, "My scene", "__MACOSX"]).current_dir(scene.path("plain"));
        assert!(packing.status().expect("python3 packs the zip").success());
        inputs.push(zip);
    }
    for input in inputs {
        let (found, report) = features(&scene, &input, &dn).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert!(report.warnings.is_empty(), "{input}: {:?}", report.warnings);
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
    // A file that is no band and cannot be opened is said; a band that cannot be opened stops only who needs it.
    std::fs::write(scene.path("plain/My scene/notes.dat"), "no raster").unwrap();
    std::fs::write(scene.path("plain/My scene/B09.tif"), "no raster").unwrap();
    let (_, report) = features(&scene, &folder, &dn).unwrap();
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert!(report.warnings[0].contains("notes.dat") && report.warnings[0].contains("passed over"));
    std::fs::write(scene.path("plain/My scene/B11.tif"), "no raster").unwrap();
    let refused = features(&scene, &folder, &dn).unwrap_err().to_string();
    assert!(refused.contains("B11.tif"), "{refused}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_said() {
    use std::os::unix::ffi::OsStrExt;
    let scene = Scene::new(64);
    let folder = scene.band_files("latin", |b| format!("{b}.tif"), 0.0);
    let odd = scene.path("latin").join(std::ffi::OsStr::from_bytes(b"B11_\xe9.tif"));
    std::fs::copy(scene.path("latin/B11.tif"), &odd).unwrap();
    let dn = [("REFLECTANCE", "dn")];
    let (_, report) = features(&scene, &folder, &dn).unwrap();
    assert!(report.warnings[0].contains("not UTF-8"), "{:?}", report.warnings);
    std::fs::remove_file(scene.path("latin/B11.tif")).unwrap();
    let refused = features(&scene, &folder, &dn).unwrap_err().to_string();
    assert!(refused.contains("swir16") && refused.contains("not UTF-8; rename it"), "{refused}");
}

#[test]
fn other_sensors_are_refused_by_name() {
    let scene = Scene::new(64);
    let dn = [("REFLECTANCE", "dn")];
    let landsat = |b: &str| format!("LC08_L2SP_199026_20200223_20200822_02_T1_SR_{}.TIF", b.replace("B0", "B"));
    let modis = |b: &str| format!("MOD09A1.A2020049.h27v07.061.sur_refl_{}.tif", b.to_lowercase());
    let planet = |b: &str| format!("20200223_032739_1105_3B_AnalyticMS_SR_{b}.tif");
    let granule = |b: &str| format!("{b}.tif");
    type Case<'a> = (&'a str, &'a dyn Fn(&str) -> String, &'a str);
    let cases: [Case; 4] = [
        ("a", &landsat, "Landsat"),
        ("b", &modis, "MODIS"),
        ("c", &planet, "PlanetScope"),
        ("HLS.L30.T48QUE.2020054T032739.v2.0", &granule, "Landsat"),
    ];
    for (folder, name, sensor) in cases {
        let folder = scene.band_files(folder, name, 0.0);
        let refused = features(&scene, &folder, &dn).unwrap_err().to_string();
        assert!(refused.contains(sensor) && refused.contains("Sentinel-2 were expected"), "{refused}");
        let said = [("REFLECTANCE", "dn"), ("BANDS", "1,2,3,4,5")];
        let (_, report) = features(&scene, &folder, &said).unwrap();
        assert!(report.warnings.iter().any(|w| w.contains(sensor)), "{:?}", report.warnings);
    }
    let stack = scene.stack("LE07_L2SP_199026_20000101.tif", 0.0, &[]);
    assert!(features(&scene, &stack, &dn).unwrap_err().to_string().contains("Landsat"));
    let tagged = scene.stack("tagged.tif", 0.0, &[("SPACECRAFT_ID", "LANDSAT_8")]);
    assert!(features(&scene, &tagged, &dn).unwrap_err().to_string().contains("Landsat"));
    // Files of others beside the bands do not matter.
    let mixed = scene.band_files("mixed", |b| format!("T31TEH_{b}.tif"), 0.0);
    std::fs::copy(scene.path("mixed/T31TEH_B04.tif"), scene.path("mixed/LC08_L2SP_199026_ST.tif")).unwrap();
    assert!(features(&scene, &mixed, &dn).is_ok());
    for ours in ["S2A_MSIL2A_x.tif", "HLS.S30.T48QUE.tif", "20200223_LEVEL2_SEN2B_BOA.tif"] {
        let stack = scene.stack(ours, 0.0, &[]);
        assert!(features(&scene, &stack, &dn).is_ok(), "{ours}");
    }
}

#[test]
fn tiles_of_one_export_are_told_from_bands_and_dates() {
    let scene = Scene::new(64);
    let dn = [("REFLECTANCE", "dn")];
    let [x, dx, _, y, ..] = scene.grid.transform.unwrap();
    let side = 64.0 * dx;
    let beside = |folder: &str, name: &dyn Fn(usize) -> String, step: f64| {
        for i in 0..3 {
            let mut grid = scene.grid.clone();
            grid.transform = Some([x + i as f64 * step, dx, 0.0, y, 0.0, -dx]);
            let tile = Scene { side: 64, grid, ..Scene::new(16) };
            let planes = scene.planes(0.0);
            std::fs::create_dir_all(scene.path(folder)).unwrap();
            let written = tile.write(&tile.path("x.tif"), &planes, &[]);
            std::fs::copy(written, scene.path(folder).join(name(i))).unwrap();
        }
        features(&scene, &scene.name(folder), &dn).unwrap_err().to_string()
    };
    let pieces = beside("pieces", &|i| format!("scene-0000000000-{:010}.tif", i * 64), side);
    assert!(pieces.contains("tiles of one raster") && pieces.contains("gdalbuildvrt all.vrt scene*.tif"), "{pieces}");
    let tiles = beside("tiles", &|i| format!("tile_{i}_0.tif"), side);
    assert!(tiles.contains("tiles of one raster") && tiles.contains("gdalbuildvrt"), "{tiles}");
    let dates = beside("dates", &|i| format!("2020010{}.tif", i + 1), 0.0);
    assert!(dates.contains("3 bands could be red") && !dates.contains("tiles of one raster"), "{dates}");
}
