//! Products as the mission delivers them, with images made here: real metadata, old layouts, several tiles, subdatasets.

mod products;
mod support;

use std::path::Path;
use std::sync::atomic::Ordering;

use lejepa_gis::raster::gdal::Dataset;
use lejepa_gis::raster::input::from_dataset;
use lejepa_gis::raster::reflectance;
use products::{NAMES, Scene, difference, features, gdal, line, serve};

/// Real metadata without images, if they are there.
const REAL: &str = "../shared/imagery/inputs/safe_xml";

/// Writes one band of the scene where a product's metadata expect it: JPEG 2000 where GDAL can.
fn image(scene: &Scene, band: usize, offset: f32, path: &Path) {
    let plane = scene.bands[band].iter().map(|v| v + offset).collect();
    let plain = scene.write(&scene.path("plain.tif"), &[("", plane)], &[]);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let target = path.to_string_lossy();
    let lossless = ["-of", "JP2OpenJPEG", "-co", "QUALITY=100", "-co", "REVERSIBLE=YES", "-co", "YCBCR420=NO"];
    gdal("gdal_translate", &[&lossless[..], &[&plain, &format!("{target}.jp2")]].concat());
}

/// Copies a folder's files.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.path() {
            folder if folder.is_dir() => copied(&folder, &target),
            file => assert!(std::fs::copy(file, target).is_ok()),
        }
    }
}

#[test]
fn real_metadata_with_images_give_the_reference_features() {
    if !support::is_there(Path::new(REAL)) {
        return;
    }
    let (scene, reference) = products::scene_and_features();
    let cases = [
        (
            "S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE",
            1000.0,
            "dn-offset: BOA_ADD_OFFSET=-1000",
            "01KAB",
        ),
        (
            "S2B_MSIL2A_20210122T133229_N0214_R081_T22HBD_20210122T155500.SAFE",
            0.0,
            "dn: tag PROCESSING_BASELINE=02.14",
            "22HBD",
        ),
        (
            "S2A_MSIL1C_20210908T042701_N0301_R133_T46RER_20210908T070248.SAFE",
            0.0,
            "dn: tag PROCESSING_BASELINE=03.01",
            "46RER",
        ),
    ];
    for (name, offset, decided, tile) in cases {
        let product = scene.path(name);
        copied(&Path::new(REAL).join(name), &product);
        let metadata = if name.contains("L2A") { "MTD_MSIL2A.xml" } else { "MTD_MSIL1C.xml" };
        let text = std::fs::read_to_string(product.join(metadata)).unwrap();
        let listed: Vec<&str> = text.split("<IMAGE_FILE>").skip(1).map(|p| p.split('<').next().unwrap()).collect();
        for (band, word) in NAMES.iter().enumerate() {
            let pixel = if band == 4 { "_20m" } else { "_10m" };
            let ends = [format!("_{word}{pixel}"), format!("_{word}")];
            let file = listed.iter().find(|f| ends.iter().any(|e| f.ends_with(e.as_str()))).unwrap();
            image(&scene, band, offset, &product.join(file));
        }
        let whole = product.to_string_lossy().into_owned();
        let level = if name.contains("L2A") { "L2A" } else { "L1C" };
        let xml = format!("{whole}/{metadata}");
        let mut names = vec![whole.clone(), xml.clone()];
        names.extend(["10m", "20m", "60m"].map(|r| format!("SENTINEL2_{level}:{xml}:{r}:EPSG_32631")));
        for input in names {
            let (found, report) =
                features(&scene, &input, &[("MASK", "none")]).unwrap_or_else(|e| panic!("{input}: {e}"));
            let facts = &report.inputs[0].facts;
            assert!(facts.reflectance.starts_with(decided), "{input}: {}", facts.reflectance);
            assert_eq!((facts.tile.as_str(), facts.level.as_str()), (tile, level), "{input}");
            assert_eq!(facts.warnings.iter().any(|w| w.contains("out of the model's domain")), level == "L1C");
            assert_eq!(
                facts.warnings.iter().any(|w| w.contains("product's own images")),
                input.contains("0m:") && !input.contains(":10m:")
            );
            assert!(facts.date.starts_with("20"), "{}", facts.date);
            line(&scene, &input, &report, difference(&reference, &found));
            assert_eq!(difference(&reference, &found), 0.0, "{input}");
        }
    }
}

/// What a host sees that opens a subdataset itself: the driver gives B4, B3, B2, B8 under another description, and no
/// offset but in the metadata's text.
#[test]
fn bands_of_driver_subdatasets_are_known_by_their_own_names() {
    let real = Path::new(REAL).join("S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE");
    if !support::is_there(&real) {
        return;
    }
    let scene = Scene::new(16);
    let product = scene.path("S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE");
    copied(&real, &product);
    let text = std::fs::read_to_string(product.join("MTD_MSIL2A.xml")).unwrap();
    for file in text.split("<IMAGE_FILE>").skip(1).map(|p| p.split('<').next().unwrap()) {
        image(&scene, 0, 1000.0, &product.join(file));
    }
    let name = |r: &str| format!("SENTINEL2_L2A:{}/MTD_MSIL2A.xml:{r}:EPSG_32701", product.display());
    let open = |r: &str| Dataset::open(scene.gdal, &name(r)).unwrap();
    let meanings = |r: &str| -> Vec<_> {
        let found = from_dataset(scene.gdal, open(r)).unwrap();
        found.candidates.iter().filter_map(|c| c.common_name).collect()
    };
    assert_eq!(
        meanings("10m")[..4],
        ["red", "green", "blue", "nir"],
        "{}",
        open("10m").band_info(1).unwrap().description
    );
    assert!(meanings("20m").contains(&"swir16") && !meanings("20m").contains(&"nir"));
    let wanted = ["red", "green", "blue", "nir"].map(String::from);
    let mut found = from_dataset(scene.gdal, open("10m")).unwrap();
    let chosen = found.choose("x", &wanted, "auto").unwrap();
    let rule = reflectance::decide("x", "auto", &found.tags, &chosen.source.band_infos(), None).unwrap();
    assert_eq!(
        (rule.convention.to_string().as_str(), rule.reason.as_str()),
        ("dn-offset", "BOA_ADD_OFFSET=-1000 of the bands")
    );
}

/// A product of before the end of 2016, with two tiles side by side.
fn old_product(scene: &Scene) -> (String, [String; 2]) {
    let name = "S2A_OPER_PRD_MSIL1C_PDMC_20160904T192336_R022_V20160903T101022_20160903T101025.SAFE";
    let tiles = ["31TEH", "31TEG"].map(|t| format!("S2A_OPER_MSI_L1C_TL_SGS__20160903T153804_A006268_T{t}_N02.04"));
    let mut list = String::new();
    for tile in &tiles {
        let stem = tile.strip_suffix("_N02.04").unwrap();
        let mut images = String::new();
        for (band, word) in NAMES.iter().enumerate() {
            let id = format!("{stem}_{word}");
            image(scene, band, 0.0, &scene.path(name).join(format!("GRANULE/{tile}/IMG_DATA/{id}")));
            images += &format!("<IMAGE_ID>{id}</IMAGE_ID>\n");
        }
        list += &format!(
            "<Granule_List><Granules datastripIdentifier=\"d\" granuleIdentifier=\"{tile}\" imageFormat=\"JPEG2000\">\n{images}</Granules></Granule_List>\n"
        );
    }
    let xml = format!(
        "<?xml version=\"1.0\"?><n1:Level-1C_User_Product><Product_Info><PROCESSING_LEVEL>Level-1C</PROCESSING_LEVEL>\
         <PROCESSING_BASELINE>02.04</PROCESSING_BASELINE>{list}</Product_Info>\
         <QUANTIFICATION_VALUE unit=\"none\">10000</QUANTIFICATION_VALUE></n1:Level-1C_User_Product>"
    );
    let metadata = "S2A_OPER_MTD_SAFL1C_PDMC_20160904T192336_R022_V20160903T101022_20160903T101025.xml";
    std::fs::write(scene.path(name).join(metadata), xml).unwrap();
    (scene.name(name), tiles)
}

#[test]
fn one_tile_of_several_is_named_by_its_folder() {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    let (reference, _) = features(&scene, &folder, &[("REFLECTANCE", "dn")]).unwrap();
    let (product, tiles) = old_product(&scene);
    let refused = features(&scene, &product, &[]).unwrap_err().to_string();
    assert!(refused.contains("holds 2 tiles") && refused.contains(&format!("GRANULE/{}", tiles[1])), "{refused}");
    let one = format!("{product}/GRANULE/{}", tiles[1]);
    for input in [one.clone(), format!("{one}/"), format!("{one}/S2A_OPER_MTD_L1C_TL_x.xml")] {
        let (found, report) = features(&scene, &input, &[]).unwrap_or_else(|e| panic!("{input}: {e}"));
        let facts = &report.inputs[0].facts;
        assert_eq!((facts.tile.as_str(), facts.level.as_str(), facts.form.as_str()), ("31TEG", "L1C", "SAFE product"));
        line(&scene, &input, &report, difference(&reference, &found));
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
    // The tile's folder alone, taken out of its product, is a folder of band files: it does not tell the convention,
    // which dark pixels prove.
    let alone = scene.path("alone");
    copied(Path::new(&one), &alone);
    let alone = alone.to_string_lossy();
    let (_, report) = features(&scene, &alone, &[]).unwrap();
    assert!(report.inputs[0].facts.reflectance.starts_with("dn: its values run from"), "{:?}", report.inputs[0].facts);
    let (found, _) = features(&scene, &alone, &[("REFLECTANCE", "dn")]).unwrap();
    assert_eq!(difference(&reference, &found), 0.0);
}

#[test]
fn archives_and_web_addresses_of_products_work() {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    let (reference, _) = features(&scene, &folder, &[("REFLECTANCE", "dn")]).unwrap();
    let safe = scene.safe("S2A_MSIL2A_x.SAFE", true, Some(vec![4.0; 64 * 64]));
    let zip = scene.name("product.zip");
    let mut packing = std::process::Command::new("python3");
    packing.args(["-m", "zipfile", "-c", &zip, "S2A_MSIL2A_x.SAFE"]).current_dir(scene.folder.path());
    assert!(packing.status().expect("python3 packs the zip").success());
    assert!(Path::new(&safe).is_dir());
    let (address, served) = serve(scene.folder.path().into());
    let stack = scene.stack("stack.tif", 0.0, &[("OFFSET", "none")]);
    let (of_stack, _) = features(&scene, &stack, &[]).unwrap();
    for input in [
        zip.clone(),
        format!("/vsizip/{zip}/S2A_MSIL2A_x.SAFE"),
        format!("{address}/S2A_MSIL2A_x.SAFE/MTD_MSIL2A.xml"),
        format!("/vsicurl/{address}/S2A_MSIL2A_x.SAFE/MTD_MSIL2A.xml"),
    ] {
        let (found, report) = features(&scene, &input, &[]).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert!(report.inputs[0].facts.mask.starts_with("scene classification"), "{input}");
        line(&scene, &input, &report, difference(&reference, &found));
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
    let before = served.ranges.load(Ordering::Relaxed);
    let input = format!("/vsicurl/{address}/stack.tif");
    let (found, report) = features(&scene, &input, &[]).unwrap();
    line(&scene, &input, &report, difference(&of_stack, &found));
    assert_eq!(difference(&of_stack, &found), 0.0);
    assert!(served.ranges.load(Ordering::Relaxed) > before, "the server was asked for ranges");
}

/// A Zarr group of plain arrays, as the mission's new format lays them out: B11 at 20 m, values with the offset in.
fn zarr(scene: &Scene, name: &str) -> String {
    let group = scene.path(name);
    let crs = Dataset::open(scene.gdal, &scene.stack("crs.tif", 0.0, &[])).unwrap().grid().crs.unwrap();
    let [x, dx, _, y, ..] = scene.grid.transform.unwrap();
    let write = |path: &str, shape: &[usize], kind: &str, attributes: serde_json::Value, bytes: &[u8]| {
        let folder = group.join("measurements/reflectance").join(path);
        std::fs::create_dir_all(&folder).unwrap();
        let array = serde_json::json!({"zarr_format": 2, "shape": shape, "chunks": shape, "dtype": kind,
            "compressor": null, "fill_value": 0, "filters": null, "order": "C"});
        std::fs::write(folder.join(".zarray"), array.to_string()).unwrap();
        std::fs::write(folder.join(".zattrs"), attributes.to_string()).unwrap();
        std::fs::write(folder.join(vec!["0"; shape.len()].join(".")), bytes).unwrap();
    };
    for (resolution, share, bands) in [("r10m", 1usize, &NAMES[..4]), ("r20m", 2, &NAMES[..])] {
        let side = scene.side / share;
        let step = dx * share as f64;
        for (axis, start, step) in [("x", x, step), ("y", y, -step)] {
            let places = (0..side).map(|i| start + step * (i as f64 + 0.5));
            let bytes: Vec<u8> = places.flat_map(f64::to_le_bytes).collect();
            let dimension = serde_json::json!({"_ARRAY_DIMENSIONS": [axis]});
            write(&format!("{resolution}/{axis}"), &[side], "<f8", dimension, &bytes);
        }
        for band in bands {
            let at = NAMES.iter().position(|n| n == band).unwrap();
            let plane = &scene.bands[at];
            let own = if at == 4 { scene.side / 2 } else { scene.side };
            let value = |i: usize| plane[(i / side) * own / side * own + (i % side) * own / side] as u16 + 1000;
            let bytes: Vec<u8> = (0..side * side).flat_map(|i| value(i).to_le_bytes()).collect();
            let attributes = serde_json::json!({"_ARRAY_DIMENSIONS": ["y", "x"], "scale_factor": 0.0001,
                "add_offset": -0.1, "_CRS": {"wkt": crs}});
            write(&format!("{resolution}/{}", band.to_lowercase()), &[side, side], "<u2", attributes, &bytes);
        }
    }
    for folder in [
        "",
        "measurements",
        "measurements/reflectance",
        "measurements/reflectance/r10m",
        "measurements/reflectance/r20m",
    ] {
        std::fs::write(group.join(folder).join(".zgroup"), "{\"zarr_format\": 2}").unwrap();
    }
    group.to_string_lossy().into_owned()
}

#[test]
fn arrays_of_zarr_are_named_in_the_refusal_and_read_as_named() {
    let (scene, reference) = products::scene_and_features();
    let group = zarr(&scene, "p.zarr");
    let refused = features(&scene, &group, &[]).unwrap_err().to_string();
    if refused.contains("GDAL says of it") {
        return support::skip("this GDAL has no Zarr driver");
    }
    let at = refused.find("red=ZARR:").unwrap_or_else(|| panic!("{refused}"));
    let list = &refused[at..];
    assert!(list.contains("r10m/b04") && list.contains("r20m/b11") && !list.contains("r20m/b04"), "{refused}");
    // As it is written there, it can be given.
    let (found, report) = features(&scene, list, &[]).unwrap_or_else(|e| panic!("{list}: {e}"));
    assert!(report.inputs[0].facts.reflectance.starts_with("dn-offset"), "{:?}", report.inputs[0].facts);
    line(&scene, list, &report, difference(&reference, &found));
    assert!(difference(&reference, &found) < 2e-3);
    // Arrays without a name that tells, and one array alone.
    let one = format!("ZARR:\"{group}\":/measurements/reflectance/r10m/b04");
    assert!(features(&scene, &one, &[]).unwrap_err().to_string().contains("no band is known to be red"));
}

#[test]
fn the_snap_header_names_the_folder_of_its_bands() {
    let (scene, reference) = products::scene_and_features();
    for (band, plane) in NAMES.iter().zip(scene.planes(0.0)) {
        let plain = scene.write(&scene.path("plain.tif"), &[("", plane.1)], &[]);
        let target = scene.path("sub.data").join(band.replace("B0", "B") + ".img");
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        gdal("gdal_translate", &["-of", "ENVI", &plain, &target.to_string_lossy()]);
    }
    std::fs::write(scene.path("sub.dim"), "<?xml version=\"1.0\"?><Dimap_Document name=\"sub.dim\"></Dimap_Document>")
        .unwrap();
    let dn = [("REFLECTANCE", "dn")];
    let refused = features(&scene, &scene.name("sub.dim"), &dn).unwrap_err().to_string();
    assert!(refused.contains("SNAP") && refused.ends_with(&format!("give {}", scene.name("sub.data"))), "{refused}");
    let (found, _) = features(&scene, &scene.name("sub.data"), &dn).unwrap();
    assert_eq!(found.len(), reference.len());
    std::fs::rename(scene.path("sub.data"), scene.path("elsewhere")).unwrap();
    let refused = features(&scene, &scene.name("sub.dim"), &dn).unwrap_err().to_string();
    assert!(refused.contains("is not beside it"), "{refused}");
}
