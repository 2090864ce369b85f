//! Maps finer than cells of 8 x 8 pixels, through the command line: STRIDE encodes again at shifts, GRID interpolates.

mod support;

use lejepa_gis::geometry::Grid;
use lejepa_gis::raster::gdal::{Dataset, METADATA_DOMAIN, bind};
use support::cli::{done, make_scene, refusal, report};
use support::read;

/// Columns and rows of the scene, in pixels: no multiples of a cell.
const SIZE: [usize; 2] = [203, 150];

struct Scene(tempfile::TempDir);

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        make_scene(folder.path(), SIZE);
        Scene(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// A command's report on both dates.
    fn two(&self, task: &str, out: &str, more: &[&str]) -> serde_json::Value {
        let [before, after, out] = ["before.tif", "after.tif", out].map(|name| self.path(name));
        report(&[&[task, &before, &after, "-o", &out, "--overwrite"], more].concat())
    }
}

fn grid(path: &str) -> Grid {
    Dataset::open(bind(None).unwrap(), path).unwrap().grid()
}

fn recorded(path: &str, key: &str) -> String {
    let metadata = Dataset::open(bind(None).unwrap(), path).unwrap().metadata(METADATA_DOMAIN);
    metadata.into_iter().find(|(k, _)| k == key).map_or(String::new(), |(_, v)| v)
}

#[test]
fn a_finer_cell_has_the_value_of_the_patch_around_it() {
    let scene = Scene::new();
    let [fit, fine, cut] = ["fit.json", "fine.tif", "cut.tif"].map(|name| scene.path(name));
    for more in [&["--model", "texture"][..], &["--method", "irmad"]] {
        let with_fit = [more, &["--fit", &fit]].concat();
        scene.two("change", "fine.tif", &[&with_fit[..], &["--stride", "4"]].concat());
        // Cells of a raster that begins two pixels further right and down are patches from pixel 8k + 2 on: the finer cells 2k + 1.
        scene.two("change", "cut.tif", &[&with_fit[..], &["--window", "2,2,201,148"]].concat());
        let (own, other) = (grid(&fine), grid(&cut));
        assert_eq!((own.width, own.height, other.width, other.height), (51, 38, 26, 19));
        let (a, b) = (read(&fine), read(&cut));
        for (row, column) in (4..14).flat_map(|row| (4..20).map(move |column| (row, column))) {
            let (x, y) = (2 * column + 1, 2 * row + 1);
            assert_eq!(own.at(x as f64 + 0.5, y as f64 + 0.5), other.at(column as f64 + 0.5, row as f64 + 0.5));
            let (fine, whole) = (a[y * own.width + x], b[row * other.width + column]);
            assert!((fine - whole).abs() < 1e-3 * whole.max(0.1), "{more:?} {column} {row}: {fine} for {whole}");
        }
        std::fs::remove_file(&fit).unwrap();
    }
}

#[test]
fn every_product_has_finer_cells_and_says_so() {
    let scene = Scene::new();
    let before = scene.path("before.tif");
    for (stride, size) in [("4", [51, 38]), ("2", [102, 75])] {
        let metres = stride.parse::<f64>().unwrap() * 10.0;
        let is_fine = |name: &str| {
            let (path, first) = (scene.path(name), grid(&before).transform.unwrap());
            let found = grid(&path);
            assert_eq!([found.width, found.height], size, "{name}");
            let transform = found.transform.unwrap();
            assert_eq!([transform[0], transform[3]], [first[0], first[3]], "{name} begins with the raster");
            assert_eq!([transform[1], transform[5]], [metres, -metres], "{name}");
            assert_eq!(recorded(&path, "STRIDE"), stride, "{name}");
        };
        let out = scene.path("features.tif");
        done(&["features", &before, "-o", &out, "--overwrite", "--stride", stride, "--validity"]);
        is_fine("features.tif");
        is_fine("features_validity.tif");
        done(&["pca", &before, "-o", &scene.path("pca.tif"), "--overwrite", "--stride", stride]);
        is_fine("pca.tif");
        let found = scene.two("change", "change.tif", &["--stride", stride]);
        is_fine("change.tif");
        assert_eq!(found["inputs"][0]["cells"], size[0] * size[1]);
        // What comes of finer features needs no STRIDE, and refuses another.
        let pca = scene.path("pca_of_features.tif");
        done(&["pca", &out, "-o", &pca, "--overwrite"]);
        is_fine("pca_of_features.tif");
        let message = refusal(&["pca", &out, "-o", &pca, "--overwrite", "--stride", "8"]);
        assert!(message.contains(&format!("whose cells lie {stride} pixels apart")), "{message}");
    }
}

#[test]
fn the_dry_run_tells_what_finer_cells_cost() {
    let scene = Scene::new();
    let chips = |stride: &str| {
        let found = scene.two("change", "change.tif", &["--dry-run", "--stride", stride]);
        (found["inputs"][0]["chips"].as_u64().unwrap(), found["inputs"][0]["cells"].clone())
    };
    let (whole, _) = chips("patch");
    assert_eq!(chips("8").0, whole);
    assert_eq!(chips("4"), (4 * whole, serde_json::json!([51, 38])));
    assert_eq!(chips("2"), (16 * whole, serde_json::json!([102, 75])));
    let [before, out] = ["before.tif", "out.tif"].map(|name| scene.path(name));
    for (stride, words) in
        [("3", "expected 2 or 4 or 8"), ("1", "expected 2 or 4 or 8"), ("2.5", "expected a whole number")]
    {
        for dry in [&["--dry-run"][..], &[]] {
            let message = refusal(&[&["features", &before, "-o", &out, "--stride", stride], dry].concat());
            assert!(message.contains(words), "{stride}: {message}");
        }
    }
}

#[test]
fn maps_lie_between_the_centres_of_cells() {
    let scene = Scene::new();
    let (cells, fine) = (scene.path("cells.tif"), scene.path("fine.tif"));
    let found = scene.two("change", "cells.tif", &[]);
    for (asked, pixel, size) in [("20", 20.0, [102, 75]), ("pixels", 10.0, [203, 150]), ("25", 25.0, [82, 60])] {
        let finer = scene.two("change", "fine.tif", &["--grid", asked]);
        let (own, coarse) = (grid(&fine), grid(&cells));
        assert_eq!([own.width, own.height], size, "{asked}");
        assert_eq!(own.transform.unwrap()[1], pixel);
        assert_eq!(recorded(&fine, "GRID"), asked);
        assert_eq!((&finer["changed_cells"], &finer["threshold"]), (&found["changed_cells"], &found["threshold"]));
        let (values, from) = (read(&fine), read(&cells));
        let threshold = found["threshold"].as_f64().unwrap() as f32;
        let above = values.iter().filter(|v| **v >= threshold).count() as f64;
        let hectares = finer["changed_hectares"].as_f64().unwrap();
        assert!((hectares - above * pixel * pixel / 1e4).abs() <= 0.002 * hectares + 0.01, "{hectares} of {above}");
        for (i, value) in values.iter().enumerate() {
            // A pixel's centre, in cells from the first cell's centre on.
            let at = |i: usize, count: usize| ((i as f64 + 0.5) * pixel / 80.0 - 0.5).clamp(0.0, count as f64 - 1.0);
            let (x, y) = (at(i % own.width, coarse.width), at(i / own.width, coarse.height));
            let cell = |dx: usize, dy: usize| {
                let column = (x as usize + dx).min(coarse.width - 1);
                f64::from(from[(y as usize + dy).min(coarse.height - 1) * coarse.width + column])
            };
            let (fx, fy) = (x.fract(), y.fract());
            let upper = cell(0, 0) * (1.0 - fx) + cell(1, 0) * fx;
            let expected = upper * (1.0 - fy) + (cell(0, 1) * (1.0 - fx) + cell(1, 1) * fx) * fy;
            assert!((f64::from(*value) - expected).abs() < 1e-4 * expected.max(1.0), "{asked} {i}: {value} {expected}");
        }
    }
    for (asked, words) in
        [("90", "no larger than cells"), ("0", "a size above 0"), ("0.0000001", "more than a raster can")]
    {
        let [before, after, out] = ["before.tif", "after.tif", "out.tif"].map(|name| scene.path(name));
        let message = refusal(&["change", &before, &after, "-o", &out, "--grid", asked, "--dry-run"]);
        assert!(message.contains(words), "{asked}: {message}");
    }
}

#[test]
fn run_writes_finer_maps_from_finer_cells() {
    let scene = Scene::new();
    scene.two("run", "results", &["--stride", "4", "--grid", "pixels", "--validity"]);
    let size = |name: &str| {
        let found = grid(&scene.path(&format!("results/{name}")));
        [found.width, found.height]
    };
    for name in ["features_before.tif", "features_after.tif", "validity.tif"] {
        assert_eq!(size(name), [51, 38], "{name}");
    }
    for name in ["pca_before.tif", "pca_after.tif", "change_cosine.tif", "change_joint.tif"] {
        assert_eq!(size(name), SIZE, "{name}");
    }
    // The same in any number of threads, and on disk instead of memory.
    let bits = |name: &str, more: &[&str]| {
        scene.two("change", name, &[&["--stride", "2", "--grid", "20"], more].concat());
        read(&scene.path(name)).iter().map(|v| v.to_bits()).collect::<Vec<u32>>()
    };
    let one = bits("one.tif", &["--threads", "1"]);
    assert!(bits("three.tif", &["--threads", "3", "--memory", "64"]) == one);
}
