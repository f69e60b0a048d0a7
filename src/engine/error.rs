//! What can go wrong while a network is made ready or runs, and how it is sent to the page.

use crate::protocol::Failure;
use crate::study::{DecisionError, NetworkId};
use crate::weights::WeightsError;

/// What can go wrong while a network is made ready or runs.
#[derive(Debug, thiserror::Error)]
pub(super) enum EngineError {
    #[error("{0}")]
    Weights(#[from] WeightsError),
    #[error("the file holds {found} instead of {expected}")]
    OtherNetwork { found: NetworkId, expected: NetworkId },
    #[error("it is not ready")]
    NotReady,
    /// The executor has no such thing: not a fault, whoever asks goes on without.
    #[error("this executor cannot do that")]
    Unsupported,
    #[error("the device returned {0}")]
    Read(String),
    #[error("{0}")]
    Decision(#[from] DecisionError),
}

impl EngineError {
    /// The failure as the page receives it. `file` is the network's file.
    pub(super) fn into_failure(self, file: &str) -> Failure {
        match self {
            Self::Weights(_) | Self::OtherNetwork { .. } => Failure::file_invalid(file, self),
            Self::NotReady | Self::Unsupported | Self::Read(_) | Self::Decision(_) => {
                Failure::Inference { detail: self.to_string() }
            }
        }
    }

    /// The failure of a benchmark or an assessment, at this network.
    pub(super) fn at_network(self, network: NetworkId) -> Failure {
        Failure::Inference { detail: format!("{network}: {self}") }
    }
}
