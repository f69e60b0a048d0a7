//! Everything one benchmark produced. Refuses to be read or written with what no run has: `json` checks every value.

mod json;
#[cfg(test)]
pub(super) mod tests;

use serde::{Deserialize, Serialize};

pub use json::RunError;

use super::{Bytes, Millis, Plan, Ratio, Sample, Summary, measured_ratio};
use crate::study::{Backbone, NetworkId};

/// Version of the exported form.
const VERSION: u32 = 1;
/// A benchmark run with everything that must be known to trust it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Version of this form.
    pub version: u32,
    /// Where and on what it ran.
    pub environment: Environment,
    /// What was to be measured.
    pub plan: Plan,
    /// How it ended.
    pub finish: Finish,
    /// The answers compared with an independent implementation's before anything was timed.
    pub checks: Vec<Check>,
    /// What a network cost before its first answer.
    pub cold: Vec<Startup>,
    /// What no executor on this device can go below.
    #[serde(rename = "floors")]
    pub lower_bounds: Vec<LowerBound>,
    /// Time and bytes of each part of a network.
    pub stages: Vec<StageTime>,
    /// Every sample, in order.
    pub samples: Vec<Sample>,
}

/// Where and on what a run was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Environment {
    /// The program's version.
    pub app_version: String,
    /// The commit that it was built from, where it is known.
    pub commit: String,
    /// When, in UTC, as ISO 8601 writes it.
    pub taken_at: String,
    /// What the browser calls itself.
    pub browser: String,
    /// The kind of device: gpu or cpu.
    pub device: String,
    /// What WebGPU says of the adapter; empty on the CPU.
    pub adapter: String,
    /// How the networks were executed: fused or plain.
    pub executor: String,
    /// Logical processors that the browser tells of.
    pub processors: u32,
    /// Whether the page is isolated, which makes its clock finer: yes or no.
    pub isolated: String,
    /// The smallest step of the clock that was seen, in microseconds.
    pub timer_step_us: u32,
    /// Memory of the worker's program at its largest.
    pub worker_memory: Bytes,
    /// SHA-256 digests of the weights files, by network.
    pub weights: Vec<(String, String)>,
}

/// How a run ended. What it measured until then is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// Every median is settled.
    Settled,
    /// The time was spent.
    BudgetSpent,
    /// The reader ended it: partial.
    Cancelled,
    /// It failed: partial. The program's own words, in English.
    Failed(String),
}

/// A network's answers to the golden images, compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The network.
    pub network: NetworkId,
    /// Images compared.
    pub images: u32,
    /// Largest difference of a probability.
    pub largest_difference: f64,
}

impl Check {
    /// Largest difference of a probability that is taken for rounding.
    pub const TOLERANCE: f64 = 1e-3;

    /// Whether the network computes what it should.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.images > 0 && self.largest_difference <= Self::TOLERANCE
    }
}

/// What a network cost before its first answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Startup {
    /// The network.
    pub network: NetworkId,
    /// Its file.
    pub bytes: Bytes,
    /// From the request to the last byte, with its digest checked.
    pub download: Millis,
    /// Reading the file and putting it on the device.
    pub decode: Millis,
    /// The first answer: what was not compiled yet is compiled in it.
    pub first_run: Millis,
    /// The next answer to the same image, right after.
    pub second_run: Millis,
}

impl Startup {
    /// What the first answer took beyond the second: compiling, and memory touched for the first time.
    #[must_use]
    pub fn compile(&self) -> Millis {
        Millis((self.first_run.0 - self.second_run.0).max(0.0))
    }

    /// From the last byte of the file to the first answer.
    #[must_use]
    pub fn prepare(&self) -> Millis {
        Millis(self.decode.0 + self.first_run.0)
    }

    /// All its times, as they stand in a file.
    pub(super) const fn times(&self) -> [Millis; 4] {
        [self.download, self.decode, self.first_run, self.second_run]
    }
}

/// What no executor on this device can go below, for one network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LowerBound {
    /// The network.
    pub network: NetworkId,
    /// As many empty launches as a forward has, each waiting for the one before, a submission and a read-back.
    pub empty: Millis,
    /// What reading every weight once adds.
    pub stream: Millis,
}

impl LowerBound {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> Millis {
        Millis(self.empty.0 + self.stream.0)
    }
}

/// A part of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The first convolution with its pooling, and what every forward costs besides its steps.
    Stem,
    /// The first group of blocks.
    Layer1,
    /// The second group of blocks.
    Layer2,
    /// The third group of blocks.
    Layer3,
    /// The fourth group of blocks.
    Layer4,
}

impl Stage {
    /// All parts in order.
    pub const ALL: [Self; 5] = [Self::Stem, Self::Layer1, Self::Layer2, Self::Layer3, Self::Layer4];

    /// The name in torchvision's files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Stem => "stem",
            Self::Layer1 => "layer1",
            Self::Layer2 => "layer2",
            Self::Layer3 => "layer3",
            Self::Layer4 => "layer4",
        }
    }
}

/// Time and bytes of a part of a network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    /// The network.
    pub network: NetworkId,
    /// The part.
    pub part: Stage,
    /// What it adds to the median time of the parts before it; below zero where noise is larger than the part.
    pub time: Millis,
    /// Its weights as the executor reads them.
    pub bytes: Bytes,
}

impl Run {
    /// Version of the exported form.
    pub const VERSION: u32 = VERSION;

    /// Summary of each network that was measured, in the plan's order.
    #[must_use]
    pub fn summaries(&self) -> Vec<(NetworkId, Summary)> {
        let of = |&network: &NetworkId| {
            Some((network, Summary::of_network(&self.samples, network, self.plan.seed)?))
        };
        self.plan.networks.iter().filter_map(of).collect()
    }

    /// Ratios to structure 2 of the same backbone, in the plan's order.
    #[must_use]
    pub fn ratios(&self) -> Vec<Ratio> {
        let of = |&network: &NetworkId| measured_ratio(&self.samples, network, self.plan.seed);
        self.plan.networks.iter().filter_map(of).collect()
    }

    /// The backbones that were measured.
    #[must_use]
    pub fn backbones(&self) -> Vec<Backbone> {
        let measured =
            |backbone: &Backbone| self.plan.networks.iter().any(|network| network.backbone == *backbone);
        Backbone::ALL.into_iter().filter(measured).collect()
    }

    /// Whether it ended before it was done.
    #[must_use]
    pub const fn is_partial(&self) -> bool {
        matches!(self.finish, Finish::Cancelled | Finish::Failed(_))
    }

    /// The device in a few words.
    #[must_use]
    pub fn device_name(&self) -> String {
        let Environment { device, adapter, executor, .. } = &self.environment;
        let named = if adapter.is_empty() { device } else { adapter };
        format!("{named}, {executor}")
    }
}
