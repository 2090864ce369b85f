//! The committed header is what the code says; the library exports what the header declares and needs no GDAL.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn generated() -> String {
    let mut config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    config.after_includes = Some(format!(
        "\n// Version of the software that this header belongs to; lejepa_gis_version() tells the library's.\n\
         #define LEJEPA_GIS_VERSION \"{}\"",
        env!("CARGO_PKG_VERSION")
    ));
    // Only the C room and the table of statuses: nothing else is C's business.
    let mut sources: Vec<_> = std::fs::read_dir(root().join("src/capi")).unwrap().map(|e| e.unwrap().path()).collect();
    sources.sort();
    let builder = cbindgen::Builder::new().with_config(config).with_src(root().join("src/error.rs"));
    let builder = sources.iter().filter(|p| !p.ends_with("mod.rs")).fold(builder, |b, path| b.with_src(path));
    let bindings = builder.generate().unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    // What is safety to Rust callers is what C calls rules of pointers: what may be NULL, and how much lies behind it.
    String::from_utf8(text).unwrap().replace("// # Safety\n", "// Pointers:\n")
}

#[test]
fn header_is_up_to_date() {
    let path = root().join("include/lejepa_gis.h");
    let text = generated();
    if std::env::var_os("LEJEPA_GIS_WRITE_HEADER").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "include/lejepa_gis.h differs from src/capi; run `make header` and read the difference");
}

/// Each function that takes a pointer says under "Pointers" which may be NULL.
#[test]
fn the_header_says_what_may_be_null() {
    let header = generated();
    assert!(header.contains("C99 or later") && !header.contains("# Safety"));
    let mut comment = String::new();
    let mut checked = 0;
    let mut lines = header.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(" *") {
            continue; // the contract
        }
        if line.starts_with("//") {
            comment.push_str(line);
            continue;
        }
        let mut declaration = line.to_owned();
        while declaration.contains("lejepa_gis_") && declaration.contains('(') && !declaration.ends_with(';') {
            declaration += lines.next().unwrap_or(";");
        }
        let arguments = declaration.split_once('(').map_or("", |(_, arguments)| arguments);
        if declaration.contains("lejepa_gis_") && arguments.contains('*') {
            let rules = comment.split_once("Pointers:").map_or("", |(_, rules)| rules);
            assert!(rules.contains("NULL") || rules.contains("for `lejepa_gis_"), "{declaration}: {comment}");
            checked += 1;
        }
        comment.clear();
    }
    assert!(checked > 35, "{checked} functions");
}

/// The shared library beside the test: cargo keeps the one it just built there.
fn library() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.with_file_name("liblejepa_gis.so")
}

fn symbols(kind: &str) -> Vec<String> {
    let output = Command::new("nm").args(["-D", kind]).arg(library()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|l| l.split_whitespace().last())
        .map(|s| s.split('@').next().unwrap_or(s).to_owned())
        .collect()
}

#[test]
fn exported_symbols_are_the_header_s() {
    let header = generated();
    let mut exported = symbols("--defined-only");
    exported.sort();
    assert_eq!(exported, support::declared_functions(&header));
}

#[test]
fn no_gdal_is_needed_or_left_undefined() {
    let undefined: Vec<_> = symbols("--undefined-only")
        .into_iter()
        .filter(|s| ["GDAL", "CPL", "OGR", "OSR", "VSI"].iter().any(|p| s.starts_with(p)))
        .collect();
    assert!(undefined.is_empty(), "{undefined:?}");
    let output = Command::new("readelf").arg("-d").arg(library()).output().unwrap();
    let dynamic = String::from_utf8(output.stdout).unwrap();
    assert!(dynamic.contains("NEEDED") && !dynamic.contains("libgdal"), "{dynamic}");
    assert!(dynamic.contains("[liblejepa_gis.so."), "it has a SONAME");
}
