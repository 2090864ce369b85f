//! What a file imports and names by a path.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Ident, Item, ItemMod, ItemUse, Macro, Token, UseTree, Visibility};

/// Paths begin at the crate.
#[derive(Default)]
pub struct Names {
    pub imports: Vec<Import>,
    pub paths: Vec<Vec<String>>,
}

pub struct Import {
    pub name: String,
    pub path: Vec<String>,
    pub public: bool,
}

/// What the text of `module` names, but for its tests.
pub fn read(text: &str, module: &[String], modules: &BTreeSet<Vec<String>>) -> Names {
    let mut reader = Reader { here: module.to_vec(), modules, names: Names::default(), raw: vec![] };
    reader.visit_file(&syn::parse_file(text).unwrap());
    let Reader { mut names, raw, .. } = reader;
    // Imports first: a function may stand above the `use` that it needs.
    names.paths = raw.iter().filter_map(|(here, path)| from_the_crate(path, here, &names, modules)).collect();
    names
}

struct Reader<'a> {
    here: Vec<String>,
    modules: &'a BTreeSet<Vec<String>>,
    names: Names,
    raw: Vec<(Vec<String>, Vec<String>)>,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !matches!(item, Item::Mod(ItemMod { attrs, .. }) if attrs.iter().any(is_test)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.here.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.here.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        let mut found = Vec::new();
        spread(&item.tree, vec![], &mut found);
        for (path, name) in found {
            if let Some(path) = from_the_crate(&path, &self.here, &self.names, self.modules) {
                self.names.imports.push(Import { name, path, public });
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.raw.push((self.here.clone(), words));
        visit::visit_path(self, path);
    }

    /// Arguments of `vec!`, `format!` and their like are code, too.
    fn visit_macro(&mut self, called: &'ast Macro) {
        visit::visit_macro(self, called);
        if let Ok(arguments) = called.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            arguments.iter().for_each(|argument| Visit::visit_expr(self, argument));
        }
    }
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<Ident>().is_ok_and(|word| word == "test")
}

/// The paths of a `use` and the names they get.
fn spread(tree: &UseTree, mut path: Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let mut push = |ident: &Ident| {
        if ident != "self" || path.is_empty() {
            path.push(ident.to_string());
        }
    };
    match tree {
        UseTree::Path(step) => {
            push(&step.ident);
            spread(&step.tree, path, found);
        }
        UseTree::Group(group) => group.items.iter().for_each(|item| spread(item, path.clone(), found)),
        UseTree::Rename(rename) => {
            push(&rename.ident);
            found.push((path, rename.rename.to_string()));
        }
        UseTree::Name(name) => {
            push(&name.ident);
            let last = path.last().cloned().unwrap_or_default();
            found.push((path, last));
        }
        UseTree::Glob(_) => {} // only of other crates' preludes and in tests
    }
}

/// A path as it reads from the crate on; none for another crate's.
fn from_the_crate(
    path: &[String],
    here: &[String],
    names: &Names,
    modules: &BTreeSet<Vec<String>>,
) -> Option<Vec<String>> {
    let child = [here, &path[..1]].concat();
    let mut base = match path[0].as_str() {
        "crate" => vec![],
        "self" => here.to_vec(),
        "super" => here.split_last()?.1.to_vec(),
        _ if modules.contains(&child) => child,
        name => names.imports.iter().find(|import| import.name == name)?.path.clone(),
    };
    for name in &path[1..] {
        match name.as_str() {
            "super" => drop(base.pop()),
            name => base.push(name.to_owned()),
        }
    }
    Some(base)
}
