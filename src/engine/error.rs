//! What can go wrong while a network is made ready or runs, and how it is sent to the page.

use crate::measure::Millis;
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
    /// The page knows: the worker is being replaced.
    #[error("the device has not answered for {} s", .0.0 / 1e3)]
    NoAnswer(Millis),
    #[error("{0}")]
    Decision(#[from] DecisionError),
}

impl EngineError {
    /// The failure as the page receives it. `file` is the network's file.
    pub(super) fn into_failure(self, file: &str) -> Failure {
        match self {
            Self::Weights(_) | Self::OtherNetwork { .. } => Failure::file_invalid(file, self),
            Self::NoAnswer(waited) => Failure::DeviceSilent { waited },
            Self::NotReady | Self::Unsupported | Self::Read(_) | Self::Decision(_) => {
                Failure::Inference { detail: self.to_string() }
            }
        }
    }

    /// The failure of a benchmark or an assessment, at this network.
    pub(super) fn at_network(self, network: NetworkId) -> Failure {
        match self {
            Self::NoAnswer(waited) => Failure::DeviceSilent { waited },
            error => Failure::Inference { detail: format!("{network}: {error}") },
        }
    }
}
