//! What the worker tells the page.

use serde::{Deserialize, Serialize};

use super::{DeviceReport, Failure, Ticket};
use crate::measure::{Bytes, LowerBound, Millis, Sample, StageTime, Startup, Verification};
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

/// How a benchmark or an assessment ended. What it found until then is valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// It did all that it was to do.
    Complete,
    /// `Request::Cancel` ended it.
    Cancelled,
    /// It failed.
    Failed(Failure),
}

/// What a benchmark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Answers are compared with those of an independent implementation.
    Checking,
    /// Networks are warmed up and timed.
    Measuring,
    /// What no executor could go below is timed.
    LowerBound,
    /// The parts of the networks are timed.
    Stages,
}

/// What a benchmark found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Record {
    /// Answers compared before anything was timed.
    pub verifications: Vec<Verification>,
    /// What each network cost before its first answer.
    pub startups: Vec<Startup>,
    /// What no executor could go below.
    pub lower_bounds: Vec<LowerBound>,
    /// The parts of the networks.
    pub stages: Vec<StageTime>,
    /// Every sample, in order.
    pub samples: Vec<Sample>,
    /// Whether every median is settled.
    pub settled: bool,
    /// The smallest step of the worker's clock.
    pub timer_step: Millis,
    /// Memory of the worker's program, which never shrinks.
    pub memory: Bytes,
    /// SHA-256 digests of the networks' files.
    pub digests: Vec<(NetworkId, String)>,
}

/// What the worker tells the lab, through the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LabReply {
    /// A benchmark goes on.
    BenchmarkProgress {
        /// What it does.
        phase: Phase,
        /// How far it is with that, from 0 to 1.
        part: f64,
        /// Rounds that are done.
        rounds: u32,
        /// Samples taken since the last time, so that they outlive the worker.
        samples: Vec<Sample>,
    },
    /// A benchmark is over.
    Benchmarked {
        /// Everything it found.
        record: Box<Record>,
        /// How it ended.
        outcome: Outcome,
    },
    /// An assessment goes on.
    AssessmentProgress {
        /// The network that runs.
        network: NetworkId,
        /// Its images that are done.
        done: u32,
        /// Its images in all.
        total: u32,
    },
    /// One network has seen all test images.
    Assessed {
        /// The network.
        network: NetworkId,
        /// `logits[image][head]`, in the order of the test set.
        logits: Vec<Vec<Vec<f32>>>,
        /// From the first image to the last answer.
        elapsed: Millis,
    },
    /// An assessment is over.
    AssessmentOver(Outcome),
}

/// What the worker tells the page. The page reads `L` as [`serde::de::IgnoredAny`] and hands it on unread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply<L = LabReply> {
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
    /// Something for the lab alone.
    Lab(L),
    /// The answer to `Request::Ping`.
    Pong(u32),
    /// The worker cannot go on: the page replaces it.
    Failed(Failure),
}
