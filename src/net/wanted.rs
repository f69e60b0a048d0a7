//! What is to be fetched, and how it comes.

use super::tries::Copies;
use crate::measure::Bytes;
use crate::protocol::Failure;

/// How long a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileLength {
    Exactly(Bytes),
    AtMost(Bytes),
}

impl FileLength {
    pub(crate) const fn limit(self) -> Bytes {
        match self {
            Self::Exactly(bytes) | Self::AtMost(bytes) => bytes,
        }
    }
}

/// A file to be fetched.
pub(crate) struct Wanted<'a> {
    pub(crate) url: &'a str,
    /// What a failure calls it.
    pub(crate) file: &'a str,
    pub(crate) length: FileLength,
    /// Which copies of it will do at first.
    pub(crate) copies: Copies,
    /// What is wrong with the whole of it.
    pub(crate) check: &'a dyn Fn(&[u8]) -> Result<(), Failure>,
}

impl<'a> Wanted<'a> {
    /// A file whose address says nothing about its content; its reader judges that.
    pub(crate) fn confirmed(url: &'a str, file: &'a str, limit: Bytes) -> Self {
        Self { url, file, length: FileLength::AtMost(limit), copies: Copies::Confirmed, check: &|_| Ok(()) }
    }

    /// More bytes than the limit came.
    pub(crate) fn too_large(&self) -> Failure {
        let expected = self.length.limit();
        let found = Bytes(expected.0.saturating_add(1));
        Failure::FileSize { file: self.file.to_owned(), expected, found }
    }
}

/// How a file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// So many of its bytes are here.
    Received(Bytes),
    /// Little or nothing has come for a while.
    Quiet,
}
