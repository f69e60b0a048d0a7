//! What comes over the network for the page and the lab alike: how it stands, and the test images.

use std::sync::Arc;

use super::browser;
use crate::image::TestSet;
use crate::net::{self, Wanted};
use crate::protocol::Failure;

/// Something that comes over the network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fetched<T> {
    /// Not here yet.
    Loading,
    /// Read and checked.
    Here(Arc<T>),
    /// It did not come, or is not what it should be.
    Failed(Failure),
}

impl<T> From<Result<T, Failure>> for Fetched<T> {
    fn from(fetched: Result<T, Failure>) -> Self {
        fetched.map_or_else(Self::Failed, |value| Self::Here(Arc::new(value)))
    }
}

impl<T> Fetched<T> {
    /// The value, once it is here.
    pub(crate) fn here(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// The test images.
///
/// # Errors
/// Says why they cannot be had or read.
pub(crate) async fn fetch_test_set() -> Result<TestSet, Failure> {
    let url = browser::absolute(TestSet::FILE);
    let bytes = net::fetch(&Wanted::confirmed(&url, TestSet::FILE, net::TEST_SET_LIMIT), |_| {}).await?;
    net::read_test_set(&bytes)
}
