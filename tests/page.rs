//! The report that people look at: whole in itself, safe whatever files are called, and usable in a browser.

mod support;

use std::path::Path;
use std::process::Command;

use support::cli::{done, make_scene, report};
use support::{has, names, run, skip};

/// A name that would break a page which took it for anything but text.
const ODD: &str = "be<b>fore&'\"</script>.tif";

/// The report of a run on a scene, in a folder of its own.
fn page(more: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    make_scene(folder.path(), [400, 320]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let odd = path(&ODD.replace('/', "\u{2044}"));
    std::fs::rename(path("before.tif"), &odd).unwrap();
    let out = path("results");
    report(&[&["run", &odd, &path("after.tif"), "-o", &out], more].concat());
    let html = std::fs::read_to_string(path("results/report.html")).unwrap();
    (folder, html)
}

#[test]
fn a_report_holds_everything_and_names_nothing_outside() {
    let (_folder, html) = page(&[]);
    assert!(html.contains("default-src 'none'") && html.contains("data:image/jpeg;base64,"));
    for outside in ["http:", "https:", "//cdn", "@TITLE@", "@AREAS@", "<b>", "<b "] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("be&lt;b"), "the name is there, as text");
    assert!(html.contains("<h2 id=\"warnings\">") && html.find("id=\"warnings\"") < html.find("id=\"maps\""));
    assert!(html.rfind("<h2 id=\"provenance\">") > html.find("<h2 id=\"areas\">"));
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
    let folders = std::env::temp_dir();
    assert!(!html.contains(folders.to_str().unwrap()), "no folder of this machine");
}

#[test]
fn a_run_without_a_report_has_none() {
    let folder = support::scene();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    done(&["run", &path("before.tif"), &path("after.tif"), "-o", &path("results"), "--report", "none"]);
    assert!(!Path::new(&path("results/report.html")).exists());
}

/// Opens a page in a browser and uses it; `more` says which page it is.
fn used(folder: &Path, page: &str, more: &[&str]) {
    let named = std::env::var("LEJEPA_GIS_BROWSER").ok();
    let known = ["chromium", "chromium-browser", "google-chrome"].map(String::from);
    let Some(browser) = named.into_iter().chain(known).find(|name| has(name)) else {
        return skip("no Chromium is installed");
    };
    let pictures = std::env::var("LEJEPA_GIS_PICTURES").map_or_else(|_| folder.to_owned(), Into::into);
    let script = support::root().join("tests/page/browser.py");
    run(Command::new("python3").arg(script).arg(browser).arg(folder.join(page)).arg(pictures).args(more));
}

#[test]
fn a_browser_shows_it_without_an_error_and_it_can_be_used() {
    let (folder, _) = page(&[]);
    used(folder.path(), "results/report.html", &[]);
}

#[test]
fn a_browser_shows_the_page_of_many_dates() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    done(&["scene", &path("place"), "--dates", "8", "--width", "240", "--height", "200"]);
    let mut dates = names(Path::new(&path("place")));
    dates.retain(|name| name != "truth.tif");
    let inputs: Vec<String> = dates.iter().map(|name| path(&format!("place/{name}"))).collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let told = report(&[&["series"], &inputs[..], &["-o", &path("s.tif"), "--min-clear", "0.01"]].concat());
    assert!(told["cells"]["stayed"]["cells"].as_u64() > Some(0), "{told}");
    used(folder.path(), "s.tif.html", &["series"]);
}
