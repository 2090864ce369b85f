//! The house: which room may use which, where `unsafe` is allowed, who may name tract and GDAL, and how long files are.

mod circles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room and the rooms of this crate that it uses, and no others. `BASE` is everybody's.
const ARROWS: &[(&str, &[&str])] = &[
    ("redact", &[]),
    ("error", &[]),
    ("memory", &[]),
    ("panics", &[]),
    ("geometry", &[]),
    ("numeric", &[]),
    ("kernel", &[]),
    ("synthetic", &[]),
    ("params", &[]),
    ("tiling", &[]),
    ("product", &["numeric"]),
    ("raster", &["geometry"]),
    ("model", &["kernel", "numeric"]),
    ("pipeline", &["product", "model", "tiling", "raster", "numeric", "geometry", "params", "synthetic"]),
    ("cli", &["pipeline", "params", "model", "synthetic", "raster"]),
    ("capi", &["pipeline", "params", "model", "product", "raster"]),
];

/// What every room may use.
const BASE: &[&str] = &["error", "memory", "panics", "redact"];

/// Rooms that may hold `unsafe`.
const FENCED: &[&str] = &["src/raster/gdal/", "src/kernel/", "src/capi/"];

/// Where tract may be named.
const TRACT: &[&str] = &[
    "src/model/graph.rs",
    "src/model/bounded.rs",
    "src/model/ranks.rs",
    "src/model/tract.rs",
    "src/model/vit/recognise/",
];

/// Where systems may differ; processors may elsewhere too.
const SYSTEMS: &[&str] = &[
    "src/raster/gdal/locate/mod.rs",
    "src/raster/gdal/system.rs",
    "src/kernel/amx.rs",
    "src/kernel/pages.rs",
    "src/raster/gdal/heap.rs",
    "src/cli/signals.rs",
    "src/cli/stop.rs",
];

/// Longest file, in lines.
const LONGEST: usize = 400;

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join("src"), &mut paths);
    paths.sort();
    let named = |p: PathBuf| {
        (p.strip_prefix(root).unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&p).unwrap())
    };
    paths.into_iter().map(named).collect()
}

/// The code of a file: no comments, no tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect()
}

fn room(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap();
    rest.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn arrows_point_downwards() {
    let mut wrong = Vec::new();
    let mut drawn = BTreeSet::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            assert!(["lib", "main"].contains(&room), "{path}: room {room} has no line in ARROWS");
            continue;
        };
        for used in code(&text).split("crate::").skip(1) {
            let end = used.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(used.len());
            let used = &used[..end];
            let is_room = ARROWS.iter().any(|(name, _)| *name == used);
            if is_room && used != room && !BASE.contains(&used) && !allowed.contains(&used) {
                wrong.push(format!("{path} uses {used}"));
            }
            drawn.insert((room.to_owned(), used.to_owned()));
        }
    }
    let allowed = ARROWS.iter().flat_map(|(room, allowed)| allowed.iter().map(move |used| (*room, *used)));
    let idle = allowed.filter(|(room, used)| !drawn.contains(&(room.to_string(), used.to_string())));
    wrong.extend(idle.map(|(room, used)| format!("{room} may use {used}, and nothing of it does")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_uses_itself_around_corners() {
    let arrows = circles::arrows(&sources());
    let mut wrong = String::new();
    for circle in circles::circles(&arrows) {
        wrong += &format!("\na circle of {} files:\n", circle.len());
        for path in &circle {
            wrong += &format!("  {path} uses {:?}\n", arrows[path].intersection(&circle).collect::<Vec<_>>());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn circles_are_found() {
    let files = [
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a/mod.rs", "mod one; mod two; mod three; pub use one::One; pub use three::Three; use self::two::Two;"),
        // A re-export leads to its own file, a module's import nowhere, and tests count for nothing.
        ("src/a/one.rs", "use super::two; fn f() -> two::Two { vec![super::Three] }"),
        ("src/a/two.rs", "pub struct Two; #[cfg(test)] mod tests { use crate::a::One; }"),
        ("src/a/three.rs", "use crate::b::inner::*; fn g() { crate::b::call() }"),
        ("src/b.rs", "use crate::a::{self, Two as Other}; pub fn call() { let it: a::One; }"),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let arrows = circles::arrows(&files);
    let of = |path: &str| arrows[path].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("src/lib.rs"), [""; 0]);
    assert_eq!(of("src/a/mod.rs"), ["src/a/two.rs"]);
    assert_eq!(of("src/a/one.rs"), ["src/a/three.rs", "src/a/two.rs"]);
    assert_eq!(of("src/a/two.rs"), [""; 0]);
    assert_eq!(of("src/a/three.rs"), ["src/b.rs"]);
    assert_eq!(of("src/b.rs"), ["src/a/one.rs", "src/a/two.rs"]);
    let circle = ["src/a/one.rs", "src/a/three.rs", "src/b.rs"].map(str::to_owned).into();
    assert_eq!(circles::circles(&arrows), [circle]);
}

#[test]
fn fences_hold() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = code(&text).replace("unsafe_code", "");
        let holds = |word: &str| code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|w| w == word);
        if holds("unsafe") && !FENCED.iter().any(|f| path.starts_with(f)) {
            wrong.push(format!("{path}: unsafe outside of {FENCED:?}"));
        }
        if ["tract_onnx", "tract_core", "tract_linalg", "tract_transformers"].iter().any(|t| holds(t))
            && !TRACT.iter().any(|t| path.starts_with(t))
        {
            wrong.push(format!("{path}: tract outside of {TRACT:?}"));
        }
        if (holds("gdal_sys") || holds("libloading")) && !path.starts_with("src/raster/gdal/") {
            wrong.push(format!("{path}: GDAL's C API outside of src/raster/gdal"));
        }
        let system = ["windows", "unix", "target_os", "target_vendor", "target_family"].iter().any(|word| {
            code.split("cfg").skip(1).any(|c| {
                let condition = c.split([']', '\n']).next().unwrap_or("");
                c.starts_with(['(', '!']) && condition.contains(word)
            })
        });
        if system && !SYSTEMS.contains(&path.as_str()) {
            wrong.push(format!("{path}: a cfg of systems outside of {SYSTEMS:?}"));
        }
        if holds("no_mangle") && !path.starts_with("src/capi/") {
            wrong.push(format!("{path}: exports outside of src/capi"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short() {
    let long: Vec<_> =
        sources().into_iter().map(|(p, t)| (p, t.lines().count())).filter(|(_, n)| *n > LONGEST).collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
}
