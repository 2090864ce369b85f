//! Where outputs may go: never onto an input or what is no file, into formats that hold the result, under hard names, in
//! memory.

mod support;

use std::path::Path;
use std::process::Command;

use lejepa_gis::params::Task;
use lejepa_gis::pipeline;
use support::cli::{lejepa_in, refusal_in};
use support::{names, options, root, run, scene};

const CLI: &str = env!("CARGO_BIN_EXE_lejepa-gis");

#[test]
fn no_input_is_ever_replaced() {
    let folder = scene();
    let path = |name: &str| folder.path().join(name);
    std::fs::copy(root().join("tests/fixtures/vit_32.pt"), path("model.pt")).unwrap();
    std::fs::hard_link(path("before.tif"), path("hard.tif")).unwrap();
    run(Command::new(CLI).args(["features", "before.tif", "-o", "f.tif", "-q"]).current_dir(folder.path()));
    run(Command::new(CLI)
        .args(["pca", "f.tif", "-o", "p.tif", "--basis", "basis.json", "-q"])
        .current_dir(folder.path()));
    run(Command::new("gdal_translate")
        .args(["-q", "-b", "1", "-ot", "Byte", "before.tif", "mask.tif"])
        .current_dir(folder.path()));
    run(Command::new("gdal_translate").args(["-q", "-of", "VRT", "before.tif", "in.vrt"]).current_dir(folder.path()));
    std::fs::create_dir(path("bands")).unwrap();
    for (i, band) in ["B04", "B03", "B02", "B08", "B11"].iter().enumerate() {
        let (number, to) = ((i + 1).to_string(), format!("bands/{band}.tif"));
        run(Command::new("gdal_translate").args(["-q", "-b", &number, "before.tif", &to]).current_dir(folder.path()));
    }
    run(Command::new("gdal_translate").args(["-q", "-b", "1", "f.tif", "bands/B05.tif"]).current_dir(folder.path()));
    let mut jobs: Vec<Vec<&str>> = vec![
        vec!["features", "before.tif", "-o", "before.tif"],
        vec!["features", "before.tif", "-o", "hard.tif"],
        vec!["features", "before.tif", "-o", "./bands/../before.tif"],
        vec!["features", "in.vrt", "-o", "before.tif"],
        vec!["features", "bands", "--reflectance", "dn", "-o", "bands/B11.tif"],
        vec!["features", "bands", "--reflectance", "dn", "-o", "bands/B05.tif"],
        vec!["features", "f.tif", "-o", "f.tif"],
        vec!["change", "before.tif", "after.tif", "-o", "after.tif"],
        vec!["change", "before.tif", "after.tif", "-o", "mask.tif", "--mask", "mask.tif", "--mask-values", "9"],
        vec!["features", "before.tif", "-o", "model.pt", "--model", "model.pt"],
        vec!["pca", "f.tif", "-o", "basis.json", "--basis", "basis.json"],
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("before.tif"), path("link.tif")).unwrap();
        jobs.push(vec!["features", "before.tif", "-o", "link.tif"]);
        jobs.push(vec!["features", "link.tif", "-o", "before.tif"]);
    }
    let all =
        |at: &Path| names(at).into_iter().map(|n| (n.clone(), std::fs::read(at.join(n)).ok())).collect::<Vec<_>>();
    let before = (all(folder.path()), all(&path("bands")));
    for job in jobs {
        let said = refusal_in(folder.path(), &[&job[..], &["--overwrite"]].concat());
        assert!(said.contains("is read by this job"), "{job:?}: {said}");
        assert!((all(folder.path()), all(&path("bands"))) == before, "{job:?} changed something");
    }
    // What an open dataset reads is an input too.
    let options = options(Task::Features, &[("OVERWRITE", "YES")]);
    let (input, vrt) = (path("before.tif").display().to_string(), path("in.vrt").display().to_string());
    let said = pipeline::features(&vrt, &input, &options, None, &mut pipeline::silent()).map(|_| ()).unwrap_err();
    assert!(said.to_string().contains("is read by this job"), "{said}");
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_never_replaced() {
    let folder = scene();
    let path = |name: &str| folder.path().join(name);
    run(Command::new("mkfifo").arg(path("pipe")));
    let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
    std::os::unix::fs::symlink(path("pipe"), path("link")).unwrap();
    std::fs::create_dir(path("folder")).unwrap();
    for (output, word) in [
        ("pipe", "pipe"),
        ("socket", "socket"),
        ("link", "pipe"),
        ("folder", "is a folder"),
        ("folder/", "file's name"),
        ("missing/x.tif", "there is no folder missing"),
        ("before.tif/x.tif", "before.tif is no folder"),
        ("/vsis3/bucket/x.tif", "/vsimem/"),
    ] {
        let said = refusal_in(folder.path(), &["change", "before.tif", "after.tif", "-o", output, "--overwrite"]);
        assert!(said.contains(word), "{output}: {said}");
    }
    assert!(
        refusal_in(folder.path(), &["run", "before.tif", "after.tif", "-o", "pipe", "--overwrite"]).contains("pipe")
    );
    let twice = ["pca", "before.tif", "after.tif", "-o", "x.tif", "-o", "./x.tif", "--overwrite"];
    assert!(refusal_in(folder.path(), &twice).contains("two outputs"));
    let mut left = names(folder.path());
    left.retain(|n| !["after.tif", "before.tif", "folder", "link", "pipe", "socket"].contains(&&n[..]));
    assert!(left.is_empty() && names(&path("folder")).is_empty(), "{left:?}");
}

#[test]
fn a_format_that_cannot_hold_the_result_is_refused_before_the_work() {
    let folder = scene();
    let before = names(folder.path());
    for (name, more, word) in [
        ("x.png", &["--driver", "PNG"][..], "cannot hold Float32"),
        ("x.bmp", &["--driver", "BMP"], "BMP"),
        ("x.vrt", &["--driver", "VRT"], "holds no pixels"),
        ("x.tif", &["--co", "COMPRESS=FOO"], "COMPRESS"),
        ("x.tif", &["--co", "COMPRES=ZSTD"], "COMPRES"),
        ("x.tif", &["--driver", "Nope"], "no such driver"),
    ] {
        // The model is missing: it would be asked for first, if the work began.
        let said = refusal_in(folder.path(), &[&["change", "before.tif", "after.tif", "-o", name][..], more].concat());
        assert!(said.contains(word) && !said.contains(".lejepa-gis-"), "{name} {more:?}: {said}");
        assert_eq!(names(folder.path()), before);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn hard_names_work_for_every_output() {
    use std::os::unix::ffi::OsStrExt;
    let folder = scene();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"dir\xff"));
    std::fs::create_dir(&odd).unwrap();
    let said = lejepa_in(&odd, &["run", "../before.tif", "../after.tif", "-o", "res", "--model", "texture"]);
    assert!(said.status.success(), "{said:?}");
    for length in [240, 248, 255] {
        let name = format!("{}.tif", "n".repeat(length - 4));
        for more in [&[][..], &["--cog"]] {
            let job = [
                "change",
                "before.tif",
                "after.tif",
                "-o",
                &name,
                "--model",
                "texture",
                "--method",
                "residual",
                "--overwrite",
            ];
            let said = lejepa_in(folder.path(), &[&job[..], more].concat());
            assert!(said.status.success() && folder.path().join(&name).exists(), "{length}: {said:?}");
        }
    }
    let long = format!("{}.tif", "n".repeat(252));
    let said = refusal_in(folder.path(), &["features", "before.tif", "-o", &long]);
    assert!(said.contains("too long") && !said.contains(".lejepa-gis-"), "{said}");
}

#[test]
fn outputs_in_gdal_memory_touch_no_disk() {
    let folder = scene();
    let said = lejepa_in(
        folder.path(),
        &["run", "before.tif", "after.tif", "-o", "/vsimem/r", "--model", "texture", "--sidecar"],
    );
    assert!(said.status.success() && !Path::new("/vsimem/r").exists(), "{said:?}");
    let said =
        lejepa_in(folder.path(), &["features", "before.tif", "-o", "/vsimem/f.tif", "--sidecar", "--model", "texture"]);
    assert!(said.status.success() && !Path::new("/vsimem/r").exists(), "{said:?}");
}
