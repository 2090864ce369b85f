//! The wheel for the other system: it is looked at and asked about here, as there is no Python there.

use std::process::Command;

use crate::machine::machine;
use crate::support::{root, run, skip};

#[test]
fn the_wheel_is_right_for_its_system() {
    let Some(there) = machine() else { return };
    let python = root().join("target/python/bin/python");
    let python = if python.exists() { python } else { "python3".into() };
    if !Command::new(&python).args(["-m", "pip", "--version"]).output().is_ok_and(|o| o.status.success()) {
        return skip("no Python with pip");
    }
    let folder = tempfile::tempdir().unwrap();
    let (library, system) = if there.is_windows {
        (there.built("lejepa_gis.dll"), "win-amd64")
    } else {
        (there.built("liblejepa_gis.so"), "linux-aarch64")
    };
    let mut make = Command::new("make");
    make.args(["--no-print-directory", "wheel-file"]).arg(format!("DIST={}", folder.path().display()));
    run(make.arg(format!("LIBRARY={}", library.display())).current_dir(root()));
    let wheels = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    let [wheel] = &wheels[..] else { panic!("one wheel: {wheels:?}") };
    let said = run(Command::new(&python).arg(root().join("tests/python/wheel.py")).arg(wheel).arg(system));
    println!("{}", String::from_utf8_lossy(&said.stdout).trim());
}
