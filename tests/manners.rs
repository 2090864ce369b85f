//! Manners of the command line: values that begin with a minus, signals, servers that say nothing, and texts from files
//! that would move the cursor.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use support::cli::{command, done, lejepa, make_scene, refused};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A small synthetic pair.
fn scene() -> &'static Path {
    static SCENE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, folder) = SCENE.get_or_init(|| {
        let outer = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let folder = outer.path().join("scene");
        make_scene(&folder, [64, 48]);
        (outer, folder)
    });
    folder
}

#[test]
fn options_take_values_that_begin_with_a_minus() {
    let out = tempfile::tempdir().unwrap();
    let (input, output) = (scene().join("before.tif"), out.path().join("o.tif"));
    let features =
        |more: &[&str], code| refused(&[&["features", text(&input), "-o", text(&output)], more].concat(), code);
    // West of the scene, south of it, and in negative metres: read, and found not to meet it.
    for (bounds, crs) in [("-179.998,-64.998,-179.99,-64.9", "EPSG:4326"), ("-500.5,-20,-1e2,-.5", "EPSG:32631")] {
        let said = features(&["--bounds", bounds, "--bounds-crs", crs], 1);
        assert!(said.contains("does not meet the bounds"), "{said}");
    }
    for (option, value) in [("--overlap", "-0.5"), ("--window", "-1,0,8,8"), ("--target-resolution", "-10")] {
        let said = features(&[option, value], 2);
        assert!(said.contains(value) && !said.contains("-- "), "{said}");
    }
    let said = refused(&["scene", text(out.path()), "--seed", "-1"], 2);
    assert!(said.contains("-1") && said.contains("--seed"), "{said}");
    // A missing value is not the next option.
    for next in ["--bounds-crs", "-q"] {
        let said = features(&["--bounds", next], 2);
        assert!(said.contains("--bounds <TEXT>") && said.contains("next option"), "{said}");
    }
}

#[test]
fn what_files_say_never_moves_the_cursor() {
    const ESCAPES: &str = "\u{1b}]0;TITLE\u{7}\u{1b}[31mred\u{9b}2K\rnew\nwarning: line\u{202e}";
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("o.tif");
    let before = scene().join("before.tif");
    let shown = |arguments: &[&str]| {
        let output = lejepa(arguments);
        let said = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
        let acts = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{202e}';
        assert!(!said.contains(acts) && !said.contains("\nwarning: line"), "{arguments:?}: {said:?}");
        said
    };
    let missing = format!("no{ESCAPES}.tif");
    assert!(shown(&["features", &missing, "-o", text(&output)]).contains("\\u001b]0;TITLE\\u0007"));
    let asset = |href: String, band: &str| serde_json::json!({"href": href, "eo:bands": [{"name": band}]});
    let item = |assets: serde_json::Value, kind: &str| {
        let item = serde_json::json!({"type": kind, "stac_version": "1.0.0", "id": ESCAPES, "assets": assets,
            "properties": {"datetime": ESCAPES, "s2:processing_baseline": ESCAPES}});
        let path = out.path().join("item.json");
        std::fs::write(&path, item.to_string()).unwrap();
        path
    };
    let bands = ["B04", "B03", "B02", "B08", "B11"];
    let hrefs = bands.map(|b| (b.to_owned(), asset(format!("x{ESCAPES}{b}.tif"), b)));
    let keys = bands.map(|b| (format!("{b}{ESCAPES}"), asset(text(&before).to_owned(), b)));
    for assets in [hrefs, keys] {
        let path = item(serde_json::Value::Object(assets.into_iter().collect()), "Feature");
        shown(&["features", text(&path), "-o", text(&output), "--overwrite"]);
        shown(&["features", text(&path), "-o", text(&output), "--dry-run", "--reflectance", "dn"]);
    }
    shown(&["features", text(&item(1.into(), ESCAPES)), "-o", text(&output)]);
    let safe = out.path().join("X.SAFE");
    std::fs::create_dir(&safe).unwrap();
    let images = format!("<IMAGE_FILE>GRANULE/{ESCAPES}/IMG_DATA/T_B02_10m</IMAGE_FILE>");
    let xml = format!("<a><PROCESSING_BASELINE>{ESCAPES}</PROCESSING_BASELINE>{images}</a>");
    std::fs::write(safe.join("MTD_MSIL2A.xml"), xml).unwrap();
    shown(&["features", text(&safe), "-o", text(&output)]);
    shown(&["features", text(&before), "-o", text(&output), "--bands", ESCAPES]);
    if cfg!(unix) {
        let named = out.path().join(format!("name{ESCAPES}.tif"));
        std::fs::copy(&before, &named).unwrap();
        assert!(shown(&["features", text(&named), "-o", text(&output), "--overwrite"]).contains("\\u001b[31mred"));
        let json = lejepa(&["features", text(&named), "-o", text(&output), "--overwrite", "--json"]).stdout;
        let report: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert!(report["inputs"][0]["name"].as_str().unwrap().contains(ESCAPES), "JSON says the same: {report}");
    }
}

/// A job that takes some seconds, begun.
#[cfg(unix)]
fn begun(folder: &Path, how: &str) -> Child {
    let scene = folder.join("big");
    make_scene(&scene, [1500, 1200]);
    let (before, output) = (scene.join("before.tif"), folder.join("f.tif"));
    let job = ["features", text(&before), "-o", text(&output), "-q", "--threads", "1", "--precision", "f32"];
    let mut child = Command::new("sh");
    child.args(["-c", how, "sh", env!("CARGO_BIN_EXE_lejepa-gis")]).args(job).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert!(child.try_wait().unwrap().is_none(), "it ended before a signal could be sent");
    child
}

#[cfg(unix)]
fn kill(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

/// `nohup`, and a shell's `trap '' INT`.
#[cfg(target_os = "linux")]
#[test]
fn signals_that_the_job_was_started_to_ignore_stay_ignored() {
    let out = tempfile::tempdir().unwrap();
    let child = begun(out.path(), r#"trap "" HUP INT; exec "$@""#);
    kill(&child, "-HUP");
    // Where these tests themselves run as a script's `job &`, SIGINT and SIGQUIT are ignored, which is nobody's wish.
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mask = status.lines().find_map(|l| l.strip_prefix("SigIgn:")).unwrap().trim();
    if u64::from_str_radix(mask, 16).unwrap() & (1 << 2) == 0 {
        kill(&child, "-INT");
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(out.path().join("f.tif").is_file());
    // Not so the one that it was not.
    let child = begun(&out.path().join("again"), r#"trap "" HUP; exec "$@""#);
    kill(&child, "-HUP");
    kill(&child, "-TERM");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A server that takes a request and says nothing.
#[cfg(unix)]
#[test]
fn a_signal_is_heard_while_a_server_says_nothing() {
    let out = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/scene.tif", listener.local_addr().unwrap());
    let output = out.path().join("f.tif");
    let child = command(&["features", &address, "-o", text(&output), "-q"]).stderr(Stdio::piped()).spawn().unwrap();
    let _connection = listener.accept().unwrap();
    let begun = Instant::now();
    kill(&child, "-TERM");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}

/// A server that stalls, and one that refuses, are named.
#[test]
fn servers_that_fail_are_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/scene.tif", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let read = std::io::Read::read(&mut stream, &mut request);
            let said =
                if read.is_ok() { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" } else { "" };
            let _ = std::io::Write::write_all(&mut stream, said.as_bytes());
        }
    });
    let out = tempfile::tempdir().unwrap();
    let said = refused(&["features", &address, "-o", text(&out.path().join("f.tif")), "-q"], 1);
    assert!(said.contains("scene.tif") && said.contains("503"), "{said}");
}

/// A job that is killed leaves a hidden folder; `doctor` names it, and removes it when it is asked to.
#[cfg(unix)]
#[test]
fn leftovers_of_killed_jobs_are_named_and_removed() {
    let out = tempfile::tempdir().unwrap();
    let doctor = |more: &[&str]| done(&[&["doctor", "--leftovers", text(out.path())], more].concat());
    let mut child = begun(out.path(), r#"exec "$@""#);
    assert!(doctor(&["--clean"]).contains("none"), "a job that runs is no leftover");
    kill(&child, "-KILL");
    child.wait().unwrap();
    assert!(doctor(&[]).contains("leftover     "));
    assert!(doctor(&["--clean"]).contains("removed      "));
    assert!(doctor(&[]).contains("none"));
    assert!(refused(&["doctor", "--leftovers", text(&out.path().join("no"))], 1).contains("no"));
    let names: Vec<_> = std::fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["big"]);
}

/// PROJ without its database.
#[test]
fn a_missing_database_of_reference_systems_is_named() {
    let out = tempfile::tempdir().unwrap();
    let (input, output, nowhere) = (scene().join("before.tif"), out.path().join("o.tif"), out.path().join("nowhere"));
    let job = ["features", text(&input), "-o", text(&output), "--bounds", "2.9,45.1,3.1,45.2"];
    let mut job = command(&[&job[..], &["--bounds-crs", "EPSG:4326"]].concat());
    let said = job.env("PROJ_DATA", &nowhere).env("PROJ_LIB", &nowhere).output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    if said.contains("does not meet") {
        return println!("skipped: this PROJ finds its database elsewhere");
    }
    assert!(
        said.contains("proj.db") && said.contains("PROJ_DATA") && !said.contains("for example EPSG:4326"),
        "{said}"
    );
}

/// A name in Latin-1, which old archives leave behind.
#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_not_utf_8_is_refused_for_that() {
    use std::os::unix::ffi::OsStrExt;
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("bands");
    std::fs::create_dir(&folder).unwrap();
    for band in [&b"B04"[..], b"B03", b"B02", b"B08", b"B11"] {
        let name = [b"\xe4_", band, b".tif"].concat();
        std::fs::copy(scene().join("before.tif"), folder.join(std::ffi::OsStr::from_bytes(&name))).unwrap();
    }
    let said = refused(&["features", text(&folder), "-o", text(&out.path().join("o.tif"))], 1);
    assert!(said.contains("_B0") && said.contains("not UTF-8") && !said.contains("No such file"), "{said}");
}
