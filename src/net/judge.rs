//! Whether a file that came is the one that was wanted.

use super::wanted::{FileLength, Wanted};
use crate::measure::Bytes;
use crate::protocol::{Failure, Substitute};

/// Begins a file that stands for another in large-file storage.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl Wanted<'_> {
    /// Judges the whole of a file.
    ///
    /// # Errors
    /// Says what is wrong with it, first what came in its place.
    pub(crate) fn judge(&self, bytes: &[u8]) -> Result<(), Failure> {
        let file = self.file;
        if let Some(by) = substitute(bytes) {
            return Err(Failure::FileReplaced { file: file.to_owned(), by });
        }
        let found = Bytes(bytes.len() as u64);
        match self.length {
            FileLength::Exactly(expected) if found != expected => {
                Err(Failure::FileSize { file: file.to_owned(), expected, found })
            }
            _ => (self.check)(bytes),
        }
    }
}

/// What these bytes are instead of any file that this page wants; `None` where they may be one.
fn substitute(bytes: &[u8]) -> Option<Substitute> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins(POINTER) {
        return Some(Substitute::Pointer);
    }
    [&b"<!doctype html"[..], b"<html", b"<head"].into_iter().any(begins).then_some(Substitute::WebPage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Copies;

    #[test]
    fn a_web_page_and_a_pointer_are_named_and_else_length_and_check_decide() {
        let altered = Failure::FileAltered { file: "x".into() };
        let length = FileLength::Exactly(Bytes(4));
        let check = |bytes: &[u8]| if bytes == b"good" { Ok(()) } else { Err(altered.clone()) };
        let wanted = Wanted { url: "", file: "x", length, copies: Copies::Any, check: &check };
        let replaced = |by| Err(Failure::FileReplaced { file: "x".into(), by });
        for page in ["<!DOCTYPE html>", "\u{feff} <!doctype HTML>", "\n<html lang=ko>"] {
            assert_eq!(wanted.judge(page.as_bytes()), replaced(Substitute::WebPage), "{page}");
        }
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n";
        assert_eq!(wanted.judge(pointer), replaced(Substitute::Pointer));
        let expected = Bytes(4);
        let short = Failure::FileSize { file: "x".into(), expected, found: Bytes(3) };
        assert_eq!(wanted.judge(b"goo"), Err(short));
        assert_eq!((wanted.judge(b"evil"), wanted.judge(b"good")), (Err(altered.clone()), Ok(())));
    }
}
