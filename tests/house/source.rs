//! What one Rust file declares and names, read from its tokens: comments, strings and spaces do not count.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Segments of a path: `["crate", "study", "Digit"]`.
pub(crate) type Segments = Vec<String>;

/// A module: a file, or one that stands in braces within a file.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Segments below the crate: `["measure", "run"]`.
    pub(crate) path: Segments,
    pub(crate) imports: Vec<Import>,
    /// Paths in the code, imports left out.
    pub(crate) paths: Vec<Segments>,
    /// Names of the items at the module's own level.
    pub(crate) items: BTreeSet<String>,
    /// Every name in the code, imports left out.
    pub(crate) mentioned: BTreeSet<String>,
    /// Types and functions on any level, methods included.
    pub(crate) declared: Vec<Declared>,
    /// Modules in braces.
    pub(crate) inner: Vec<Module>,
    /// Compiled into tests only.
    pub(crate) test: bool,
    /// Modules in other files that are compiled into tests only.
    pub(crate) test_files: BTreeSet<String>,
}

/// One name that a `use` brings; a group brings several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Import {
    pub(crate) path: Segments,
    /// Its name here; none for `*`.
    pub(crate) name: Option<String>,
    /// `pub use`: passed on to others.
    pub(crate) reexport: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declared {
    /// `struct`, `fn`, ...
    pub(crate) keyword: String,
    pub(crate) name: String,
}

const TYPES: [&str; 5] = ["struct", "enum", "union", "trait", "type"];
const ITEMS: [&str; 9] = ["struct", "enum", "union", "trait", "type", "fn", "const", "static", "macro_rules"];
const NO_NAMES: [&str; 8] = ["fn", "unsafe", "async", "extern", "mut", "ref", "_", "move"];

impl Declared {
    pub(crate) fn is_type(&self) -> bool {
        TYPES.contains(&self.keyword.as_str())
    }
}

/// Reads a file that is the module at a path.
pub(crate) fn parse(text: &str, path: Segments) -> Module {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.join("::")));
    let mut module = Module { path, ..Module::default() };
    Reader::new(&mut module, tokens).read(Level::Module);
    module
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    /// Where items of the module stand.
    Module,
    /// Inside braces, brackets or parentheses.
    Code,
}

struct Reader<'a> {
    module: &'a mut Module,
    tokens: Vec<TokenTree>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(module: &'a mut Module, tokens: TokenStream) -> Self {
        Self { module, tokens: tokens.into_iter().collect(), at: 0 }
    }

    fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn read(mut self, level: Level) {
        let (mut public, mut test) = (false, false);
        while let Some(token) = self.next() {
            match token {
                TokenTree::Ident(word) => match word.to_string().trim_start_matches("r#") {
                    "pub" => {
                        public = true;
                        if self.at_group(Delimiter::Parenthesis) {
                            self.next();
                        }
                        continue;
                    }
                    "use" if !self.at_punct('<') => self.import(public, test),
                    "mod" => self.module_declaration(test),
                    word => self.word(word, level),
                },
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = self.peek() {
                        test |= is_for_tests(&attribute.stream());
                    }
                    continue;
                }
                TokenTree::Group(group) => {
                    self.group(group.stream());
                    // An attribute belongs to what follows it.
                    if group.delimiter() == Delimiter::Bracket {
                        continue;
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            (public, test) = (false, false);
        }
    }

    fn group(&mut self, stream: TokenStream) {
        Reader::new(self.module, stream).read(Level::Code);
    }

    fn at_group(&self, delimiter: Delimiter) -> bool {
        matches!(self.peek(), Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
    }

    fn at_punct(&self, mark: char) -> bool {
        matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
    }

    /// Takes `::` if it comes next.
    fn separator(&mut self) -> bool {
        let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let found =
            self.tokens[self.at.min(self.tokens.len())..].iter().take(2).filter(|token| colon(token)).count()
                == 2;
        if found {
            self.at += 2;
        }
        found
    }

    /// A word that begins neither an import nor a module: an item's keyword, a path or a name.
    fn word(&mut self, word: &str, level: Level) {
        if word == "macro_rules" && self.at_punct('!') {
            self.next();
        }
        if let Some(TokenTree::Ident(name)) = self.peek()
            && ITEMS.contains(&word)
            && !NO_NAMES.contains(&name.to_string().as_str())
        {
            let name = name.to_string();
            if level == Level::Module {
                self.module.items.insert(name.clone());
            }
            self.module.declared.push(Declared { keyword: word.to_owned(), name });
            self.next();
            return;
        }
        self.module.mentioned.insert(word.to_owned());
        let mut path = vec![word.to_owned()];
        while self.separator() {
            let Some(TokenTree::Ident(next)) = self.peek() else { break };
            path.push(next.to_string());
            self.next();
        }
        if path.len() > 1 {
            self.module.paths.push(path);
        }
    }

    fn import(&mut self, reexport: bool, test: bool) {
        let mut found = Vec::new();
        self.tree(&[], &mut found);
        if !test {
            let import = |(path, name)| Import { path, name, reexport };
            self.module.imports.extend(found.into_iter().map(import));
        }
    }

    /// `a::b`, `a::{b, c as d}`, `a::*`, up to a comma or semicolon.
    fn tree(&mut self, before: &[String], found: &mut Vec<(Segments, Option<String>)>) {
        let mut path = before.to_vec();
        let mut name = None;
        while let Some(token) = self.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => name = self.next().map(|name| name.to_string()),
                // `use a::{self}` names `a`.
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(mark) if mark.as_char() == '*' => return found.push((path, None)),
                TokenTree::Punct(mark) if matches!(mark.as_char(), ';' | ',') => break,
                TokenTree::Group(group) => {
                    let mut inside = Reader::new(self.module, group.stream());
                    while inside.peek().is_some() {
                        inside.tree(&path, found);
                        // A group and a star leave their comma.
                        inside.at += usize::from(inside.at_punct(','));
                    }
                    return;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        if let Some(last) = path.last().cloned() {
            found.push((path, Some(name.unwrap_or(last))));
        }
    }

    fn module_declaration(&mut self, test: bool) {
        let Some(TokenTree::Ident(name)) = self.next() else { return };
        match self.next() {
            Some(TokenTree::Group(body)) => {
                let path = [&self.module.path[..], &[name.to_string()]].concat();
                let mut inner = Module { path, test: test || self.module.test, ..Module::default() };
                Reader::new(&mut inner, body.stream()).read(Level::Module);
                self.module.inner.push(inner);
            }
            _ if test => drop(self.module.test_files.insert(name.to_string())),
            _ => {}
        }
    }
}

/// Whether an attribute leaves its item out of every build but those of tests: `#[cfg(test)]`, also beside other conditions
/// that must hold, but not as one of several that may (`any`).
fn is_for_tests(attribute: &TokenStream) -> bool {
    let mut tokens = attribute.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), Some(TokenTree::Group(condition))) if name == "cfg" => {
            needs_tests(&condition.stream())
        }
        _ => false,
    }
}

/// Whether a condition holds in tests alone.
fn needs_tests(condition: &TokenStream) -> bool {
    let mut tokens = condition.clone().into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else { return false };
    match (name.to_string().as_str(), tokens.next()) {
        ("test", None) => true,
        ("all", Some(TokenTree::Group(group))) => parts(&group.stream()).iter().any(needs_tests),
        ("any", Some(TokenTree::Group(group))) => parts(&group.stream()).iter().all(needs_tests),
        _ => false,
    }
}

/// What stands between commas.
fn parts(list: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = list.clone().into_iter().collect();
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    let found = tokens.split(comma).filter(|part| !part.is_empty());
    found.map(|part| part.iter().cloned().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let module = parse(text, vec!["room".to_owned()]);
        module.imports.iter().map(|import| import.path.join("::")).collect()
    }

    #[test]
    fn groups_and_stars_and_new_names_are_read() {
        assert_eq!(paths("use crate::study::Digit;"), ["crate::study::Digit"]);
        assert_eq!(
            paths("use super::{a, b::{C, self, *}, d as e};"),
            ["super::a", "super::b::C", "super::b", "super::b", "super::d"]
        );
        let module = parse("pub(crate) use super::{a as b, c::*};", vec![]);
        let found: Vec<_> =
            module.imports.iter().map(|import| (import.name.as_deref(), import.reexport)).collect();
        assert_eq!(found, [(Some("b"), true), (None, true)]);
        assert_eq!(paths("fn f() { use super::x; } impl Trait + use<'a> {}"), ["super::x"]);
    }

    #[test]
    fn code_is_read_and_its_comments_and_strings_are_not() {
        let text = "/// crate::a\nfn f() { super::super::b::C::new(\"crate::d\"); view! { <p>{crate::e::f()}</p> } } // crate::g";
        let module = parse(text, vec![]);
        assert_eq!(module.paths, [vec!["super", "super", "b", "C", "new"], vec!["crate", "e", "f"]]);
        assert!(module.mentioned.contains("p") && !module.mentioned.contains("g"));
    }

    #[test]
    fn what_is_compiled_into_tests_only_is_told_apart() {
        let text = "#[cfg(test)]\nmod tests { use super::*; fn g() {} }\n#[cfg(test)]\nmod more;\n#[cfg(test)]\nuse a::b;\n#[cfg(not(test))]\nmod real { fn h() {} }";
        let module = parse(text, vec!["room".to_owned()]);
        let inner: Vec<_> = module.inner.iter().map(|inner| (inner.path.join("::"), inner.test)).collect();
        assert_eq!(inner, [("room::tests".to_owned(), true), ("room::real".to_owned(), false)]);
        assert!(module.test_files.contains("more") && module.imports.is_empty());
    }

    #[test]
    fn items_and_methods_are_declared() {
        let text = "pub struct A; const fn b() {} impl A { const C: u8 = 1; pub fn d() {} } macro_rules! e { () => {} }";
        let module = parse(text, vec![]);
        let names = |list: &[Declared]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&module.declared), ["A", "b", "C", "d", "e"]);
        assert_eq!(module.items.iter().collect::<Vec<_>>(), ["A", "b", "e"]);
    }

    #[test]
    fn only_what_no_other_build_has_is_for_tests() {
        for (attribute, expected) in [
            ("cfg(test)", true),
            ("cfg(all(test, feature = \"ui\"))", true),
            ("cfg(any(test, all(test, unix)))", true),
            ("cfg(any(feature = \"session\", all(test, feature = \"ui\")))", false),
            ("cfg(not(test))", false),
            ("cfg(feature = \"test\")", false),
            ("cfg_attr(test, allow(dead_code))", false),
        ] {
            assert_eq!(is_for_tests(&attribute.parse().unwrap()), expected, "{attribute}");
        }
    }
}
