//! What the worker tells the page.

use serde::{Deserialize, Serialize};

use super::{DeviceReport, Failure, Ticket};
use crate::measure::{Bytes, Millis, Sample};
use crate::study::NetworkId;

/// Where a network is on its way to being usable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum NetworkState {
    /// Its file is being downloaded (also while it waits for its turn: 0 received).
    Loading {
        /// Bytes so far.
        received: Bytes,
        /// Bytes the manifest gives.
        total: Bytes,
    },
    /// Its weights are put on the device and its first forward runs.
    Warming,
    /// It answers.
    Ready,
    /// It cannot be used; `Request::Load` tries again.
    Failed(Failure),
}

/// How a benchmark ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Every round was measured.
    Complete,
    /// `Request::CancelBenchmark` ended it: the samples so far are valid.
    Cancelled,
    /// It failed: the samples so far are valid.
    Failed(Failure),
}

/// What the worker tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The program runs and listens; sent before anything was asked.
    Listening,
    /// The device is open.
    Started(DeviceReport),
    /// A network changed its state.
    Network {
        /// The network.
        network: NetworkId,
        /// Its new state.
        state: NetworkState,
    },
    /// One network's answer to a classification.
    Outputs {
        /// The classification this belongs to.
        ticket: Ticket,
        /// The network that answered.
        network: NetworkId,
        /// Logits, one list per head.
        heads: Vec<Vec<f32>>,
        /// From the image leaving wasm to its head outputs being readable.
        latency: Millis,
        /// Networks that ran in the same pass, this one included: the latency is that of all of them.
        together: usize,
    },
    /// A classification is over: every ready network has answered.
    Classified {
        /// The classification.
        ticket: Ticket,
    },
    /// A benchmark goes on.
    BenchmarkProgress {
        /// Forwards done, warm-up included.
        done: u64,
        /// Forwards in all.
        total: u64,
    },
    /// A benchmark is over.
    Benchmarked {
        /// Everything measured, in order.
        samples: Vec<Sample>,
        /// How it ended.
        outcome: Outcome,
    },
    /// The answer to `Request::Ping`.
    Pong(u32),
    /// The worker cannot go on: the page replaces it.
    Failed(Failure),
}
