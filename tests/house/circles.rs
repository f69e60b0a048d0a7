//! No circles: in each folder, neither the files nor the folders in it need each other in turn.
//!
//! A folder counts as one for the folder around it, its `mod.rs` included. An import counts for the file that defines what
//! it names (see `modules`), so a `mod.rs` that only declares and re-exports is in no circle. Its own items are another
//! matter: a `mod.rs` may use what it declares, or offer its children something to use, not both with the same child.
//! Tests may use what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::modules::Modules;
use crate::root;

/// Two files, the first of which uses the second.
type Use = (PathBuf, PathBuf);

/// What stands in a folder needs each other in turn.
#[derive(Debug, PartialEq)]
struct Circle {
    folder: PathBuf,
    members: Vec<String>,
    uses: Vec<Use>,
}

/// Every use between two files, tests left out.
fn uses(modules: &Modules) -> BTreeSet<Use> {
    let real = modules.iter().filter(|module| !module.test);
    let pairs = real.flat_map(|module| {
        let from = modules.file(&module.path).to_owned();
        modules.dependencies(module).into_iter().map(move |to| (from.clone(), modules.file(&to).to_owned()))
    });
    pairs.collect()
}

/// The deepest folder that holds both files, and what they are in: `a`, `b.rs`, `c` of `a/b.rs` and `a/c/d.rs`.
fn meeting((from, to): &Use) -> (PathBuf, String, String) {
    let (mut from, mut to) = (from.iter().peekable(), to.iter().peekable());
    let mut folder = PathBuf::new();
    while let Some(both) = from.next_if(|next| to.peek() == Some(next)) {
        folder.push(both);
        to.next();
    }
    let name = |next: Option<&std::ffi::OsStr>| next.unwrap_or_default().to_string_lossy().into_owned();
    (folder, name(from.next()), name(to.next()))
}

fn circles(uses: &BTreeSet<Use>) -> Vec<Circle> {
    let mut folders: BTreeMap<PathBuf, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for pair in uses {
        let (folder, from, to) = meeting(pair);
        folders.entry(folder).or_default().entry(from).or_default().insert(to);
    }
    let mut found = Vec::new();
    for (folder, arrows) in folders {
        let mut left: BTreeSet<&String> = arrows.keys().collect();
        while let Some(start) = left.pop_first() {
            let ahead = reached(&arrows, start);
            let members: Vec<String> =
                ahead.iter().filter(|other| reached(&arrows, other).contains(start)).cloned().collect();
            left.retain(|other| !members.contains(other));
            if !members.is_empty() {
                let within = |pair: &&Use| {
                    let (meet, from, to) = meeting(pair);
                    meet == folder && members.contains(&from) && members.contains(&to)
                };
                let uses = uses.iter().filter(within).cloned().collect();
                found.push(Circle { folder: folder.clone(), members, uses });
            }
        }
    }
    found
}

/// All that can be reached along the arrows.
fn reached(arrows: &BTreeMap<String, BTreeSet<String>>, start: &String) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&String> = arrows.get(start).into_iter().flatten().collect();
    while let Some(one) = next.pop() {
        if found.insert(one.clone()) {
            next.extend(arrows.get(one).into_iter().flatten());
        }
    }
    found
}

fn describe(circle: &Circle) -> String {
    let uses = circle.uses.iter().map(|(from, to)| format!("    {} uses {}", from.display(), to.display()));
    let uses = uses.collect::<Vec<_>>().join("\n");
    format!("src/{}: {} need each other:\n{uses}", circle.folder.display(), circle.members.join(", "))
}

#[test]
fn no_files_and_no_folders_need_each_other() {
    let modules = Modules::read(&root().join("src"));
    let uses = uses(&modules);
    assert!(uses.len() > 300, "{} uses between files: too few to be all", uses.len());
    let found = circles(&uses);
    assert!(
        found.is_empty(),
        "{} circles\n{}",
        found.len(),
        found.iter().map(describe).collect::<Vec<_>>().join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
        let texts = files.iter().map(|(file, text)| (PathBuf::from(file), (*text).to_owned()));
        let found = circles(&uses(&Modules::from_files(texts)));
        found.into_iter().map(|circle| (circle.folder.display().to_string(), circle.members)).collect()
    }

    #[test]
    fn files_that_use_each_other_are_found() {
        let lib = ("lib.rs", "mod a;");
        let declares = ("a/mod.rs", "mod b; mod c; mod d; pub use b::B; pub use c::C;");
        let first = ("a/b.rs", "pub struct B; use super::C;");
        let back = ("a/c.rs", "pub struct C; fn f() { crate::a::d::D::new(); }");
        assert_eq!(found(&[lib, declares, first, back, ("a/d.rs", "pub struct D;")]), []);
        let circle =
            found(&[lib, declares, first, back, ("a/d.rs", "pub struct D; use super::b;  fn f(b: b::B) {}")]);
        assert_eq!(circle, [("a".to_owned(), vec!["b.rs".to_owned(), "c.rs".to_owned(), "d.rs".to_owned()])]);
        let in_a_test = ("a/d.rs", "pub struct D; #[cfg(test)] mod tests { use super::super::b::B; }");
        assert_eq!(found(&[lib, declares, first, back, in_a_test]), []);
    }

    #[test]
    fn folders_that_use_each_other_are_found_though_no_files_do() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "pub mod one; pub mod two;"),
            ("a/one.rs", "pub struct One;"),
            ("a/two.rs", "use crate::b::Back;"),
            ("b.rs", "use super::a::one::One; pub struct Back;"),
        ];
        assert_eq!(found(&files), [(String::new(), vec!["a".to_owned(), "b.rs".to_owned()])]);
    }

    #[test]
    fn a_child_and_its_mod_may_not_use_each_other() {
        let child = ("a/b.rs", "pub struct B; use super::Here;");
        let lib = ("lib.rs", "mod a;");
        assert_eq!(found(&[lib, ("a/mod.rs", "mod b; pub use b::B; pub struct Here;"), child]), []);
        let both = ("a/mod.rs", "mod b; pub struct Here(b::B);");
        assert_eq!(
            found(&[lib, both, child]),
            [("a".to_owned(), vec!["b.rs".to_owned(), "mod.rs".to_owned()])]
        );
    }
}
