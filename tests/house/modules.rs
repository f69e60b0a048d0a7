//! The modules of `src/` and what their paths lead to. A path is followed through `use` and `pub use` to the file that
//! defines what it names: who imports a re-export depends on that file, not on the one in between.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::source::{Import, Module, Segments, parse};
use crate::{read, rust_files};

/// Longer chains of re-exports are circular.
const MOST_REEXPORTS: usize = 16;

/// All modules of a crate's library by their paths.
pub(crate) struct Modules {
    modules: BTreeMap<Segments, Module>,
    /// The file of each module.
    files: BTreeMap<Segments, PathBuf>,
}

/// What a path names.
#[derive(Debug, PartialEq)]
enum Target {
    Module(Segments),
    /// An item of this module.
    Item(Segments),
}

impl Modules {
    /// Reads a folder `src`; its programs are crates of their own.
    pub(crate) fn read(src: &Path) -> Self {
        let inside = |file: PathBuf| {
            let path = file.strip_prefix(src).unwrap().to_owned();
            (!path.starts_with("bin")).then_some((path, file))
        };
        Self::from_files(
            rust_files(src).into_iter().filter_map(inside).map(|(path, file)| (path, read(&file))),
        )
    }

    /// Reads files by their paths inside `src`.
    pub(crate) fn from_files(texts: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let mut found = Self { modules: BTreeMap::new(), files: BTreeMap::new() };
        for (file, text) in texts {
            let path = module_path(&file);
            found.insert(parse(&text, path), &file);
        }
        let declared = found.modules.values();
        let tests =
            declared.flat_map(|module| module.test_files.iter().map(|name| child(&module.path, name)));
        let tests: BTreeSet<Segments> = tests.collect();
        for module in found.modules.values_mut() {
            module.test |= (1..=module.path.len()).any(|length| tests.contains(&module.path[..length]));
        }
        found
    }

    fn insert(&mut self, mut module: Module, file: &Path) {
        for inner in std::mem::take(&mut module.inner) {
            self.insert(inner, file);
        }
        self.files.insert(module.path.clone(), file.to_owned());
        self.modules.insert(module.path.clone(), module);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    pub(crate) fn file(&self, module: &[String]) -> &Path {
        &self.files[module]
    }

    /// The rooms that a module names, by whatever path.
    pub(crate) fn rooms(&self, module: &Module) -> BTreeSet<String> {
        let imports = module.imports.iter().map(|import| &import.path);
        let all = imports.chain(&module.paths).filter_map(|path| self.absolute(module, path));
        all.filter_map(|path| path.into_iter().next()).collect()
    }

    /// The modules that define what a module uses, itself left out. A re-export that the module does not use itself is
    /// no import, and neither is a `use` of a module: what is used of it counts.
    pub(crate) fn dependencies(&self, module: &Module) -> BTreeSet<Segments> {
        let used = |import: &&Import| match &import.name {
            Some(name) => !import.reexport || module.mentioned.contains(name),
            None => !import.reexport,
        };
        let imports = module.imports.iter().filter(used).map(|import| (&import.path, import.name.is_none()));
        let paths = module.paths.iter().map(|path| (path, false));
        let targets =
            imports.chain(paths).filter_map(|(path, star)| match self.resolve(module, path, 0)? {
                Target::Item(found) => Some(found),
                Target::Module(found) => star.then_some(found),
            });
        targets.filter(|found| self.files[found] != self.files[&module.path]).collect()
    }

    /// A path below the crate, where it begins with `crate`, `self` or `super`, or with a name that the module knows.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Segments> {
        let supers = path.iter().take_while(|segment| *segment == "super").count();
        let (start, rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (module.path.clone(), &path[1..]),
            "super" => (module.path[..module.path.len().checked_sub(supers)?].to_vec(), &path[supers..]),
            first if self.modules.contains_key(&child(&module.path, first)) => (module.path.clone(), path),
            _ => return None,
        };
        Some([&start[..], rest].concat())
    }

    fn resolve(&self, module: &Module, path: &[String], reexports: usize) -> Option<Target> {
        if let Some(path) = self.absolute(module, path) {
            return self.follow(&[], &path, reexports);
        }
        // `run::Run` after `use crate::measure::run`.
        let first = path.first()?;
        let known =
            module.imports.iter().any(|import| import.name.as_ref() == Some(first) && import.path != *path);
        if known { self.follow(&module.path, path, reexports) } else { None }
    }

    /// Goes from a module along a path.
    fn follow(&self, from: &[String], path: &[String], reexports: usize) -> Option<Target> {
        let module = self.modules.get(from)?;
        let Some((first, rest)) = path.split_first() else { return Some(Target::Module(from.to_vec())) };
        if self.modules.contains_key(&child(from, first)) {
            return self.follow(&child(from, first), rest, reexports);
        }
        if module.items.contains(first) {
            return Some(Target::Item(from.to_vec()));
        }
        if reexports == MOST_REEXPORTS {
            return None;
        }
        let named = module.imports.iter().filter(|import| import.name.as_ref() == Some(first));
        let named = named.map(|import| [&import.path[..], rest].concat());
        let stars = module.imports.iter().filter(|import| import.name.is_none());
        let stars = stars.map(|import| [&import.path[..], path].concat());
        named.chain(stars).find_map(|path| self.resolve(module, &path, reexports + 1))
    }
}

fn child(module: &[String], name: &str) -> Segments {
    [module, &[name.to_owned()]].concat()
}

/// `a/b.rs` is `a::b`, `a/mod.rs` is `a`, `lib.rs` the crate.
fn module_path(file: &Path) -> Segments {
    let mut path: Segments =
        file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|name| name == "mod" || name == "lib") {
        path.pop();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(files: &[(&str, &str)]) -> Modules {
        Modules::from_files(files.iter().map(|(file, text)| (PathBuf::from(file), (*text).to_owned())))
    }

    fn dependencies(modules: &Modules, module: &str) -> Vec<String> {
        let module = &modules.modules[&module.split("::").map(str::to_owned).collect::<Segments>()];
        modules.dependencies(module).iter().map(|found| found.join("::")).collect()
    }

    #[test]
    fn a_path_leads_through_reexports_to_the_file_that_defines() {
        let modules = modules(&[
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod inner; mod other; pub use inner::Item; pub use other::*; pub struct Here;"),
            ("a/inner.rs", "pub struct Item; use super::Here;"),
            ("a/other.rs", "pub fn thing() {} use crate::a::{Item, Here};"),
            ("b.rs", "use super::a; use crate::a::Item as Other; fn f() { a::thing(); Other::new(); }"),
        ]);
        assert_eq!(dependencies(&modules, "a"), [""; 0], "what is only passed on is no import");
        assert_eq!(dependencies(&modules, "a::inner"), ["a"]);
        assert_eq!(dependencies(&modules, "a::other"), ["a", "a::inner"]);
        assert_eq!(dependencies(&modules, "b"), ["a::inner", "a::other"]);
    }

    #[test]
    fn what_is_passed_on_and_used_as_well_is_an_import() {
        let modules = modules(&[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod inner; pub use inner::Item; fn f(item: &Item) {}"),
            ("a/inner.rs", "pub struct Item;"),
        ]);
        assert_eq!(dependencies(&modules, "a"), ["a::inner"]);
    }

    #[test]
    fn super_leaves_a_module_in_braces_first() {
        let modules = modules(&[
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod c;"),
            ("a/c.rs", "mod within { use super::super::super::b::X; } fn f() { super::super::b::g(); }"),
            ("b.rs", "pub struct X; pub fn g() {}"),
        ]);
        assert_eq!(dependencies(&modules, "a::c::within"), ["b"]);
        assert_eq!(dependencies(&modules, "a::c"), ["b"]);
        let rooms = |module: &str| {
            modules.rooms(&modules.modules[&module.split("::").map(str::to_owned).collect::<Segments>()])
        };
        assert!(rooms("a::c").contains("b") && rooms("a::c::within").contains("b"));
    }
}
