//! The line between the lab and the worker: measure times, run the test set, answer a few images. It exists once the page
//! has handed both ends a port; whose turn it is for the first two, the page decides (`FromLab::Reserve`).

use serde::{Deserialize, Serialize};

use super::{Failure, HeadLogits, Ticket};
use crate::image::Bitmap;
use crate::measure::{Bytes, Ended, LowerBound, Millis, Plan, Sample, StageTime, Startup, Verification};
use crate::study::{HeadShares, NetworkId, Structure, logits_of};

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
    /// What does this network, which must be ready, say of these images? It comes to its turn between what the page asks,
    /// which waits as long as it takes: so they are few.
    Answer {
        /// Told again with the answer.
        ticket: Ticket,
        network: NetworkId,
        bitmaps: Vec<Bitmap>,
    },
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

/// What the logits of one network are the sums of, for many images, in one row: image after image, head after head, class
/// after class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub(crate) struct ImageShares {
    /// Number of classes of each head, and of the summands of each of its logits.
    heads: Vec<(u8, u8)>,
    values: Vec<f32>,
}

impl ImageShares {
    /// Of no image yet: one summand for each backbone that a head reads, and the bias.
    pub(crate) fn per_backbone(structure: Structure) -> Self {
        let heads = structure.heads().iter();
        let heads = heads.map(|plan| (plan.grouping.classes() as u8, plan.reads.len() as u8 + 1));
        Self { heads: heads.collect(), values: Vec::new() }
    }

    /// Of no image yet: logits as they are, where the executor does not tell the backbones apart.
    pub(crate) fn whole(structure: Structure) -> Self {
        let heads = structure.heads().iter().map(|plan| (plan.grouping.classes() as u8, 1));
        Self { heads: heads.collect(), values: Vec::new() }
    }

    /// Whether each logit's summands are those of a structure's wires.
    pub(crate) fn is_per_backbone(&self, structure: Structure) -> bool {
        self.heads == Self::per_backbone(structure).heads
    }

    /// The row, to append the numbers of further images.
    pub(crate) const fn row(&mut self) -> &mut Vec<f32> {
        &mut self.values
    }

    /// Number of images; a row that ends within an image counts it.
    pub(crate) fn len(&self) -> usize {
        self.values.len().div_ceil(self.width())
    }

    /// The summands of each image. A row that ends within an image gives a last one of another form, which `study` does
    /// not take.
    pub(crate) fn images(&self) -> impl ExactSizeIterator<Item = HeadShares> {
        self.values.chunks(self.width()).map(|image| {
            let mut rest = image.iter().copied();
            let head = |&(classes, summands): &(u8, u8)| {
                let class = |_| rest.by_ref().take(usize::from(summands)).collect::<Vec<f32>>();
                (0..classes).map(class).filter(|class| class.len() == usize::from(summands)).collect()
            };
            self.heads.iter().map(head).collect()
        })
    }

    /// The logits of each image, one list per head.
    pub(crate) fn logits(&self) -> impl ExactSizeIterator<Item = HeadLogits> {
        self.images().map(|shares| logits_of(&shares))
    }

    /// Numbers of one image.
    fn width(&self) -> usize {
        let all = self.heads.iter().map(|&(classes, summands)| usize::from(classes) * usize::from(summands));
        all.sum::<usize>().max(1)
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
        shares: ImageShares,
        /// From the first image to the last answer.
        elapsed: Millis,
    },
    /// An assessment is over.
    AssessmentOver(Ended<Failure>),
    /// A network has seen the images it was asked about.
    Answered {
        /// As it was asked.
        ticket: Ticket,
        /// In the order of the images.
        answered: Result<ImageShares, Failure>,
    },
}
