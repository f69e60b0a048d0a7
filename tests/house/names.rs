//! What things are named: the words of the study and of the field. Words that fit everything say nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::Modules;
use crate::{all_files, root};

/// No part of a file's name.
const NOT_A_FILE: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "base", "manager"];
/// No part of the name of a type or function.
const NOT_A_WORD: [&str; 18] = [
    "place", "places", "part", "parts", "words", "own", "way", "ways", "tell", "told", "hear", "heard",
    "said", "letter", "letters", "util", "helper", "manager",
];
/// Not the whole name of a function: `networks_of` or `entry_for` say what comes out.
const NOT_A_FUNCTION: [&str; 4] = ["of", "it", "go_on", "do_it"];
/// Names that stay, and why.
const NAMES_THAT_STAY: [(&str, &str); 1] = [("letter", "the character that stands for a shape in text")];

/// Types that may have the name of a type in another room, and why.
const SAME_NAMES: [(&str, &str); 3] = [
    ("Backbone", "the kind in the study, and the layers of that kind in burn's form"),
    ("Block", "the kind in the study, and the layers of that kind in burn's form"),
    ("Layer", "a convolution in burn's form, and one packed for the CPU"),
];

/// `HitTarget` and `hit_target` are `hit` and `target`.
fn segments(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            words.push(String::new());
        }
        words.last_mut().unwrap().extend(c.to_lowercase().filter(|c| *c != '_'));
    }
    words.retain(|word| !word.is_empty());
    words
}

fn says_nothing(name: &str) -> bool {
    NOT_A_FUNCTION.contains(&name) || segments(name).iter().any(|word| NOT_A_WORD.contains(&word.as_str()))
}

#[test]
fn files_are_named_for_what_is_in_them() {
    for file in all_files() {
        let inside = file.strip_prefix(root()).unwrap().with_extension("");
        for name in inside.iter().filter_map(|name| name.to_str()) {
            let named = name.split('_').any(|word| NOT_A_FILE.contains(&word));
            assert!(!named, "{}: says nothing of what is in it", file.display());
        }
    }
}

#[test]
fn types_and_functions_are_named_by_words_that_say_something() {
    let modules = Modules::read(&root().join("src"));
    let mut wrong = Vec::new();
    let mut stays: BTreeSet<&str> = NAMES_THAT_STAY.iter().map(|(name, _)| *name).collect();
    let stay = stays.clone();
    for module in modules.iter().filter(|module| !module.test) {
        for declared in module.declared.iter().filter(|one| one.is_type() || one.keyword == "fn") {
            let name = declared.name.as_str();
            stays.remove(name);
            if says_nothing(name) && !stay.contains(name) {
                wrong.push(format!("{}: {} {name}", modules.file(&module.path).display(), declared.keyword));
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
    assert!(stays.is_empty(), "gone, so no longer to be listed: {stays:?}");
}

#[test]
fn no_two_rooms_have_a_type_of_one_name() {
    let modules = Modules::read(&root().join("src"));
    let mut found: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for module in modules.iter().filter(|module| !module.test && !module.path.is_empty()) {
        let types = module.declared.iter().filter(|one| one.is_type() && module.items.contains(&one.name));
        for declared in types {
            let file = modules.file(&module.path).display().to_string();
            found.entry(&declared.name).or_default().insert(&module.path[0], file);
        }
    }
    found.retain(|_, rooms| rooms.len() > 1);
    let mut stay: BTreeSet<&str> = SAME_NAMES.iter().map(|(name, _)| *name).collect();
    found.retain(|name, _| !stay.remove(name));
    let wrong: Vec<String> =
        found.iter().map(|(name, rooms)| format!("{name}: {:?}", rooms.values())).collect();
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
    assert!(stay.is_empty(), "no longer twice, so no longer to be listed: {stay:?}");
}

#[test]
fn a_name_is_taken_apart() {
    assert_eq!(segments("HitTarget"), ["hit", "target"]);
    assert_eq!(segments("lies_place_2"), ["lies", "place", "2"]);
    assert!(says_nothing("Place") && says_nothing("own_part") && says_nothing("of"));
    assert!(!says_nothing("networks_of") && !says_nothing("partition") && !says_nothing("away"));
}
