//! What comes over the network for the page and the lab alike: where it stands, and the test digits.

use std::sync::Arc;

use super::browser;
use crate::image::TestSet;
use crate::protocol::Failure;

/// Something that comes over the network.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched<T> {
    /// It is on its way.
    Loading,
    /// It is here.
    Here(Arc<T>),
    /// It did not come, or is not what it should be.
    Failed(Failure),
}

impl<T> Fetched<T> {
    /// It, if it is here.
    #[must_use]
    pub fn here(&self) -> Option<&T> {
        match self {
            Self::Here(it) => Some(it),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// The test digits.
///
/// # Errors
/// Says why they cannot be had or read.
pub async fn fetch_digits() -> Result<TestSet, Failure> {
    let bytes = browser::fetch(TestSet::FILE).await?;
    let invalid = |detail: String| Failure::FileInvalid { file: TestSet::FILE.to_owned(), detail };
    TestSet::parse(&bytes).map_err(|error| invalid(error.to_string()))
}
