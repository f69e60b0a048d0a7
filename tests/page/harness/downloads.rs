//! Files that the browser saves. Chromium reserves the file's name at once, empty, and writes beside it (`.crdownload`)
//! until all is there: a name that exists is not yet a file that is complete.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// Names and lengths of what is in the folder.
pub(crate) fn files(folder: &Path) -> Vec<(String, u64)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named =
        |entry: fs::DirEntry| Some((entry.file_name().into_string().ok()?, entry.metadata().ok()?.len()));
    entries.filter_map(named).collect()
}

/// A file that is complete: not empty, nothing under way beside it, and as long as it was a moment before.
pub(crate) async fn settled(folder: &Path, name: &str, moment: Duration) -> Option<Vec<u8>> {
    let length = complete(&files(folder), name)?;
    tokio::time::sleep(moment).await;
    let bytes = fs::read(folder.join(name)).ok()?;
    (complete(&files(folder), name)? == length && bytes.len() as u64 == length).then_some(bytes)
}

fn complete(files: &[(String, u64)], name: &str) -> Option<u64> {
    let under_way = files.iter().any(|(file, _)| file.ends_with(".crdownload"));
    let (_, length) = files.iter().find(|(file, _)| file == name)?;
    (!under_way && *length > 0).then_some(*length)
}

#[test]
fn a_file_is_read_once_it_is_complete() {
    let there = |files: &[(&str, u64)]| {
        let files: Vec<_> = files.iter().map(|&(name, length)| (name.to_owned(), length)).collect();
        complete(&files, "a.png")
    };
    assert_eq!(there(&[]), None);
    assert_eq!(there(&[("a.png", 0)]), None, "the name is reserved");
    assert_eq!(there(&[("a.png", 7), ("a.png.crdownload", 3)]), None, "it is written beside it");
    assert_eq!(there(&[("a.png", 7), ("b.csv", 0)]), Some(7));
}
