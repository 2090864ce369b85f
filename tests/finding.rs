//! Finding things in features rasters, ours and others', through the command line: similar, classify, cluster, transitions.

mod support;

use std::path::Path;
use std::process::Command;

use lejepa_gis::geometry::Grid;
use lejepa_gis::raster::gdal::{Content, GdalSink, OutputBand, OutputSpec, Storage, Transformer, WriteOptions, bind};
use support::cli::{done, make_scene, refusal, report};
use support::{has, names, pixels, read, run, skip};

const SIDE: usize = 24;
const WKT: &str = "EPSG:32631";

/// Cells of 80 m; with `up`, rows run from south to north.
fn grid(up: bool) -> Grid {
    let crs = {
        let gdal = bind(None).unwrap();
        let scene = tempfile::tempdir().unwrap();
        make_scene(scene.path(), [64, 64]);
        let path = scene.path().join("before.tif");
        lejepa_gis::raster::gdal::Dataset::open(gdal, path.to_str().unwrap()).unwrap().grid().crs
    };
    let transform = if up {
        [500_000.0, 80.0, 0.0, 4_698_080.0, 0.0, 80.0]
    } else {
        [500_000.0, 80.0, 0.0, 4_700_000.0, 0.0, -80.0]
    };
    Grid { width: SIDE, height: SIDE, transform: Some(transform), crs }
}

/// A raster whose value depends on the cell and the band.
fn made(path: &str, grid: Grid, names: &[String], value: impl Fn(usize, usize) -> f32) {
    let mut values: Vec<f32> =
        (0..names.len()).flat_map(|b| (0..SIDE * SIDE).map(move |c| (c, b))).map(|(c, b)| value(c, b)).collect();
    let spec = OutputSpec {
        grid,
        bands: names.iter().map(|n| OutputBand { description: n.clone(), ..OutputBand::default() }).collect(),
        content: Content::Features,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata: vec![],
    };
    let mut sink =
        GdalSink::create(bind(None).unwrap(), path, spec, WriteOptions { overwrite: true, ..Default::default() })
            .unwrap();
    sink.write_rows(0, &mut values).unwrap();
    sink.finish().unwrap();
}

/// The same as signed bytes with the mark -128, as each GDAL stores them; false where the tool is missing.
fn made_of_bytes(path: &str, grid: Grid, names: &[String], value: impl Fn(usize, usize) -> i8) -> bool {
    if !has("gdal_translate") {
        skip("gdal_translate is not installed");
        return false;
    }
    let old = bind(None).unwrap().version_number < 3_070_000;
    let plain = format!("{path}.plain.tif");
    // Before 3.7 a signed byte is written as the unsigned one of the same bits.
    made(&plain, grid, names, |c, b| if old { f32::from(value(c, b) as u8) } else { f32::from(value(c, b)) });
    let kind = if old { vec!["-ot", "Byte", "-co", "PIXELTYPE=SIGNEDBYTE"] } else { vec!["-ot", "Int8"] };
    run(Command::new("gdal_translate").args(["-q", "-a_nodata", "-128"]).args(kind).args([&plain, path]));
    std::fs::remove_file(plain).unwrap();
    true
}

/// Left, right, and the lower third.
fn part(cell: usize) -> usize {
    if cell / SIDE >= 16 { 2 } else { usize::from(cell % SIDE >= 12) }
}

/// A number from -1 to 1 that looks random.
fn noise(cell: usize, band: usize) -> f32 {
    (((cell * 7919 + band * 104_729) * 2_654_435_761) % 1999) as f32 / 999.5 - 1.0
}

/// Features of twelve numbers: each part is larger in four of them.
fn features(path: &str) {
    let names: Vec<String> = (0..12).map(|b| format!("F{b}")).collect();
    let value =
        |c: usize, b: usize| if c == 5 { f32::NAN } else { 2.0 * f32::from(u8::from(part(c) == b / 4)) + noise(c, b) };
    made(path, grid(false), &names, value);
}

/// A GeoJSON file of squares, one cell wide and more, in degrees: first column and row, size, class.
fn labels(path: &Path, squares: &[(usize, usize, usize, &str)]) {
    let degrees = Transformer::new(bind(None).unwrap(), WKT, "EPSG:4326").unwrap();
    let feature = |&(column, row, size, class): &(usize, usize, usize, &str)| {
        let (x, y, side) = (500_000.0 + 80.0 * column as f64, 4_700_000.0 - 80.0 * row as f64, 80.0 * size as f64);
        let ring = [(x, y), (x + side, y), (x + side, y - side), (x, y - side), (x, y)];
        let ring: Vec<[f64; 2]> = degrees.points(&ring).into_iter().map(|p| p.map(|(x, y)| [x, y]).unwrap()).collect();
        serde_json::json!({"type": "Feature", "properties": {"class": class}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let all =
        serde_json::json!({"type": "FeatureCollection", "features": squares.iter().map(feature).collect::<Vec<_>>()});
    std::fs::write(path, all.to_string()).unwrap();
}

const SQUARES: [(usize, usize, usize, &str); 6] = [
    (1, 1, 3, "water"),
    (2, 9, 3, "water"),
    (14, 2, 3, "built"),
    (19, 11, 3, "built"),
    (2, 17, 3, "field"),
    (18, 19, 3, "field"),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

#[test]
fn square_codes_of_alphaearth_are_read_by_their_published_layout() {
    let folder = Folder::new();
    let (input, output) = (folder.path("alpha.tif"), folder.path("like.tif"));
    let names: Vec<String> = (0..64).map(|b| format!("A{b:02}")).collect();
    let code = |c: usize, b: usize| {
        if c < 2 {
            -128
        } else if (b < 32) == (c % SIDE < 12) {
            90 - (c * b % 7) as i8
        } else {
            -40 + (c * b % 5) as i8
        }
    };
    if !made_of_bytes(&input, grid(true), &names, code) {
        return;
    }
    let told = report(&["describe", &input]);
    assert_eq!(told["model"]["name"], "AlphaEarth");
    let found = &told["descriptors"][0];
    assert_eq!(found["valid_cells"], SIDE * SIDE - 2);
    let cells = || (2..SIDE * SIDE).map(|c| f64::from(code(c, 0)));
    let mean = cells().map(|v| (v / 127.5).powi(2) * v.signum()).sum::<f64>() / cells().count() as f64;
    assert!((found["descriptor"][0].as_f64().unwrap() - mean).abs() < 1e-5, "{found} {mean}");

    // Rows run upwards: the point lies in the left half of the first row that is stored.
    let degrees = Transformer::new(bind(None).unwrap(), WKT, "EPSG:4326").unwrap().points(&[(500_440.0, 4_698_100.0)]);
    let (x, y) = degrees[0].unwrap();
    done(&["similar", &input, "-o", &output, "--at", &format!("{x},{y}"), "--at-crs", "EPSG:4326", "-q"]);
    let scores = read(&output);
    assert!(scores[0].is_nan() && scores[1].is_nan());
    assert!((2..SIDE * SIDE).all(|c| if c % SIDE < 12 { scores[c] > 0.5 } else { scores[c] < 0.0 }), "{scores:?}");
    let stored = lejepa_gis::raster::gdal::Dataset::open(bind(None).unwrap(), &output).unwrap().grid();
    assert_eq!(stored.transform, grid(true).transform, "the output lies as its input");
}

#[test]
fn bytes_of_tessera_have_a_scale_for_each_cell() {
    let folder = Folder::new();
    let (input, scales) = (folder.path("grid_3.00_42.45.tif"), folder.path("grid_3.00_42.45_scales.tif"));
    let names: Vec<String> = (1..=128).map(|b| format!("Band {b}")).collect();
    let code = |c: usize, b: usize| ((c * 31 + b * 17) % 250) as i8;
    if !made_of_bytes(&input, grid(false), &names, code) {
        return;
    }
    let alone = refusal(&["describe", &input, "--quantisation", "tessera"]);
    assert!(alone.contains("grid_3.00_42.45_scales.tif") && alone.contains("was expected beside it"), "{alone}");
    let scale = |c: usize| if c == 7 { f32::NAN } else { 0.01 * (1 + c % 3) as f32 };
    made(&scales, grid(false), &["scale".into()], |c, _| scale(c));
    let told = report(&["describe", &input]);
    assert_eq!(told["model"]["name"], "TESSERA");
    let found = &told["descriptors"][0];
    let valid: Vec<usize> = (0..SIDE * SIDE).filter(|&c| c != 7 && (0..128).all(|b| code(c, b) != -128)).collect();
    assert_eq!(found["valid_cells"], valid.len());
    let mean = valid.iter().map(|&c| f64::from(scale(c)) * f64::from(code(c, 3))).sum::<f64>() / valid.len() as f64;
    assert!((found["descriptor"][3].as_f64().unwrap() - mean).abs() < 1e-5, "{mean}");
    let clusters = report(&["cluster", &input, "-o", &folder.path("c.tif"), "--clusters", "3"]);
    assert_eq!(clusters["class_areas"][0].as_array().unwrap().len(), 3);
}

#[test]
fn what_holds_no_features_is_refused() {
    let folder = Folder::new();
    make_scene(folder.0.path(), [64, 64]);
    let image = folder.path("before.tif");
    let told = refusal(&["cluster", &image, "-o", &folder.path("c.tif")]);
    assert!(told.contains("has 5 bands; a features raster was expected"), "{told}");
    let bands = ["red", "green", "blue", "nir", "b5", "b6", "b7", "b8"].map(String::from);
    let many = folder.path("many.tif");
    made(&many, grid(false), &bands, noise);
    let told = refusal(&["cluster", &many, "-o", &folder.path("c.tif")]);
    assert!(told.contains("named red, green and blue"), "{told}");
    done(&["cluster", &many, "-o", &folder.path("c.tif"), "--quantisation", "linear", "--clusters", "2", "-q"]);
    let told = refusal(&["similar", &folder.path("c.tif"), "-o", &folder.path("s.tif"), "--at", "1,1"]);
    assert!(told.contains("is a clusters raster of this software"), "{told}");
    let told = refusal(&["transitions", &many, &many, "-o", &folder.path("t.tif")]);
    assert!(told.contains("has 8 bands; a raster of one band"), "{told}");
}

#[test]
fn examples_find_their_like() {
    let folder = Folder::new();
    let (input, output) = (folder.path("f.tif"), folder.path("s.tif"));
    features(&input);
    labels(&folder.0.path().join("like.geojson"), &SQUARES[..1]);
    labels(&folder.0.path().join("other.geojson"), &SQUARES[2..]);
    let (like, other) = (folder.path("like.geojson"), folder.path("other.geojson"));
    let found = |more: &[&str]| {
        let told = report(&[&["similar", &input, "-o", &output, "--overwrite"], more].concat());
        (read(&output), told)
    };
    let right = |scores: &[f32], threshold: f32| {
        let told = (0..SIDE * SIDE).filter(|c| scores[*c].is_finite());
        told.filter(|&c| (scores[c] >= threshold) == (part(c) == 0)).count()
    };
    let (cosine, told) = found(&["--examples", &like]);
    assert!(cosine[5].is_nan() && cosine.iter().all(|v| v.is_nan() || v.abs() <= 1.0));
    assert!(right(&cosine, 0.3) > 520, "{}", right(&cosine, 0.3));
    assert_eq!((told["examples"].as_u64(), told["similar"][0]["valid_cells"].as_u64()), (Some(1), Some(575)));
    let (ridge, told) = found(&["--examples", &like, "--counter-examples", &other]);
    assert!(right(&ridge, 0.0) > 550 && told["similar"][0]["threshold"] == 0.0, "{}", right(&ridge, 0.0));
    let (best, _) = found(&["--at", "500120,4699880;501480,4699880", "--union"]);
    assert!(best[SIDE + 1] > 0.999 && best[SIDE + 18] > 0.999, "each example is its own like");

    let second = folder.path("second.tif");
    done(&[
        "similar",
        &input,
        &input,
        "-o",
        &output,
        "-o",
        &second,
        "--examples",
        &like,
        "--difference",
        "--overwrite",
        "-q",
    ]);
    let values = pixels(&second);
    assert_eq!(values.len(), 2 * SIDE * SIDE);
    assert!(values[SIDE * SIDE..].iter().all(|v| v.is_nan() || *v == 0.0), "a date is like itself");

    for (more, word) in [
        (&[][..], "say what is looked for"),
        (&["--at", "0,0"], "no example lies on a valid cell"),
        (&["--at", "500440,4699990"], "no example lies on a valid cell"),
        (&["--examples", &like, "--counter-examples", &other, "--union"], "UNION acts only without COUNTER_EXAMPLES"),
        (&["--examples", &like, "--difference"], "two dates were expected, 1 inputs"),
        (&["--examples", &input], "cannot be opened as a vector layer"),
    ] {
        let told = refusal(&[&["similar", &input, "-o", &output, "--overwrite"], more].concat());
        assert!(told.contains(word), "{more:?}: {told}");
    }
}

#[test]
fn classes_are_learned_from_a_few_polygons_and_kept() {
    let folder = Folder::new();
    let (input, fit) = (folder.path("f.tif"), folder.path("fit.json"));
    features(&input);
    let file = folder.0.path().join("labels.geojson");
    labels(&file, &SQUARES);
    let path = file.to_str().unwrap();
    let classes = folder.path("classes.tif");
    let told = report(&[
        "classify",
        &input,
        "-o",
        &classes,
        "--labels",
        path,
        "--fit",
        &fit,
        "--confidence",
        "--image",
        &input,
        "--block",
        "6",
    ]);
    let values = read(&classes);
    // By name: built 1, field 2, water 3.
    let right = (0..SIDE * SIDE).filter(|&c| c != 5 && values[c] == [3.0, 1.0, 2.0][part(c)]).count();
    assert!(right > 540 && values[5].is_nan(), "{right}");
    assert_eq!(told["classes"][2], serde_json::json!({"value": 3, "name": "water", "labelled_cells": 18}));
    let of = |kind: &str| told["assessment"][kind]["accuracy"].as_f64().unwrap();
    assert!(of("features") > 0.9 && (of("features") - of("band_means")).abs() < 0.05, "{}", told["assessment"]);
    let hectares: f64 =
        told["class_areas"][0].as_array().unwrap().iter().map(|c| c["hectares"].as_f64().unwrap()).sum();
    assert!((hectares / (575.0 * 0.64) - 1.0).abs() < 0.01, "{hectares}");
    assert!(told["caveat"].as_str().unwrap().contains("Olofsson"));
    assert!(names(folder.0.path()).iter().any(|n| n == "classes_probability.tif"));
    let sure = pixels(&folder.path("classes_probability.tif"));
    assert!(sure[..SIDE * SIDE].iter().all(|v| v.is_nan() || (0.33..=1.0).contains(v)));
    let table = std::fs::read_to_string(folder.path("classes.tif.aux.xml")).unwrap();
    assert!(table.contains("<F>water</F>") && table.contains("HECTARES"), "{table}");

    let again = folder.path("again.tif");
    done(&["classify", &input, "-o", &again, "--fit", &fit, "-q", "--threads", "1"]);
    assert!(pixels(&again) == pixels(&classes), "the kept classifier gives the same classes");
    let other = folder.path("other.tif");
    made(&other, grid(false), &(0..9).map(|b| format!("F{b}")).collect::<Vec<_>>(), noise);
    let told = refusal(&["classify", &other, "-o", &again, "--fit", &fit, "--overwrite"]);
    assert!(told.contains("was fitted on 12 numbers of unknown") && told.contains("are 9 numbers"), "{told}");
    let both = refusal(&["classify", &input, "-o", &again, "--fit", &fit, "--labels", path, "--overwrite"]);
    assert!(both.contains("give no labels beside it"), "{both}");

    let raster = folder.path("labels.tif");
    made(&raster, grid(false), &["class".into()], |c, _| if c % 5 == 0 { 10.0 * (1 + part(c)) as f32 } else { 0.0 });
    let told = report(&["classify", &input, "-o", &again, "--labels-raster", &raster, "--overwrite"]);
    assert_eq!(told["classes"][0]["value"], 10);
    assert!(told["assessment"]["features"]["accuracy"].as_f64().unwrap() > 0.9);
}

#[test]
fn labels_that_cannot_be_learned_are_refused() {
    let folder = Folder::new();
    let (input, output) = (folder.path("f.tif"), folder.path("c.tif"));
    features(&input);
    let file = folder.0.path().join("labels.geojson");
    let path = file.to_str().unwrap();
    let told = |squares: &[(usize, usize, usize, &str)], more: &[&str]| {
        labels(&file, squares);
        refusal(&[&["classify", &input, "-o", &output, "--labels", path], more].concat())
    };
    let few = told(&[(1, 1, 1, "water"), (14, 2, 3, "built")], &[]);
    assert!(few.contains("3 labelled valid cells of each class") && few.contains("water (1)"), "{few}");
    assert!(told(&SQUARES[..2], &[]).contains("two classes or more were expected; there is water"));
    assert!(told(&SQUARES, &["--class-field", "kind"]).contains("has no attribute kind; it has class"));
    assert!(told(&[(300, 1, 3, "water")], &[]).contains("no label lies on a cell"));
    let none = refusal(&["classify", &input, "-o", &output]);
    assert!(none.contains("say what to learn from"), "{none}");
    labels(&file, &[(1, 1, 2, "water"), (3, 1, 2, "built")]);
    let one = report(&["classify", &input, "-o", &output, "--labels", path, "--block", "12"]);
    assert!(one["assessment"].is_null() && one["warnings"][0].as_str().unwrap().contains("in one block"), "{one}");
}

#[test]
fn clusters_are_the_same_for_any_number_of_threads_and_kept() {
    let folder = Folder::new();
    let (input, fit) = (folder.path("f.tif"), folder.path("fit.json"));
    features(&input);
    let map = |name: &str, more: &[&str]| {
        let path = folder.path(name);
        done(&[&["cluster", &input, "-o", &path, "--clusters", "3", "-q"], more].concat());
        std::fs::read(path).unwrap()
    };
    let one = map("one.tif", &["--threads", "1"]);
    assert!(one == map("four.tif", &["--threads", "4"]), "the same bytes");
    for name in ["new.tif", "kept.tif"] {
        map(name, &["--fit", &fit]);
        assert!(pixels(&folder.path("one.tif")) == pixels(&folder.path(name)), "{name}");
    }
    let values = read(&folder.path("one.tif"));
    let together = |p: usize| {
        let mut counts = [0; 4];
        (0..SIDE * SIDE).filter(|&c| c != 5 && part(c) == p).for_each(|c| counts[values[c] as usize] += 1);
        *counts.iter().max().unwrap() as f64 / counts.iter().sum::<i32>() as f64
    };
    assert!((0..3).all(|p| together(p) > 0.9), "{:?}", [together(0), together(1), together(2)]);
    let told = refusal(&["cluster", &input, "-o", &folder.path("x.tif"), "--fit", &folder.path("one.tif")]);
    assert!(told.contains("expected clusters that cluster wrote") || told.contains("UTF-8"), "{told}");
}

#[test]
fn transitions_add_up() {
    let folder = Folder::new();
    let (a, b, out) = (folder.path("a.tif"), folder.path("b.tif"), folder.path("t.tif"));
    made(&a, grid(false), &["class".into()], |c, _| if c == 0 { f32::NAN } else { 1.0 + part(c) as f32 });
    made(&b, grid(false), &["class".into()], |c, _| if part(c) == 1 { 3.0 } else { 1.0 + part(c) as f32 });
    let told = report(&["transitions", &a, &b, "-o", &out]);
    let of = |from: &str, to: &str| {
        let row = told["transitions"].as_array().unwrap().iter().find(|t| t["from"] == from && t["to"] == to).unwrap();
        (row["value"].as_u64().unwrap(), row["cells"].as_u64().unwrap())
    };
    assert_eq!((of("1", "1"), of("2", "3"), of("3", "3")), ((257, 191), (515, 192), (771, 192)));
    assert_eq!((&told["changed_class_cells"], &told["same_class_cells"]), (&192.into(), &383.into()));
    assert_eq!(pixels(&out)[12], 515.0);
    let csv = std::fs::read_to_string(folder.path("t_transitions.csv")).unwrap();
    assert!(csv.starts_with("value,from,to,cells,hectares\n257,1,1,191,122."), "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("t_transitions.json")).unwrap()).unwrap();
    assert_eq!(json, told["transitions"]);
    made(&b, grid(true), &["class".into()], |_, _| 1.0);
    assert!(refusal(&["transitions", &a, &b, "-o", &out, "--overwrite"]).contains("do not share one cell grid"));
    made(&b, grid(false), &["class".into()], |_, _| 1.5);
    assert!(refusal(&["transitions", &a, &b, "-o", &out, "--overwrite"]).contains("has the value 1.5"));
}
