//! Change by `joint`: the mean of two residuals that the command line also gives by themselves.

mod support;

use std::path::Path;

use ndarray::Array1;
use support::cli::{command, done, refusal, report};
use support::run;

#[test]
fn joint_is_the_mean_of_the_residuals_of_features_and_of_pixels() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [before, after] = ["before.tif", "after.tif"].map(path);
    let change = |name: &str, more: &[&str]| {
        let out = path(name);
        done(&[&["change", &before, &after, "-o", &out], more].concat());
        Array1::from(support::read(&out))
    };
    let features = change("features.tif", &["--method", "residual"]);
    let pixels = change("pixels.tif", &["--method", "residual", "--model", "pixels"]);
    let joint = change("joint.tif", &["--method", "joint"]);
    assert!(joint.iter().filter(|v| v.is_finite()).count() > 100);
    for ((joint, features), pixels) in joint.iter().zip(&features).zip(&pixels) {
        assert!((joint - (features + pixels) / 2.0).abs() < 1e-5 || joint.is_nan() && (features + pixels).is_nan());
    }
}

#[test]
fn joint_refuses_what_has_no_other_half() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [before, after, f, g, out] = ["before.tif", "after.tif", "f.tif", "g.tif", "out.tif"].map(path);
    let joint = |a: &str, b: &str, more: &[&str]| {
        let message = refusal(&[&["change", a, b, "-o", &out, "--method", "joint"], more].concat());
        assert!(!Path::new(&out).exists());
        message
    };
    assert!(joint(&before, &after, &["--model", "pixels"]).contains("use the method residual"));
    done(&["features", &before, "-o", &f]);
    done(&["features", &after, "-o", &g]);
    assert!(joint(&f, &g, &[]).contains("give the two dates themselves"));
    assert!(joint(&before, &after, &["--chips", "centre"]).contains("cells of 8 x 8 pixels over the whole raster"));
}

#[test]
fn run_writes_joint_if_it_is_asked_for() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [before, after, alone, plain, results] = ["before.tif", "after.tif", "alone.tif", "plain", "results"].map(path);
    done(&["change", &before, &after, "-o", &alone, "--method", "joint"]);
    done(&["run", &before, &after, "-o", &plain]);
    done(&["run", &before, &after, "-o", &results, "--method", "joint"]);
    let bits = |name: &str| support::read(name).iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&format!("{results}/change_joint.tif")), bits(&alone));
    assert!(Path::new(&format!("{results}/change_joint.png")).exists());
    assert!(!Path::new(&format!("{plain}/change_joint.tif")).exists());
    for name in ["features_before.tif", "change_cosine.tif", "change_residual.tif"] {
        assert_eq!(bits(&format!("{results}/{name}")), bits(&format!("{plain}/{name}")), "{name}");
    }
}

#[test]
fn a_dry_run_counts_the_pixels() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [before, after, out] = ["before.tif", "after.tif", "out"].map(path);
    let estimate =
        |what: &str, method: &str| report(&[what, &before, &after, "-o", &out, "--method", method, "--dry-run"]);
    for what in ["change", "run"] {
        let (plain, joint) = (estimate(what, "residual"), estimate(what, "joint"));
        let more = |key: &str| joint[key].as_u64().unwrap() - plain[key].as_u64().unwrap();
        let cells = plain["inputs"][0]["cells"][0].as_u64().unwrap() * plain["inputs"][0]["cells"][1].as_u64().unwrap();
        assert_eq!(plain["pixels_seconds"], 0.0);
        assert!(joint["pixels_seconds"].as_f64().unwrap() > 0.0);
        assert_eq!(more("memory_bytes"), 4 * cells);
        assert_eq!(more("output_bytes"), if what == "run" { 4 * cells } else { 0 });
    }
    assert!(!Path::new(&out).exists());
    let refused =
        refusal(&["change", &before, &after, "-o", &out, "--method", "joint", "--model", "pixels", "--dry-run"]);
    assert!(refused.contains("use the method residual"), "{refused}");
}

/// GDAL says on standard error which files it opens, if it is asked to.
#[test]
fn joint_opens_each_date_once() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [before, after, out] = ["before.tif", "after.tif", "out.tif"].map(path);
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
