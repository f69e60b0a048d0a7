//! The benchmark as the lab sees it: asked for, waiting for the worker, running, over.

use crate::image::Bitmap;
use crate::measure::{Ended, Environment, Plan, Run, Sample};
use crate::protocol::{Failure, LabRequest, Phase, Record};

/// Whether a running benchmark was told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Continue,
    /// The reader cancelled; the worker has not reported the end yet.
    End,
}

/// A benchmark as the reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) plan: Plan,
    /// The image to measure on.
    pub(crate) bitmap: Bitmap,
    /// What is known before the run: the worker adds its clock, its memory and the digests of its files.
    pub(crate) environment: Environment,
}

/// Where the benchmark is.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Benchmark {
    /// None was run.
    #[default]
    Idle,
    /// It waits for the classification under way.
    Queued(Box<Order>),
    /// It runs.
    Running(Box<Running>),
    /// It is over.
    Over(Box<Report>),
}

/// A benchmark that runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Running {
    pub(crate) order: Order,
    pub(crate) phase: Phase,
    /// How far it is with that phase, from 0 to 1.
    pub(crate) fraction: f64,
    /// Rounds that are done.
    pub(crate) rounds: u32,
    /// Those of the rounds that are done: they outlive the worker.
    pub(crate) samples: Vec<Sample>,
    /// Whether it was told to end.
    pub(crate) wish: Wish,
}

/// A benchmark that is over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    pub(crate) run: Run,
    /// As in `run`, with a failure that has a sentence in every language.
    pub(crate) ended: Ended<Failure>,
}

impl Benchmark {
    /// Whether classification must wait.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self, Self::Queued(_) | Self::Running(_))
    }

    /// Begins a queued benchmark.
    pub(crate) fn begin(&mut self) -> Option<LabRequest> {
        let Self::Queued(order) = self else { return None };
        let order = (**order).clone();
        let request = LabRequest::Benchmark { plan: order.plan.clone(), bitmap: Box::new(order.bitmap) };
        *self = Self::Running(Box::new(Running {
            order,
            phase: Phase::Checking,
            fraction: 0.0,
            rounds: 0,
            samples: Vec::new(),
            wish: Wish::Continue,
        }));
        Some(request)
    }

    /// The worker goes on.
    pub(crate) fn progress(&mut self, phase: Phase, fraction: f64, rounds: u32, samples: Vec<Sample>) {
        if let Self::Running(running) = self {
            (running.phase, running.fraction, running.rounds) = (phase, fraction, rounds);
            running.samples.extend(samples);
        }
    }

    /// The reader cancels.
    pub(crate) fn cancel(&mut self) -> Option<LabRequest> {
        match self {
            Self::Queued(_) => {
                *self = Self::Idle;
                None
            }
            Self::Running(running) => {
                running.wish = Wish::End;
                Some(LabRequest::Cancel)
            }
            Self::Idle | Self::Over(_) => None,
        }
    }

    /// The worker reports the end.
    pub(crate) fn end(&mut self, record: Record, ended: Ended<Failure>) {
        let (order, samples) = match std::mem::take(self) {
            Self::Running(running) => (running.order, running.samples),
            Self::Queued(order) => (*order, Vec::new()),
            other @ (Self::Idle | Self::Over(_)) => {
                *self = other;
                return;
            }
        };
        let digests = record.digests.into_iter().map(|(network, digest)| (network.to_string(), digest));
        let run = Run {
            version: Run::VERSION,
            environment: Environment {
                timer_step_us: (record.timer_step.0 * 1e3).round() as u32,
                worker_memory: record.memory,
                weights: digests.collect(),
                ..order.environment
            },
            plan: order.plan,
            ended: ended.clone().map_failure(|failure| format!("{failure:?}")),
            verifications: record.verifications,
            startups: record.startups,
            lower_bounds: record.lower_bounds,
            stages: record.stages,
            samples,
        };
        *self = Self::Over(Box::new(Report { run, ended }));
    }

    /// The worker ended; the samples that it had sent are kept.
    pub(crate) fn lose(&mut self, failure: &Failure) {
        self.end(Record::default(), Ended::Failed(failure.clone()));
    }
}
