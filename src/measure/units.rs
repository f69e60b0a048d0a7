//! Units as types; `web::format` writes them for readers.

use serde::{Deserialize, Serialize};

/// Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Millis(pub f64);

/// Bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Bytes(pub u64);

impl Bytes {
    /// The same size in megabytes (10^6 bytes).
    #[must_use]
    pub(crate) fn megabytes(self) -> f64 {
        self.0 as f64 / 1e6
    }
}
