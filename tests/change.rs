//! Methods of change through the command line: what `auto` is, `joint` from its halves, a zero, a threshold, a kept scale.

mod support;

use std::path::Path;

use lejepa_gis::raster::gdal::{Dataset, METADATA_DOMAIN, bind};
use support::cli::{command, done, refusal, report};
use support::{changed, read, run};

/// Columns and rows of the larger scene, in pixels.
const SIZE: [usize; 2] = [400, 320];

/// A scene's folder, and its files by name.
struct Scene(tempfile::TempDir);

impl Scene {
    fn small() -> Self {
        Scene(support::scene())
    }

    fn large() -> Self {
        let folder = tempfile::tempdir().unwrap();
        support::cli::make_scene(folder.path(), SIZE);
        Scene(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn dates(&self) -> [String; 2] {
        ["before.tif", "after.tif"].map(|name| self.path(name))
    }

    /// Change between the dates: its values and its report.
    fn change(&self, name: &str, more: &[&str]) -> (Vec<f32>, serde_json::Value) {
        let [before, after] = self.dates();
        self.between(&before, &after, name, more)
    }

    fn between(&self, before: &str, after: &str, name: &str, more: &[&str]) -> (Vec<f32>, serde_json::Value) {
        let out = self.path(name);
        let report = report(&[&["change", before, after, "-o", &out, "--overwrite"], more].concat());
        (read(&out), report)
    }
}

fn recorded(path: &str, key: &str) -> String {
    let metadata = Dataset::open(bind(None).unwrap(), path).unwrap().metadata(METADATA_DOMAIN);
    metadata.into_iter().find(|(k, _)| k == key).map_or(String::new(), |(_, v)| v)
}

#[test]
fn joint_is_the_geometric_mean_of_the_residuals_of_features_and_of_texture() {
    let scene = Scene::small();
    let (features, _) = scene.change("features.tif", &["--method", "residual"]);
    let (texture, _) = scene.change("texture.tif", &["--method", "residual", "--model", "texture"]);
    let (joint, report) = scene.change("joint.tif", &["--method", "joint", "--smoothing", "0"]);
    assert_eq!(report["method"], "joint");
    assert!(joint.iter().filter(|v| v.is_finite()).count() > 100);
    for ((joint, features), texture) in joint.iter().zip(&features).zip(&texture) {
        let expected = (features * texture).sqrt();
        assert!((joint - expected).abs() < 1e-4 * expected || joint.is_nan() && expected.is_nan());
    }
    // Smoothing takes peaks down and leaves the mean where it is.
    let (smooth, _) = scene.change("smooth.tif", &["--method", "joint"]);
    assert_eq!(recorded(&scene.path("smooth.tif"), "SMOOTHING"), "0.4");
    let peak = |v: &[f32]| v.iter().copied().fold(0.0, f32::max);
    let mean = |v: &[f32]| v.iter().filter(|v| v.is_finite()).sum::<f32>() / v.len() as f32;
    assert!(peak(&smooth) < peak(&joint) && (mean(&smooth) / mean(&joint) - 1.0).abs() < 0.05);
}

#[test]
fn auto_is_joint_for_rasters_and_residual_for_what_has_no_second_half() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let [f, g] = ["f.tif", "g.tif"].map(|name| scene.path(name));
    done(&["features", &before, "-o", &f]);
    done(&["features", &after, "-o", &g]);
    let method = |before: &str, after: &str, more: &[&str]| {
        let (_, report) = scene.between(before, after, "out.tif", more);
        assert_eq!(recorded(&scene.path("out.tif"), "METHOD"), report["method"]);
        report["method"].as_str().unwrap().to_owned()
    };
    assert_eq!(method(&before, &after, &[]), "joint");
    assert_eq!(method(&f, &g, &[]), "residual");
    assert_eq!(method(&before, &after, &["--model", "texture"]), "residual");
    assert_eq!(method(&before, &after, &["--chips", "centre"]), "residual");
}

#[test]
fn methods_refuse_what_they_cannot_measure() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let [f, g, out] = ["f.tif", "g.tif", "out.tif"].map(|name| scene.path(name));
    done(&["features", &before, "-o", &f]);
    done(&["features", &after, "-o", &g]);
    for (dates, more, words) in [
        ([&before, &after], &["--method", "joint", "--model", "texture"][..], "use the method residual"),
        ([&f, &g], &["--method", "joint"], "give the two dates themselves"),
        ([&f, &g], &["--method", "irmad"], "give the two dates themselves"),
        ([&before, &after], &["--method", "joint", "--chips", "centre"], "cells of 8 x 8 pixels over the whole raster"),
        ([&before, &after], &["--method", "vector", "--model", "untrained"], "give no MODEL"),
        ([&before, &after], &["--method", "irmad", "--precision", "f32"], "give no PRECISION"),
        ([&before, &after], &["--method", "irmad", "--overlap", "best"], "those of irmad lie side by side"),
        (
            [&before, &after],
            &["--method", "cosine", "--whitening", "0.2"],
            "--whitening 0.2 acts only with --method joint",
        ),
        ([&before, &after], &["--probability"], "--probability acts only with --method irmad"),
    ] {
        for dry in [&["--dry-run"][..], &[]] {
            let [a, b] = dates;
            let message = refusal(&[&["change", a, b, "-o", &out], more, dry].concat());
            assert!(message.contains(words), "{more:?}: {message}");
            assert!(!Path::new(&out).exists());
        }
    }
}

#[test]
fn a_date_against_itself_or_its_own_noise_is_near_zero_and_that_is_said() {
    let scene = Scene::large();
    let [before, after] = scene.dates();
    let noisy = scene.path("noisy.tif");
    changed(&before, &noisy, |i, v| v + 10.0 * lejepa_gis::numeric::normal(i as u64 + (1 << 40)));
    for more in [&["--method", "joint"][..], &["--method", "residual"], &["--model", "texture"]] {
        let dn = [more, &["--reflectance", "dn"]].concat();
        for other in [&before, &noisy] {
            let (change, report) = scene.between(&before, other, "alike.tif", &dn);
            let most = change.iter().copied().fold(0.0, f32::max);
            assert!(most < 0.3, "{more:?}: {most}");
            assert!(report["warnings"].to_string().contains("are alike"), "{report}");
            assert_eq!(report["changed_cells"], 0);
        }
        let (change, report) = scene.between(&before, &after, "other.tif", &dn);
        assert!(change.iter().copied().fold(0.0, f32::max) > 3.0, "{more:?}");
        assert!(!report["warnings"].to_string().contains("are alike"), "{report}");
    }
}

#[test]
fn noise_is_known_where_no_cell_is_whole_or_a_band_is_flat() {
    let scene = Scene::large();
    let [before, _] = scene.dates();
    let area = SIZE[0] * SIZE[1];
    // Every eighth row is missing: each cell has seven eighths of its pixels.
    let striped = scene.path("striped.tif");
    changed(&before, &striped, |i, v| if (i % area / SIZE[0]).is_multiple_of(8) { f32::NAN } else { v });
    let dn = ["--reflectance", "dn"];
    for more in [&["--method", "joint"][..], &["--model", "texture"]] {
        let (change, _) = scene.between(&striped, &striped, "c.tif", &[more, &dn].concat());
        let most = change.iter().copied().fold(0.0, f32::max);
        assert!(most < 0.3 && change.iter().all(|v| v.is_finite()), "{more:?}: {most}");
    }
    // A band without any variance on both dates takes nothing away from what the others show.
    let [flat, built] = ["flat.tif", "built.tif"].map(|name| scene.path(name));
    let in_block = |i: usize| (10..14).contains(&(i % SIZE[0] / 8)) && (10..14).contains(&(i % area / SIZE[0] / 8));
    let value = |i: usize, v: f32| if i / area == 4 { 2000.0 } else { v };
    changed(&before, &flat, value);
    changed(&before, &built, |i, v| if in_block(i) && i / area < 4 { 5000.0 } else { value(i, v) });
    for more in [&["--method", "joint"][..], &["--model", "texture"]] {
        let (change, report) = scene.between(&flat, &built, "c.tif", &[more, &dn].concat());
        let block = change[12 * (SIZE[0] / 8) + 12];
        assert!(block > 1.75, "{more:?}: {block}, {report}");
    }
}

#[test]
fn what_is_fitted_is_fitted_on_valid_ground_wherever_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    support::cli::make_scene(folder.path(), [1600, 1200]);
    let scene = Scene(folder);
    let area = scene.path("area.geojson");
    let corners = "[[511000,4691000],[511700,4691000],[511700,4690300],[511000,4690300],[511000,4691000]]";
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::32631"}}}},"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{corners}]}}}}]}}"#
    );
    std::fs::write(&area, text).unwrap();
    for more in [&["--model", "texture"][..], &["--method", "irmad"], &[]] {
        let (change, report) = scene.change("c.tif", &[more, &["--area", &area]].concat());
        let valid = change.iter().filter(|v| v.is_finite()).count();
        assert!((50..100).contains(&valid), "{more:?}: {valid}");
        // Fewer cells than a regression has numbers are told of.
        let told = report["warnings"].to_string().contains("too few for a regression");
        assert_eq!(told, report["method"] != "irmad", "{more:?}: {report}");
    }
}

#[test]
fn the_threshold_is_recorded_and_cells_above_it_are_counted() {
    let scene = Scene::large();
    // A number, and what comes to it in medians of the map.
    let alone = [("joint", (1.75, 0.0)), ("residual", (1.75, 0.0))];
    let with_median = [("cosine", (0.2, 1.6)), ("irmad", (1.0, 2.1)), ("vector", (0.5, 1.9))];
    for (method, (least, medians)) in alone.into_iter().chain(with_median) {
        for threshold in [None, Some("0.25")] {
            let more = threshold.map_or(vec![], |t| vec!["--threshold", t]);
            let (change, report) = scene.change("c.tif", &[&["--method", method], &more[..]].concat());
            let median = lejepa_gis::numeric::percentiles(change.iter().copied(), &[50.0]).unwrap().unwrap()[0];
            let own: f64 = least + medians * median;
            let expected = threshold.map_or(own as f32, |t| t.parse::<f32>().unwrap());
            assert!((report["threshold"].as_f64().unwrap() as f32 - expected).abs() < 1e-6, "{method}: {report}");
            assert_eq!(recorded(&scene.path("c.tif"), "THRESHOLD").parse(), Ok(expected));
            let above = change.iter().filter(|v| **v >= expected).count();
            assert_eq!(report["changed_cells"], above);
            // 80 m cells in a conformal projection: 0.64 ha within a thousandth.
            let hectares = report["changed_hectares"].as_f64().unwrap();
            assert!((hectares - 0.64 * above as f64).abs() <= 0.002 * hectares + 0.01, "{hectares} of {above}");
        }
    }
}

#[test]
fn a_kept_fit_gives_another_extent_the_same_numbers() {
    let scene = Scene::large();
    let fit = scene.path("fit.json");
    let width = SIZE[0] / 8;
    // Columns and rows of cells in the cut, and how far its own edges reach into it.
    let (left, top, wide, high, edge) = (8, 6, 32, 28, 4);
    let window = [left, top, wide, high].map(|cells| (cells * 8).to_string()).join(",");
    let exact = [&["--model", "texture"][..], &["--method", "irmad"], &["--method", "vector"]];
    for more in exact.into_iter().chain([&[][..]]) {
        let (whole, _) = scene.change("whole.tif", &[more, &["--fit", &fit]].concat());
        assert!(Path::new(&fit).exists());
        let threshold = recorded(&scene.path("whole.tif"), "THRESHOLD");
        let (cut, _) = scene.change("cut.tif", &[more, &["--fit", &fit, "--window", &window]].concat());
        assert_eq!(recorded(&scene.path("cut.tif"), "THRESHOLD"), threshold);
        let (alone, _) = scene.change("alone.tif", &[more, &["--window", &window]].concat());
        let inside = |values: &[f32], x: usize, y: usize, width: usize| values[y * width + x];
        let differences = |other: &[f32]| -> Vec<f32> {
            let cells = (edge..high - edge).flat_map(|y| (edge..wide - edge).map(move |x| (x, y)));
            let one = |(x, y): (usize, usize)| {
                let (a, b) = (inside(&whole, left + x, top + y, width), inside(other, x, y, wide));
                (a - b).abs() / a.max(0.1)
            };
            cells.map(one).collect()
        };
        let largest = |other: &[f32]| differences(other).into_iter().fold(0.0, f32::max);
        let mean = |other: &[f32]| differences(other).iter().sum::<f32>() / differences(other).len() as f32;
        if more.is_empty() {
            // A network sees whole chips, which lie elsewhere in another extent: its numbers are close, not the same.
            assert!(mean(&cut) < 0.06 && mean(&cut) < 0.5 * mean(&alone), "{} {}", mean(&cut), mean(&alone));
        } else {
            assert!(largest(&cut) < 1e-3, "{more:?}: {}", largest(&cut));
            assert!(largest(&alone) > 0.01, "{more:?}: {}", largest(&alone));
        }
        std::fs::remove_file(&fit).unwrap();
    }
}

#[test]
fn a_fit_of_another_kind_is_refused() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let [fit, out] = ["fit.json", "out.tif"].map(|name| scene.path(name));
    scene.change("c.tif", &["--model", "texture", "--fit", &fit]);
    let text = std::fs::read_to_string(&fit).unwrap();
    let refused = |more: &[&str]| {
        let message =
            refusal(&[&["change", &before, &after, "-o", &out, "--fit", &fit, "--reflectance", "auto"], more].concat());
        assert!(!Path::new(&out).exists());
        message
    };
    assert!(refused(&[]).contains("by the method residual, and the job's is joint"));
    assert!(refused(&["--method", "residual"]).contains("with the model texture"));
    assert!(refused(&["--model", "texture", "--whitening", "0.2"]).contains("WHITENING=0.1"));
    for (from, to, words) in [
        ("{", "[", "wrote with the parameter FIT"),
        ("\"version\":1", "\"version\":7", "version 7"),
        ("\"scales\":[", "\"scales\":[-", "damaged"),
        ("\"axes\":[[", "\"axes\":[[1.0],[", "cannot be used"),
        ("\"std\":[", "\"std\":[1.0,", "band statistics"),
    ] {
        std::fs::write(&fit, text.replacen(from, to, 1)).unwrap();
        let message = refused(&["--model", "texture"]);
        assert!(message.contains(words), "{from}: {message}");
    }
    // However it is laid out; on other dates that is said, and what was used is recorded.
    let pretty: serde_json::Value = serde_json::from_str(&text).unwrap();
    std::fs::write(&fit, format!("{pretty:#}")).unwrap();
    scene.between(&before, &after, "again.tif", &["--model", "texture", "--fit", &fit]);
    assert_eq!(recorded(&scene.path("again.tif"), "FIT_SHA256"), recorded(&scene.path("c.tif"), "FIT_SHA256"));
    assert!(refused(&["--model", "texture", "--smoothing", "2"]).contains("SMOOTHING=0"));
    let (_, swapped) = scene.between(&after, &before, "swapped.tif", &["--model", "texture", "--fit", &fit]);
    assert!(swapped["warnings"].to_string().contains("fitted on other dates"), "{swapped}");
    // It is read, so it is never written over.
    std::fs::write(&fit, &text).unwrap();
    let message = refusal(&["change", &before, &after, "-o", &fit, "--fit", &fit, "--model", "texture", "--overwrite"]);
    assert!(message.contains("fit.json"), "{message}");
    assert_eq!(std::fs::read_to_string(&fit).unwrap(), text);
}

#[test]
fn irmad_gives_probabilities_on_request() {
    let scene = Scene::large();
    let (both, _) = scene.change("p.tif", &["--method", "irmad", "--probability"]);
    let (change, probability) = both.split_at(both.len() / 2);
    assert_eq!(change, scene.change("i.tif", &["--method", "irmad"]).0);
    assert!(probability.iter().all(|p| (0.0..=1.0).contains(p)));
    // More change is more probable, and cells of all kinds are there.
    let mean = |of: &dyn Fn(f32) -> bool| {
        let kept: Vec<f32> = change.iter().zip(probability).filter(|(c, _)| of(**c)).map(|(_, p)| *p).collect();
        kept.iter().sum::<f32>() / kept.len() as f32
    };
    assert!(mean(&|c| c > 17.0) > 0.95 && mean(&|c| c < 3.0) < 0.8);
}

#[test]
fn light_of_a_whole_date_is_no_change_for_methods_without_a_model() {
    let scene = Scene::large();
    let [before, _] = scene.dates();
    let bright = scene.path("bright.tif");
    let area = SIZE[0] * SIZE[1];
    changed(&before, &bright, |i, v| v * (1.1 + 0.1 * (i / area) as f32) + 300.0);
    for method in ["vector", "irmad"] {
        let (change, _) = scene.between(&before, &bright, "c.tif", &["--method", method, "--reflectance", "dn"]);
        assert!(change.iter().all(|v| *v < 0.05), "{method}: {:?}", change.iter().fold(0f32, |a, b| a.max(*b)));
    }
}

#[test]
fn a_threshold_is_the_methods_and_not_cosines_beside_it() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let report = report(&["run", &before, &after, "-o", &scene.path("r"), "--threshold", "2.5", "--smoothing", "1"]);
    let threshold = |map: usize| report["change"][map]["threshold"].as_f64().unwrap();
    assert!(threshold(0) < 1.5 && threshold(1) == 2.5, "{report}");
    let smoothing = |method: &str| recorded(&scene.path(&format!("r/change_{method}.tif")), "SMOOTHING");
    assert_eq!([smoothing("cosine"), smoothing("joint")], ["0", "1"]);
}

#[test]
fn run_writes_cosine_and_the_method_asked_for() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let names = |folder: &str| {
        let all = support::names(Path::new(folder)).into_iter();
        all.filter(|n| n.starts_with("change_") && n.ends_with(".tif")).collect::<Vec<_>>()
    };
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    for (method, more) in [("joint", &[][..]), ("irmad", &["--method", "irmad"]), ("cosine", &["--method", "cosine"])] {
        let folder = scene.path(method);
        let report = report(&[&["run", &before, &after, "-o", &folder], more].concat());
        let expected = if method == "cosine" { vec!["cosine"] } else { vec!["cosine", method] };
        let mut files: Vec<String> = expected.iter().map(|m| format!("change_{m}.tif")).collect();
        files.sort();
        assert_eq!(names(&folder), files);
        for (m, found) in expected.iter().zip(report["change"].as_array().unwrap()) {
            let (alone, own) = scene.change("alone.tif", &["--method", m]);
            assert_eq!(bits(&read(&format!("{folder}/change_{m}.tif"))), bits(&alone), "{m} of {method}");
            assert_eq!((&found["changed_cells"], &found["threshold"]), (&own["changed_cells"], &own["threshold"]));
            assert!(Path::new(&format!("{folder}/change_{m}.png")).exists());
        }
    }
}

#[test]
fn a_dry_run_counts_the_second_model() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let out = scene.path("out");
    let estimate =
        |what: &str, method: &str| report(&[what, &before, &after, "-o", &out, "--method", method, "--dry-run"]);
    for what in ["change", "run"] {
        let (plain, joint) = (estimate(what, "residual"), estimate(what, "joint"));
        let more = |key: &str| joint[key].as_u64().unwrap() - plain[key].as_u64().unwrap();
        assert_eq!(plain["second_seconds"], 0.0);
        assert!(joint["second_seconds"].as_f64().unwrap() > 0.0);
        assert_eq!(more("output_bytes"), 0);
    }
    assert!(!Path::new(&out).exists());
}

/// GDAL says on standard error which files it opens, if it is asked to.
#[test]
fn joint_opens_each_date_once() {
    let scene = Scene::small();
    let [before, after] = scene.dates();
    let out = scene.path("out.tif");
    let opened = |method: &str| {
        let mut command = command(&["change", &before, &after, "-o", &out, "--method", method, "--overwrite"]);
        let output = run(command.env("CPL_DEBUG", "ON"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let of = |name: &str| said.lines().filter(|l| l.contains("GDALOpen") && l.contains(name)).count();
        [of("before.tif"), of("after.tif")]
    };
    let residual = opened("residual");
    assert!(residual[0] > 0, "GDAL names what it opens");
    assert_eq!(opened("joint"), residual);
}
