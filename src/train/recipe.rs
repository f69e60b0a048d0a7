//! The two recipes a network is trained by.

use serde::{Deserialize, Serialize};

/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Recipe {
    /// What ships: plain cross-entropy on augmented digits, so that drawings are read as well as MNIST.
    Robust,
    /// The study's: softmax twice, unvaried digits, a constant learning rate, until ten epochs brought nothing better.
    Study,
}

/// What a recipe takes where nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Defaults {
    /// Passes over the training images; at most that many where the recipe stops early.
    pub(super) epochs: usize,
    /// Images per step.
    pub(super) batch: usize,
    /// Learning rate, at its peak.
    pub(super) learning_rate: f64,
    /// Decoupled weight decay of `AdamW`.
    pub(super) weight_decay: f32,
}

impl Recipe {
    /// Its settings. The study's are those of its published code; its 9,999 epochs mean "until patience ends".
    pub(super) const fn defaults(self) -> Defaults {
        match self {
            Self::Robust => Defaults { epochs: 6, batch: 128, learning_rate: 1e-3, weight_decay: 1e-2 },
            Self::Study => Defaults { epochs: 9_999, batch: 32, learning_rate: 1e-4, weight_decay: 1e-2 },
        }
    }

    /// Epochs without a better one after which the run ends, where it ends early.
    pub(super) const fn patience(self) -> Option<usize> {
        match self {
            Self::Robust => None,
            Self::Study => Some(10),
        }
    }
}
