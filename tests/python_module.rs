//! The Python module on the C library: its types, and its jobs on datasets of the system's GDAL.

mod support;

use std::process::Command;
use support::{library_folder, root, run, scene, skip};

/// `LEJEPA_GIS_PYTHON` names a Python that has mypy; `make test` makes one.
#[test]
fn types_hold_under_mypy_strict() {
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    if !Command::new(&python).args(["-m", "mypy", "--version"]).output().is_ok_and(|o| o.status.success()) {
        return skip("no Python with mypy; name one in LEJEPA_GIS_PYTHON");
    }
    let cache = tempfile::tempdir().unwrap();
    let mut command = Command::new(&python);
    command.args(["-m", "mypy", "--strict", "--cache-dir"]).arg(cache.path()).arg(root().join("python/lejepa_gis"));
    println!("{}", String::from_utf8_lossy(&run(&mut command).stdout).trim());
}

#[test]
fn jobs_take_open_datasets() {
    let mut probe = Command::new("/usr/bin/python3");
    if !probe.args(["-c", "import osgeo.gdal"]).output().is_ok_and(|o| o.status.success()) {
        return skip("the system's python3 has no osgeo");
    }
    let folder = scene();
    let mut command = Command::new("/usr/bin/python3");
    command.env("PYTHONPATH", root().join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("LEJEPA_GIS_LIBRARY", library_folder().join("liblejepa_gis.so"));
    run(command.arg(root().join("tests/python/datasets.py")).arg(folder.path()));
}
