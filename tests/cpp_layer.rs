//! The C++ layer: two translation units, linked together and run, plain and under sanitizers.

mod support;

use std::process::Command;
use support::{compile, declared_functions, pkg_config, root, run, scene, skip};

#[test]
fn two_units_link_and_run() {
    for sanitizers in [None, Some("-fsanitize=address,undefined")] {
        let folder = scene();
        let target = folder.path().join("units");
        let sources = ["main.cpp", "other_unit.cpp"].map(|f| root().join("tests/cpp").join(f));
        let flags: Vec<String> = sanitizers.into_iter().map(String::from).collect();
        compile("g++", "c++17", &sources, &flags, &target);
        run(Command::new(&target).arg(root().join("tests/fixtures")).arg(folder.path()));
    }
}

/// What hosts do when a thread or the program ends must not end in an abort after all work succeeded.
#[test]
fn models_outlive_threads_and_main() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("lifetimes");
    compile("g++", "c++17", &[root().join("tests/cpp/lifetimes.cpp")], &["-pthread".into()], &program);
    for which in [
        "global",
        "static_local",
        "thread_local",
        "thread_local_main",
        "late_error",
        "late_calls",
        "at_exit_before",
        "at_exit_after",
    ] {
        let output = Command::new(&program).arg(which).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{which}: {}, {said}", output.status);
    }
}

#[test]
fn exceptions_of_progress_come_out_of_the_call() {
    let folder = scene();
    let program = folder.path().join("throwing");
    compile("g++", "c++17", &[root().join("tests/cpp/throwing.cpp")], &[], &program);
    run(Command::new(&program).arg(folder.path()));
}

#[test]
fn jobs_run_on_open_datasets() {
    let Some(flags) = pkg_config("gdal") else { return skip("GDAL's headers are not installed") };
    let folder = scene();
    let program = folder.path().join("datasets");
    compile("g++", "c++17", &[root().join("tests/cpp/datasets.cpp")], &flags, &program);
    run(Command::new(&program).arg(root().join("tests/fixtures")).arg(folder.path()));
}

#[test]
fn the_layer_covers_every_function_of_the_header() {
    let read = |name: &str| std::fs::read_to_string(root().join("include").join(name)).unwrap();
    let layer = read("lejepa_gis.hpp");
    let is_used = |name: &str| {
        let ends = |at: usize| !layer[at + name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        layer.match_indices(name).any(|(at, _)| ends(at))
    };
    let declared = declared_functions(&read("lejepa_gis.h"));
    assert!(declared.len() > 30 && !is_used("lejepa_gis_model"), "{declared:?}");
    let missing: Vec<_> = declared.iter().filter(|name| !is_used(name)).collect();
    assert!(missing.is_empty(), "lejepa_gis.hpp lacks {missing:?}");
}
