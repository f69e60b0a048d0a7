//! The line between the lab and the worker: measure times, run the test set. It exists once the page has handed both
//! ends a port; whose turn it is, the page decides (`FromLab::Reserve`).

use serde::{Deserialize, Serialize};

use super::{Failure, HeadLogits};
use crate::image::Bitmap;
use crate::measure::{Bytes, Ended, LowerBound, Millis, Plan, Sample, StageTime, Startup, Verification};
use crate::study::NetworkId;

/// What the lab asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum LabRequest {
    /// Measure times. Every network must be ready.
    Benchmark {
        plan: Plan,
        /// The image to measure on, but for a batch: that is the test set's.
        bitmap: Box<Bitmap>,
    },
    /// Run these networks, one after another, on all test images. Every one must be ready.
    Assess { networks: Vec<NetworkId> },
    /// End the benchmark or the assessment after the piece that is running.
    Cancel,
}

/// What a benchmark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// Answers are compared with those of an independent implementation.
    Checking,
    /// Networks are warmed up and timed.
    Measuring,
    /// What no executor could go below is timed.
    LowerBound,
    /// The stages of the networks are timed.
    Stages,
}

/// What a benchmark found beside its samples, which were sent as the rounds ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub(crate) struct Record {
    /// Answers compared before anything was timed.
    pub(crate) verifications: Vec<Verification>,
    /// What each network cost before its first answer.
    pub(crate) startups: Vec<Startup>,
    pub(crate) lower_bounds: Vec<LowerBound>,
    pub(crate) stages: Vec<StageTime>,
    /// The smallest step of the worker's clock.
    pub(crate) timer_step: Millis,
    /// Memory of the worker's program, which never shrinks.
    pub(crate) memory: Bytes,
    /// SHA-256 digests of the networks' files.
    pub(crate) digests: Vec<(NetworkId, String)>,
}

/// Logits of one network for many images, in one list: image after image, head after head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub(crate) struct ImageLogits {
    /// Number of classes of each head.
    classes: Vec<u8>,
    values: Vec<f32>,
}

impl ImageLogits {
    /// Takes the form of the heads from the first image.
    #[must_use]
    pub(crate) fn new(images: &[HeadLogits]) -> Self {
        let classes = images.first().into_iter().flatten().map(|head| head.len() as u8).collect();
        Self { classes, values: images.iter().flatten().flatten().copied().collect() }
    }

    /// The logits of each image, one list per head. A list that ends within an image gives a last one with heads of
    /// another form, which `study` does not take.
    pub(crate) fn images(&self) -> impl ExactSizeIterator<Item = HeadLogits> {
        let all = self.classes.iter().map(|&classes| usize::from(classes)).sum::<usize>();
        self.values.chunks(all.max(1)).map(|image| {
            let mut rest = image;
            let heads = self.classes.iter().map(|&classes| {
                let (head, after) = rest.split_at(usize::from(classes).min(rest.len()));
                rest = after;
                head.to_vec()
            });
            heads.collect()
        })
    }
}

/// What the worker tells the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum LabReply {
    /// A benchmark goes on.
    BenchmarkProgress {
        phase: Phase,
        /// How far it is with that phase, from 0 to 1.
        fraction: f64,
        /// Rounds that are done.
        rounds: u32,
        /// Of the rounds that ended since the last time; no sample is sent twice.
        samples: Vec<Sample>,
    },
    /// A benchmark is over.
    Benchmarked { record: Box<Record>, ended: Ended<Failure> },
    /// An assessment goes on.
    AssessmentProgress {
        network: NetworkId,
        /// Its images that are done.
        done: u32,
        /// Its images in all.
        total: u32,
    },
    /// One network has seen all test images.
    Assessed {
        network: NetworkId,
        /// In the order of the test set.
        logits: ImageLogits,
        /// From the first image to the last answer.
        elapsed: Millis,
    },
    /// An assessment is over.
    AssessmentOver(Ended<Failure>),
}
