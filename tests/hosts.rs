//! Which GDAL is bound in each kind of host. A host that is not installed is skipped, with the reason printed.
//!
//! `LEJEPA_GIS_PYTHON` names a Python that has rasterio's wheel; without it the `python3` of the path is tried.

mod support;

use std::path::PathBuf;
use std::process::Command;
use support::{compile, library_folder, pkg_config, root, run, scene, skip};

/// Where the system keeps `osgeo`.
const SYSTEM_PACKAGES: &str = "/usr/lib/python3/dist-packages";

fn rasterio_python() -> String {
    std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into())
}

fn python(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PYTHONPATH", root().join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("LEJEPA_GIS_LIBRARY", library_folder().join("liblejepa_gis.so")).env("QT_QPA_PLATFORM", "offscreen");
    command
}

fn imports(program: &str, modules: &str) -> bool {
    let mut command = python(program);
    command.args(["-c", &format!("import {modules}")]);
    if modules.contains("rasterio,") {
        command.env("PYTHONPATH", SYSTEM_PACKAGES);
    }
    command.output().is_ok_and(|o| o.status.success())
}

/// Runs `tests/python/host.py` and prints what was bound.
fn host(mut command: Command, name: &str) -> serde_json::Value {
    let folder = scene();
    let output = run(command.arg(root().join("tests/python/host.py")).arg(name).arg(folder.path()));
    let text = String::from_utf8(output.stdout).unwrap();
    let info: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    println!("{name}: GDAL {} ({}) {}", info["version"], info["origin"], info["file"]);
    info
}

#[test]
fn plain_c_program() {
    let folder = scene();
    let source = root().join("tests/host/plain.c");
    let mut kinds = vec![("system", Vec::new())];
    match pkg_config("gdal") {
        Some(mut flags) => {
            flags.extend(["-DWITH_GDAL".into(), "-Wl,--no-as-needed".into()]);
            kinds.push(("process", flags));
        }
        None => skip("GDAL's headers are not installed"),
    }
    for (origin, flags) in kinds {
        let program = folder.path().join(origin);
        compile("gcc", "c99", std::slice::from_ref(&source), &flags, &program);
        let output = run(Command::new(&program).arg(origin));
        println!("plain C: {}", String::from_utf8_lossy(&output.stdout).trim());
    }
}

#[test]
fn system_python_with_osgeo() {
    if !imports("/usr/bin/python3", "osgeo.gdal") {
        return skip("the system's python3 has no osgeo");
    }
    assert_eq!(host(python("/usr/bin/python3"), "osgeo")["origin"], "process");
}

#[test]
fn python_with_rasterio() {
    if !imports(&rasterio_python(), "rasterio") {
        return skip("no Python with rasterio; name one in LEJEPA_GIS_PYTHON");
    }
    assert_eq!(host(python(&rasterio_python()), "rasterio")["origin"], "process");
}

#[test]
fn rasterio_and_the_system_gdal() {
    if !imports(&rasterio_python(), "rasterio, osgeo.gdal") {
        return skip("no Python with rasterio that can import the system's osgeo");
    }
    let mut command = python(&rasterio_python());
    command.env("PYTHONPATH", format!("{}:{SYSTEM_PACKAGES}", root().join("python").display()));
    assert_eq!(host(command, "rasterio+osgeo")["origin"], "process");
}

#[test]
fn python_with_qgis() {
    if !imports("/usr/bin/python3", "qgis.core") {
        return skip("the system's python3 has no qgis.core");
    }
    assert_eq!(host(python("/usr/bin/python3"), "qgis")["origin"], "process");
}

/// What the module does on Windows, by a Python that is told to be there; no Python for Windows is at hand.
#[test]
fn python_that_takes_itself_for_a_windows_one() {
    let mut command = python("python3");
    run(command.arg(root().join("tests/python/windows.py")).arg(root().join("python/lejepa_gis/_ffi.py")));
}

/// The files of the system's libgdal, whatever its number.
fn system_gdal() -> Vec<PathBuf> {
    let folder = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_gdal = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("libgdal.so"));
    let mut files: Vec<_> = entries.map(|e| e.unwrap().path()).filter(is_gdal).collect();
    files.sort();
    files
}

/// The system's libgdal is hidden in a mount namespace of the process's own.
#[test]
fn no_gdal() {
    let hide: String =
        system_gdal().iter().map(|f| format!("mount --bind /dev/null $(readlink -f {}) && ", f.display())).collect();
    let may = Command::new("unshare").args(["--mount", "sh", "-c", &format!("{hide} true")]).status();
    if !may.is_ok_and(|s| s.success()) {
        return skip("this user may not mount in a namespace of its own");
    }
    let mut command = python("unshare");
    command.args(["--mount", "sh", "-c", &format!("{hide} exec /usr/bin/python3 \"$@\""), "sh"]);
    assert_eq!(host(command, "none")["version"], "none");
}

#[test]
fn the_variable_chooses_and_a_second_choice_is_refused() {
    let mut command = python("/usr/bin/python3");
    let program = "from lejepa_gis import api\n\
                   i = api.gdal_info()\n\
                   assert i['origin'] == 'named', i\n\
                   try: api.gdal_info('/other/libgdal.so'); raise SystemExit('bound twice')\n\
                   except api.Error as e: assert e.status == api.ARGUMENT and i['name'] in str(e), e\n\
                   print(i['version'])";
    let Some(name) = system_gdal().pop() else {
        return skip("the system has no libgdal");
    };
    let name = name.file_name().unwrap().to_owned();
    let output = run(command.args(["-c", program]).env("LEJEPA_GIS_GDAL", name));
    println!("named: {}", String::from_utf8_lossy(&output.stdout).trim());
}

#[test]
fn a_dataset_of_another_gdal_is_refused() {
    if !imports(&rasterio_python(), "rasterio, osgeo.gdal") {
        return skip("no Python with rasterio that can import the system's osgeo");
    }
    let folder = scene();
    let program = "import sys, rasterio\n\
                   from lejepa_gis import api\n\
                   first = api.gdal_info()\n\
                   from osgeo import gdal\n\
                   try: api.features(gdal.Open(sys.argv[1]), '/vsimem/features.tif')\n\
                   except api.Error as e: assert e.status == api.ARGUMENT and 'belongs to' in str(e), e; print(e)\n\
                   else: raise SystemExit('a dataset of another GDAL was taken')";
    let mut command = python(&rasterio_python());
    command.env("PYTHONPATH", format!("{}:{SYSTEM_PACKAGES}", root().join("python").display()));
    let output = run(command.args(["-c", program]).arg(folder.path().join("before.tif")));
    println!("{}", String::from_utf8_lossy(&output.stdout).trim());
}
