//! Whatever fails on the way, an output is whole or not there: the n-th compression, write and large allocation of a job are
//! made to fail, and either the file has the very bytes that it has without, or the job says why and leaves nothing.
#![cfg(target_os = "linux")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lejepa_gis::geometry::Grid;
use lejepa_gis::raster::gdal::{Content, Dataset, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};
use support::cli::make_scene;
use support::{has, names, root, run, skip};

/// Calls of one kind that are made to fail, one in each run: the first ones, the last ones, and some in between.
const TRIED: usize = 10;

fn job(folder: &Path, shim: &Path, fault: (&str, usize), arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lejepa-gis"))
        .args(arguments)
        .args(["--quiet", "--threads", "2"])
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1")
        .env("LD_PRELOAD", shim)
        .env("FAULT", fault.0)
        .env("FAULT_AT", fault.1.to_string())
        .env("FAULT_COUNT", folder.join("count"))
        .output()
        .unwrap()
}

/// What makes calls fail, compiled into a folder; `None` without a compiler.
fn shim_in(folder: &Path) -> Option<PathBuf> {
    if !has("gcc") {
        skip("no gcc");
        return None;
    }
    let shim = folder.join("shim.so");
    let source = root().join("tests/faults/shim.c");
    run(Command::new("gcc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .arg(&shim)
        .arg(source)
        .arg("-ldl"));
    Some(shim)
}

/// Makes calls of each kind fail, one in each run of a job that writes into the folder `out`.
fn whole_or_nothing(folder: &Path, shim: &Path, arguments: &[&str], kinds: &[&str]) {
    let out = folder.join("out");
    let clear = || {
        let _ = std::fs::remove_dir_all(&out);
        std::fs::create_dir(&out).unwrap();
    };
    for kind in kinds {
        clear();
        let whole = job(folder, shim, (kind, 0), arguments);
        assert!(whole.status.success(), "{arguments:?}: {whole:?}");
        let calls: usize = std::fs::read_to_string(folder.join("count")).unwrap().parse().unwrap();
        let expected = content(&out);
        let ends = [1, 2, calls.saturating_sub(1), calls];
        let between = (1..TRIED - ends.len()).map(|i| i * calls / (TRIED - ends.len()));
        let mut tried: Vec<usize> = ends.into_iter().chain(between).filter(|n| (1..=calls).contains(n)).collect();
        tried.sort_unstable();
        tried.dedup();
        let mut failed = 0;
        for n in &tried {
            clear();
            let said = job(folder, shim, (kind, *n), arguments);
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

#[test]
fn an_output_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shim) = shim_in(folder.path()) else { return };
    run(Command::new(env!("CARGO_BIN_EXE_lejepa-gis"))
        .args(["scene", "--width", "1000", "--height", "800"])
        .arg(folder.path()));
    let (all, but_memory) = (&["compress", "write", "allocate"][..], &["compress", "write"][..]);
    for (arguments, kinds) in [
        (&["features", "before.tif", "-o", "out/x.tif", "--sidecar"][..], all),
        (&["pca", "before.tif", "-o", "out/x.tif", "--cog", "--validity"], but_memory),
        (&["run", "before.tif", "after.tif", "-o", "out/x", "--sidecar"], but_memory),
    ] {
        whole_or_nothing(folder.path(), &shim, &[arguments, &["--model", "texture"]].concat(), kinds);
    }
}

/// Numbers of features, and cells along a side: one number for each cell is a large allocation, a strip of features is none.
const NUMBERS: usize = 8;
const SIDE: usize = 800;

/// A features raster as others have it, of which each number varies by itself.
fn features(path: &Path, seed: u64) {
    let transform = Some([500_000.0, 10.0, 0.0, 4_700_000.0, 0.0, -10.0]);
    let scene = path.with_file_name("before.tif");
    let crs = Dataset::open(bind(None).unwrap(), scene.to_str().unwrap()).unwrap().grid().crs;
    let grid = Grid { transform, crs, ..Grid::plain(SIDE, SIDE) };
    let band = |n: usize| OutputBand { description: format!("F{n:03}"), ..OutputBand::default() };
    let spec = OutputSpec {
        grid,
        bands: (0..NUMBERS).map(band).collect(),
        content: Content::Features,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata: vec![],
    };
    let gdal = bind(None).unwrap();
    let mut sink = GdalSink::create(gdal, path.to_str().unwrap(), spec, WriteOptions::default()).unwrap();
    for first in (0..SIDE).step_by(sink.block_rows()) {
        let area = sink.block_rows().min(SIDE - first) * SIDE;
        let value = |i: usize| {
            let cell = (first * SIDE + i % area) as u64;
            ((cell * 31 + cell / 7 * seed + (i / area) as u64 * (cell % 61)) % 97) as f32
        };
        sink.write_rows(first, &mut (0..area * NUMBERS).map(value).collect::<Vec<f32>>()).unwrap();
    }
    sink.finish().unwrap();
}

#[test]
fn no_lack_of_memory_for_a_product_ends_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let Some(shim) = shim_in(folder.path()) else { return };
    make_scene(folder.path(), [64, 64]);
    features(&folder.path().join("a.tif"), 3);
    features(&folder.path().join("b.tif"), 5);
    let as_they_are = ["--quantisation", "linear"];
    let change = ["change", "a.tif", "b.tif", "--quantisation", "linear", "--method", "cosine", "-o", "c.tif"];
    assert!(job(folder.path(), &shim, ("none", 0), &change).status.success());
    for arguments in [
        &["change", "a.tif", "b.tif", "-o", "out/x.tif", "--method", "residual", "--smoothing", "0.4"][..],
        &["change", "a.tif", "b.tif", "-o", "out/x.tif", "--method", "cosine", "--threshold", "otsu"],
        &["areas", "c.tif", "-o", "out/x.gpkg", "--min-area", "9", "--threshold", "share:5%"],
        &["pca", "a.tif", "-o", "out/x.tif"],
        &["similar", "a.tif", "b.tif", "-o", "out/x.tif", "-o", "out/y.tif", "--at", "500100,4699900", "--difference"],
    ] {
        let more = if arguments[0] == "areas" { &[][..] } else { &as_they_are };
        whole_or_nothing(folder.path(), &shim, &[arguments, more].concat(), &["allocate"]);
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
