//! The committed header is what the code says; the library exports what the header declares and needs no GDAL.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the C room in the order in which a client reads them, each group with its heading.
const GROUPS: &[(&str, &[&str])] = &[
    ("", &["callback"]),
    ("Versions, and the tables of tasks and parameters", &["version"]),
    ("Errors", &["errors"]),
    ("Texts", &["text"]),
    ("Models", &["model", "model_queries"]),
    ("Contexts", &["context"]),
    ("Jobs", &["job", "job_run"]),
    ("Images in memory", &["image"]),
    ("Features in memory", &["buffers", "products"]),
    ("PCA bases", &["basis", "basis_fit"]),
    ("Features rasters in memory", &["similar"]),
    ("Build, GDAL and self-test", &["doctor"]),
];

fn generated() -> String {
    let mut config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    config.after_includes = Some(format!(
        "\n// Version of the software that this header belongs to; lejepa_gis_version() tells the library's.\n\
         #define LEJEPA_GIS_VERSION \"{}\"\n// Its parts, for `#if`.\n\
         #define LEJEPA_GIS_VERSION_MAJOR {}\n#define LEJEPA_GIS_VERSION_MINOR {}\n#define LEJEPA_GIS_VERSION_PATCH {}",
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    ));
    // Only the C room and the statuses: nothing else is C's business.
    let statuses = tempfile::NamedTempFile::with_suffix(".rs").unwrap();
    std::fs::write(statuses.path(), statuses_as_enum()).unwrap();
    let sources = GROUPS.iter().flat_map(|(_, files)| *files).map(|name| format!("src/capi/{name}.rs"));
    let builder = cbindgen::Builder::new().with_config(config).with_src(statuses.path());
    let builder = sources.fold(builder, |builder, path| builder.with_src(root().join(path)));
    let bindings = builder.generate().unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    // What is safety to Rust callers is what C calls rules of pointers: what may be NULL, and how much lies behind it.
    let text = String::from_utf8(text).unwrap().replace("// # Safety\n", "// Pointers:\n");
    GROUPS.iter().filter(|(heading, _)| !heading.is_empty()).fold(text, |text, (heading, files)| {
        let first = exported(files[0]).into_iter().next().unwrap_or_else(|| panic!("{} exports nothing", files[0]));
        headed(&text, heading, &first)
    })
}

/// The table of statuses as the enum that its macro makes, since cbindgen expands no macro.
fn statuses_as_enum() -> String {
    let text = std::fs::read_to_string(root().join("src/error.rs")).unwrap();
    let (_, table) = text.split_once("\nstatuses! {\n").unwrap();
    let (table, _) = table.split_once("\n}\n").unwrap();
    let plain = |line: &str| match line.split_once(" => c\"") {
        Some((variant, _)) => format!("{variant},\n"),
        None => line.replace("pub enum", "#[repr(i32)]\npub enum") + "\n",
    };
    table.lines().map(plain).collect()
}

/// Puts a heading above a function's declaration and its comment.
fn headed(text: &str, heading: &str, function: &str) -> String {
    let (contract, declarations) = text.split_at(text.find("extern \"C\" {").unwrap());
    let at = declarations.find(&format!("{function}(")).unwrap();
    let (before, after) = declarations.split_at(declarations[..at].rfind("\n\n").unwrap() + 2);
    format!("{contract}{before}// ---- {heading} {}\n\n{after}", "-".repeat(100 - heading.len()))
}

/// The functions that a file of the C room exports, in its order.
fn exported(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(format!("src/capi/{file}.rs"))).unwrap();
    let heads = text.split("extern \"C\" fn ").skip(1).filter_map(|rest| rest.split('(').next());
    heads.filter(|name| name.starts_with("lejepa_gis_")).map(str::to_owned).collect()
}

/// The header follows the groups, and no file of the C room is left out of it.
#[test]
fn the_header_is_in_reading_order() {
    let header = generated();
    let declared: Vec<_> = header.lines().filter(|line| !line.starts_with([' ', '/'])).collect();
    let listed: Vec<_> = GROUPS.iter().flat_map(|(_, files)| files.iter().flat_map(|file| exported(file))).collect();
    let found: Vec<_> =
        listed.iter().map(|f| declared.iter().position(|line| line.contains(&format!("{f}(")))).collect();
    assert!(found.is_sorted() && !found.contains(&None), "{:?}", listed.iter().zip(&found).collect::<Vec<_>>());
    for entry in std::fs::read_dir(root().join("src/capi")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let is_listed = GROUPS.iter().any(|(_, files)| files.contains(&name.as_str()));
        assert!(is_listed || exported(&name).is_empty(), "src/capi/{name}.rs is in no group of the header");
    }
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
