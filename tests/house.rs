//! The house rules that a machine can check: the walls between the rooms of `src/lib.rs`, and how files open, end and
//! are named. Refuses what clippy and rustdoc already check.
//!
//! The walls are read from the table in `src/lib.rs`: the table is the rule, so that the two cannot disagree.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in the functions its tests share"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Aimed at 300; beyond 400 a file must be divided.
const LONGEST_FILE: usize = 400;
/// The page's programs only hand over to a room. The native ones also read their arguments.
const LONGEST_PAGE_PROGRAM: usize = 20;
const PAGE_PROGRAMS: [&str; 4] =
    ["src/bin/app.rs", "src/bin/worker.rs", "src/bin/plain.rs", "src/bin/lab.rs"];
const FORBIDDEN_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "base", "manager"];

/// One row of the table.
#[derive(Debug, PartialEq)]
struct Room {
    may_use: Vec<String>,
    never_contains: Vec<String>,
}

/// What a word of the column "never contains" forbids in the code.
fn forbidden_code(word: &str) -> &'static [&'static str] {
    match word {
        "tensors" | "burn" => &["burn::", "burn_wgpu", "burn_flex", "cubecl"],
        "DOM" | "web-sys" => &["web_sys", "js_sys", "leptos"],
        "leptos" => &["leptos"],
        "a clock" | "clocks" => &["std::time", "web_time", "Performance"],
        "IO" => &["std::fs", "std::io", "std::net", "std::env"],
        "a GPU" => &["wgpu", "cubecl"],
        "wgpu or CubeCL types" => &["wgpu::", "wgpu}", "cubecl"],
        "async" => &["async ", ".await"],
        "engine" => &["crate::engine"],
        "model" => &["crate::model"],
        "weights" => &["crate::weights"],
        // Nothing a machine could tell apart; i18n holds the words.
        "text for readers" => &[],
        other => panic!("src/lib.rs forbids \"{other}\", and tests/house.rs does not know how to check it"),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file under a folder of the repository.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Every Rust file of the repository.
fn all_files() -> Vec<PathBuf> {
    ["src", "tests", "bench"].into_iter().flat_map(rust_files).collect()
}

/// The table of `src/lib.rs`.
fn rooms(plan: &str) -> BTreeMap<String, Room> {
    let mut rooms: BTreeMap<String, Room> = BTreeMap::new();
    let mut above: Vec<String> = Vec::new();
    for line in plan.lines().filter(|line| line.starts_with("//! |")) {
        let cells: Vec<&str> = line.trim_start_matches("//! |").split('|').map(str::trim).collect();
        let [name, may_use, _feature, never, ..] = cells[..] else { panic!("not a row of four: {line}") };
        if name == "room" || name.starts_with("---") {
            continue;
        }
        let name = name.trim_matches(|c| "[]`".contains(c)).to_owned();
        let list = |cell: &str| cell.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
        let may_use = match may_use {
            "nothing" => Vec::new(),
            "all above" => above.clone(),
            others => list(others),
        };
        for other in &may_use {
            assert!(above.contains(other), "{name} may use {other}, which is no room above it");
        }
        above.push(name.clone());
        rooms.insert(name, Room { may_use, never_contains: list(never) });
    }
    rooms
}

/// The code of a file without its comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The first name of every path that starts at the crate: `study` for `crate::study::Digit`, and each one for
/// `crate::{study, image}`.
fn used_rooms(code: &str) -> Vec<String> {
    let name = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut used = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = &code[at + start.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            used.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut first = true;
        for (index, c) in group.char_indices() {
            if depth == 0 && (first || c == ',') {
                used.push(name(group[index..].trim_start_matches(',')));
                first = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    used.retain(|room| !room.is_empty());
    used
}

/// What is wrong with one file of a room.
fn breaches(name: &str, room: &Room, rooms: &BTreeMap<String, Room>, text: &str) -> Vec<String> {
    let code = code(text);
    let mut found: Vec<String> = used_rooms(&code)
        .into_iter()
        .filter(|used| rooms.contains_key(used) && used != name && !room.may_use.contains(used))
        .map(|used| format!("uses {used}"))
        .collect();
    for word in &room.never_contains {
        let hits = forbidden_code(word).iter().filter(|pattern| code.contains(*pattern));
        found.extend(hits.map(|pattern| format!("contains {word} ({pattern})")));
    }
    found
}

#[test]
fn rooms_keep_their_walls() {
    let rooms = rooms(&read(&root().join("src/lib.rs")));
    assert_eq!(rooms.len(), 13, "thirteen rooms in the table of src/lib.rs: {:?}", rooms.keys());
    let mut wrong = Vec::new();
    for (name, room) in &rooms {
        for file in rust_files(&format!("src/{name}")) {
            let found = breaches(name, room, &rooms, &read(&file));
            wrong.extend(found.into_iter().map(|breach| format!("{}: {breach}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_plan_is_in_its_table() {
    let plan = read(&root().join("src/lib.rs"));
    let rooms = rooms(&plan);
    let modules = plan.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        assert!(rooms.contains_key(module), "{module} is not in the table of src/lib.rs");
    }
}

#[test]
fn a_breach_is_found() {
    let table = "//! | room | may use | feature | never contains |\n//! |---|---|---|---|\n\
                 //! | [`study`] | nothing | | IO |\n//! | `model` | study | `model` | async |\n\
                 //! | `page` | study | `ui` | burn, model |\n";
    let rooms = rooms(table);
    let check = |name: &str, text: &str| breaches(name, &rooms[name], &rooms, text);
    assert_eq!(check("study", "use crate::page::X;"), ["uses page"]);
    assert_eq!(check("study", "use crate::{study::A, model::{B, page}, page};"), ["uses model", "uses page"]);
    assert_eq!(check("study", "std::fs::read(x)"), ["contains IO (std::fs)"]);
    assert_eq!(check("model", "x.await; use crate::study;"), ["contains async (.await)"]);
    assert_eq!(check("page", "// crate::model, as words\nuse crate::study::{Digit, Structure};"), [""; 0]);
    assert_eq!(check("page", "use burn::Tensor;"), ["contains burn (burn::)"]);
}

#[test]
fn every_file_says_what_it_is_and_ends_in_time() {
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

#[test]
fn names_come_from_the_study() {
    for file in all_files() {
        let inside = file.strip_prefix(root()).unwrap().with_extension("");
        for part in inside.iter().filter_map(|part| part.to_str()) {
            let named = part.split('_').any(|word| FORBIDDEN_NAMES.contains(&word));
            assert!(!named, "{}: says nothing of what is in it", file.display());
        }
    }
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
    for file in rust_files("src") {
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
