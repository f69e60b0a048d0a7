//! One measurement. Refuses statistics: it is kept as it was taken, whatever is thought of it later.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::study::NetworkId;

/// What spoiled a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Disturbance {
    /// The page was not visible at some time during it.
    Hidden,
    /// The browser made the worker wait, as it does with pages in the background.
    Throttled,
}

/// How a round went compared with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// As usual.
    #[default]
    Usual,
    /// All networks were slower than before: heat, or other work.
    Slow,
}

/// One measurement: some forwards of one network, read-back included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The network that ran.
    pub network: NetworkId,
    /// The round it belongs to, from 0.
    pub round: u32,
    /// Forwards in it: enough for the clock.
    pub forwards: u32,
    /// When it began, since the worker's start.
    pub began: Millis,
    /// From the first image leaving wasm to the last answer being readable.
    pub elapsed: Millis,
    /// What spoiled it: such a sample is kept, and left out of every figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disturbance: Option<Disturbance>,
    /// How its round went.
    #[serde(default)]
    pub pace: Pace,
}

impl Sample {
    /// Time of one forward.
    #[must_use]
    pub fn per_forward(&self) -> Millis {
        Millis(self.elapsed.0 / f64::from(self.forwards.max(1)))
    }

    /// Whether it counts.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.disturbance.is_none()
    }
}
