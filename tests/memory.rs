//! What a dry run says of memory: that it is what the run takes.
#![cfg(target_os = "linux")]

mod support;

use support::cli::{make_scene, memory_said_and_taken};

/// In parts of what is taken. Of larger scenes it is closer: `make bench-memory` measures them.
const APART: f64 = 0.15;

#[test]
fn a_dry_run_tells_the_memory_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    make_scene(folder.path(), [1024, 1024]);
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (before, after, map, all) = (at("before.tif"), at("after.tif"), at("map.tif"), at("all"));
    for job in [
        &["features", &before, "-o", &map][..],
        &["change", &before, &after, "-o", &map, "--method", "cosine"],
        &["change", &before, &after, "-o", &map, "--method", "irmad"],
        &["change", &before, &after, "-o", &map],
        &["run", &before, &after, "-o", &all],
    ] {
        let (said, taken) = memory_said_and_taken(&[job, &["--threads", "2", "--overwrite"]].concat());
        assert!(said.abs_diff(taken) as f64 <= APART * taken as f64, "{job:?}: {said} said, {taken} taken");
    }
}
