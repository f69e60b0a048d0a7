//! The bytes of a response as they arrive, never more than a limit: a wrong server cannot fill the memory.

use crate::measure::Bytes;

/// Memory reserved before the first byte has come, at most: more than the largest weights file has (36 MB).
const LARGEST_RESERVED: u64 = 48 << 20;

/// What has arrived so far.
pub(super) struct Body {
    bytes: Vec<u8>,
    limit: Bytes,
}

impl Body {
    pub(super) fn new(limit: Bytes) -> Self {
        let mut bytes = Vec::new();
        // Reserved at once: a vector that grows step by step leaves holes in wasm's memory, which never shrinks. Where
        // that fails, the first chunk that does not fit says so.
        let _ = bytes.try_reserve_exact(limit.0.min(LARGEST_RESERVED) as usize);
        Self { bytes, limit }
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

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
