//! What values tell: missing pixels that nothing marks, masks that are no scene classification, values that no reflectance
//! has, and what they prove of the convention.

mod products;

use lejepa_gis::error::{Error, Status};
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{self, Options, silent};
use products::{NAMES, Scene, difference, features, gdal, options, values};

const SIDE: usize = 128;
/// Rows and columns of the missing pixels.
const HOLE: [usize; 2] = [32, 40];

type Planes = Vec<(&'static str, Vec<f32>)>;

fn in_hole(i: usize) -> bool {
    i / SIDE < HOLE[0] && i % SIDE < HOLE[1]
}

/// The scene's planes, with `hole` where pixels are missing, after `change`.
fn planes(scene: &Scene, hole: f32, change: impl Fn(usize, usize, f32) -> f32) -> Planes {
    let of = |(b, (name, plane)): (usize, (&'static str, Vec<f32>))| {
        let value = |(i, v): (usize, &f32)| if in_hole(i) { hole } else { change(b, i, *v) };
        (name, plane.iter().enumerate().map(value).collect())
    };
    scene.planes(0.0).into_iter().enumerate().map(of).collect()
}

/// Writes planes of any numbers: shifted into unsigned ones, and back by GDAL.
fn write(scene: &Scene, name: &str, planes: &Planes, kind: &str, tags: &[(&str, &str)], more: &[&str]) -> String {
    let shifted: Planes = planes.iter().map(|(n, p)| (*n, p.iter().map(|v| v + 20_000.0).collect())).collect();
    let shifted = scene.write(&scene.path("shifted.tif"), &shifted, tags);
    let target = scene.name(name);
    let back = ["-ot", kind, "-scale", "20000", "30000", "0", if kind == "Float32" { "1" } else { "10000" }];
    let nodata = if more.contains(&"-a_nodata") { &[][..] } else { &["-a_nodata", "none"] };
    gdal("gdal_translate", &[&back, nodata, more, &[&shifted, &target]].concat());
    target
}

/// Features of the scene whose hole is tagged, and the scene.
fn reference() -> (Scene, Vec<f32>) {
    let scene = Scene::new(SIDE);
    let tagged = scene.write(&scene.path("tagged.tif"), &planes(&scene, 0.0, |_, _, v| v), &[]);
    let (found, report) = features(&scene, &tagged, &[("REFLECTANCE", "dn")]).unwrap();
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    assert_eq!(report.inputs[0].encoded.valid_cells, 256 - 4 * 5);
    (scene, found)
}

/// The features are those of the tagged hole, and one warning has these words.
fn same(scene: &Scene, reference: &[f32], input: &str, pairs: &[(&str, &str)], words: &[&str]) {
    let (found, report) = features(scene, input, pairs).unwrap_or_else(|e| panic!("{input}: {e}"));
    let largest = difference(reference, &found);
    assert!(largest < 2e-3, "{input}: {largest}");
    assert_eq!(report.warnings.len(), usize::from(!words.is_empty()), "{input}: {:?}", report.warnings);
    assert!(words.iter().all(|w| report.warnings[0].contains(w)), "{input}: {:?}", report.warnings);
}

fn refusal(scene: &Scene, input: &str, pairs: &[(&str, &str)], words: &[&str]) {
    let refused = features(scene, input, pairs).unwrap_err().to_string();
    assert!(words.iter().all(|w| refused.contains(w)), "{input} {pairs:?}: {refused}");
}

#[test]
fn zeros_in_all_bands_are_missing_beside_another_nodata_too() {
    let (scene, reference) = reference();
    let none = [("OFFSET", "none")];
    // A second kind of missing pixels inside the hole carries the tag.
    let two = planes(&scene, 0.0, |_, _, v| v);
    let two: Planes = two
        .into_iter()
        .map(|(n, p)| {
            (n, p.iter().enumerate().map(|(i, v)| if in_hole(i) && i % SIDE < 16 { -9999.0 } else { *v }).collect())
        })
        .collect();
    let two = write(&scene, "two.tif", &two, "Int16", &none, &["-a_nodata", "-9999"]);
    same(&scene, &reference, &two, &[], &["two.tif", "0 in all bands", "nodata=0"]);
    same(&scene, &reference, &two, &[("NODATA", "0")], &[]);
    let kept = features(&scene, &two, &[("NODATA", "none")]).unwrap().1;
    assert!(kept.warnings.is_empty() && kept.inputs[0].encoded.valid_cells == 256 - 4 * 2, "{:?}", kept.warnings);

    // A tag that the type cannot hold marks nothing, so 0 in all bands counts as without any.
    let plain = planes(&scene, 0.0, |_, _, v| v);
    let virtual_one = write(&scene, "outside.vrt", &plain, "UInt16", &none, &["-of", "VRT", "-a_nodata", "7"]);
    let text = std::fs::read_to_string(&virtual_one).unwrap();
    for tag in ["-9999", "65536", "nan", "0.5"] {
        std::fs::write(&virtual_one, text.replace("<NoDataValue>7<", &format!("<NoDataValue>{tag}<"))).unwrap();
        let (found, report) = features(&scene, &virtual_one, &[]).unwrap();
        assert!(difference(&reference, &found) < 1e-5 && report.warnings.is_empty(), "{tag}: {:?}", report.warnings);
    }

    // Floats: hardly any pixel is 0 in one band alone.
    let floats = write(&scene, "floats.tif", &plain, "Float32", &[], &[]);
    same(&scene, &reference, &floats, &[("REFLECTANCE", "unit")], &["0 in all bands"]);
    // Dark pixels that were clipped are 0 in some bands: this proves nothing, and is said or refused.
    let clipped = planes(&scene, 0.0, |b, i, v| if b > 2 && i / SIDE < 96 { 0.0 } else { v });
    let clipped = write(&scene, "clipped.tif", &clipped, "Float32", &[], &[]);
    refusal(&scene, &clipped, &[("REFLECTANCE", "unit")], &["7.8%", "0 in all bands", "nodata=0", "nodata=none"]);
    features(&scene, &clipped, &[("REFLECTANCE", "unit"), ("NODATA", "none")]).unwrap();
}

#[test]
fn a_value_far_from_all_others_is_missing() {
    let (scene, reference) = reference();
    let dn = ("REFLECTANCE", "dn");
    for (value, kind) in [(-10000.0, "Int16"), (-9999.0, "Int32"), (32767.0, "Int16"), (-9999.0, "Float32")] {
        let holed = planes(&scene, value, |_, _, v| v);
        let input = write(&scene, "holed.tif", &holed, kind, &[], &[]);
        let (said, found) = if kind == "Float32" { ("unit", value / 1e4) } else { ("dn", value) };
        let words = format!("the value {found} repeats in 7.8% of the pixels of all bands");
        if kind == "Float32" {
            // Reflectance of -0.9999 is no usual sign, so it is not concluded.
            refusal(&scene, &input, &[("REFLECTANCE", said)], &[&words, "nodata=-0.9999"]);
        } else {
            same(&scene, &reference, &input, &[("REFLECTANCE", said)], &[&words]);
        }
        same(&scene, &reference, &input, &[("REFLECTANCE", said), ("NODATA", &found.to_string())], &[]);
    }
    // Bands of other pixel sizes: the value must not blend with those beside it.
    let files = |name: &str, hole: f32, nodata: &[&str]| {
        for (b, (band, plane)) in NAMES.iter().zip(&scene.bands).enumerate() {
            let (side, by) = if b == 4 { (SIDE / 2, 2) } else { (SIDE, 1) };
            let inside = |i: usize| i / side * by < HOLE[0] && i % side * by < HOLE[1];
            let shifted = plane.iter().enumerate().map(|(i, v)| if inside(i) { hole } else { *v } + 20_000.0).collect();
            let shifted = scene.write(&scene.path("shifted.tif"), &[("", shifted)], &[]);
            std::fs::create_dir_all(scene.path(name)).unwrap();
            let back = ["-ot", "Int16", "-scale", "20000", "30000", "0", "10000"];
            gdal("gdal_translate", &[&back, nodata, &[&shifted, &scene.name(&format!("{name}/{band}.tif"))]].concat());
        }
        features(&scene, &scene.name(name), &[dn]).unwrap()
    };
    let (tagged, _) = files("tagged", -10000.0, &["-a_nodata", "-10000"]);
    let (untagged, report) = files("untagged", -10000.0, &["-a_nodata", "none"]);
    assert_eq!(difference(&tagged, &untagged), 0.0);
    assert!(report.warnings[0].contains("-10000"), "{:?}", report.warnings);

    // A value that nobody writes for that: said below 5 %, refused above, unless told.
    let some = planes(&scene, 0.0, |_, i, v| if (40..44).contains(&(i / SIDE)) { 17_500.0 } else { v });
    let some = scene.write(&scene.path("some.tif"), &some, &[]);
    let warned = features(&scene, &some, &[dn]).unwrap().1.warnings;
    assert!(warned[0].contains("17500") && warned[0].contains("nodata=17500"), "{warned:?}");
    let many = planes(&scene, 0.0, |_, i, v| if (40..60).contains(&(i / SIDE)) { 17_500.0 } else { v });
    let many = scene.write(&scene.path("many.tif"), &many, &[]);
    refusal(&scene, &many, &[dn], &["17500", "nodata=17500", "nodata=none"]);
    assert!(features(&scene, &many, &[dn, ("NODATA", "none")]).unwrap().1.warnings.is_empty());
    assert!(features(&scene, &many, &[dn, ("NODATA", "17500")]).unwrap().1.warnings.is_empty());
    let wrong = Options::new(&Values::new(Task::Features, [("NODATA", "few")]).unwrap()).unwrap_err().to_string();
    assert!(wrong.contains("NODATA=few: expected auto, none, or numbers"), "{wrong}");
}

#[test]
fn values_that_no_reflectance_has_are_refused_with_what_fits() {
    let scene = Scene::new(SIDE);
    let make = |name: &str, kind: &str, of: &dyn Fn(f32) -> f32| {
        let planes: Planes = scene.planes(0.0).iter().map(|(n, p)| (*n, p.iter().map(|v| of(*v)).collect())).collect();
        match kind {
            "UInt16" => scene.write(&scene.path(name), &planes, &[]),
            _ => write(&scene, name, &planes, kind, &[], &[]),
        }
    };
    let stretched = make("stretched.tif", "UInt16", &|v| (v * 6.5535).round());
    refusal(&scene, &stretched, &[], &["reflectance=1.5259e-05,0", "does not tell"]);
    refusal(&scene, &stretched, &[("REFLECTANCE", "dn")], &["bright", "reflectance=1.5259e-05,0", "nodata=none"]);
    features(&scene, &stretched, &[("REFLECTANCE", "1.5259e-05,0")]).unwrap();
    features(&scene, &stretched, &[("REFLECTANCE", "dn"), ("NODATA", "none")]).unwrap();

    let wrapped = make("wrapped.tif", "UInt16", &|v| if v < 700.0 { v - 700.0 + 65536.0 } else { v - 700.0 });
    for said in ["auto", "dn"] {
        refusal(&scene, &wrapped, &[("REFLECTANCE", said)], &["wrapped round", "signed"]);
    }
    // Float32 is written divided by 10000.
    let percent = make("percent.tif", "Float32", &|v| v * 100.0 / 10.0);
    let percent = {
        gdal("gdal_translate", &["-scale", "0", "1", "0", "10", &percent, &scene.name("p.tif")]);
        scene.name("p.tif")
    };
    refusal(&scene, &percent, &[], &["percent", "reflectance=0.01,0"]);
    refusal(&scene, &percent, &[("REFLECTANCE", "unit")], &["percent", "reflectance=0.01,0"]);
    let dark = features(&scene, &percent, &[("REFLECTANCE", "dn")]).unwrap().1.warnings;
    assert!(dark[0].contains("far too dark") && dark[0].contains("reflectance=0.01,0"), "{dark:?}");
    features(&scene, &percent, &[("REFLECTANCE", "0.01,0")]).unwrap();
    let cut = make("cut.tif", "UInt16", &|v| (v / 4000.0).round() + 1.0);
    let warned = features(&scene, &cut, &[("REFLECTANCE", "dn")]).unwrap().1.warnings;
    assert!(warned[0].contains("cut to whole numbers"), "{warned:?}");
    // Between the windows of the sample: all pixels count while they are encoded.
    let scene = Scene::new(600);
    let spot = |i: usize| (100..160).contains(&(i / 600)) && (100..160).contains(&(i % 600));
    let of = |p: &[f32]| p.iter().enumerate().map(|(i, v)| if spot(i) { 21_000.0 + v } else { *v }).collect();
    let large: Planes = scene.planes(0.0).iter().map(|(n, p)| (*n, of(p))).collect();
    let large = scene.write(&scene.path("large.tif"), &large, &[("OFFSET", "none")]);
    let warned = features(&scene, &large, &[("MODEL", "texture")]).unwrap().1.warnings;
    assert!(warned.len() == 1 && warned[0].contains("1.0% of") && warned[0].contains("above 2.0"), "{warned:?}");
}

#[test]
fn a_convention_that_makes_values_impossible_is_refused() {
    let scene = Scene::new(SIDE);
    let dn = scene.stack("dn.tif", 0.0, &[]);
    refusal(&scene, &dn, &[("REFLECTANCE", "unit")], &["brighter", "reflectance=dn"]);
}

#[test]
fn dark_whole_numbers_without_metadata_are_dn_and_bright_ones_are_refused() {
    let (scene, reference) = reference();
    let plain = scene.write(&scene.path("plain.tif"), &planes(&scene, 0.0, |_, _, v| v), &[]);
    same(&scene, &reference, &plain, &[], &["plain.tif", "dn was concluded", "say reflectance if that is wrong"]);
    let offset = scene.stack("offset.tif", 1000.0, &[]);
    refusal(
        &scene,
        &offset,
        &[],
        &["reflectance=dn-offset", "reflectance=dn)", "without any dark pixel", "bright scene"],
    );
    // Floats may have been scaled, and tell nothing as whole numbers do.
    let floats = scene.name("floats.tif");
    gdal("gdal_translate", &["-ot", "Float32", &plain, &floats]);
    refusal(&scene, &floats, &[], &["its values run from"]);
}

#[test]
fn an_alpha_band_counts_whatever_the_number_of_bands() {
    let (scene, reference) = reference();
    let mut stack = planes(&scene, 1234.0, |_, _, v| v);
    stack.push(("", (0..SIDE * SIDE).map(|i| if in_hole(i) { 0.0 } else { 65535.0 }).collect()));
    let stack = scene.write(&scene.path("stack.tif"), &stack, &[("OFFSET", "none")]);
    let alpha = scene.name("alpha.tif");
    gdal("gdal_translate", &["-a_nodata", "none", "-colorinterp_6", "alpha", &stack, &alpha]);
    same(&scene, &reference, &alpha, &[], &[]);
    // With a nodata tag besides, and in a file of another grid.
    gdal("gdal_translate", &["-a_nodata", "7", "-colorinterp_6", "alpha", &stack, &alpha]);
    same(&scene, &reference, &alpha, &[], &[]);
    let pairs = [("TARGET_RESOLUTION", "20")];
    gdal("gdal_translate", &["-a_nodata", "none", "-colorinterp_6", "alpha", &stack, &alpha]);
    let valid = |input: &str| features(&scene, input, &pairs).unwrap().1.inputs[0].encoded.valid_cells;
    assert!(valid(&alpha) < 64, "the hole stays a hole in pixels of 20 m");
    // A band that is chosen is no alpha.
    gdal(
        "gdal_translate",
        &[
            "-a_nodata",
            "none",
            "-b",
            "1",
            "-b",
            "2",
            "-b",
            "3",
            "-b",
            "4",
            "-b",
            "6",
            "-colorinterp_5",
            "alpha",
            &stack,
            &alpha,
        ],
    );
    let report = features(&scene, &alpha, &[("BANDS", "1,2,3,4,5"), ("NODATA", "none")]).unwrap().1;
    assert_eq!(report.inputs[0].encoded.valid_cells, 256);
}

#[test]
fn masks_that_are_no_scene_classification_are_refused_with_what_to_say() {
    let scene = Scene::new(SIDE);
    let input = scene.stack("in.tif", 0.0, &[("OFFSET", "none")]);
    let mask = |name: &str, of: &dyn Fn(usize) -> f32| {
        let classes: Vec<f32> = (0..SIDE * SIDE).map(|i| of(i % SIDE)).collect();
        let written = scene.write(&scene.path("classes.tif"), &[("", classes)], &[]);
        let target = scene.name(name);
        gdal("gdal_translate", &["-a_nodata", "none", &written, &target]);
        target
    };
    let valid = |mask: &str, pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().copied().chain([("MASK", mask)]).collect();
        features(&scene, &input, &pairs).map(|(_, r)| (r.inputs[0].encoded.valid_cells, r.warnings))
    };
    // The last quarter of the columns is thick cloud, the eighth before it thin cloud.
    let third = |x: usize, clear: f32, thin: f32, thick: f32| {
        if x < 80 {
            clear
        } else if x < 96 {
            thin
        } else {
            thick
        }
    };
    let kinds = [
        ("binary.tif", third as fn(usize, f32, f32, f32) -> f32, [0.0, 1.0, 1.0], "1", 160),
        ("valid.tif", third, [1.0, 0.0, 0.0], "0", 160),
        ("bytes.tif", third, [0.0, 0.0, 255.0], "255", 192),
        ("ocm.tif", third, [0.0, 2.0, 1.0], "1,2,3", 160),
        ("fmask4.tif", third, [0.0, 2.0, 4.0], "2,4", 160),
        ("probability.tif", third, [3.0, 40.0, 90.0], ">50", 192),
        ("fmask.tif", third, [64.0, 68.0, 66.0], "bits:1,2,3", 160),
        ("qa60.tif", third, [0.0, 2048.0, 1024.0], "bits:10,11", 160),
    ];
    for (name, at, [clear, thin, thick], say, cells) in kinds {
        let path = mask(name, &|x| at(x, clear, thin, thick));
        let refused = valid(&path, &[]).unwrap_err();
        assert!(matches!(refused, Error::Raster { .. }), "{refused}");
        let words = [name, "no Sentinel-2 scene classification", &format!("mask-values={say}"), &format!("{clear} (")];
        assert!(words.iter().all(|w| refused.to_string().contains(w)), "{refused}");
        assert_eq!(valid(&path, &[("MASK_VALUES", say)]).unwrap(), (cells, vec![]), "{name}");
    }
    // Scene classes stay silent, also where nothing is to be masked.
    let scl = mask("classes.tif.tif", &|x| third(x, 4.0, 5.0, 9.0));
    assert_eq!(valid(&scl, &[]).unwrap(), (192, vec![]));
    assert_eq!(valid(&mask("clear.tif", &|x| third(x, 4.0, 5.0, 6.0)), &[]).unwrap(), (256, vec![]));
    // Values that are said and do not occur.
    let (cells, warned) = valid(&scene.name("bytes.tif"), &[("MASK_VALUES", "1")]).unwrap();
    assert!(cells == 256 && warned[0].contains("takes nothing away") && warned[0].contains("255 (25%)"), "{warned:?}");
}

#[test]
fn a_mask_that_leaves_no_cell_is_an_error_that_names_its_values() {
    let scene = Scene::new(SIDE);
    let input = scene.stack("in.tif", 0.0, &[("OFFSET", "none")]);
    let mask = |name: &str, of: &dyn Fn(usize) -> f32| {
        scene.write(&scene.path(name), &[("", (0..SIDE * SIDE).map(of).collect())], &[])
    };
    let refused = |mask: &str, pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().copied().chain([("MASK", mask)]).collect();
        let refused = features(&scene, &input, &pairs).unwrap_err();
        assert!(refused.status() == Status::Raster && refused.exit_code() == 1, "{refused}");
        refused.to_string()
    };
    let cloud = refused(&mask("scl.tif", &|_| 9.0), &[]);
    assert!(cloud.contains("no cell is left") && cloud.contains("9 everywhere"), "{cloud}");
    // Some pixels are left, but no cell has enough of them.
    let striped = refused(&mask("striped.tif", &|i| f32::from(u8::from(i % 8 < 5))), &[("MASK_VALUES", "1")]);
    assert!(striped.contains("no cell is left") && striped.contains("1 (62%)"), "{striped}");
    assert!(!scene.path("features.tif").exists(), "nothing is left");
    // An input that holds nothing by itself is warned of, as ever.
    let empty = mask("empty.tif", &|_| 0.0);
    let bands: Vec<_> = NAMES.iter().map(|n| (*n, vec![0.0; SIDE * SIDE])).collect();
    let nothing = scene.write(&scene.path("nothing.tif"), &bands, &[("OFFSET", "none")]);
    for pairs in [&[][..], &[("MASK", empty.as_str())]] {
        let warned = features(&scene, &nothing, pairs).unwrap().1.warnings;
        assert!(warned[0].contains("no valid pixel") || warned[0].contains("no pixel that is valid"), "{warned:?}");
    }
}

#[test]
fn no_cell_in_common_is_said_and_no_cell_at_all_has_no_components() {
    let scene = Scene::new(SIDE);
    let half = |name: &str, left: bool| {
        let planes: Planes = scene
            .planes(0.0)
            .into_iter()
            .map(|(n, p)| {
                (n, p.iter().enumerate().map(|(i, v)| if (i % SIDE < 64) == left { *v } else { 0.0 }).collect())
            })
            .collect();
        scene.write(&scene.path(name), &planes, &[("OFFSET", "none")])
    };
    let (left, right) = (half("left.tif", true), half("right.tif", false));
    let target = scene.name("change.tif");
    let report =
        pipeline::change(left.as_str(), right.as_str(), &target, &options(Task::Change, &[]), None, &mut silent())
            .unwrap();
    assert!(values(&target).iter().all(|v| v.is_nan()));
    assert!(report.warnings.iter().any(|w| w.contains("no valid cell in common")), "{:?}", report.warnings);
    let bands: Vec<_> = NAMES.iter().map(|n| (*n, vec![0.0; SIDE * SIDE])).collect();
    let nothing = scene.write(&scene.path("nothing.tif"), &bands, &[("OFFSET", "none")]);
    let refused = pipeline::pca(&[nothing.as_str()], &[target.as_str()], &options(Task::Pca, &[]), None, &mut silent());
    let refused = refused.unwrap_err();
    assert!(refused.status() == Status::Raster && refused.exit_code() == 1, "{refused}");
    assert!(refused.to_string().contains("nothing.tif: no cell is valid"), "{refused}");
}
