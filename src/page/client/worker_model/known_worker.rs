//! One worker as the page knows it, and the GPU's worker that is to succeed the CPU's.

use std::collections::BTreeMap;

use super::event::{Generation, Program};
use super::recent_latency::RecentLatency;
use crate::measure::{Millis, Summary};
use crate::page::client::watchdog::Watchdog;
use crate::protocol::{DeviceReport, Failure, Fallback, NetworkState};
use crate::study::{Backbone, NetworkId};

/// A forward on a GPU that takes longer than this is not the GPU's time: real ones take a few milliseconds, and a browser
/// that looks for answers from a timer takes 100.
const LATE: Millis = Millis(40.0);

/// A worker and what it has said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KnownWorker {
    pub(super) generation: Generation,
    pub(super) program: Program,
    pub(super) born: Millis,
    /// Its program runs and takes requests.
    pub(super) listens: bool,
    /// Its device, once that is open.
    pub(super) device: Option<DeviceReport>,
    /// A network that is missing here was not spoken of yet.
    pub(super) states: BTreeMap<NetworkId, NetworkState>,
    /// What a forward of a network took when it was made ready.
    pub(super) forwards: BTreeMap<NetworkId, Millis>,
    /// What the answers of a network took that ran in a pass of its own.
    pub(super) latencies: BTreeMap<NetworkId, RecentLatency>,
    pub(super) watchdog: Watchdog,
    /// The reader has asked it to fail.
    pub(super) to_fail: bool,
}

/// What is to become of the GPU while the CPU answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Succession {
    /// Nothing: it answers already, is not to be had, or is not wanted.
    None,
    /// The CPU's program looks at it.
    Looking,
    /// It is to be had. Its program is loaded behind the first network, which it would keep waiting.
    Due,
    /// Its worker failed; the one of this number starts soon.
    Again(Generation),
    /// Its worker makes itself ready.
    Worker(Box<KnownWorker>),
}

impl KnownWorker {
    pub(super) fn new(generation: Generation, program: Program, now: Millis) -> Self {
        Self {
            generation,
            program,
            born: now,
            listens: false,
            device: None,
            states: BTreeMap::new(),
            forwards: BTreeMap::new(),
            latencies: BTreeMap::new(),
            watchdog: Watchdog::over_new_worker(now),
            to_fail: false,
        }
    }

    pub(super) fn is_ready(&self, network: NetworkId) -> bool {
        self.states.get(&network) == Some(&NetworkState::Ready)
    }

    fn failure(&self, network: NetworkId) -> Option<&Failure> {
        match self.states.get(&network) {
            Some(NetworkState::Failed(failure)) => Some(failure),
            _ => None,
        }
    }

    /// Whether each of these networks answers or has failed.
    pub(super) fn is_settled(&self, mut networks: impl Iterator<Item = NetworkId>) -> bool {
        networks.all(|network| self.states.get(&network).is_some_and(NetworkState::is_settled))
    }

    /// The first failure of a network that answers on another worker.
    pub(super) fn unshared_failure(&self, other: &Self, backbone: Backbone) -> Option<Failure> {
        let unshared = |network| self.failure(network).filter(|_| other.is_ready(network));
        NetworkId::on_backbone(backbone).find_map(unshared).cloned()
    }

    /// What speaks against this GPU beside a CPU: it answers, but so late that the CPU is quicker.
    pub(super) fn too_late_beside(&self, cpu: &Self, backbone: Backbone) -> Option<Fallback> {
        let both = |network| Some((*self.forwards.get(&network)?, *cpu.forwards.get(&network)?));
        let (gpu, cpu): (Vec<_>, Vec<_>) = NetworkId::on_backbone(backbone).filter_map(both).unzip();
        let median = |times: &[Millis]| Some(Summary::from_times(times)?.median);
        let (gpu, cpu) = (median(&gpu)?, median(&cpu)?);
        (gpu.0 > LATE.0 && cpu.0 < gpu.0).then_some(Fallback::SlowerThanCpu { gpu, cpu })
    }
}
