//! What tests of the C library share: where it is, compilers, scenes, and running programs.
#![allow(dead_code)] // compiled into each test anew, and every test uses a part of it

pub mod cli;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;
use std::sync::OnceLock;

use lejepa_gis::geometry::Window;
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::Options;
use lejepa_gis::raster::RasterSource;
use lejepa_gis::raster::gdal::{
    Content, Dataset, GdalSink, GdalSource, OutputBand, OutputSpec, Storage, WriteOptions, bind,
};

/// The package's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shared library that cargo just built for this test.
pub fn library() -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("liblejepa_gis.so")
}

/// Number of the interface, which is part of the SONAME.
pub fn abi() -> String {
    lejepa_gis::ABI_VERSION.to_string()
}

/// A folder with the library under its link name and its SONAME. `elsewhere` has its own for Windows.
#[cfg(unix)]
pub fn library_folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            for name in ["liblejepa_gis.so".to_owned(), format!("liblejepa_gis.so.{}", abi())] {
                std::os::unix::fs::symlink(library(), folder.path().join(name)).unwrap();
            }
            folder
        })
        .path()
}

/// A folder with `before.tif` and `after.tif`, made anew: a small synthetic scene.
pub fn scene() -> tempfile::TempDir {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        cli::make_scene(folder.path(), [100, 76]);
        folder
    });
    let folder = tempfile::tempdir().unwrap();
    for name in ["before.tif", "after.tif"] {
        std::fs::copy(made.path().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}\n{err}", output.status);
    output
}

/// Whether a program can be started.
pub fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

/// Says why a test does nothing. Past the test runner, which hides what a passing test prints.
pub fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {reason}");
}

/// Whether a file or folder that only some machines have is there; says so if not.
pub fn is_there(path: &Path) -> bool {
    let there = path.exists();
    if !there {
        skip(&format!("{} is not there", path.display()));
    }
    there
}

/// Functions that a C header declares: lines that are no comment and have the function's name before a parenthesis.
pub fn declared_functions(header: &str) -> Vec<String> {
    let code = header.lines().filter(|l| !l.trim_start().starts_with("//") && !l.starts_with(" *"));
    let mut declared: Vec<String> = code
        .filter_map(|l| l.split('(').next().filter(|head| head.len() < l.len())?.rsplit([' ', '*']).next())
        .filter(|w| w.starts_with("lejepa_gis_"))
        .map(String::from)
        .collect();
    declared.sort();
    declared.dedup();
    declared
}

/// Flags for a module of pkg-config, its headers as a system's; nothing if it is not installed.
pub fn pkg_config(module: &str) -> Option<Vec<String>> {
    let output = Command::new("pkg-config").args(["--cflags", "--libs", module]).output().ok()?;
    let flags = String::from_utf8_lossy(&output.stdout).into_owned();
    let one =
        |flag: &str| flag.strip_prefix("-I").map_or_else(|| flag.to_owned(), |folder| format!("-isystem{folder}"));
    output.status.success().then(|| flags.split_whitespace().map(one).collect())
}

/// Warnings are errors in all programs against the header.
pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// Compiles C or C++ sources against the library.
#[cfg(unix)]
pub fn compile(compiler: &str, standard: &str, sources: &[PathBuf], flags: &[String], target: &Path) {
    let mut command = Command::new(compiler);
    command.arg(format!("-std={standard}")).args(STRICT).args(["-g", "-O1"]).arg("-I").arg(root().join("include"));
    command.args(sources).arg("-o").arg(target).args(flags);
    command.arg("-L").arg(library_folder()).args(["-llejepa_gis", "-lm", "-pthread"]);
    // The new kind of tag, which LD_LIBRARY_PATH overrides.
    command.arg(format!("-Wl,--enable-new-dtags,-rpath,{}", library_folder().display()));
    run(&mut command);
}

/// All values of a raster as stored, band by band, and which pixels are valid.
fn pixels_and_validity(path: &str) -> (Vec<f32>, Vec<u8>) {
    let mut source = GdalSource::whole_unscaled(Rc::new(Dataset::open(bind(None).unwrap(), path).unwrap())).unwrap();
    let (width, height) = (source.grid().width, source.grid().height);
    let (mut values, mut valid) = (vec![0f32; source.bands() * width * height], vec![0; width * height]);
    source.read(Window { x: 0, y: 0, width, height }, &mut values, &mut valid).unwrap();
    (values, valid)
}

/// All values of a raster as stored, band by band.
pub fn pixels(path: &str) -> Vec<f32> {
    pixels_and_validity(path).0
}

/// All values of a raster, band by band; NaN where they are not valid.
pub fn read(path: &str) -> Vec<f32> {
    let (values, valid) = pixels_and_validity(path);
    values.iter().enumerate().map(|(i, v)| if valid[i % valid.len()] == 0 { f32::NAN } else { *v }).collect()
}

/// Writes the five-band raster `from` anew as float32 with every value changed: its number, band by band, and itself.
pub fn changed(from: &str, to: &str, change: impl Fn(usize, f32) -> f32) {
    let gdal = bind(None).unwrap();
    let names = ["red", "green", "blue", "nir", "swir16"];
    let spec = OutputSpec {
        grid: Dataset::open(gdal, from).unwrap().grid(),
        bands: names.map(|n| OutputBand { description: n.into(), ..OutputBand::default() }).to_vec(),
        content: Content::Values,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata: vec![],
    };
    let mut values: Vec<f32> = read(from).into_iter().enumerate().map(|(i, v)| change(i, v)).collect();
    let mut sink = GdalSink::create(gdal, to, spec, WriteOptions { overwrite: true, ..Default::default() }).unwrap();
    sink.write_rows(0, &mut values).unwrap();
    sink.finish().unwrap();
}

/// Names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A task's options.
pub fn options(task: Task, pairs: &[(&str, &str)]) -> Options {
    Options::new(&Values::new(task, pairs.iter().copied()).unwrap()).unwrap()
}
