//! What a STAC item, a product or a virtual raster may reach, through the command line; and that long ones are read fast.

mod products;
mod support;

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use products::{NAMES, Scene, serve};
use serde_json::json;

/// Time for 60,000 of anything: half a second on a machine that has nothing else to do, where it was 16 and 80 seconds.
const TIME: Duration = Duration::from_secs(8);

fn features(scene: &Scene, input: &str, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"));
    command.args(["features", input, "-o", "out.tif", "--reflectance", "dn", "--overwrite", "-q"]).args(more);
    let output = command.env("no_proxy", "*").current_dir(scene.folder.path()).output().unwrap();
    assert_eq!(output.status.success(), scene.path("out.tif").exists());
    let _ = std::fs::remove_file(scene.path("out.tif"));
    output
}

fn works(scene: &Scene, input: &str, more: &[&str]) {
    let output = features(scene, input, more);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{input} {more:?}: {said}");
}

fn refused(scene: &Scene, input: &str, more: &[&str], words: &[&str]) {
    let output = features(scene, input, more);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{input} {more:?}: {said}");
    assert!(words.iter().all(|w| said.contains(w)), "{input} {more:?}: {said}; expected {words:?}");
}

/// Writes an item whose assets lie where `href` says.
fn item(scene: &Scene, name: &str, href: impl Fn(&str) -> String) {
    let asset = |b: &&str| (b.to_string(), json!({"href": href(b), "eo:bands": [{"name": b}]}));
    let assets: serde_json::Map<_, _> = NAMES.iter().map(asset).collect();
    let item = json!({"type": "Feature", "id": "x", "properties": {}, "assets": assets});
    std::fs::create_dir_all(scene.path(name).parent().unwrap()).unwrap();
    std::fs::write(scene.path(name), item.to_string()).unwrap();
}

/// A scene whose bands lie in `bands`, with the same in `in/bands`.
fn prepared() -> (Scene, String) {
    let scene = Scene::new(32);
    scene.band_files("bands", |b| format!("{b}.tif"), 0.0);
    scene.band_files("in/bands", |b| format!("{b}.tif"), 0.0);
    let (address, _) = serve(scene.folder.path().to_owned());
    (scene, address)
}

/// A virtual raster over five files, its bands' inside by `source`.
fn vrt(scene: &Scene, name: &str, source: impl Fn(&str) -> String) {
    let band = |(i, b): (usize, &&str)| {
        format!(
            "<VRTRasterBand dataType=\"UInt16\" band=\"{}\"><Description>{b}</Description>{}</VRTRasterBand>",
            i + 1,
            source(b)
        )
    };
    let bands: String = NAMES.iter().enumerate().map(band).collect();
    let grid = "<SRS>EPSG:32631</SRS><GeoTransform>0,10,0,0,0,-10</GeoTransform>";
    let xml = format!("<VRTDataset rasterXSize=\"32\" rasterYSize=\"32\">{grid}{bands}</VRTDataset>");
    std::fs::create_dir_all(scene.path(name).parent().unwrap()).unwrap();
    std::fs::write(scene.path(name), xml).unwrap();
}

fn simple(relative: u8, file: &str) -> String {
    format!(
        "<SimpleSource><SourceFilename relativeToVRT=\"{relative}\">{file}</SourceFilename>\
         <SourceBand>1</SourceBand></SimpleSource>"
    )
}

#[test]
fn items_reach_files_and_addresses_by_default() {
    let (scene, address) = prepared();
    let bands = scene.name("bands");
    item(&scene, "in/beside.json", |b| format!("./bands/{b}.tif"));
    item(&scene, "in/above.json", |b| format!("../bands/{b}.tif"));
    item(&scene, "absolute.json", |b| format!("{bands}/{b}.tif"));
    item(&scene, "file.json", |b| format!("file://{bands}/{b}.tif"));
    item(&scene, "web.json", |b| format!("{address}/bands/{b}.tif"));
    for name in ["in/beside.json", "in/above.json", "absolute.json", "file.json", "web.json"] {
        works(&scene, name, &[]);
    }
    works(&scene, &format!("{address}/in/beside.json"), &[]);
    works(&scene, &format!("{address}/web.json"), &[]);
    for name in ["absolute.json", "file.json"] {
        refused(&scene, &format!("{address}/{name}"), &[], &["B04.tif", "a file of this machine", "sources=any"]);
    }
    works(&scene, &format!("{address}/absolute.json"), &["--sources", "any"]);
}

#[test]
fn items_reach_nothing_else_by_default() {
    let (scene, address) = prepared();
    let raw = "<VRTDataset rasterXSize=\"8\" rasterYSize=\"8\"><!-- :// --><VRTRasterBand dataType=\"UInt16\" band=\"1\" \
               subClass=\"VRTRawRasterBand\"><SourceFilename relativeToVRT=\"0\">/etc/passwd</SourceFilename>\
               <ImageOffset>0</ImageOffset><PixelOffset>2</PixelOffset><LineOffset>16</LineOffset></VRTRasterBand></VRTDataset>";
    for (href, word) in [
        (raw.to_owned(), "a document in place of a name"),
        (format!("/vsicurl_streaming/{address}/bands/B04.tif"), "a virtual file system"),
        ("/vsizip/x.zip/B04.tif".into(), "a virtual file system"),
        ("vrt:///etc/passwd".into(), "driver vrt"),
    ] {
        item(&scene, "item.json", |_| href.clone());
        refused(&scene, "item.json", &[], &["item.json", word, "sources=any"]);
    }
    // Assets that no name tells are chosen by number, and reach no further.
    let asset = json!({"href": "/vsizip/x.zip/B04.tif"});
    let assets: serde_json::Map<_, _> = (0..5).map(|i| (format!("a{i}"), asset.clone())).collect();
    let unnamed = json!({"type": "Feature", "id": "x", "properties": {}, "assets": assets});
    std::fs::write(scene.path("unnamed.json"), unnamed.to_string()).unwrap();
    refused(&scene, "unnamed.json", &["--bands", "1,2,3,4,5"], &["a virtual file system", "sources=any"]);
    std::fs::create_dir_all(scene.path("folder/R10m")).unwrap();
    std::fs::write(scene.path("folder/R10m/B04.tif"), raw).unwrap();
    refused(&scene, "folder", &[], &["folder/R10m/B04.tif", "raw band"]);
    // GDAL goes by what a file holds, whatever its name says.
    std::fs::write(scene.path("in/B04.tif"), raw).unwrap();
    item(&scene, "item.json", |_| "in/B04.tif".into());
    refused(&scene, "item.json", &[], &["in/B04.tif", "raw band"]);
    std::fs::write(scene.path("in/B04.tif"), "<GDAL_WMS><Service name=\"TMS\"/></GDAL_WMS>").unwrap();
    refused(&scene, "item.json", &[], &["in/B04.tif", "a service on the web"]);
    let grid = "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2\n3 4\n";
    std::fs::write(scene.path("in/B04.tif"), grid).unwrap();
    refused(&scene, "item.json", &[], &["in/B04.tif", "raster file only"]);
}

#[test]
fn local_and_below_hold_for_inputs_too() {
    let (scene, address) = prepared();
    item(&scene, "in/beside.json", |b| format!("./bands/{b}.tif"));
    item(&scene, "in/above.json", |b| format!("../bands/{b}.tif"));
    item(&scene, "in/web.json", |b| format!("{address}/bands/{b}.tif"));
    let local = ["--sources", "local"];
    works(&scene, "in/above.json", &local);
    refused(&scene, "in/web.json", &local, &["on the web"]);
    refused(&scene, &format!("{address}/in/beside.json"), &local, &["on the web"]);
    let below = ["--sources", "below=in"];
    works(&scene, "in/beside.json", &below);
    works(&scene, "in/bands", &below);
    let listed = NAMES.map(|b| format!("in/bands/{b}.tif")).join(",");
    works(&scene, &listed, &below);
    for (name, word) in [
        ("in/above.json", "below the folder"),
        ("in/web.json", "on the web"),
        ("bands", "below the folder"),
        (&listed.replace("in/bands/B04", "bands/B04"), "below the folder"),
        ("in/../bands", "below the folder"),
    ] {
        refused(&scene, name, &below, &[word]);
    }
    // Names with commas are looked at whole.
    for folder in ["in/a, b", "c, d"] {
        scene.band_files(folder, |b| format!("S2, {b}.tif"), 0.0);
    }
    let odd = |folder: &str| NAMES.map(|b| format!("{folder}/S2, {b}.tif")).join(",");
    works(&scene, &odd("in/a, b"), &below);
    refused(&scene, &odd("c, d"), &below, &["below the folder"]);
    std::os::unix::fs::symlink(scene.path("bands"), scene.path("in/link")).unwrap();
    item(&scene, "in/linked.json", |b| format!("./link/{b}.tif"));
    works(&scene, "in/linked.json", &[]);
    refused(&scene, "in/linked.json", &below, &["below the folder"]);
    refused(&scene, "in/bands", &["--sources", "below=in", "--mask", "bands/B11.tif"], &["bands/B11.tif"]);
    std::fs::copy(support::root().join("tests/fixtures/vit_32.pt"), scene.path("model.pt")).unwrap();
    let model = features(&scene, "in/bands", &["--sources", "below=in", "--model", "model.pt"]);
    assert!(String::from_utf8_lossy(&model.stderr).contains("model.pt: does not lie below the folder"), "{model:?}");
    works(&scene, "in/bands", &["--sources", "local", "--model", "model.pt"]);
    let wrong = features(&scene, "in/bands", &["--sources", "below=none"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("none"));
}

#[test]
fn virtual_rasters_are_looked_through() {
    let (scene, address) = prepared();
    vrt(&scene, "in/own.vrt", |b| simple(1, &format!("bands/{b}.tif")));
    vrt(&scene, "in/web.vrt", |b| simple(0, &format!("/vsicurl/{address}/bands/{b}.tif")));
    vrt(&scene, "in/above.vrt", |b| simple(1, &format!("../bands/{b}.tif")));
    // What GDAL takes for absolute is so, whatever the attribute says.
    vrt(&scene, "in/absolute.vrt", |b| simple(1, &format!("{}/{b}.tif", scene.name("bands"))));
    vrt(&scene, "in/nested.vrt", |_| simple(1, "above.vrt"));
    for name in ["in/own.vrt", "in/web.vrt", "in/above.vrt", "in/absolute.vrt", "in/nested.vrt"] {
        works(&scene, name, &[]);
    }
    let below = ["--sources", "below=in"];
    works(&scene, "in/own.vrt", &below);
    for name in ["in/above.vrt", "in/absolute.vrt", "in/nested.vrt"] {
        refused(&scene, name, &below, &["below the folder"]);
    }
    refused(&scene, "in/web.vrt", &["--sources", "local"], &["on the web"]);
    refused(&scene, &format!("{address}/in/absolute.vrt"), &[], &["a file of this machine"]);
    std::fs::write(
        scene.path("in/database.vrt"),
        std::fs::read_to_string(scene.path("in/own.vrt")).unwrap().replace("bands/B04.tif", "PG:dbname=x"),
    )
    .unwrap();
    refused(&scene, "in/database.vrt", &[], &["driver PG"]);
    let raw = |_: &str| {
        "<SourceFilename relativeToVRT=\"1\">bands/B04.tif</SourceFilename><ImageOffset>0</ImageOffset>\
         <PixelOffset>2</PixelOffset><LineOffset>64</LineOffset>"
            .to_owned()
    };
    vrt(&scene, "in/raw.vrt", raw);
    let text = std::fs::read_to_string(scene.path("in/raw.vrt")).unwrap();
    std::fs::write(scene.path("in/raw.vrt"), text.replace("band=", "subClass=\"VRTRawRasterBand\" band=")).unwrap();
    refused(&scene, "in/raw.vrt", &[], &["raw band", "sources=any"]);
    // Its values are whatever bytes are there, and may be refused as such.
    let trusted = features(&scene, "in/raw.vrt", &["--sources", "any"]);
    assert!(!String::from_utf8_lossy(&trusted.stderr).contains("raw band"), "{trusted:?}");
    // One that names itself ends.
    vrt(&scene, "in/self.vrt", |_| simple(1, "self.vrt"));
    assert!(!features(&scene, "in/self.vrt", &[]).status.success());
}

#[test]
fn images_never_leave_their_product() {
    let scene = Scene::new(32);
    scene.safe("P.SAFE", false, None);
    works(&scene, "P.SAFE", &[]);
    scene.band_files("outside/R10m", |b| format!("T_{b}_10m.tif"), 0.0);
    let metadata = scene.path("P.SAFE/MTD_MSIL2A.xml");
    let outside = scene.name("outside/R10m");
    for image in ["g/IMG_DATA/../../../outside/R10m", "../outside/R10m", &outside, "..\\outside\\R10m"] {
        let files: String = NAMES.iter().map(|b| format!("<IMAGE_FILE>{image}/T_{b}_10m</IMAGE_FILE>")).collect();
        std::fs::create_dir_all(scene.path("P.SAFE/g/IMG_DATA")).unwrap();
        std::fs::write(&metadata, format!("<a>{files}</a>")).unwrap();
        for more in [&[][..], &["--sources", "any"]] {
            refused(&scene, "P.SAFE", more, &["MTD_MSIL2A.xml", "below the product's folder"]);
        }
    }
}

#[test]
fn long_items_and_metadata_are_read_fast() {
    const MANY: usize = 60_000;
    let scene = Scene::new(16);
    let asset = |i: usize| (format!("B04_{i}"), json!({"href": "../s.tif", "eo:bands": [{"name": "B04"}], "gsd": 10}));
    let assets: serde_json::Map<_, _> = (0..MANY).map(asset).collect();
    let item = json!({"type": "Feature", "id": "x", "properties": {}, "assets": assets});
    std::fs::write(scene.path("item.json"), item.to_string()).unwrap();
    let image = |i: usize| format!("<IMAGE_FILE>GRANULE/g/IMG_DATA/R10m/T{i}_B02_10m</IMAGE_FILE>");
    let images: String = (0..MANY).map(image).collect();
    std::fs::create_dir(scene.path("P.SAFE")).unwrap();
    let xml = format!("<a>{images}<BOA_ADD_OFFSET band_id=\"1\">-1000</BOA_ADD_OFFSET></a>");
    std::fs::write(scene.path("P.SAFE/MTD_MSIL2A.xml"), xml).unwrap();
    for (name, word) in [("item.json", "B04_0"), ("P.SAFE", "60000 images")] {
        let started = Instant::now();
        let output = features(&scene, name, &[]);
        let (took, said) = (started.elapsed(), String::from_utf8_lossy(&output.stderr).into_owned());
        println!("{name}: {took:.2?}");
        assert!(!output.status.success() && said.contains(word) && said.len() < 8000, "{name}: {} bytes", said.len());
        assert!(took < TIME, "{name}: {took:?}");
    }
}
