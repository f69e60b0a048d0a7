//! One measured forward.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::study::NetworkId;

/// One measured forward of one network, read-back included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The network that ran.
    pub network: NetworkId,
    /// The round it belongs to, from 0.
    pub round: u32,
    /// From the image leaving wasm to its head outputs being readable.
    pub latency: Millis,
}
