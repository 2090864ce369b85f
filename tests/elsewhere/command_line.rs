//! The main job there against the main job here: same pixels, or the difference is printed and bounded.

use std::path::{Path, PathBuf};

use crate::machine::machine;
use crate::support::cli::command;
use crate::support::{self, root, run, skip};

/// Largest difference allowed of features or a change, as a share of the largest number in the raster (at least of 1), and of a
/// colour: other systems have other compilers and mathematical functions, other processors add in another order.
const FEATURES: f32 = 5e-6;
const COLOURS: f32 = 1.0;

fn pixels(path: &Path) -> Vec<f32> {
    support::pixels(path.to_str().unwrap())
}

/// Largest difference; both must be NaN in the same places.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let one = |(a, b): (&f32, &f32)| match (a.is_nan(), b.is_nan()) {
        (true, true) => 0.0,
        (false, false) => (a - b).abs(),
        _ => f32::INFINITY,
    };
    a.iter().zip(b).map(one).fold(0.0, f32::max)
}

fn rasters(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|n| n.ends_with(".tif")).collect();
    names.sort();
    names
}

/// Runs everything on two dates on both systems and compares all rasters. Another processor than this one is compared in
/// f32, as `auto` may be bf16 here; wine's is this one.
fn agree(title: &str, before: &Path, after: &Path, more: &[&str], folder: &Path) {
    let there = machine().unwrap();
    let precision = if there.is_windows { "auto" } else { "f32" };
    let more = &[more, &["--precision", precision]].concat();
    let (ours, theirs) = (folder.join("hier"), folder.join("dört"));
    run(command(&[]).arg("run").args([before, after]).arg("-o").arg(&ours).arg("-q").args(more));
    let mut command = there.lejepa();
    command.arg("run").args([there.spell(before), there.spell(after), "-o".into(), there.spell(&theirs)]);
    run(command.arg("-q").args(more));
    let names = rasters(&ours);
    assert!(names.len() >= 6, "{names:?}");
    assert_eq!(rasters(&theirs), names);
    for name in names {
        let values = pixels(&ours.join(&name));
        let found = difference(&values, &pixels(&theirs.join(&name)));
        let largest = values.iter().fold(1f32, |most, v| most.max(v.abs()));
        println!("{title}: {name}: largest difference {found:e}, largest number {largest}");
        assert!(found <= if name.starts_with("pca") { COLOURS } else { FEATURES * largest }, "{name}");
    }
}

/// In a folder with a space and an umlaut.
fn folder_with_umlauts() -> (tempfile::TempDir, PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("zwei Täler");
    std::fs::create_dir(&folder).unwrap();
    (outer, folder)
}

#[test]
fn the_main_job_agrees_on_a_made_up_scene() {
    let Some(there) = machine() else { return };
    let (_outer, folder) = folder_with_umlauts();
    let (ours, theirs) = (folder.join("scene"), folder.join("scène"));
    // Under qemu a chip takes half a minute: there, one for each date.
    let size = if there.is_windows { ["--width=200", "--height=152"] } else { ["--width=120", "--height=96"] };
    run(command(&[]).arg("scene").arg(&ours).args(size));
    run(there.lejepa().args(["scene", &there.spell(&theirs)]).args(size));
    for name in rasters(&ours) {
        let found = difference(&pixels(&ours.join(&name)), &pixels(&theirs.join(&name)));
        println!("scene: {name}: largest difference {found:e}");
        assert!(found <= 1.0, "{name}: digital numbers"); // sines and exponentials are rounded at the end
    }
    agree("made-up", &ours.join("before.tif"), &ours.join("after.tif"), &[], &folder);
}

#[test]
fn the_main_job_agrees_on_real_imagery() {
    let Some(there) = machine() else { return };
    let imagery = root().join("../shared/imagery/demo");
    let (before, after) = (imagery.join("dubai_before_20151211.tif"), imagery.join("dubai_after_20180330.tif"));
    if !before.exists() {
        return skip(&format!("{} is not there", before.display()));
    }
    let (_outer, folder) = folder_with_umlauts();
    let window = if there.is_windows { "100,100,320,240" } else { "100,100,128,128" };
    agree("Dubai", &before, &after, &["--reflectance", "dn", "--window", window], &folder);
}

#[test]
fn targets_are_kept_or_replaced_whole() {
    let Some(there) = machine() else { return };
    let (_outer, folder) = folder_with_umlauts();
    run(command(&[]).arg("scene").arg(&folder).args(["--width", "100", "--height", "76"]));
    let target = folder.join("Änderung 1.tif");
    let job = |more: &[&str]| {
        let dates = ["before.tif", "after.tif"].map(|n| there.spell(&folder.join(n)));
        let mut command = there.lejepa();
        command.arg("change").args(dates).args(["-o", &there.spell(&target), "-q"]).args(more);
        command
    };
    std::fs::write(&target, "mine").unwrap();
    let refused = job(&[]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("exists") && said.contains("Änderung 1.tif"), "{said}");
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    run(&mut job(&["--overwrite"]));
    let first = pixels(&target);
    run(&mut job(&["--overwrite"]));
    assert_eq!(difference(&first, &pixels(&target)), 0.0);
    // A path relative to the current folder, with the other kind of slash, into a folder of outputs that is there already.
    std::fs::create_dir(folder.join("out")).unwrap();
    let mut command = there.lejepa();
    run(command.args(["change", "before.tif", "./after.tif", "-o", "out/c.tif", "-q"]).current_dir(&folder));
    assert_eq!(difference(&first, &pixels(&folder.join("out/c.tif"))), 0.0);
    for place in [&folder, &folder.join("out")] {
        let names = std::fs::read_dir(place).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        let left: Vec<_> = names.filter(|n| n.starts_with('.')).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_hostile_checkpoint_is_refused() {
    let Some(there) = machine() else { return };
    let folder = tempfile::tempdir().unwrap();
    run(command(&[]).arg("scene").arg(folder.path()).args(["--width", "64", "--height", "64"]));
    let [before, target] = ["before.tif", "f.tif"].map(|n| folder.path().join(n));
    let mut command = there.lejepa();
    command.args(["features", &there.spell(&before), "-o", &there.spell(&target)]);
    let output = command.args(["--model", &there.spell(&root().join("tests/fixtures/hostile.pt"))]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("system"), "the forbidden global is named: {said}");
    assert!(!target.exists());
}
