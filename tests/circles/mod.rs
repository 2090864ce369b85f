//! Circles of files: which file uses what is defined in which, and where that leads back to its beginning.
//!
//! Only what is named by a path counts. Re-exports are followed to the file that defines the name; a re-export that its
//! own file does not use is no arrow, and neither is the import of a module.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use self::names::Names;

/// Which file uses which.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Files and what they name, by the module's path from the crate on.
type Files = BTreeMap<Vec<String>, (String, Names)>;

/// Sets of files that use each other, directly or around corners.
pub fn circles(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            next.extend(arrows.get(file).into_iter().flatten().filter(|used| seen.insert((*used).clone())));
        }
        seen
    };
    let reach: BTreeMap<_, _> = arrows.keys().map(|file| (file, reached(file))).collect();
    let circle =
        |a: &String| arrows.keys().filter(|b| reach[a].contains(*b) && reach[b].contains(a)).cloned().collect();
    let all: BTreeSet<BTreeSet<String>> = arrows.keys().map(circle).collect();
    all.into_iter().filter(|circle| circle.len() > 1).collect()
}

/// The arrows between source files, given with their paths from `src` on.
pub fn arrows(sources: &[(String, String)]) -> Arrows {
    let module = |path: &str| -> Vec<String> {
        let parts = path.trim_start_matches("src/").trim_end_matches(".rs").split('/');
        parts.filter(|part| !["mod", "lib"].contains(part)).map(str::to_owned).collect()
    };
    let sources: Vec<_> = sources.iter().filter(|(path, _)| !path.ends_with("/tests.rs")).collect();
    let modules: BTreeSet<_> = sources.iter().map(|(path, _)| module(path)).collect();
    let read = |(path, text): &&(String, String)| {
        let module = module(path);
        let names = names::read(text, &module, &modules);
        (module, (path.clone(), names))
    };
    let files: Files = sources.iter().map(read).collect();
    files.values().map(|(path, names)| (path.clone(), used(&files, path, names))).collect()
}

fn used(files: &Files, path: &str, names: &Names) -> BTreeSet<String> {
    let imported = names.imports.iter().filter(|import| !import.public).map(|import| &import.path);
    let defining = imported.chain(&names.paths).filter_map(|path| defining(files, path, 8));
    defining.filter(|used| used != path).collect()
}

/// The file that defines what a path leads to; none for a module, and none where re-exports lead nowhere.
fn defining(files: &Files, path: &[String], most: usize) -> Option<String> {
    let mut module = Vec::new();
    for (at, name) in path.iter().enumerate() {
        module.push(name.clone());
        if files.contains_key(&module) {
            continue;
        }
        module.pop();
        let (file, names) = files.get(&module)?;
        return match names.imports.iter().find(|import| import.name == *name) {
            Some(import) => defining(files, &[&import.path, &path[at + 1..]].concat(), most.checked_sub(1)?),
            None => Some(file.clone()),
        };
    }
    None
}
