//! What went wrong, as data: `web` has a sentence in every language for each of these.

use serde::{Deserialize, Serialize};

use super::{Fallback, GpuReport};
use crate::measure::{Bytes, Millis};

/// Something that went wrong in the worker. `file` is relative to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// The server answered, but not with the file.
    FileMissing { file: String, status: u16 },
    /// No answer from the server.
    FileUnreachable {
        file: String,
        /// In the browser's words.
        detail: String,
    },
    /// The file is shorter or longer than the manifest says.
    FileSize {
        file: String,
        /// As the manifest gives it.
        expected: Bytes,
        found: Bytes,
    },
    /// The file's SHA-256 digest is not the manifest's.
    FileAltered { file: String },
    /// The file (a network or the manifest) does not hold what it should.
    FileInvalid { file: String, detail: String },
    /// The manifest does not list this network.
    NotPublished {
        /// As `backbone/structure`.
        network: String,
    },
    /// The device forced by the URL cannot be opened, and why.
    DeviceUnavailable { against: Fallback },
    /// The GPU went away.
    DeviceLost { detail: String },
    /// A forward pass failed.
    Inference { detail: String },
    /// A network does not answer as an independent implementation does.
    Incorrect {
        /// As `backbone/structure`.
        network: String,
        /// Largest difference of a probability.
        difference: f64,
    },
    /// The worker's program stopped.
    Panicked { detail: String },
    /// A message could not be understood.
    Message { detail: String },
    /// The GPU was asked for something and has not answered for so long.
    DeviceSilent { waited: Millis },
    /// Nothing more of the file has come, or its connection broke.
    FileStopped {
        file: String,
        received: Bytes,
        /// Of the whole file, where that is known.
        total: Option<Bytes>,
    },
    /// Something else came in the file's place.
    FileReplaced { file: String, by: Substitute },
}

impl From<GpuReport> for Failure {
    /// The failure of a worker that had to have this GPU.
    fn from(GpuReport { adapter, against }: GpuReport) -> Self {
        if let Some(Fallback::NoAnswer(waited)) = against {
            return Self::DeviceSilent { waited };
        }
        let name = adapter.map(|adapter| adapter.name()).unwrap_or_default();
        Self::DeviceUnavailable { against: against.unwrap_or(Fallback::InitFailed(name)) }
    }
}

/// What hosts send in the place of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Substitute {
    WebPage,
    /// The text by which large-file storage stands for a file (git LFS).
    Pointer,
}

impl Failure {
    /// A file that cannot be read, and why.
    pub(crate) fn file_invalid(file: &str, reason: impl std::fmt::Display) -> Self {
        Self::FileInvalid { file: file.to_owned(), detail: reason.to_string() }
    }
}
