//! What can go wrong while a network is made ready or runs, and how it is told to the page.

use crate::protocol::Failure;
use crate::study::DecisionError;
use crate::weights::WeightsError;

/// What can go wrong while a network is made ready or runs.
#[derive(Debug, thiserror::Error)]
pub(super) enum EngineError {
    #[error("{0}")]
    Weights(#[from] WeightsError),
    #[error("the file holds {found} instead of {expected}")]
    OtherNetwork { found: String, expected: String },
    #[error("the device returned {0}")]
    Read(String),
    #[error("{0}")]
    Decision(#[from] DecisionError),
}

impl EngineError {
    /// The failure as the page is told it. `file` is the network's file.
    pub(super) fn into_failure(self, file: &str) -> Failure {
        let detail = self.to_string();
        match self {
            Self::Weights(_) | Self::OtherNetwork { .. } => {
                Failure::FileInvalid { file: file.to_owned(), detail }
            }
            Self::Read(_) | Self::Decision(_) => Failure::Inference { detail },
        }
    }
}
