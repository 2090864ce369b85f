//! Secrets of names stay out of outputs, sidecars, reports, warnings and error texts: an address of each kind, and the
//! files that an item names.

mod products;
mod support;

use std::process::{Command, Output};

use products::{NAMES, Scene, serve};

/// What must appear nowhere.
const SECRETS: [&str; 4] = ["SECRET", "pa55", "anna", "X-Amz"];

fn command(scene: &Scene, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"));
    // Nobody listens at the address of a database, and no proxy is to be asked.
    command.env("no_proxy", "*").env("HOME", scene.folder.path());
    command.args(arguments).current_dir(scene.folder.path()).output().unwrap()
}

/// No secret in what a command printed and wrote.
fn silent_about(output: &Output, files: &[std::path::PathBuf], more: &[&str]) {
    let mut places = vec![("standard output".to_owned(), output.stdout.clone())];
    places.push(("standard error".into(), output.stderr.clone()));
    places.extend(files.iter().map(|f| (f.display().to_string(), std::fs::read(f).unwrap())));
    for (place, bytes) in places {
        let text = String::from_utf8_lossy(&bytes);
        for secret in SECRETS.iter().chain(more) {
            if let Some(at) = text.find(secret) {
                let near: String = text[..at + secret.len()].chars().rev().take(150).collect();
                panic!("{secret} in {place}: {}", near.chars().rev().collect::<String>());
            }
        }
    }
}

#[test]
fn addresses_are_recorded_without_their_secrets() {
    let scene = Scene::new(128);
    scene.stack("s.tif", 0.0, &[]);
    scene.band_files("bands", |b| format!("{b}.tif"), 0.0);
    let (address, _) = serve(scene.folder.path().to_owned());
    let login = address.replace("http://", "http://anna:pa55@");
    let home = scene.name("s.tif");
    let query = "?sig=SECRET&X-Amz-Signature=SECRET";
    let common = ["red", "green", "blue", "nir", "swir16"];
    let listed: Vec<String> =
        NAMES.iter().zip(common).map(|(b, c)| format!("{c}={login}/bands/{b}.tif{query}")).collect();
    let inputs = [
        (format!("{address}/s.tif{query}"), "s.tif"),
        (format!("{login}/s.tif"), "s.tif"),
        (format!("/vsicurl/{login}/s.tif{query}"), "s.tif"),
        (listed.join(","), "red=B04.tif,green=B03.tif,blue=B02.tif,nir=B08.tif,swir16=B11.tif"),
        (home.clone(), "s.tif"),
    ];
    let folder = scene.folder.path().to_string_lossy().into_owned();
    for (i, (input, name)) in inputs.iter().enumerate() {
        let (tif, json) = (format!("o{i}.tif"), format!("o{i}.json"));
        let job = ["features", input, "-o", &tif, "--reflectance", "dn", "--sidecar", "--json"];
        let output = command(&scene, &job);
        assert!(output.status.success(), "{input}: {}", String::from_utf8_lossy(&output.stderr));
        silent_about(&output, &[scene.path(&tif), scene.path(&json)], &[&folder]);
        let item: serde_json::Value = serde_json::from_slice(&std::fs::read(scene.path(&json)).unwrap()).unwrap();
        assert_eq!(item["properties"]["lejepa_gis:run"]["inputs"][0], *name);
        let dry = command(&scene, &[&job[..], &["--overwrite", "--dry-run"]].concat());
        assert!(dry.status.success(), "{}", String::from_utf8_lossy(&dry.stderr));
        silent_about(&dry, &[], &[]);
    }
    // Both names are in the warning, which both outputs record.
    let other =
        scene.stack("later.tif", 0.0, &[("PRODUCT_URI", "S2A_MSIL1C_20230821T105031_N0509_R051_T31TEH_x.SAFE")]);
    let first =
        scene.stack("early.tif", 0.0, &[("PRODUCT_URI", "S2A_MSIL2A_20230821T105031_N0509_R051_T31TEH_x.SAFE")]);
    let job = ["change", &first, &other, "-o", "c.tif", "--reflectance", "dn", "--mixed", "--sidecar", "--json"];
    let output = command(&scene, &job);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    silent_about(&output, &[scene.path("c.tif"), scene.path("c.json")], &[&folder]);
    let recorded = std::fs::read_to_string(scene.path("c.json")).unwrap();
    assert!(recorded.contains("early.tif is L2A and later.tif is L1C"), "{recorded}");
}

#[test]
fn error_texts_and_logs_tell_no_secret() {
    let scene = Scene::new(128);
    scene.stack("s.tif", 0.0, &[]);
    let (address, _) = serve(scene.folder.path().to_owned());
    let login = address.replace("http://", "http://anna:pa55@");
    let database = "PG:host=127.0.0.1 port=1 dbname=geo user=anna password=pa55";
    let hidden = format!("{login}/no.tif?sig=SECRET");
    let item = scene.path("item.json");
    let asset = |b: &str| (b.to_owned(), serde_json::json!({"href": hidden, "eo:bands": [{"name": b}]}));
    let assets: serde_json::Map<_, _> = NAMES.iter().map(|b| asset(b)).collect();
    std::fs::write(&item, serde_json::json!({"type": "Feature", "properties": {}, "assets": assets}).to_string())
        .unwrap();
    for (wrong, said) in [
        (vec!["features", &hidden], "no.tif"),
        (vec!["features", database], "PG:"),
        (vec!["features", "s.tif", "--area", database], "area"),
        (vec!["features", "s.tif", "--mask", &hidden], "no.tif"),
        (vec!["features", "item.json"], "no.tif"),
        (vec!["features", "s.tif", "--bands", "password=pa55,red=1"], "red"),
    ] {
        let output = command(&scene, &[&wrong[..], &["-o", "x.tif", "--reflectance", "dn"]].concat());
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && text.contains(said), "{wrong:?}: {text}");
        silent_about(&output, &[], &[]);
        assert!(!scene.path("x.tif").exists());
    }
}
