//! The walls between the rooms, as the table in `src/lib.rs` says: the table is the rule, so that the two cannot disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::modules::Modules;
use crate::temporary::Folder;
use crate::{read, root};

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
        // The rooms by their paths, which the column "may use" checks.
        "engine" | "model" | "weights" => &[],
        // Nothing a machine could tell apart; i18n holds the words.
        "text for readers" => &[],
        other => panic!("src/lib.rs forbids \"{other}\", and tests/house does not know how to check it"),
    }
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

/// What is wrong in a room, file by file.
fn breaches(name: &str, rooms: &BTreeMap<String, Room>, modules: &Modules, src: &Path) -> Vec<String> {
    let room = &rooms[name];
    let mut found = BTreeSet::new();
    for module in modules.iter().filter(|module| module.path.first().is_some_and(|first| first == name)) {
        let file = modules.file(&module.path);
        let used = modules.rooms(module).into_iter();
        let not_for_it =
            used.filter(|used| rooms.contains_key(used) && used != name && !room.may_use.contains(used));
        found.extend(not_for_it.map(|used| format!("{}: uses {used}", file.display())));
        let code = code(&read(&src.join(file)));
        for word in &room.never_contains {
            let hits = forbidden_code(word).iter().filter(|pattern| code.contains(*pattern));
            found.extend(hits.map(|pattern| format!("{}: contains {word} ({pattern})", file.display())));
        }
    }
    found.into_iter().collect()
}

#[test]
fn rooms_keep_their_walls() {
    let src = root().join("src");
    let rooms = rooms(&read(&src.join("lib.rs")));
    let modules = Modules::read(&src);
    let wrong: Vec<String> = rooms.keys().flat_map(|name| breaches(name, &rooms, &modules, &src)).collect();
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
fn every_file_that_the_plan_names_exists() {
    let plan = read(&root().join("src/lib.rs"));
    // Every second piece between backticks is quoted.
    let quoted = plan.split('`').skip(1).step_by(2);
    let named = quoted.filter(|name| name.contains('/') && (name.ends_with(".rs") || name.ends_with('/')));
    let mut files = 0;
    for name in named {
        let (start, braced) = name.split_once('{').unwrap_or((name, ""));
        let (choices, end) = braced.split_once('}').unwrap_or(("", ""));
        for choice in choices.split(',') {
            let path = format!("src/{start}{choice}{end}");
            let path = root().join(if name.starts_with("tests/") { name } else { &path });
            assert!(path.exists(), "src/lib.rs names {name}, which does not exist");
            files += 1;
        }
    }
    assert!(files > 15, "{files} files are named: this test looks at the wrong text");
}

#[test]
fn a_breach_is_found_by_whatever_path_it_goes() {
    let table = "//! | room | may use | feature | never contains |\n//! |---|---|---|---|\n\
                 //! | [`study`] | nothing | | IO |\n//! | `model` | study | `model` | async |\n\
                 //! | `page` | study | `ui` | burn, model |\n";
    let rooms = rooms(table);
    let folder = Folder::new("walls");
    let check = |name: &str, text: &str| {
        let file = folder.0.join(name).join("deep").join("file.rs");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        let found = breaches(name, &rooms, &Modules::read(&folder.0), &folder.0);
        let inside = format!("{name}/deep/file.rs: ");
        found.iter().map(|breach| breach.strip_prefix(&inside).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(check("study", "use crate::page::X;"), ["uses page"]);
    let group = "use crate::{study::A, model::{B, page}, page};";
    assert_eq!(check("study", group), ["uses model", "uses page"]);
    assert_eq!(check("study", "use super::super::super::{model, study::A};"), ["uses model"]);
    assert_eq!(check("study", "fn f() { super::super::super::page::g() }"), ["uses page"]);
    assert_eq!(
        check("study", "mod inner { use super::super::page; }"),
        [""; 0],
        "study::deep::page is no room"
    );
    assert_eq!(check("study", "fn f() { std::fs::read(x) }"), ["contains IO (std::fs)"]);
    assert_eq!(check("model", "fn f() { x.await } use crate::study;"), ["contains async (.await)"]);
    assert_eq!(check("page", "// crate::model, as words\nuse crate::study::{Digit, Structure};"), [""; 0]);
    assert_eq!(check("page", "use burn::Tensor;"), ["contains burn (burn::)"]);
}
