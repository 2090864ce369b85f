//! Small limits of the system: a job ends by itself, does its work or says which limit stopped it, and leaves nothing.
#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use support::{compile, names, root, scene, skip};

/// A job on a small scene takes a second; one that hangs takes for ever.
const LONGEST: Duration = Duration::from_secs(40);

/// Runs the command in a shell, after `limit`, and stops what does not end.
fn limited(limit: &str, folder: &Path, arguments: &[&str]) -> Output {
    let script = format!("{limit}; exec timeout -k 1 {} \"$0\" \"$@\"", LONGEST.as_secs());
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_lejepa-gis")]).args(arguments).current_dir(folder);
    command.output().unwrap()
}

/// Done, or failed with words that name the limit; nothing but inputs and a whole output is there.
fn done_or_said(limit: &str, folder: &Path, output: &Output, result: &str, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    let mut expected = vec!["after.tif".to_owned(), "before.tif".to_owned()];
    match output.status.code() {
        Some(0) => expected.push(result.to_owned()),
        Some(1) => assert!(words.iter().any(|w| said.to_lowercase().contains(w)), "{limit}: {said}"),
        _ => panic!("{limit}: {}: {said}", output.status),
    }
    expected.sort();
    assert_eq!(names(folder), expected, "{limit}: {said}");
}

#[test]
fn small_address_spaces() {
    let folder = scene();
    // Close to each other where a job just has room: what threads set aside for a moment is missing in another one then.
    for megabytes in [150, 250, 500, 600, 800, 1000, 1500, 2000].into_iter().chain((290..440).step_by(6)) {
        for (task, result) in [("features", "f.tif"), ("run", "r")] {
            let mut arguments = vec![task, "before.tif"];
            arguments.extend((task == "run").then_some("after.tif"));
            arguments.extend(["-o", result, "--threads", "16", "-q"]);
            let limit = format!("ulimit -v {}", megabytes * 1000);
            let output = limited(&limit, folder.path(), &arguments);
            done_or_said(&limit, folder.path(), &output, result, &["memory", "threads"]);
            let _ = std::fs::remove_file(folder.path().join(result));
            let _ = std::fs::remove_dir_all(folder.path().join(result));
        }
    }
}

/// Where GDAL's libraries just have room, or all but the last: their own beginnings fail with exceptions, which end a process.
#[test]
fn address_spaces_that_end_while_gdal_is_loaded() {
    let folder = scene();
    for megabytes in (120..280).step_by(2) {
        let limit = format!("ulimit -v {}", megabytes * 1000);
        let output = limited(&limit, folder.path(), &["features", "before.tif", "-o", "f.tif", "--threads", "2", "-q"]);
        done_or_said(&limit, folder.path(), &output, "f.tif", &["memory"]);
        let _ = std::fs::remove_file(folder.path().join("f.tif"));
    }
}

/// Root is not bound by `ulimit -u`, so a plain user is, where `setpriv` can make one.
#[test]
fn few_threads() {
    let folder = scene();
    let open = Command::new("chmod").args(["-R", "a+rwX"]).arg(folder.path()).status();
    let user = "setpriv --reuid 64123 --regid 64123 --clear-groups";
    let reaches = format!("{user} \"$0\" --version");
    let probe = Command::new("bash").args(["-c", &reaches, env!("CARGO_BIN_EXE_lejepa-gis")]).output().unwrap();
    if !open.is_ok_and(|s| s.success()) || !probe.status.success() {
        return skip("no setpriv, or a plain user does not reach the program");
    }
    for most in [3, 5, 8, 12, 40] {
        let script = format!(
            "exec timeout -k 1 {} {user} bash -c 'ulimit -u {most}; exec \"$0\" \"$@\"' \"$0\" \"$@\"",
            LONGEST.as_secs()
        );
        let mut command = Command::new("bash");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_lejepa-gis")]).current_dir(folder.path());
        let output = command.args(["features", "before.tif", "-o", "f.tif", "--threads", "16"]).output().unwrap();
        let limit = format!("ulimit -u {most}");
        done_or_said(&limit, folder.path(), &output, "f.tif", &["thread", "memory"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(most < 12 || output.status.success(), "{limit} leaves room for a worker: {said}");
        let fewer = said.contains("of 16 worker threads");
        assert!(!output.status.success() || most == 40 || fewer, "{limit} is told: {said}");
        let _ = std::fs::remove_file(folder.path().join("f.tif"));
    }
}

/// Rasters of 600 bytes whose pixel rows take 54 GB and more, or whose list of chips alone would take 700 MB.
#[test]
fn a_raster_larger_than_memory() {
    let folder = scene();
    let bands: String = ["B4", "B3", "B2", "B8", "B11"]
        .iter()
        .enumerate()
        .map(|(i, name)| {
            format!(
                "<VRTRasterBand dataType=\"UInt16\" band=\"{}\"><Description>{name}</Description></VRTRasterBand>",
                i + 1
            )
        })
        .collect();
    let most = i32::MAX as usize;
    let model = root().join("tests/fixtures/vit_32.pt"); // small chips: there are more of them
    for (width, height, limit) in
        [(20_000_000, 128, 6_000_000), (most, 128, 600_000), (128, most, 600_000), (most, most, 600_000)]
    {
        let vrt = format!(
            "<VRTDataset rasterXSize=\"{width}\" rasterYSize=\"{height}\"><GeoTransform>0,10,0,0,0,-10</GeoTransform>{bands}</VRTDataset>"
        );
        std::fs::write(folder.path().join("wide.vrt"), vrt).unwrap();
        let started = Instant::now();
        let mut arguments = vec!["features", "wide.vrt", "-o", "f.tif", "--reflectance", "dn", "--memory", "64", "-q"];
        arguments.extend(["--model", model.to_str().unwrap()]);
        let output = limited(&format!("ulimit -v {limit}"), folder.path(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{width} x {height}: {said}");
        assert!(said.contains("wide.vrt") && said.contains("GiB of memory, and there are"), "{said}");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        assert!(!folder.path().join("f.tif").exists());
    }
}

/// The built-in model needs no file; a limit on files' sizes is an error of what is written, not a signal.
#[test]
fn no_temporary_files_and_small_files() {
    let folder = scene();
    let job = ["features", "before.tif", "-o", "f.tif", "-q"];
    let output = limited("export TMPDIR=/no/such/folder", folder.path(), &job);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_file(folder.path().join("f.tif")).unwrap();
    let output = limited("export TMPDIR=/no/such/folder", folder.path(), &["doctor"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("self-test    passed"));
    // A checkpoint in memory does need one, and says which variable names its folder.
    let program = folder.path().join("program");
    compile("gcc", "c99", &[root().join("tests/host/open_all.c")], &[], &program);
    let file = root().join("tests/fixtures/hostile.pt");
    let output = Command::new(&program).arg(file).env("TMPDIR", "/no/such/folder").output().unwrap();
    std::fs::remove_file(&program).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("status 2, /no/such/folder") && said.contains("in TMPDIR"), "{said}");
    for blocks in [0, 8, 64] {
        let limit = format!("ulimit -f {blocks}");
        let output = limited(&limit, folder.path(), &job);
        done_or_said(&limit, folder.path(), &output, "f.tif", &["large", "limit", "write"]);
        assert!(!output.status.success(), "{limit}: the output is larger than that");
    }
    let output = limited("ulimit -f 4000", folder.path(), &job);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Files without an end, and pipes that nobody writes to, are refused as what they are.
#[test]
fn endless_files() {
    let folder = scene();
    let pipe = folder.path().join("pipe");
    let model = ["features", "before.tif", "-o", "f.tif", "-q", "--model"];
    for named in ["/dev/zero", "pipe"] {
        if named == "pipe" && !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()) {
            continue;
        }
        let output = limited("true", folder.path(), &[&model[..], &[named]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(named) && said.contains("no regular file"), "{said}");
    }
    let pca = ["pca", "before.tif", "-o", "f.tif", "-q", "--basis", "/dev/zero"];
    let output = limited("ulimit -v 4000000", folder.path(), &pca);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("/dev/zero"), "{said}");
    let output = limited("ulimit -v 4000000", folder.path(), &["features", "--from", "/dev/zero", "-o", "f.tif"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("larger than 64 MiB"), "{said}");
}
