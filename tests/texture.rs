//! `texture`, the model without a network, through the command line: what must hold whatever the scene.

mod support;

use std::path::Path;

use support::cli::{lejepa, make_scene, refusal, report};
use support::{changed, read};

/// Columns and rows: the last cells of both are incomplete.
const SIZE: [usize; 2] = [260, 204];
const CELLS: [usize; 2] = [33, 26];

fn done(arguments: &[&str]) -> serde_json::Value {
    report(&[arguments, &["--model", "texture"]].concat())
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

fn scene() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    make_scene(folder.path(), SIZE);
    folder
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn light_of_a_whole_date_is_no_change_and_a_new_block_is() {
    let folder = scene();
    let before = path(folder.path(), "before.tif");
    let (bright, built) = (path(folder.path(), "bright.tif"), path(folder.path(), "built.tif"));
    let light = |band: usize, value: f32| value * (1.1 + 0.1 * band as f32) + 300.0;
    let area = SIZE[0] * SIZE[1];
    changed(&before, &bright, |i, value| light(i / area, value));
    // the block fills cell (3, 2) and nothing else
    let in_block = |i: usize| i % SIZE[0] / 8 == 3 && i / SIZE[0] / 8 == 2;
    changed(&before, &built, |i, value| if in_block(i % area) { 6000.0 } else { light(i / area, value) });
    let change = |after: &str, method: &str| {
        let out = path(folder.path(), "change.tif");
        done(&["change", &before, after, "-o", &out, "--method", method, "--reflectance", "dn", "--overwrite"]);
        read(&out)
    };
    let same = change(&bright, "cosine");
    assert!(same.iter().all(|v| *v < 1e-3), "{:?}", same.iter().fold(0f32, |a, b| a.max(*b)));
    let same = change(&bright, "residual");
    assert!(same.iter().all(|v| *v < 0.3), "{:?}", same.iter().fold(0f32, |a, b| a.max(*b)));
    for method in ["cosine", "residual"] {
        let found = change(&built, method);
        let block = found[2 * CELLS[0] + 3];
        // Cells around it see it too.
        let beside = |i: &usize| (i % CELLS[0]).abs_diff(3).max((i / CELLS[0]).abs_diff(2)) <= 4;
        let others = (0..found.len()).filter(|i| !beside(i)).map(|i| found[i]).fold(0.0, f32::max);
        assert!(block > others, "{method}: the block's {block}, elsewhere {others}");
    }
}

#[test]
fn a_cell_depends_on_nothing_but_its_surroundings_and_the_fit() {
    let folder = scene();
    let before = path(folder.path(), "before.tif");
    let features = |more: &[&str]| {
        let out = path(folder.path(), "features.tif");
        done(&[&["features", &before, "-o", &out, "--overwrite"], more].concat());
        read(&out)
    };
    let plain = features(&[]);
    assert_eq!(plain.len(), 160 * CELLS[0] * CELLS[1]);
    assert!(plain.iter().all(|v| v.is_finite()));
    for more in [["--threads", "1"], ["--memory", "64"]] {
        assert_eq!(features(&more), plain, "{more:?}");
    }
    for more in [["--overlap", "best"], ["--taper", "cosine"]] {
        let out = path(folder.path(), "none.tif");
        let message = refusal(&[&["features", &before, "-o", &out, "--model", "texture"], &more[..]].concat());
        assert!(message.contains("lie side by side"), "{message}");
    }
}

#[test]
fn all_scenes_of_a_job_share_one_fit_and_other_fits_do_not_mix() {
    let folder = scene();
    let [before, after, f, g, p] =
        ["before.tif", "after.tif", "f.tif", "g.tif", "p.tif"].map(|name| path(folder.path(), name));
    let results = path(folder.path(), "results");
    done(&["run", &before, &after, "-o", &results]);
    let of = |name: &str| path(Path::new(&results), name);
    // one job: its features compare, its basis colours them, and change from them is change from the pixels
    done(&["change", &of("features_before.tif"), &of("features_after.tif"), "-o", &f, "--method", "residual"]);
    assert!(largest_difference(&read(&f), &read(&of("change_residual.tif"))) == 0.0);
    done(&["pca", &of("features_after.tif"), "-o", &p, "--basis", &of("pca_basis.json")]);
    assert_eq!(read(&p), read(&of("pca_after.tif")));
    // two jobs: two fits
    done(&["features", &before, "-o", &f, "--overwrite"]);
    done(&["features", &after, "-o", &g]);
    let message = refusal(&["change", &f, &g, "-o", &p, "--overwrite", "--model", "texture"]);
    assert!(message.contains("different models") && message.contains("fitted apart"), "{message}");
    // what a run recorded can be repeated on other scenes
    done(&["change", &before, &after, "-o", &p, "--method", "residual", "--sidecar", "--overwrite"]);
    let recorded = path(folder.path(), "p.json");
    let report = done(&["change", "--from", &recorded, &after, &before, "-o", &f, "--overwrite"]);
    assert_eq!(report["method"], "residual");
    let report = done(&["describe", &before, &after]);
    assert_eq!(report["descriptors"][1]["descriptor"].as_array().unwrap().len(), 160);
    assert_eq!(report["descriptors"][0]["model_sha256"], report["descriptors"][1]["model_sha256"]);
}

#[test]
fn masked_pixels_neither_count_nor_teach() {
    let folder = scene();
    let [before, holes, out] = ["before.tif", "holes.tif", "out.tif"].map(|name| path(folder.path(), name));
    let hole = |i: usize| i % SIZE[0] < 16 && i / SIZE[0] < 16;
    let mut found = Vec::new();
    // invalid by NaN in one band or in all, the values of other bands wild or not
    for (bands, beside) in [(1, 9e4), (5, 0.0)] {
        let area = SIZE[0] * SIZE[1];
        changed(&before, &holes, |i, value| match hole(i % area) {
            true if i / area < bands => f32::NAN,
            true => beside,
            false => value,
        });
        done(&["features", &holes, "-o", &out, "--overwrite", "--reflectance", "dn"]);
        found.push(read(&out));
    }
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&found[0]), bits(&found[1]));
    let invalid = (0..CELLS[0] * CELLS[1]).filter(|i| found[0][*i].is_nan()).collect::<Vec<_>>();
    assert_eq!(invalid, [0, 1, CELLS[0], CELLS[0] + 1]);
}

#[test]
fn it_says_what_it_is_and_what_it_cannot() {
    let folder = scene();
    let text = String::from_utf8(lejepa(&["model", "info", "texture"]).stdout).unwrap();
    assert!(text.contains("no network") && text.contains("160 numbers"), "{text}");
    assert!(refusal(&["model", "export", "texture", &path(folder.path(), "x.onnx")]).contains("is no network"));
    let before = path(folder.path(), "before.tif");
    let estimate = done(&["features", &before, "-o", "x.tif", "--dry-run"]);
    assert!(estimate["chip_ms"].as_f64().unwrap() > 0.0, "{estimate}");
}
