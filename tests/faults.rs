//! Whatever fails on the way, an output is whole or not there: the n-th compression, write and large allocation of a job are
//! made to fail, and either the file has the very bytes that it has without, or the job says why and leaves nothing.
#![cfg(target_os = "linux")]

mod support;

use std::path::Path;
use std::process::{Command, Output};
use support::{has, names, root, run, skip};

/// Calls of one kind that are made to fail, one in each run: the first ones, the last ones, and some in between.
const TRIED: usize = 10;

fn job(folder: &Path, shim: &Path, fault: (&str, usize), arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lejepa-gis"))
        .args(arguments)
        .args(["--quiet", "--threads", "2", "--model", "texture"])
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1")
        .env("LD_PRELOAD", shim)
        .env("FAULT", fault.0)
        .env("FAULT_AT", fault.1.to_string())
        .env("FAULT_COUNT", folder.join("count"))
        .output()
        .unwrap()
}

#[test]
fn an_output_is_whole_or_not_there() {
    if !has("gcc") {
        return skip("no gcc");
    }
    let folder = tempfile::tempdir().unwrap();
    let shim = folder.path().join("shim.so");
    let source = root().join("tests/faults/shim.c");
    run(Command::new("gcc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .arg(&shim)
        .arg(source)
        .arg("-ldl"));
    run(Command::new(env!("CARGO_BIN_EXE_lejepa-gis"))
        .args(["scene", "--width", "1000", "--height", "800"])
        .arg(folder.path()));
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let (all, but_memory) = (&["compress", "write", "allocate"][..], &["compress", "write"][..]);
    for (arguments, kinds) in [
        (&["features", "before.tif", "-o", "out/x.tif", "--sidecar"][..], all),
        // Work arrays of products are small and of one size for all rasters; they are not reserved fallibly.
        (&["pca", "before.tif", "-o", "out/x.tif", "--cog", "--validity"], but_memory),
        (&["run", "before.tif", "after.tif", "-o", "out/x", "--sidecar"], but_memory),
    ] {
        let clear = || {
            std::fs::remove_dir_all(&out).unwrap();
            std::fs::create_dir(&out).unwrap();
        };
        for kind in kinds {
            clear();
            let whole = job(folder.path(), &shim, (kind, 0), arguments);
            assert!(whole.status.success(), "{arguments:?}: {whole:?}");
            let calls: usize = std::fs::read_to_string(folder.path().join("count")).unwrap().parse().unwrap();
            let expected = content(&out);
            let ends = [1, 2, calls.saturating_sub(1), calls];
            let between = (1..TRIED - ends.len()).map(|i| i * calls / (TRIED - ends.len()));
            let mut tried: Vec<usize> = ends.into_iter().chain(between).filter(|n| (1..=calls).contains(n)).collect();
            tried.sort_unstable();
            tried.dedup();
            let mut failed = 0;
            for n in &tried {
                clear();
                let said = job(folder.path(), &shim, (kind, *n), arguments);
                let what = format!("{arguments:?}, {kind} {n} of {calls}: {said:?}");
                match said.status.code() {
                    Some(0) => assert!(content(&out) == expected, "not whole: {what}"),
                    Some(1) => {
                        failed += 1;
                        assert!(!said.stderr.is_empty() && names(&out).is_empty(), "left {:?}: {what}", names(&out));
                    }
                    _ => panic!("{what}"),
                }
            }
            println!("{arguments:?}: {kind}, {calls} calls, {} made to fail, {failed} jobs failed", tried.len());
            assert!(failed > 0, "nothing was made to fail");
        }
    }
}

/// All files below a folder with their bytes, sorted.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            files.extend(content(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.push((name, std::fs::read(path).unwrap()));
        }
    }
    files
}
