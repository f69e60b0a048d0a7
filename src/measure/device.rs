//! What a network ran on: the device and the executor, as a run's file and the DOM's attributes name them.

use serde::{Deserialize, Serialize};

use crate::study::{UnknownId, find_by_id};

/// The device that runs the networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// WebGPU through burn-wgpu.
    Gpu,
    /// The CPU, in wasm: what every browser has.
    #[default]
    Cpu,
}

/// How the networks are executed on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum ExecutorKind {
    /// The fewest steps that compute a network, prepared once: see [`crate::fused`].
    #[default]
    Fused,
    /// burn's own operations, one after another.
    Plain,
}

impl DeviceKind {
    /// The id used in attributes and files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

impl ExecutorKind {
    /// The id used in URLs, attributes and files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Plain => "plain",
        }
    }
}

impl std::str::FromStr for ExecutorKind {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("executor", &[Self::Fused, Self::Plain], Self::id, id)
    }
}
