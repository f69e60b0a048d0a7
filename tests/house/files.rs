//! How files open, how long they are, and which of their items have docs.

use crate::{all_files, read, root, rust_files};

/// Aimed at 300; beyond 400 a file must be divided.
const LONGEST_FILE: usize = 400;
/// The page's programs only hand over to a room. The native ones also read their arguments.
const LONGEST_PAGE_PROGRAM: usize = 20;
const PAGE_PROGRAMS: [&str; 5] =
    ["src/bin/app.rs", "src/bin/cpu.rs", "src/bin/worker.rs", "src/bin/plain.rs", "src/bin/lab.rs"];

#[test]
fn every_file_says_what_it_is_and_is_no_longer_than_it_may_be() {
    let mut wrong = Vec::new();
    for file in all_files() {
        let text = read(&file);
        if !text.starts_with("//! ") {
            wrong.push(format!("{}: the first line is no `//!`", file.display()));
        }
        let of_the_page = PAGE_PROGRAMS.iter().any(|program| file.ends_with(program));
        let longest = if of_the_page { LONGEST_PAGE_PROGRAM } else { LONGEST_FILE };
        let lines = text.lines().count();
        if lines > longest {
            wrong.push(format!("{}: {lines} lines, at most {longest}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a line declares something that other files use: an item or a function, not a field and not a variant.
fn declares(line: &str) -> bool {
    let kinds = ["fn", "const", "async", "struct", "enum", "trait", "type", "static"];
    line.trim_start().strip_prefix("pub ").is_some_and(|rest| {
        kinds.iter().any(|kind| rest.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' ')))
    })
}

/// The lines that declare something without a doc comment; fields and variants need none.
fn undocumented(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let ends = |line: &str| line.trim().is_empty() || line.ends_with(['{', '}', ';']);
    let documented = |at: usize| {
        let above = lines[..at].iter().rev();
        above.take_while(|line| !ends(line)).any(|line| line.trim_start().starts_with("///"))
    };
    (0..lines.len()).filter(|&at| declares(lines[at]) && !documented(at)).map(|at| lines[at]).collect()
}

#[test]
fn every_item_says_what_it_is() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = read(&file);
        wrong.extend(undocumented(&text).iter().map(|line| format!("{}: {}", file.display(), line.trim())));
    }
    assert!(wrong.is_empty(), "no doc comment:\n{}", wrong.join("\n"));
}

#[test]
fn an_item_without_a_doc_comment_is_found() {
    let text = "/// Two numbers.\n#[derive(Debug)]\npub struct Pair {\n    pub first: u8,\n}\npub const fn one() {}\n";
    assert_eq!(undocumented(text), ["pub const fn one() {}"]);
}
