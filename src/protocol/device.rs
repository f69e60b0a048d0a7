//! Which device and which executor run the networks, and why.

use serde::{Deserialize, Serialize};

use crate::measure::{DeviceKind, ExecutorKind, Millis};
use crate::study::{UnknownId, find_by_id};

/// What the page asks for (`?device=`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) enum DeviceChoice {
    /// The GPU where WebGPU offers a real one, else the CPU.
    #[default]
    Auto,
    /// WebGPU, even through a software adapter; fails where there is none.
    Gpu,
    /// The CPU, in wasm.
    Cpu,
}

/// What WebGPU says about the adapter. Browsers may leave any of it empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) struct Adapter {
    /// E.g. "nvidia".
    pub(crate) vendor: String,
    /// E.g. "ampere".
    pub(crate) architecture: String,
    pub(crate) device: String,
    pub(crate) description: String,
    /// It computes on the CPU.
    pub(crate) software: bool,
}

/// Why the CPU runs the networks although nobody forced it to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Fallback {
    /// The browser has no WebGPU (in workers).
    NoWebGpu,
    /// WebGPU is there, but offers no adapter.
    NoAdapter,
    /// The only adapter is software, which is slower than wasm.
    SoftwareAdapter,
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
    /// The GPU was asked for something and has not answered for so long.
    NoAnswer(Millis),
}

/// The device the worker ended up with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DeviceReport {
    pub(crate) kind: DeviceKind,
    pub(crate) executor: ExecutorKind,
    /// The GPU, when it runs there or would have.
    pub(crate) adapter: Option<Adapter>,
    /// Why not the GPU, when `DeviceChoice::Auto` ended on the CPU.
    pub(crate) fallback: Option<Fallback>,
}

/// What WebGPU would give, found without opening it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub(crate) struct GpuReport {
    /// Its adapter, if there is one.
    pub(crate) adapter: Option<Adapter>,
    /// What speaks against computing on it.
    pub(crate) against: Option<Fallback>,
}

impl Adapter {
    /// What it is called: its description, or what else the browser says; empty where it says nothing.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        let description = self.description.trim();
        if !description.is_empty() {
            return description.to_owned();
        }
        let names = [&self.vendor, &self.architecture, &self.device].map(|name| name.trim());
        names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl DeviceReport {
    /// The adapter that the networks run on; on the CPU it would only be what the GPU would have been.
    #[must_use]
    pub(crate) fn adapter_in_use(&self) -> Option<&Adapter> {
        self.adapter.as_ref().filter(|_| self.kind == DeviceKind::Gpu)
    }
}

impl DeviceChoice {
    /// The URL value.
    #[must_use]
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

impl std::str::FromStr for DeviceChoice {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("device", &[Self::Auto, Self::Gpu, Self::Cpu], Self::id, id)
    }
}
