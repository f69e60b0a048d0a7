//! One timing, kept as it was taken: statistics are computed elsewhere and never drop it.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::study::NetworkId;

/// What spoiled a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Disturbance {
    /// The page was not visible at some time during it.
    Hidden,
    /// The browser delayed the worker's timers, as it does with pages in the background.
    Throttled,
}

/// How a round went compared with the rounds before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pace {
    #[default]
    Usual,
    /// All networks were slower than before: heat, or other work.
    Slow,
}

/// One timing: some iterations of one network in a row, read-back included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub network: NetworkId,
    /// The round it belongs to, from 0.
    pub(crate) round: u32,
    /// Forwards in a row, so many that the sample is long enough for the clock.
    #[serde(rename = "forwards")]
    pub(crate) iterations: u32,
    /// Start, by the worker's clock.
    pub(crate) began: Millis,
    /// From the first image leaving wasm to the last answer being readable.
    pub(crate) elapsed: Millis,
    /// Such a sample is kept, and left out of every figure.
    #[serde(default)]
    pub(crate) disturbance: Option<Disturbance>,
    #[serde(default)]
    pub(crate) pace: Pace,
}

impl Sample {
    /// Time of one iteration.
    #[must_use]
    pub(crate) fn per_iteration(&self) -> Millis {
        Millis(self.elapsed.0 / f64::from(self.iterations.max(1)))
    }

    /// Whether it enters the statistics: nothing disturbed it.
    #[must_use]
    pub(crate) const fn counts(&self) -> bool {
        self.disturbance.is_none()
    }
}
