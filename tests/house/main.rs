//! The house rules that a machine can check and clippy and rustdoc do not: the walls between the rooms of `src/lib.rs`,
//! no circles, how files open and end, and what things are named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in the functions its tests share"
)]

mod circles;
mod colors;
mod files;
mod modules;
mod names;
mod source;
mod styles;
#[path = "../files/temporary.rs"]
mod temporary;
mod walls;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file under a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
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
    ["src", "tests", "bench"].iter().flat_map(|folder| rust_files(&root().join(folder))).collect()
}
