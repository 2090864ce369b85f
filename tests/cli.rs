//! The command line through its real binary: the main job, refusals, exit codes, nothing left behind.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use lejepa_gis::raster::gdal::{Dataset, METADATA_DOMAIN, bind};
use support::cli::{command, done, lejepa, make_scene, refused, report};
use support::{names, pixels, root};

/// A synthetic pair in a folder with a space and an umlaut.
fn scene() -> &'static Path {
    static SCENE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = SCENE.get_or_init(|| {
        let outer = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let folder = outer.path().join("zwei Täler");
        make_scene(&folder, [320, 280]);
        (outer, folder)
    });
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn run_writes_everything_and_single_commands_agree() {
    let out = tempfile::tempdir().unwrap();
    let (before, after) = (path(scene(), "before.tif"), path(scene(), "after.tif"));
    let results = out.path().join("r");
    let summary = report(&["run", &before, &after, "-o", results.to_str().unwrap(), "--method", "residual"]);
    assert_eq!(summary["inputs"][0]["valid_cells"], 40 * 35);
    assert!(
        summary["model"]["caution"].is_null() || summary["model"]["caution"].as_str().unwrap().contains("untrained")
    );
    let found = names(&results);
    for name in ["features_before.tif", "features_after.tif", "pca_before.tif", "pca_after.tif", "pca_basis.json"] {
        assert!(found.contains(&name.to_string()), "{found:?}");
    }
    for name in ["change_cosine.tif", "change_residual.tif", "descriptors.json", "before.png", "pca_after.png"] {
        assert!(found.contains(&name.to_string()), "{found:?}");
    }
    assert_eq!(names(out.path()), ["r"], "nothing is left beside the folder");

    // change from the rasters, and from the features made above, is the same to the last bit
    for method in ["cosine", "residual"] {
        let expected = pixels(&path(&results, &format!("change_{method}.tif")));
        let (a, b) = (path(out.path(), "a.tif"), path(out.path(), "b.tif"));
        done(&["change", &before, &after, "-o", &a, "--method", method, "-q", "--threads", "1", "--overwrite"]);
        let (f, g) = (path(&results, "features_before.tif"), path(&results, "features_after.tif"));
        done(&["change", &f, &g, "-o", &b, "--method", method, "-q", "--overwrite"]);
        assert!(pixels(&a) == expected && pixels(&b) == expected, "{method}");
    }
    let p = path(out.path(), "p.tif");
    let basis = path(&results, "pca_basis.json");
    done(&["pca", &path(&results, "features_after.tif"), "-o", &p, "--basis", &basis, "-q"]);
    assert!(pixels(&p) == pixels(&path(&results, "pca_after.tif")), "one basis, one picture");
}

#[test]
fn outputs_say_how_they_were_made_and_repeat_byte_for_byte() {
    let out = tempfile::tempdir().unwrap();
    let (a, b) = (path(out.path(), "a.tif"), path(out.path(), "b.tif"));
    let before = path(scene(), "before.tif");
    done(&["features", &before, "-o", &a, "-q", "--threads", "2"]);
    done(&["features", &before, "-o", &b, "-q", "--threads", "1", "--memory", "64"]);
    let dataset = Dataset::open(bind(None).unwrap(), &a).unwrap();
    let metadata = dataset.metadata(METADATA_DOMAIN);
    let recorded = |key: &str| metadata.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str()).unwrap_or("");
    assert_eq!((recorded("PRODUCT"), recorded("INPUT")), ("features", "before.tif"));
    assert!(recorded("REFLECTANCE").contains("OFFSET"), "{metadata:?}");
    let folder = scene().to_str().unwrap();
    assert!(metadata.iter().all(|(_, v)| !v.contains(folder)), "no path is recorded");
    assert_eq!(recorded("CREATED"), "1970-01-01T00:00:00Z");
    assert!(pixels(&a) == pixels(&b), "threads and memory change nothing");
}

#[test]
fn threads_change_no_byte_and_other_blocks_no_pixel() {
    let out = tempfile::tempdir().unwrap();
    let scene = out.path().join("scene");
    // 538 columns of cells with 160 numbers each: more than are written in one piece.
    make_scene(&scene, [4300, 12]);
    for dtype in ["float32", "float16", "int8"] {
        let features = |name: &str, more: &[&str]| {
            let target = path(out.path(), name);
            let before = path(&scene, "before.tif");
            let same =
                ["features", &before, "-o", &target, "--model", "texture", "--dtype", dtype, "-q", "--overwrite"];
            done(&[&same, more].concat());
            target
        };
        let one = features("a.tif", &["--threads", "1"]);
        let five = features("b.tif", &["--threads", "5", "--memory", "64"]);
        assert!(std::fs::read(&one).unwrap() == std::fs::read(five).unwrap(), "{dtype}");
        for other in [["--co", "BLOCKXSIZE=64"], ["--co", "TILED=NO"], ["--co", "INTERLEAVE=PIXEL"]] {
            assert!(bits(&one) == bits(&features("c.tif", &other)), "{dtype}, {other:?}");
        }
    }
}

fn bits(path: &str) -> Vec<u32> {
    pixels(path).into_iter().map(f32::to_bits).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let (ab, aa, bb) = a.iter().zip(b).fold((0f64, 0f64, 0f64), |(ab, aa, bb), (a, b)| {
        let (a, b) = (f64::from(*a), f64::from(*b));
        (ab + a * b, aa + a * a, bb + b * b)
    });
    ab / (aa * bb).sqrt()
}

#[test]
fn every_precision_on_every_instruction_set_is_recorded_and_close_to_f32() {
    let out = tempfile::tempdir().unwrap();
    let (before, exact) = (path(scene(), "before.tif"), path(out.path(), "f32.tif"));
    done(&["features", &before, "-o", &exact, "-q", "--precision", "f32"]);
    let exact = pixels(&exact);
    for isa in ["portable", "avx2", "avx512", "avx512vnni", "avx512bf16", "amx"] {
        for precision in ["f32", "bf16", "int8", "auto"] {
            let target = path(out.path(), &format!("{isa}-{precision}.tif"));
            let mut command = command(&["features", &before, "-o", &target, "-q", "--precision", precision]);
            let output = command.env("LEJEPA_GIS_SIMD", isa).output().unwrap();
            let message = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() && message.contains("this CPU offers") {
                println!("skipped: {isa} is not there");
                break;
            }
            assert!(output.status.success(), "{isa} {precision}: {message}");
            let metadata = Dataset::open(bind(None).unwrap(), &target).unwrap().metadata(METADATA_DOMAIN);
            let recorded = |key: &str| metadata.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str());
            let (short, full) = (recorded("PRECISION"), recorded("ARITHMETIC"));
            match (precision, isa) {
                ("auto", "portable" | "avx2" | "avx512") => assert_eq!(short, "f32", "{isa}"),
                ("auto", "avx512vnni") => assert_eq!(short, "int8", "where bf16 does not pay"),
                ("auto", "amx") => assert_eq!(short, "bf16", "where bf16 pays"),
                // bf16 or, on Intel's, int8.
                ("auto", _) => assert_ne!(short, "f32", "{isa}"),
                _ => assert_eq!(short, precision, "{isa}"),
            }
            assert!(full.starts_with(short), "{isa} {precision}: {full}");
            let vnni = matches!(isa, "avx512vnni" | "avx512bf16" | "amx");
            assert!(short != "bf16" || full.contains("int8") == vnni, "{isa}: {full}");
            let close = cosine(&exact, &pixels(&target));
            assert!(close > if short == "f32" { 0.999_999 } else { 0.999_98 }, "{isa} {precision}: {close}");
        }
    }
    let message = refused(
        &["features", &before, "-o", &path(out.path(), "none.tif"), "--model", "texture", "--precision", "int8"],
        1,
    );
    assert!(message.contains("has no int8 form; use f32"), "{message}");
}

#[test]
fn compact_features_keep_their_direction() {
    let out = tempfile::tempdir().unwrap();
    let before = path(scene(), "before.tif");
    let full = path(out.path(), "full.tif");
    done(&["features", &before, "-o", &full, "-q"]);
    let full = pixels(&full);
    for (dtype, least) in [("float16", 0.999_999), ("int8", 0.999)] {
        let compact = path(out.path(), &format!("{dtype}.tif"));
        let summary = report(&["features", &before, "-o", &compact, "--dtype", dtype]);
        assert!(summary["round_trip_cosine"].as_f64().unwrap() > least, "{summary}");
        let compact = pixels(&compact);
        assert!(cosine(&full, &compact) > least, "{dtype} as a reader gets it");
    }
}

#[test]
fn cog_and_creation_options_arrive() {
    let out = tempfile::tempdir().unwrap();
    let target = path(out.path(), "change.tif");
    let (before, after) = (path(scene(), "before.tif"), path(scene(), "after.tif"));
    done(&["change", &before, &after, "-o", &target, "--cog", "--co", "COMPRESS=LZW", "-q"]);
    let dataset = Dataset::open(bind(None).unwrap(), &target).unwrap();
    let structure = dataset.metadata(c"IMAGE_STRUCTURE");
    for wanted in [("LAYOUT", "COG"), ("COMPRESSION", "LZW")] {
        assert!(structure.iter().any(|(k, v)| (k.as_str(), v.as_str()) == wanted), "{structure:?}");
    }
    assert_eq!(names(out.path()), ["change.tif"]);
}

#[test]
fn with_json_a_failure_is_an_object_on_standard_output() {
    let out = tempfile::tempdir().unwrap();
    let (target, before) = (path(out.path(), "o.tif"), path(scene(), "before.tif"));
    let told = |arguments: &[&str]| {
        let said = lejepa(&[&["features", &before, "-o", &target, "--json"], arguments].concat());
        assert!(!said.stderr.is_empty(), "people read it too");
        let json: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        (said.status.code(), json["error"].clone())
    };
    let (code, error) = told(&["--overlap", "2"]);
    assert_eq!(
        (code, error["status"].as_str(), error["parameter"].as_str()),
        (Some(2), Some("ARGUMENT"), Some("OVERLAP"))
    );
    std::fs::write(&target, "").unwrap();
    let (code, error) = told(&[]);
    // A folder for temporary files may lie at home, which is told as ~.
    let told = lejepa_gis::redact::redacted(&target);
    assert_eq!((code, &error["status"], &error["file"]), (Some(1), &"EXISTS".into(), &told.as_str().into()), "{error}");
}

#[test]
fn wrong_calls_are_refused_with_the_reason() {
    let out = tempfile::tempdir().unwrap();
    let (target, before) = (path(out.path(), "o.tif"), path(scene(), "before.tif"));
    let missing = refused(&["features", "no such.tif", "-o", &target], 1);
    assert!(missing.contains("no such.tif"), "{missing}");
    assert!(refused(&["features", &before, "-o", &target, "--overlap", "2"], 2).contains("number from 0 to 0.9"));
    assert!(refused(&["features", &before, "-o", &target, "--bands", "1,2,3,4,9"], 1).contains("band 9"));
    assert!(refused(&["features", &before, "-o", &target, "--colour", "red"], 2).contains("--colour"));
    let truth = path(scene(), "truth.tif");
    assert!(refused(&["features", &truth, "-o", &target], 1).contains("no band is known to be red"));
    let model = path(scene(), "before.tif");
    assert!(refused(&["features", &before, "-o", &target, "--model", &model], 1).contains("before.tif"));
    let hostile = path(&root().join("tests/fixtures"), "hostile.pt");
    let said = refused(&["features", &before, "-o", &target, "--model", &hostile], 1);
    assert!(said.contains("system"), "the forbidden global is named: {said}");
    assert!(names(out.path()).is_empty());
    std::fs::write(&target, "mine").unwrap();
    assert!(refused(&["features", &before, "-o", &target], 1).contains("exists"));
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
}

#[test]
fn grids_that_differ_are_refused_or_aligned() {
    let out = tempfile::tempdir().unwrap();
    let other = out.path().join("other");
    make_scene(&other, [312, 280]);
    let (before, after) = (path(scene(), "before.tif"), path(&other, "after.tif"));
    let target = path(out.path(), "c.tif");
    let said = refused(&["change", &before, &after, "-o", &target], 1);
    assert!(said.contains("320 x 280") && said.contains("312 x 280") && said.contains("align"), "{said}");
    done(&["change", &before, &after, "-o", &target, "--align", "-q"]);
    assert!(pixels(&target).iter().any(|v| v.is_finite()));
}

#[test]
fn dry_run_writes_nothing_and_help_has_examples() {
    let out = tempfile::tempdir().unwrap();
    let before = path(scene(), "before.tif");
    let said = done(&["features", &before, "-o", &path(out.path(), "o.tif"), "--dry-run"]);
    for word in ["chips", "memory", "disk", "time", "320 x 280 pixels, 40 x 35 cells"] {
        assert!(said.contains(word), "{said}");
    }
    assert!(names(out.path()).is_empty());
    for command in ["features", "pca", "change", "describe", "run"] {
        let help = done(&[command, "--help"]);
        assert!(help.contains("Examples:") && help.contains("--model"), "{help}");
    }
    assert!(done(&["completions", "bash"]).contains("lejepa-gis"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let scene = out.path().join("big");
    make_scene(&scene, [1500, 1200]);
    let (before, after, folder) = (path(&scene, "before.tif"), path(&scene, "after.tif"), path(out.path(), "results"));
    let mut child = command(&["run", &before, &after, "-q", "-o", &folder]).spawn().unwrap();
    // its working folder beside the target tells that it has begun
    while names(out.path()).len() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be interrupted");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(out.path()), ["big"]);
}

#[test]
fn models_are_described_and_exported() {
    let out = tempfile::tempdir().unwrap();
    let fixture = path(&root().join("tests/fixtures"), "vit_32.pt");
    let info = report(&["model", "info", &fixture]);
    assert_eq!((&info["spec"]["chip"], &info["spec"]["dim"]), (&32.into(), &128.into()));
    let onnx = path(out.path(), "vit.onnx");
    done(&["model", "export", &fixture, &onnx]);
    assert!(refused(&["model", "export", &fixture, &onnx], 1).contains("exists"));
    // the exported file is the same network
    let (a, b) = (path(out.path(), "a.tif"), path(out.path(), "b.tif"));
    let before = path(scene(), "before.tif");
    done(&["features", &before, "-o", &a, "-q", "--model", &fixture]);
    done(&["features", &before, "-o", &b, "-q", "--model", &onnx]);
    let worst = pixels(&a).iter().zip(&pixels(&b)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-5, "{worst}");
}

/// It is written by hand into the library.
#[test]
fn doctor_tells_the_version_of_tract_that_is_built_in() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version = manifest.lines().find_map(|line| line.strip_prefix("tract-core = \"=")).unwrap();
    let said = done(&["doctor"]);
    assert!(said.contains(&format!("tract {}\n", version.trim_end_matches('"'))), "{said}");
}

/// `lejepa-gis ... | head` and a summary that finds no room.
#[test]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is() {
    let spawn =
        |arguments: &[&str], stdout: Stdio| command(arguments).stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
    for arguments in [&["model", "info", "default"][..], &["completions", "bash"], &["doctor"]] {
        let mut child = spawn(arguments, Stdio::piped());
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && message.is_empty(), "{arguments:?}: {message}");
    }
    if cfg!(target_os = "linux") {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = spawn(&["model", "info", "default"], full.into()).wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains("standard output"), "{message}");
    }
}

/// A driver that reads a tag only when it is asked tells of what is wrong with it then, and not on our stderr.
#[test]
fn gdal_prints_nothing_about_a_broken_tag() {
    let folder = tempfile::tempdir().unwrap();
    let file = path(folder.path(), "broken.tif");
    let mut bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/bodies/tiny.tif")).unwrap();
    let tiepoints = bytes.windows(4).position(|w| w == [0x82, 0x84, 12, 0]).unwrap();
    bytes[tiepoints + 8..tiepoints + 12].copy_from_slice(&[0xFF, 0xFF, 0, 0]); // beyond the end
    std::fs::write(&file, bytes).unwrap();
    let output = lejepa(&["describe", &file]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("broken.tif") && !message.contains("Warning"), "{message}");
}
