//! The recipes of `docs/many-tiles.md`, run as they are written there.

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;
use support::{has, library_folder, root, scene, skip};

/// A folder with the files of the document and four pairs, the last of which is broken.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("docs/many-tiles.md")).unwrap();
    for block in text.split("\n```").skip(1).step_by(2) {
        let (head, body) = block.split_once('\n').unwrap();
        let path = folder.path().join(head.split(' ').nth(1).unwrap());
        std::fs::write(&path, format!("{body}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let scene = scene();
    for tile in ["a", "b", "c", "d"] {
        let to = folder.path().join("tiles").join(tile);
        std::fs::create_dir_all(&to).unwrap();
        for name in ["before.tif", "after.tif"] {
            std::fs::copy(scene.path().join(name), to.join(name)).unwrap();
        }
    }
    std::fs::write(folder.path().join("tiles/d/after.tif"), "no raster").unwrap();
    folder
}

/// A program in the folder, with the command on its path.
fn start(folder: &Path, program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_lejepa-gis")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", path).envs(variables.iter().copied());
    command.output().unwrap()
}

fn done(folder: &Path) -> String {
    ["a", "b", "c", "d"].into_iter().filter(|t| folder.join(format!("{t}.tif")).exists()).collect()
}

fn hidden(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    names.filter(|n| n.to_string_lossy().starts_with('.')).count()
}

#[test]
fn gnu_parallel() {
    if !has("parallel") {
        return skip("GNU parallel is not installed");
    }
    let folder = workplace();
    let at = folder.path();
    let first = start(at, "./run-parallel.sh", &[], &[]);
    assert_eq!((first.status.code(), done(at), hidden(at)), (Some(1), "abc".into(), 0), "{first:?}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(at.join("a.json")).unwrap()).unwrap();
    assert!(report["seconds"].as_f64().is_some() && report["task"] == "change", "{report}");
    let log = std::fs::read_to_string(at.join("jobs.tsv")).unwrap();
    let codes: Vec<&str> = log.lines().skip(1).filter_map(|l| l.split('\t').nth(6)).collect();
    assert_eq!(codes.iter().filter(|c| **c == "0").count(), 3, "{log}");

    // Again, with the broken raster mended: what is finished is not touched.
    let time = |name: &str| std::fs::metadata(at.join(name)).unwrap().modified().unwrap();
    let before = time("a.tif");
    std::fs::copy(at.join("tiles/a/after.tif"), at.join("tiles/d/after.tif")).unwrap();
    let second = start(at, "./run-parallel.sh", &[], &[]);
    assert_eq!((second.status.code(), done(at), time("a.tif")), (Some(0), "abcd".into(), before), "{second:?}");

    for workers in ["1", "2"] {
        for tile in ["a", "b", "c", "d"] {
            std::fs::remove_file(at.join(format!("{tile}.tif"))).unwrap();
        }
        let started = Instant::now();
        assert!(start(at, "./run-parallel.sh", &[], &[("WORKERS", workers)]).status.success());
        println!("four tiles on {workers} worker(s): {:.2} s", started.elapsed().as_secs_f64());
    }
}

#[test]
fn slurm_array() {
    let folder = workplace();
    let at = folder.path();
    assert!(start(at, "bash", &["-n", "tiles.sbatch"], &[]).status.success());
    if has("sbatch") {
        println!("{:?}", start(at, "sbatch", &["--test-only", "tiles.sbatch"], &[]));
    }
    let task = |number| {
        let variables = [("SLURM_ARRAY_TASK_ID", number), ("SLURM_CPUS_PER_TASK", "2")];
        start(at, "bash", &["tiles.sbatch"], &variables).status.code()
    };
    assert_eq!((task("2"), done(at)), (Some(0), "b".into()));
    assert_eq!((task("4"), done(at), hidden(at)), (Some(1), "b".into(), 0));
}

/// Two tiles that meet, fitted on a square in each: their change is that of the whole scene, but for what chips see.
#[test]
fn one_scale_for_all_tiles() {
    if !has("gdalbuildvrt") {
        return skip("no gdalbuildvrt");
    }
    let folder = workplace();
    let at = folder.path();
    let all = at.join("all");
    support::cli::make_scene(&all, [400, 320]);
    let mut pairs = String::new();
    for (tile, first) in [("west", "0"), ("east", "200")] {
        for name in ["before.tif", "after.tif"] {
            let (from, to) = (format!("all/{name}"), format!("{tile}_{name}"));
            let cut = ["-q", "-srcwin", first, "0", "200", "320", &from, &to];
            assert!(start(at, "gdal_translate", &cut, &[]).status.success());
        }
        pairs += &format!("{tile}\t{tile}_before.tif\t{tile}_after.tif\n");
    }
    std::fs::write(at.join("pairs.tsv"), pairs).unwrap();
    let square = |x: u32| {
        let (left, right) = (500_000 + x, 501_200 + x);
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[{left},4699600],[{right},4699600],[{right},4697600],[{left},4697600],[{left},4699600]]]}}}}"#
        )
    };
    let squares = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::32631"}}}},"features":[{},{}]}}"#,
        square(400),
        square(2400)
    );
    std::fs::write(at.join("squares.geojson"), squares).unwrap();
    let fitted = start(at, "./fit-all.sh", &[], &[]);
    assert!(fitted.status.success(), "{fitted:?}");

    let one_pair =
        std::fs::read_to_string(at.join("one-pair.sh")).unwrap().replace("--quiet", "--quiet --fit fit.json");
    std::fs::write(at.join("one-pair.sh"), one_pair).unwrap();
    for tile in ["west", "east"] {
        let [before, after] = ["before", "after"].map(|date| format!("{tile}_{date}.tif"));
        let done = start(at, "./one-pair.sh", &[tile, &before, &after], &[]);
        assert!(done.status.success(), "{done:?}");
    }
    let whole = ["change", "all/before.tif", "all/after.tif", "-o", "whole.tif", "--fit", "fit.json", "--quiet"];
    assert!(start(at, env!("CARGO_BIN_EXE_lejepa-gis"), &whole, &[]).status.success());
    let read = |name: &str| support::read(at.join(name).to_str().unwrap());
    let (west, east, whole) = (read("west.tif"), read("east.tif"), read("whole.tif"));
    let tile = |i: usize| if i % 50 < 25 { west[i / 50 * 25 + i % 50] } else { east[i / 50 * 25 + i % 50 - 25] };
    let mut apart: Vec<f32> = (0..whole.len()).map(|i| (tile(i) / whole[i] - 1.0).abs()).collect();
    apart.sort_by(f32::total_cmp);
    assert!(apart[apart.len() / 2] < 0.02, "half of the cells differ by {}", apart[apart.len() / 2]);
}

/// `LEJEPA_GIS_PYTHON` names a Python that has dask.distributed; `make test` makes one.
#[test]
fn dask_on_a_local_cluster() {
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    if !Command::new(&python).args(["-c", "import dask.distributed"]).output().is_ok_and(|o| o.status.success()) {
        return skip("no Python with dask.distributed; name one in LEJEPA_GIS_PYTHON");
    }
    let folder = workplace();
    let at = folder.path();
    let (module, library) = (root().join("python"), library_folder().join("liblejepa_gis.so"));
    let variables = [("PYTHONPATH", module.to_str().unwrap()), ("LEJEPA_GIS_LIBRARY", library.to_str().unwrap())];
    let results = |code: i32| -> serde_json::Value {
        let output = start(at, &python, &["tiles.py"], &[&variables[..], &[("PYTHONDONTWRITEBYTECODE", "1")]].concat());
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = results(1);
    assert_eq!((done(at), hidden(at)), ("abc".into(), 0));
    assert!(first[0]["seconds"].as_f64().is_some() && first[3]["error"].as_str().unwrap().contains("after.tif"));
    std::fs::copy(at.join("tiles/a/after.tif"), at.join("tiles/d/after.tif")).unwrap();
    let second = results(0);
    assert!(second[0]["skipped"] == true && second[3]["seconds"].as_f64().is_some(), "{second}");
}

/// Tiles with four dates each, one of which is broken: the newest date is told of each, and the store grows by what is new.
#[test]
fn each_night_the_newest_date_is_watched() {
    let folder = workplace();
    let at = folder.path();
    let place = at.join("place");
    support::cli::done(&["scene", place.to_str().unwrap(), "--dates", "5", "--width", "160", "--height", "128"]);
    let mut dates = support::names(&place);
    dates.retain(|name| name != "truth.tif");
    for tile in ["x", "y"] {
        std::fs::create_dir_all(at.join("series").join(tile)).unwrap();
    }
    let put =
        |tile: &str, name: &String| std::fs::copy(place.join(name), at.join("series").join(tile).join(name)).unwrap();
    dates[..4].iter().for_each(|name| assert!(put("x", name) > 0));
    dates[..2].iter().for_each(|name| assert!(put("y", name) > 0));
    let night = |alarm: &str| {
        let said = start(at, "./watch-tiles.sh", &[], &[("ALARM", alarm)]);
        let told = std::fs::read(at.join("x-watch.json")).unwrap();
        let told: serde_json::Value = serde_json::from_slice(&told).unwrap_or_else(|_| panic!("{said:?}"));
        (said.status.code(), String::from_utf8(said.stdout).unwrap(), told)
    };
    let (code, said, told) = night("1000000");
    assert_eq!((code, said.as_str()), (Some(1), ""), "y has two dates only");
    assert_eq!((&told["features"]["encoded"], &told["watch"]["alarm"]), (&4.into(), &false.into()), "{told}");
    std::fs::remove_dir_all(at.join("series/y")).unwrap();
    put("x", &dates[4]);
    let (code, said, told) = night("0");
    let alarm = told["watch"]["cells"].as_u64().unwrap() > 0;
    assert_eq!((code, said.contains("x: out of the ordinary")), (Some(0), alarm), "{told}");
    assert_eq!((&told["features"]["encoded"], &told["features"]["found"]), (&1.into(), &4.into()));
    assert!(told["watch"]["date"].as_str().unwrap().replace('-', "") + ".tif" == dates[4], "{told}");
}
