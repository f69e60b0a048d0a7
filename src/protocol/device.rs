//! Which device and which executor run the networks, and why.

use serde::{Deserialize, Serialize};

use crate::measure::Millis;
use crate::study::{UnknownId, find_by_id};

/// What the page asks for (`?device=`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum DeviceChoice {
    /// The GPU where WebGPU offers a real one, else the CPU.
    #[default]
    Auto,
    /// WebGPU, even through a software adapter; fails where there is none.
    Gpu,
    /// The CPU, in wasm.
    Cpu,
}

/// What the worker chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeviceKind {
    /// WebGPU through burn-wgpu.
    Gpu,
    /// The CPU, in wasm.
    Cpu,
}

/// How the networks are executed on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum ExecutorKind {
    /// The fewest steps that compute a network, prepared once: see `fused`.
    #[default]
    Fused,
    /// burn's own operations, one after another.
    Plain,
}

/// What WebGPU says about the adapter. Browsers may leave any of it empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Adapter {
    /// Vendor, e.g. "nvidia".
    pub vendor: String,
    /// Architecture, e.g. "ampere".
    pub architecture: String,
    /// Device, where the browser tells.
    pub device: String,
    /// Free text, where the browser tells.
    pub description: String,
    /// It computes on the CPU.
    pub software: bool,
}

/// Why the CPU runs the networks although nobody forced it to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fallback {
    /// The browser has no WebGPU (in workers).
    NoWebGpu,
    /// WebGPU is there, but offers no adapter.
    NoAdapter,
    /// The only adapter is software, which is slower than wasm.
    SoftwareAdapter,
    /// The adapter lacks a feature that burn's WebGPU runtime cannot start without.
    MissingFeature(String),
    /// The adapter allows less than the kernels need.
    LimitTooLow {
        /// Name of the limit in WebGPU's terms.
        name: String,
        /// What the adapter allows.
        found: u64,
        /// What is needed.
        needed: u64,
    },
    /// The GPU answered, but so late that the CPU is quicker: some browsers look for answers only ten times a second.
    SlowerThanCpu {
        /// Median time of a forward on the GPU.
        gpu: Millis,
        /// The same on the CPU.
        cpu: Millis,
    },
    /// Opening the device or the first computation failed.
    InitFailed(String),
    /// The GPU was lost more often than a restart can mend.
    LostRepeatedly,
}

/// The device the worker ended up with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// Which device runs.
    pub kind: DeviceKind,
    /// Which executor runs on it.
    pub executor: ExecutorKind,
    /// The GPU, when it runs there or would have.
    pub adapter: Option<Adapter>,
    /// Why not the GPU, when `DeviceChoice::Auto` ended on the CPU.
    pub fallback: Option<Fallback>,
}

impl DeviceChoice {
    /// The URL value.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

impl DeviceKind {
    /// The id used in attributes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

impl ExecutorKind {
    /// The id used in the URL and in attributes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fused => "fused",
            Self::Plain => "plain",
        }
    }
}

impl std::str::FromStr for DeviceChoice {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("device", &[Self::Auto, Self::Gpu, Self::Cpu], Self::id, id)
    }
}

impl std::str::FromStr for ExecutorKind {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("executor", &[Self::Fused, Self::Plain], Self::id, id)
    }
}
