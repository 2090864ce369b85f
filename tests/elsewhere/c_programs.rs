//! The C programs and the examples, compiled for the other system.

use std::path::Path;

use crate::machine::machine;
use crate::support::{root, run, scene, skip};

fn hidden_files(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    names.filter(|n| n.to_string_lossy().starts_with('.')).count()
}

#[test]
fn c_programs_pass() {
    let Some(there) = machine() else { return };
    let (programs, linked) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let entries = std::fs::read_dir(root().join("tests/c")).unwrap().map(|e| e.unwrap().path());
    let mut sources: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "c")).collect();
    sources.sort();
    let (mut passed, mut failed) = (0, Vec::new());
    for source in sources {
        let name = source.file_stem().unwrap().to_string_lossy().into_owned();
        let scene = scene();
        let mut command = if std::fs::read_to_string(&source).unwrap().contains("datasets.h") {
            let Some(flags) = there.gdal_flags(linked.path()) else {
                skip(&format!("{name}: GDAL's headers are not installed"));
                continue;
            };
            there.start_linked(&there.compile_with(&flags, "c99", &[source], linked.path(), &name))
        } else {
            there.start_with_gdal(&there.compile("c99", &[source], programs.path(), &name))
        };
        command.arg(there.spell(&root().join("tests/fixtures"))).arg(there.spell(scene.path()));
        let output = command.current_dir(scene.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() && output.stdout.is_empty() && said.is_empty() && hidden_files(scene.path()) == 0 {
            passed += 1;
        } else {
            failed.push(format!("{name}: {} {said}", output.status));
        }
    }
    println!("{passed} programs passed");
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn the_cpp_layer_passes() {
    let Some(there) = machine() else { return };
    let programs = tempfile::tempdir().unwrap();
    let sources = ["main.cpp", "other_unit.cpp"].map(|f| root().join("tests/cpp").join(f));
    let program = there.compile("c++17", &sources, programs.path(), "units");
    let scene = scene();
    let mut command = there.start_with_gdal(&program);
    run(command.arg(there.spell(&root().join("tests/fixtures"))).arg(there.spell(scene.path())));
}

#[test]
fn the_example_in_c_says_what_it_says_here() {
    let Some(there) = machine() else { return };
    let folder = tempfile::tempdir().unwrap();
    let source = root().join("examples/change.c");
    let program = there.compile("c99", std::slice::from_ref(&source), folder.path(), "change");
    let said = String::from_utf8(run(&mut there.start(&program)).stdout).unwrap(); // needs no GDAL
    let here = folder.path().join("here");
    crate::support::compile("gcc", "c99", &[source], &[], &here);
    let mut here = std::process::Command::new(here);
    if !there.is_windows {
        here.env("LEJEPA_GIS_SIMD", "portable"); // another processor's precision is f32; here it may be bf16
    }
    let expected = String::from_utf8(run(&mut here).stdout).unwrap();
    println!("{}", said.trim());
    assert_eq!(said.trim(), expected.trim());
}
