//! The Python module on the C library: its types, and its jobs on datasets of the system's GDAL.

mod support;

use std::process::Command;

use lejepa_gis::Status;
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
fn statuses_are_the_librarys() {
    let [numbers, exported] = ["_ffi", "api"]
        .map(|name| std::fs::read_to_string(root().join("python/lejepa_gis").join(format!("{name}.py"))).unwrap());
    let known: Vec<_> = (1..).map_while(Status::of).collect();
    assert!(known.len() >= 12);
    for status in known {
        let name = status.symbol();
        assert!(numbers.contains(&format!("\n{name} = {}\n", status as i32)), "_ffi.py lacks {name}");
        assert!(exported.contains(&format!("\"{name}\"")), "api.py does not export {name}");
    }
}

/// Offline, with the setuptools that this Python has.
#[test]
fn pip_installs_the_module_from_its_folder() {
    let project = std::fs::read_to_string(root().join("python/pyproject.toml")).unwrap();
    assert!(project.contains(&format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"))), "{project}");
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    let probe = "import pip, setuptools; assert int(setuptools.__version__.split('.')[0]) >= 77";
    if !Command::new(&python).args(["-c", probe]).output().is_ok_and(|o| o.status.success()) {
        return skip("no Python with pip and setuptools 77; name one in LEJEPA_GIS_PYTHON");
    }
    let folder = tempfile::tempdir().unwrap();
    let installed = folder.path().join("installed");
    run(Command::new("cp").arg("-r").arg(root().join("python")).arg(folder.path()));
    let mut command = Command::new(&python);
    command.args(["-m", "pip", "install", "-q", "--no-index", "--no-build-isolation", "--target"]).arg(&installed);
    run(command.arg(folder.path().join("python")));
    let mut command = Command::new(&python);
    command.env("PYTHONPATH", &installed).env("LEJEPA_GIS_LIBRARY", library_folder().join("liblejepa_gis.so"));
    let said = run(command.args(["-c", "import lejepa_gis; print(lejepa_gis.version(), lejepa_gis.__file__)"]));
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.starts_with(env!("CARGO_PKG_VERSION")) && said.contains("installed/lejepa_gis"), "{said}");
}

/// A Python program of `tests/python` on the library just built.
fn program(python: &str, name: &str) -> Command {
    let mut command = Command::new(python);
    command.env("PYTHONPATH", root().join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("LEJEPA_GIS_LIBRARY", library_folder().join("liblejepa_gis.so"));
    command.arg(root().join("tests/python").join(name));
    command
}

#[test]
fn buffers_need_no_package() {
    run(program("python3", "buffers.py").arg(root().join("tests/fixtures")));
}

#[test]
fn jobs_take_open_datasets() {
    let mut probe = Command::new("/usr/bin/python3");
    if !probe.args(["-c", "import osgeo.gdal"]).output().is_ok_and(|o| o.status.success()) {
        return skip("the system's python3 has no osgeo");
    }
    let folder = scene();
    run(program("/usr/bin/python3", "datasets.py").arg(folder.path()));
}

/// Children draw the same random names as their siblings.
#[test]
fn children_of_one_process_work_beside_each_other() {
    let folder = scene();
    run(program("python3", "forked.py").arg(folder.path()));
}
