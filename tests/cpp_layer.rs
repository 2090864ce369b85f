//! The C++ layer: two translation units, linked together and run, plain and under sanitizers.

mod support;

use std::process::Command;
use support::{compile, root, run, scene};

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
