//! Outputs of other drivers, with several files or a folder, and what a full disk leaves: nothing.

mod support;

use std::path::Path;
use std::process::{Command, Output};
use support::{run, scene, skip};

const CLI: &str = env!("CARGO_BIN_EXE_lejepa-gis");

fn change(folder: &Path, output: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(CLI);
    command
        .arg("change")
        .args(["before.tif", "after.tif"].map(|n| folder.join(n)))
        .arg("--quiet")
        .arg("-o")
        .arg(output);
    command.args(more).output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn info(path: &Path) -> String {
    String::from_utf8_lossy(&run(Command::new("gdalinfo").arg(path)).stdout).into_owned()
}

#[test]
fn a_driver_may_write_several_files() {
    let folder = scene();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let target = out.join("change.img");
    let said = change(folder.path(), &target, &["--driver", "ENVI"]);
    assert!(said.status.success(), "{said:?}");
    let all = names(&out);
    assert!(all.contains(&"change.hdr".into()) && all.iter().all(|n| n.starts_with("change.")), "{all:?}");
    assert!(info(&target).contains("Size is 13, 10"));

    // Again: refused without `overwrite`, also for a file that only stands beside the target.
    let refused = |name: &str| {
        let said = change(folder.path(), &target, &["--driver", "ENVI"]);
        let text = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success() && text.contains(&format!("{name} exists")), "{said:?}");
    };
    refused("change.img");
    std::fs::remove_file(&target).unwrap();
    refused("change.hdr");
    assert!(!target.exists() && names(&out).iter().all(|n| !n.starts_with('.')), "{:?}", names(&out));
    assert!(change(folder.path(), &target, &["--driver", "ENVI", "--overwrite"]).status.success());
}

#[test]
fn a_driver_may_write_a_folder() {
    let folder = scene();
    let formats = run(Command::new("gdalinfo").arg("--formats"));
    if !String::from_utf8_lossy(&formats.stdout).contains("Zarr") {
        return skip("this GDAL has no Zarr");
    }
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let target = out.join("change.zarr");
    let said = change(folder.path(), &target, &["--driver", "Zarr"]);
    assert!(said.status.success(), "{said:?}");
    assert_eq!(names(&out), ["change.zarr"]);
    assert!(target.is_dir() && info(&target).contains("Size is 13, 10"));
    let again = change(folder.path(), &target, &["--driver", "Zarr", "--overwrite"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("remove it first"), "{again:?}");
    assert!(info(&target).contains("Size is 13, 10"), "the folder is as it was");
    assert_eq!(names(&out), ["change.zarr"]);
}

/// File systems of some kB in a mount namespace of the process's own: where one is full decides what GDAL says, and whether.
#[test]
fn a_full_disk_leaves_nothing() {
    let folder = scene();
    let place = folder.path().join("small");
    std::fs::create_dir(&place).unwrap();
    let mount = |kilobytes: usize| format!("mount -t tmpfs -o size={kilobytes}k lejepa {}", place.display());
    let unshare = |script: &str| Command::new("unshare").args(["--mount", "sh", "-c", script]).output().unwrap();
    if !unshare(&mount(64)).status.success() {
        return skip("this user may not mount in a namespace of its own");
    }
    let scene = folder.path().display();
    let jobs = [
        format!("features {scene}/before.tif -o {0}/features.tif --co COMPRESS=NONE", place.display()),
        format!("features {scene}/before.tif -o {0}/features.tif --threads 2", place.display()),
        format!("features {scene}/before.tif -o {0}/features.tif --cog --co COMPRESS=NONE", place.display()),
        format!("features {scene}/before.tif -o {0}/features.img --driver HFA", place.display()),
        format!("run {scene}/before.tif {scene}/after.tif -o {0}/all --co COMPRESS=NONE", place.display()),
    ];
    for (job, kilobytes) in jobs.iter().flat_map(|job| [16, 64, 112].map(|kilobytes| (job, kilobytes))) {
        // What the job says, then what is left, after a mark.
        let script = format!("{} && {CLI} {job} --quiet; echo status $?; ls -A {}", mount(kilobytes), place.display());
        let output = unshare(&script);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        println!("{job}, {kilobytes} kB: {}", err.trim());
        let left = out.lines().skip_while(|l| !l.starts_with("status ")).collect::<Vec<_>>();
        assert_eq!(left.len(), 1, "left behind by {job}: {left:?}");
        assert!(left[0] != "status 0" && err.contains("small/"), "{job}: {out}{err}");
        assert!(!err.contains("/.lejepa-gis-"), "a hidden name is no help: {err}");
        assert!(err.contains("is full") || err.contains("No space left"), "the reason is not said: {err}");
    }
}
