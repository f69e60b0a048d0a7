//! Everything one benchmark produced, as it is exported and imported; `json` validates every value.

mod json;
#[cfg(test)]
pub(super) mod tests;

use serde::{Deserialize, Serialize};

pub use json::RunError;

use super::{Bytes, DeviceKind, Ended, ExecutorKind, Millis, Plan, Ratio, Sample, Summary};
use crate::study::{Backbone, NetworkId};

/// A benchmark run with everything that must be known to trust it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// [`Run::VERSION`].
    pub(crate) version: u32,
    pub environment: Environment,
    pub plan: Plan,
    /// A failure in the program's own words, in English.
    #[serde(rename = "finish")]
    pub ended: Ended,
    #[serde(rename = "checks")]
    pub verifications: Vec<Verification>,
    #[serde(rename = "cold")]
    pub startups: Vec<Startup>,
    #[serde(rename = "floors")]
    pub lower_bounds: Vec<LowerBound>,
    pub stages: Vec<StageTime>,
    /// In the order of measurement.
    #[serde(serialize_with = "json::samples")]
    pub samples: Vec<Sample>,
}

/// Where and on what a run was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Environment {
    pub(crate) app_version: String,
    /// Empty where it is not known.
    pub(crate) commit: String,
    /// UTC, ISO 8601.
    pub taken_at: String,
    /// `navigator.userAgent`.
    pub browser: String,
    pub device: DeviceKind,
    /// `GPUAdapterInfo` in one line; empty on the CPU.
    pub adapter: String,
    pub executor: ExecutorKind,
    /// `navigator.hardwareConcurrency`: logical processors.
    pub processors: u32,
    /// `crossOriginIsolated`, which makes the clock finer: `yes` or `no`.
    pub(crate) isolated: String,
    /// The smallest step of the worker's clock that was seen, in microseconds.
    pub timer_step_us: u32,
    /// The worker's wasm memory, which never shrinks.
    pub(crate) worker_memory: Bytes,
    /// Network and SHA-256 digest of its weights file.
    pub weights: Vec<(String, String)>,
}

/// A network's answers to the golden images beside those of an independent implementation (torchvision), compared
/// before anything is timed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    pub network: NetworkId,
    /// Images compared.
    pub images: u32,
    /// Largest absolute difference of a probability.
    pub(crate) largest_difference: f64,
}

impl Verification {
    /// Largest difference of a probability that counts as rounding.
    pub(crate) const TOLERANCE: f64 = 1e-3;

    /// Whether the network computes what it should.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.images > 0 && self.largest_difference <= Self::TOLERANCE
    }
}

/// What a network cost before its first answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Startup {
    pub network: NetworkId,
    /// Size of its weights file.
    pub bytes: Bytes,
    /// From the request to the last byte, digest included.
    pub(crate) download: Millis,
    /// Parsing the file and upload to the device.
    pub(crate) decode: Millis,
    /// The first forward, which compiles what was not compiled yet.
    pub first_run: Millis,
    /// The next forward on the same image, right after.
    pub(crate) second_run: Millis,
}

impl Startup {
    /// First run minus second run: compilation, and memory touched for the first time.
    #[must_use]
    pub(crate) fn compile(&self) -> Millis {
        Millis((self.first_run.0 - self.second_run.0).max(0.0))
    }

    /// From the last byte of the file to the first answer.
    #[must_use]
    pub fn prepare(&self) -> Millis {
        Millis(self.decode.0 + self.first_run.0)
    }

    /// In the order of the JSON export.
    pub(super) const fn times(&self) -> [Millis; 4] {
        [self.download, self.decode, self.first_run, self.second_run]
    }
}

/// A lower bound of a network's latency on this device, whatever the kernels compute.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LowerBound {
    pub network: NetworkId,
    /// As many empty dispatches as a forward has, each dependent on the one before, one submission and one read-back.
    #[serde(rename = "empty")]
    pub(crate) launches: Millis,
    /// What dispatches that read every weight once add to that.
    #[serde(rename = "stream")]
    pub(crate) weight_read: Millis,
}

impl LowerBound {
    /// Launches and weight reads together.
    #[must_use]
    pub fn total(&self) -> Millis {
        Millis(self.launches.0 + self.weight_read.0)
    }
}

/// A stage of a ResNet, by torchvision's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The first convolution and its pooling; its time holds what every forward costs besides, such as the read-back.
    Stem,
    Layer1,
    Layer2,
    Layer3,
    Layer4,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 5] = [Self::Stem, Self::Layer1, Self::Layer2, Self::Layer3, Self::Layer4];

    /// The name in torchvision's files.
    #[must_use]
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Stem => "stem",
            Self::Layer1 => "layer1",
            Self::Layer2 => "layer2",
            Self::Layer3 => "layer3",
            Self::Layer4 => "layer4",
        }
    }
}

/// Time and bytes of one stage of a network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    pub network: NetworkId,
    #[serde(rename = "part")]
    pub stage: Stage,
    /// What it adds to the median time of the stages before it; below zero where noise is larger than the stage.
    pub(crate) time: Millis,
    /// Its weights as the executor reads them: int8 with scales and biases, of all backbones.
    pub(crate) bytes: Bytes,
}

impl Run {
    /// Version of the exported form.
    pub(crate) const VERSION: u32 = 1;

    /// Summary of each network that was measured, in the plan's order.
    #[must_use]
    pub fn summaries(&self) -> Vec<(NetworkId, Summary)> {
        let summary = |&network: &NetworkId| Some((network, Summary::for_network(&self.samples, network)?));
        self.plan.networks.iter().filter_map(summary).collect()
    }

    /// Ratios to structure 2 of the same backbone, in the plan's order.
    #[must_use]
    pub(crate) fn ratios(&self) -> Vec<Ratio> {
        let ratio = |&network: &NetworkId| Ratio::from_samples(&self.samples, network, self.plan.seed);
        self.plan.networks.iter().filter_map(ratio).collect()
    }

    /// The backbones that were measured.
    #[must_use]
    pub(crate) fn backbones(&self) -> Vec<Backbone> {
        let measured =
            |backbone: &Backbone| self.plan.networks.iter().any(|network| network.backbone == *backbone);
        Backbone::ALL.into_iter().filter(measured).collect()
    }

    /// The adapter, or the kind of device, and the executor.
    #[must_use]
    pub(crate) fn device_name(&self) -> String {
        let Environment { device, adapter, executor, .. } = &self.environment;
        let named = if adapter.is_empty() { device.id() } else { adapter };
        format!("{named}, {}", executor.id())
    }
}
