//! The installed tree, moved to another place and used from there: CMake, pkg-config, examples, wheel.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use support::{abi, has, library, root, run, scene, skip};

const CLI: &str = env!("CARGO_BIN_EXE_lejepa-gis");

fn make(target: &str, variables: &[(&str, &Path)]) {
    let mut command = Command::new("make");
    command.args(["--no-print-directory", target]).current_dir(root());
    command.arg(format!("LIBRARY={}", library().display())).arg(format!("PROGRAM={CLI}"));
    for (name, value) in variables {
        command.arg(format!("{name}={}", value.display()));
    }
    run(&mut command);
}

/// The tree, installed and then renamed: nothing in it may remember where it was.
fn installed() -> &'static Path {
    static TREE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, tree) = TREE.get_or_init(|| {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (first, moved) = (folder.path().join("first"), folder.path().join("moved"));
        make("install-files", &[("PREFIX", &first)]);
        std::fs::rename(&first, &moved).unwrap();
        (folder, moved)
    });
    tree
}

fn runs(program: &Path, arguments: &[&Path]) -> String {
    let output = run(Command::new(program).args(arguments).env("LD_LIBRARY_PATH", installed().join("lib")));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_tree_is_complete() {
    let tree = installed();
    for file in [
        "bin/lejepa-gis",
        "include/lejepa_gis.h",
        "include/lejepa_gis.hpp",
        &format!("lib/liblejepa_gis.so.{}", abi()),
        "lib/liblejepa_gis.so",
        "lib/pkgconfig/lejepa_gis.pc",
        "lib/cmake/lejepa_gis/lejepa_gis-config.cmake",
        "lib/cmake/lejepa_gis/lejepa_gis-config-version.cmake",
        "share/man/man1/lejepa-gis.1",
        "share/bash-completion/completions/lejepa-gis",
        "share/zsh/site-functions/_lejepa-gis",
        "share/fish/vendor_completions.d/lejepa-gis.fish",
        "share/licenses/lejepa-gis/LICENSE-MIT",
        "share/licenses/lejepa-gis/LICENSE-WEIGHTS",
    ] {
        assert!(std::fs::metadata(tree.join(file)).is_ok_and(|m| m.len() > 0), "{file}");
    }
    let size = std::fs::metadata(tree.join("lib/liblejepa_gis.so")).unwrap().len();
    println!("the installed library has {:.1} MB", size as f64 / 1e6);
    assert!(runs(&tree.join("bin/lejepa-gis"), &[Path::new("--version")]).contains(env!("CARGO_PKG_VERSION")));
}

/// Builds the examples in the project of a folder below `tests/consumer` and runs them.
fn cmake_consumer(project: &str, variables: &[(&str, &Path)]) {
    if !has("cmake") {
        return skip("CMake is not installed");
    }
    let folder = scene();
    let build = folder.path().join("build");
    let mut configure = Command::new("cmake");
    configure.arg("-S").arg(root().join("tests/consumer").join(project)).arg("-B").arg(&build);
    configure.arg(format!("-DEXAMPLES={}", root().join("examples").display()));
    run(configure.args(variables.iter().map(|(name, value)| format!("-D{name}={}", value.display()))));
    run(Command::new("cmake").arg("--build").arg(&build));
    let said = run(&mut Command::new(build.join("c_consumer")));
    assert!(String::from_utf8_lossy(&said.stdout).contains("25 x 15 cells"), "{said:?}");
    let file = |name: &str| folder.path().join(name);
    run(Command::new(build.join("cpp_consumer")).args(["before.tif", "after.tif", "change.tif"].map(file)));
    assert!(file("change.tif").exists());
}

#[test]
fn cmake_finds_the_package() {
    cmake_consumer("cmake", &[("CMAKE_PREFIX_PATH", installed())]);
}

/// With the library of this test, since cargo would build everything anew.
#[test]
fn cmake_takes_in_the_sources() {
    cmake_consumer("fetched", &[("SOURCES", root()), ("LEJEPA_GIS_LIBRARY", &library())]);
}

#[test]
fn pkg_config_consumer() {
    if !has("pkg-config") {
        return skip("pkg-config is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("change");
    let compile = |flags: &[String]| {
        let mut command = Command::new("gcc");
        command.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]).arg(root().join("examples/change.c"));
        command.arg("-o").arg(&program).args(flags).output().unwrap()
    };
    assert!(!compile(&[]).status.success(), "without pkg-config's flags nothing is found");
    let mut ask = Command::new("pkg-config");
    ask.args(["--cflags", "--libs", "lejepa_gis"]).env("PKG_CONFIG_PATH", installed().join("lib/pkgconfig"));
    let flags = String::from_utf8(run(&mut ask).stdout).unwrap();
    let flags: Vec<String> = flags.split_whitespace().map(String::from).collect();
    let output = compile(&flags);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(runs(&program, &[]).contains("25 x 15 cells"));
}

/// Two rasters, one change, from Python with the system's GDAL.
fn python_example(command: &mut Command) {
    let folder = scene();
    let output = folder.path().join("change.tif");
    command.arg(root().join("examples/gdal_change.py"));
    let said = run(command.args(["before.tif", "after.tif"].map(|n| folder.path().join(n))).arg(&output));
    assert!(String::from_utf8_lossy(&said.stdout).contains("13 x 10 cells of 80 m"), "{said:?}");
    assert!(output.exists());
}

#[test]
fn python_example_runs_on_the_source_tree() {
    let mut probe = Command::new("/usr/bin/python3");
    if !probe.args(["-c", "import osgeo.gdal"]).output().is_ok_and(|o| o.status.success()) {
        return skip("the system's python3 has no osgeo");
    }
    let mut command = Command::new("/usr/bin/python3");
    command.env("PYTHONPATH", root().join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    python_example(command.env("LEJEPA_GIS_LIBRARY", installed().join("lib/liblejepa_gis.so")));
}

/// `LEJEPA_GIS_PYTHON` names a Python with rasterio, whose packages the new environment sees.
#[test]
fn the_wheel_works_in_an_empty_environment_and_beside_rasterio() {
    let python = std::env::var("LEJEPA_GIS_PYTHON").unwrap_or_else(|_| "python3".into());
    let folder = scene();
    make("wheel-file", &[("DIST", folder.path())]);
    let entries = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path());
    let wheel = entries.filter(|p| p.extension().is_some_and(|e| e == "whl")).collect::<Vec<_>>();
    let [wheel] = &wheel[..] else { panic!("one wheel: {wheel:?}") };
    let environment = folder.path().join("environment");
    if !run_ok(Command::new(&python).args(["-m", "venv"]).arg(&environment)) {
        return skip("this Python cannot make a virtual environment");
    }
    let inside = environment.join("bin/python");
    let system = format!("linux-{}", std::env::consts::ARCH);
    let said = run(Command::new(&inside).arg(root().join("tests/python/wheel.py")).arg(wheel).arg(system));
    println!("{}", String::from_utf8_lossy(&said.stdout).trim());
    run(Command::new(&inside)
        .args(["-m", "pip", "install", "-q", "--no-index", "--disable-pip-version-check"])
        .arg(wheel));
    let program = "import lejepa_gis, sys\n\
                   model = lejepa_gis.Model()\n\
                   assert lejepa_gis.doctor().healthy and lejepa_gis.parameters()\n\
                   print(lejepa_gis.version(), lejepa_gis.loaded())";
    let said = run(Command::new(&inside).args(["-c", program]).current_dir(folder.path()));
    assert!(String::from_utf8_lossy(&said.stdout).contains("environment/lib"), "the library is the wheel's: {said:?}");
    let mut packages = Command::new(&python);
    packages.args(["-c", "import rasterio, os; print(os.path.dirname(os.path.dirname(rasterio.__file__)))"]);
    let Some(packages) = output_of(packages) else {
        return skip("no Python with rasterio; name one in LEJEPA_GIS_PYTHON");
    };
    let program = "import rasterio, lejepa_gis, sys, numpy\n\
                   a, b, out = sys.argv[1:]\n\
                   report = lejepa_gis.change(a, b, out)\n\
                   assert lejepa_gis.gdal_info()['version'] == rasterio.__gdal_version__\n\
                   with rasterio.open(a) as d: pixels = d.read()\n\
                   grid = numpy.asarray(lejepa_gis.Model().encode_image(pixels, options={'REFLECTANCE': 'dn'}))\n\
                   with rasterio.open(out) as d: assert d.read(1).shape == grid.shape[:2]\n\
                   print('with rasterio', rasterio.__version__)";
    let mut command = Command::new(&inside);
    command.env("PYTHONPATH", packages).args(["-c", program]);
    let said = run(command.args(["before.tif", "after.tif", "change.tif"].map(|n| folder.path().join(n))));
    println!("{}", String::from_utf8_lossy(&said.stdout).trim());
}

/// Into a folder of its own, with its own list of packages: the machine's stay as they are.
#[test]
fn the_debian_package_installs_runs_and_goes() {
    if !has("dpkg-deb") {
        return skip("this is no Debian");
    }
    let folder = tempfile::tempdir().unwrap();
    make("deb-file", &[("DIST", folder.path())]);
    let entries = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path());
    let package: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "deb")).collect();
    let [package] = &package[..] else { panic!("one package: {package:?}") };
    println!("{}", String::from_utf8_lossy(&run(Command::new("dpkg-deb").arg("--field").arg(package)).stdout));

    let system = folder.path().join("system");
    let lists = system.join("var/lib/dpkg");
    std::fs::create_dir_all(lists.join("info")).unwrap();
    std::fs::write(lists.join("status"), "").unwrap();
    // The folder holds no libc6 that the package could depend on, and no ldconfig.
    let dpkg = |arguments: &[&std::ffi::OsStr]| {
        let mut command = Command::new("dpkg");
        command.arg("--instdir").arg(&system).arg("--admindir").arg(&lists);
        run(command.args(["--force-depends", "--force-not-root", "--no-triggers"]).args(arguments));
    };
    let files = || -> Vec<_> {
        let output = run(Command::new("find").arg(system.join("usr")).args(["-not", "-type", "d"]));
        String::from_utf8(output.stdout).unwrap().lines().map(String::from).collect()
    };
    dpkg(&["--install".as_ref(), package.as_os_str()]);
    assert!(files().iter().any(|f| f.ends_with("/lejepa_gis.pc")) && files().len() > 10, "{:?}", files());
    run(Command::new(system.join("usr/bin/lejepa-gis")).arg("doctor"));
    dpkg(&["--purge".as_ref(), "lejepa-gis".as_ref()]);
    assert!(!system.join("usr").exists() || files().is_empty(), "{:?}", files());
}

#[test]
fn the_list_of_what_is_built_in_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    make("sbom", &[("DIST", folder.path())]);
    make("sums", &[("DIST", folder.path())]);
    let text = std::fs::read_to_string(folder.path().join("lejepa-gis.cdx.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let crates = list["components"].as_array().unwrap();
    let lacking = |key: &str| crates.iter().filter(|c| c[key].is_null()).map(|c| c["purl"].to_string()).collect();
    assert_eq!((lacking("licenses"), lacking("hashes")), (Vec::<String>::new(), Vec::<String>::new()));
    let has = |name: &str| crates.iter().any(|c| c["name"] == name);
    assert!(has("tract-core") && has("pytorch-reader") && !has("cbindgen"), "what is built in, not what tests");
    assert!(has("windows-sys") && has("libc"), "what is built in on each system");
    run(Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(folder.path()));
}

fn run_ok(command: &mut Command) -> bool {
    command.output().is_ok_and(|o| o.status.success())
}

fn output_of(mut command: Command) -> Option<String> {
    let output = command.output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
