//! Which way dependencies point: no circle of files, and in the core no arrow against ARCHITECTURE.md's order.
//!
//! An arrow is any path that begins with `crate`, `self`, `super` or the name of a child, in a `use` or elsewhere, and leads to another file of the same crate.
//! What only tests and documentation use is none.

use crate::outcome::Stop;
use crate::project::Project;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// Where the crates are that must have no circle.
const CRATES: [&str; 3] = ["core/src", "sandbox/src", "xtask/src"];

/// The crate whose layers ARCHITECTURE.md lists, and how that list begins there.
const LAYERED: &str = "core/src";
const LAYERS: &str = "```layers\n";

/// The place of a module in its crate: `["fastdok", "journeys"]`; empty for the crate itself.
type Place = Vec<String>;

/// Each file, and what it uses of the others.
type Arrows = BTreeMap<Place, BTreeSet<Place>>;

/// What is wrong, one sentence each.
pub(super) fn findings(project: &Project) -> Result<Vec<String>, Stop> {
    let mut findings = Vec::new();
    for folder in CRATES {
        let arrows = arrows(&sources(&project.root.join(folder))?)?;
        findings.extend(circles(&arrows).into_iter().map(|circle| format!("{folder}: a circle: {circle}")));
        if folder == LAYERED {
            let page = project.root.join("ARCHITECTURE.md");
            let text = fs::read_to_string(&page).map_err(Stop::at(&page))?;
            findings.extend(against(&arrows, &text).into_iter().map(|arrow| format!("{folder}: {arrow}")));
        }
    }
    Ok(findings)
}

/// Every source file below the folder, by the module that it holds.
fn sources(folder: &Path) -> Result<BTreeMap<Place, String>, Stop> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(folder.to_owned(), Place::new())];
    while let Some((folder, place)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Stop::at(&folder))? {
            let path = entry.map_err(Stop::at(&folder))?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let inner = || place.iter().cloned().chain([name.clone()]).collect::<Place>();
            if path.is_dir() {
                folders.push((path.clone(), inner()));
            } else if path.extension().is_some_and(|end| end == "rs") {
                let is_root = place.is_empty() && (name == "lib" || name == "main" && !folder.join("lib.rs").exists());
                let text = fs::read_to_string(&path).map_err(Stop::at(&path))?;
                found.insert(if is_root { Place::new() } else { inner() }, text);
            }
        }
    }
    Ok(found)
}

fn arrows(sources: &BTreeMap<Place, String>) -> Result<Arrows, Stop> {
    let mut arrows = Arrows::new();
    let mut tests = Vec::new();
    for (place, text) in sources {
        let file = syn::parse_file(text).map_err(|error| Stop::Failed(format!("{}: {error}", place.join("::"))))?;
        let mut reader =
            Reader { files: sources, file: place, inside: place.clone(), uses: BTreeSet::new(), tests: Vec::new() };
        reader.visit_file(&file);
        tests.append(&mut reader.tests);
        arrows.insert(place.clone(), reader.uses);
    }
    arrows.retain(|place, _| !tests.iter().any(|test| place.starts_with(test)));
    Ok(arrows)
}

/// Reads one file's paths.
struct Reader<'a> {
    files: &'a BTreeMap<Place, String>,
    file: &'a Place,
    /// The module that is read: the file's, or one that stands inside of it.
    inside: Place,
    uses: BTreeSet<Place>,
    /// Modules that are compiled for tests only.
    tests: Vec<Place>,
}

impl Reader<'_> {
    /// Notes where a path leads, if that is another file.
    fn path(&mut self, names: &[String]) {
        let Some(first) = names.first() else { return };
        let mut place = match first.as_str() {
            "crate" => Place::new(),
            "self" | "super" => self.inside.clone(),
            child => {
                let mut place = self.inside.clone();
                place.push(child.to_owned());
                if self.files.contains_key(&place) { self.inside.clone() } else { return }
            }
        };
        for name in names {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(place.pop()),
                name => place.push(name.to_owned()),
            }
        }
        while !self.files.contains_key(&place) && place.pop().is_some() {}
        if place != *self.file {
            self.uses.insert(place);
        }
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.path(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.path(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.path(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }

    /// The paths among a macro's words.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut names = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if names.is_empty() || colons == 2 => {
                    names.push(name.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !names.is_empty() && colons < 2 => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
            self.path_in_macro(&names);
            names.clear();
            colons = 0;
        }
        self.path_in_macro(&names);
    }

    fn path_in_macro(&mut self, names: &[String]) {
        // A single word is a name of anything.
        if names.len() > 1 {
            self.path(names);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !attributes.iter().any(is_left_out) {
            return visit::visit_item(self, item);
        }
        if let syn::Item::Mod(module) = item {
            self.tests.push(self.inside.iter().cloned().chain([module.ident.to_string()]).collect());
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.inside.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.inside.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.path(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
    }

    /// `pub(super)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// Whether this attribute keeps an item for tests or for documentation.
fn is_left_out(attribute: &syn::Attribute) -> bool {
    let condition = attribute.path().is_ident("cfg").then(|| attribute.parse_args::<syn::Path>().ok()).flatten();
    condition.is_some_and(|name| name.is_ident("test") || name.is_ident("doc"))
}

/// Each circle, by the arrows inside of it.
fn circles(arrows: &Arrows) -> Vec<String> {
    let mut graph = DiGraph::<&Place, ()>::new();
    let nodes: BTreeMap<&Place, NodeIndex> = arrows.keys().map(|place| (place, graph.add_node(place))).collect();
    for (from, to) in arrows.iter().flat_map(|(from, uses)| uses.iter().map(move |to| (from, to))) {
        if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) {
            graph.add_edge(*from, *to, ());
        }
    }
    let circles = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
    let shown = circles.map(|circle| {
        let inside: BTreeSet<&Place> = circle.iter().map(|node| graph[*node]).collect();
        let arrow = |from: &&Place| {
            let to: Vec<String> = arrows[*from].iter().filter(|to| inside.contains(to)).map(name).collect();
            format!("{} → {}", name(from), to.join(" and "))
        };
        inside.iter().map(arrow).collect::<Vec<_>>().join(", ")
    });
    shown.collect()
}

/// The arrows that lead up in the page's layers, the lowest first, and the modules that are in none.
fn against(arrows: &Arrows, page: &str) -> Vec<String> {
    let layers: Vec<Vec<Place>> = page
        .split(LAYERS)
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap_or_default()
        .lines()
        .map(|line| line.split_whitespace().map(|name| name.split("::").map(str::to_owned).collect()).collect())
        .collect();
    // The layer of the longest of its names: `fastdok::journeys` stands for itself, `fastdok` for the rest.
    let layer_of = |place: &Place| {
        let at = layers.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (at, name)));
        at.filter(|(_, name)| place.starts_with(name)).max_by_key(|(_, name)| name.len()).map(|(at, _)| at)
    };
    let mut findings = Vec::new();
    for (from, uses) in arrows.iter().filter(|(from, _)| !from.is_empty()) {
        let Some(own) = layer_of(from) else {
            findings.push(format!("{} is in no layer of ARCHITECTURE.md", name(from)));
            continue;
        };
        let up = uses.iter().filter(|to| layer_of(to).is_none_or(|layer| layer > own));
        findings.extend(up.map(|to| format!("{} uses {}, which stands above it", name(from), name(to))));
    }
    findings
}

fn name(place: &Place) -> String {
    if place.is_empty() { "the crate's root".to_owned() } else { place.join("::") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Arrows {
        let place = |name: &str| name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        arrows(&files.iter().map(|(name, text)| (place(name), (*text).to_owned())).collect()).unwrap()
    }

    #[test]
    fn a_circle_is_found_however_it_is_written() {
        let ways = [
            "use crate::a::Thing;",
            "use super::{a::{self, Thing}, other};",
            "fn f(_: super::a::Thing) {}",
            "fn f() { crate::a::make(); }",
            "mod inner { use super::super::a::Thing; }",
            "fn f() { println!(\"{}\", [super::a::make()]); }",
        ];
        for way in ways {
            let arrows = of(&[("", "mod a; mod b; mod other;"), ("a", "use crate::b;"), ("b", way), ("other", "")]);
            assert_eq!(circles(&arrows), ["a → b, b → a"], "{way}");
        }
        let parent =
            of(&[("", "mod a;"), ("a", "mod child; pub use child::Thing;"), ("a::child", "use super::Other;")]);
        assert_eq!(circles(&parent), ["a → a::child, a::child → a"]);
    }

    #[test]
    fn what_points_one_way_or_is_for_tests_is_no_circle() {
        let arrows = of(&[
            ("", "mod a; mod b;"),
            ("a", "use crate::b::Thing; #[cfg(test)] mod tests; mod inner { use super::Own; }"),
            ("a::tests", "use super::*; use crate::b;"),
            (
                "b",
                "#[cfg(doc)] use crate::a::Doc; pub(super) fn f() { std::a::b(); } #[cfg(test)] mod tests { use crate::a; }",
            ),
        ]);
        assert_eq!(circles(&arrows), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_upwards_is_found() {
        let page = "# Layers\n```layers\nvalues\nservice\nservice::jobs\n```\n";
        let files = [("values", ""), ("service", "use crate::values;"), ("service::jobs", "use super::Call;")];
        assert_eq!(against(&of(&files), page), Vec::<String>::new());
        let files =
            [("values", "use crate::service::Call;"), ("service", "mod jobs; use jobs::Job;"), ("service::jobs", "")];
        let found = against(&of(&files), page);
        let expected =
            ["service uses service::jobs, which stands above it", "values uses service, which stands above it"];
        assert_eq!(found, expected);
        let found = against(&of(&[("new", "")]), page);
        assert_eq!(found, ["new is in no layer of ARCHITECTURE.md"]);
    }
}
