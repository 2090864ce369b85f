//! Change by `joint`: the mean of two residuals that the command line also gives by themselves.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use ndarray::Array1;

fn lejepa(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lejepa-gis")).args(arguments).output().unwrap()
}

fn done(arguments: &[&str]) {
    let output = lejepa(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn refusal(arguments: &[&str]) -> String {
    let output = lejepa(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

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
