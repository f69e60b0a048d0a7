//! The bytes of a file as they arrive, never more than a limit: a wrong server cannot fill the memory. What has arrived
//! outlives a connection that broke, and is gone on with where the host sends the rest of the very same version.

use crate::measure::Bytes;

/// Memory reserved before the first byte has come, at most: more than the largest weights file has (36 MB).
const LARGEST_RESERVED: u64 = 48 << 20;

/// What has arrived so far.
pub(super) struct Body {
    bytes: Vec<u8>,
    limit: Bytes,
    /// Names this very version of the file (a strong `ETag`), where the host says it.
    version: Option<String>,
    /// Of the whole file, where the host says it.
    total: Option<Bytes>,
}

/// What the head of an answer says of the bytes behind it.
#[derive(Debug, Default, Clone)]
pub(super) struct AnswerHead {
    pub(super) status: u16,
    pub(super) etag: Option<String>,
    pub(super) content_range: Option<String>,
    pub(super) content_length: Option<String>,
    /// Compressed on its way: lengths and ranges count other bytes than those that arrive.
    pub(super) encoded: bool,
}

/// The answer to a request for a part is another part.
#[derive(Debug, PartialEq)]
pub(super) struct RangeMismatch;

impl Body {
    pub(super) fn new(limit: Bytes) -> Self {
        let mut bytes = Vec::new();
        // Reserved at once: a vector that grows step by step leaves holes in wasm's memory, which never shrinks. Where
        // that fails, the first chunk that does not fit says so.
        let _ = bytes.try_reserve_exact(limit.0.min(LARGEST_RESERVED) as usize);
        Self { bytes, limit, version: None, total: None }
    }

    /// The values of `Range` and `If-Range` that ask for the rest of this version, where something of one is here.
    pub(super) fn rest(&self) -> Option<(String, &str)> {
        let version = self.version.as_deref().filter(|_| !self.bytes.is_empty())?;
        Some((format!("bytes={}-", self.bytes.len()), version))
    }

    /// An answer begins: a whole file takes the place of what is here, the rest of it is joined to it.
    ///
    /// # Errors
    /// Refuses any other part, and forgets what is here.
    pub(super) fn begin(&mut self, head: &AnswerHead) -> Result<(), RangeMismatch> {
        const PART: u16 = 206;
        if head.status == PART && self.is_continued_by(head) {
            return Ok(());
        }
        self.clear();
        if head.status == PART {
            return Err(RangeMismatch);
        }
        if !head.encoded {
            self.version = head.etag.clone().filter(|etag| etag.starts_with('"'));
            self.total = head.content_length.as_ref().and_then(|length| length.parse().ok()).map(Bytes);
        }
        Ok(())
    }

    /// Whether an answer is all that is missing of this version.
    fn is_continued_by(&self, head: &AnswerHead) -> bool {
        let range = || {
            let (range, total) = head.content_range.as_ref()?.strip_prefix("bytes ")?.split_once('/')?;
            let (first, last) = range.split_once('-')?;
            Some((first.parse().ok()?, last.parse().ok()?, total.parse().ok()?))
        };
        let Some((first, last, total)): Option<(u64, u64, u64)> = range() else { return false };
        let same = self.version.is_some() && (head.etag.is_none() || head.etag == self.version);
        let whole = self.total.is_none_or(|known| known.0 == total) && last.checked_add(1) == Some(total);
        same && whole && !head.encoded && first == self.received().0
    }

    /// Forgets what is here.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        (self.version, self.total) = (None, None);
    }

    /// Room for the next chunk; `None` when it would exceed the limit.
    pub(super) fn grow(&mut self, chunk: usize) -> Option<&mut [u8]> {
        let start = self.bytes.len();
        let end = start.checked_add(chunk).filter(|&end| end as u64 <= self.limit.0)?;
        self.bytes.resize(end, 0);
        Some(&mut self.bytes[start..])
    }

    pub(super) fn received(&self) -> Bytes {
        Bytes(self.bytes.len() as u64)
    }

    pub(super) const fn total(&self) -> Option<Bytes> {
        self.total
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(etag: &str) -> AnswerHead {
        let length = Some("5".to_owned());
        AnswerHead {
            status: 200,
            etag: Some(etag.to_owned()),
            content_length: length,
            ..AnswerHead::default()
        }
    }

    fn part(etag: &str, range: &str) -> AnswerHead {
        let (etag, content_range) = (Some(etag.to_owned()), Some(range.to_owned()));
        AnswerHead { status: 206, etag, content_range, ..AnswerHead::default() }
    }

    /// A body of which three of five bytes have come.
    fn broken_off(head: &AnswerHead) -> Body {
        let mut body = Body::new(Bytes(5));
        body.begin(head).unwrap();
        body.grow(3).unwrap().copy_from_slice(&[1, 2, 3]);
        body
    }

    #[test]
    fn chunks_are_joined_up_to_the_limit_and_not_a_byte_beyond() {
        let mut body = Body::new(Bytes(5));
        body.grow(3).unwrap().copy_from_slice(&[1, 2, 3]);
        assert!(body.grow(3).is_none() && body.grow(usize::MAX).is_none());
        body.grow(2).unwrap().copy_from_slice(&[4, 5]);
        assert_eq!(body.received(), Bytes(5));
        assert!(body.grow(1).is_none());
        assert_eq!(body.into_bytes(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_limit_beyond_all_memory_reserves_little() {
        let body = Body::new(Bytes(u64::MAX));
        assert!(body.bytes.capacity() as u64 <= LARGEST_RESERVED);
    }

    #[test]
    fn the_rest_of_the_same_version_is_asked_for_and_joined() {
        let mut body = broken_off(&whole("\"a\""));
        assert_eq!(body.rest(), Some(("bytes=3-".to_owned(), "\"a\"")));
        assert_eq!(body.begin(&part("\"a\"", "bytes 3-4/5")), Ok(()));
        body.grow(2).unwrap().copy_from_slice(&[4, 5]);
        assert_eq!((body.total(), body.into_bytes()), (Some(Bytes(5)), vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn any_other_part_is_refused_and_nothing_is_kept_for_it() {
        for (etag, range) in [
            ("\"b\"", "bytes 3-4/5"),
            ("\"a\"", "bytes 2-4/5"),
            ("\"a\"", "bytes 3-3/5"),
            ("\"a\"", "bytes 3-5/6"),
            ("\"a\"", "bytes 3-18446744073709551615/0"),
            ("\"a\"", "bytes */5"),
            ("\"a\"", "items 3-4/5"),
        ] {
            let mut body = broken_off(&whole("\"a\""));
            assert_eq!(body.begin(&part(etag, range)), Err(RangeMismatch), "{etag} {range}");
            assert_eq!((body.received(), body.rest()), (Bytes(0), None));
        }
        let mut unasked = Body::new(Bytes(5));
        assert_eq!(unasked.begin(&part("\"a\"", "bytes 0-4/5")), Err(RangeMismatch));
    }

    #[test]
    fn a_whole_file_takes_the_place_of_what_is_here() {
        let mut body = broken_off(&whole("\"a\""));
        assert_eq!(body.begin(&whole("\"b\"")), Ok(()));
        assert_eq!((body.received(), body.rest()), (Bytes(0), None));
    }

    #[test]
    fn nothing_is_gone_on_with_where_the_version_is_not_told_or_the_bytes_are_others() {
        let weak = whole("W/\"a\"");
        let silent = AnswerHead { etag: None, ..whole("") };
        let compressed = AnswerHead { encoded: true, ..whole("\"a\"") };
        for head in [weak, silent, compressed] {
            assert_eq!(broken_off(&head).rest(), None, "{head:?}");
        }
    }
}
