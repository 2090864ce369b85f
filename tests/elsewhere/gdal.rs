//! Which GDAL is found on the other system.

use std::path::Path;

use crate::machine::{Machine, machine};
use crate::support::{root, run};

/// The lines of `doctor` about GDAL; it must be healthy.
fn doctor(there: &Machine, change: impl FnOnce(&mut std::process::Command)) -> String {
    let mut command = there.start(&there.built(if there.is_windows { "lejepa-gis.exe" } else { "lejepa-gis" }));
    change(command.arg("doctor"));
    let said = String::from_utf8(run(&mut command).stdout).unwrap();
    println!("{}", said.trim());
    assert!(said.contains("self-test    passed") && said.contains("healthy"), "{said}");
    said.lines().filter(|l| l.starts_with("GDAL")).collect::<Vec<_>>().join("\n")
}

#[test]
fn named_by_the_variable() {
    let Some(there) = machine() else { return };
    let said = doctor(there, |c| {
        c.env("LEJEPA_GIS_GDAL", there.spell(&there.gdal_file()));
    });
    assert!(said.contains("(named)"), "{said}");
}

#[test]
fn missing_is_a_status_and_a_sentence() {
    let Some(there) = machine() else { return };
    let said = doctor(there, |_| {});
    assert!(said.contains("no GDAL is loaded in this process") && said.contains("LEJEPA_GIS_GDAL"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let program = there.compile("c99", &[root().join("tests/elsewhere/no_gdal.c")], folder.path(), "no_gdal");
    run(&mut there.start(&program));
}

/// On Windows it is found on the `PATH` and where OSGeo4W and QGIS put it, never in the current folder.
#[test]
fn found_where_programs_are_installed() {
    let Some(there) = machine().filter(|m| m.is_windows) else { return };
    let libraries = there.gdal_file().parent().unwrap().to_owned();
    let said = doctor(there, |c| {
        c.env("WINEPATH", there.spell(&libraries));
    });
    assert!(said.contains("(system)"), "{said}");

    let drive = Path::new(&std::env::var("WINEPREFIX").expect("WINEPREFIX is set")).join("drive_c");
    for place in ["OSGeo4W/bin", "Program Files/QGIS 3.44.15/bin"] {
        let place = drive.join(place);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        let _ = std::fs::remove_file(&place);
        std::os::unix::fs::symlink(&libraries, &place).unwrap();
        let said = doctor(there, |_| ());
        std::fs::remove_file(&place).unwrap();
        assert!(said.contains("(system)"), "{said}");
    }
    let said = doctor(there, |c| {
        c.current_dir(&libraries);
    });
    assert!(said.contains("none"), "a DLL in the current folder may be a stranger's: {said}");
}

/// A host that has loaded GDAL: that copy is used, and no second one.
#[test]
fn the_copy_of_the_host_is_used() {
    let Some(there) = machine() else { return };
    let folder = tempfile::tempdir().unwrap();
    let program = there.compile("c99", &[root().join("tests/elsewhere/host.c")], folder.path(), "host");
    let output = run(there.start(&program).arg(there.spell(&there.gdal_file())));
    println!("{}", String::from_utf8_lossy(&output.stdout).trim());
}
