//! The benchmark as the page sees it. Refuses statistics: `measure` has them.

use crate::image::Bitmap;
use crate::measure::{Environment, Finish, Plan, Run, Sample};
use crate::protocol::{DeviceReport, Failure, Outcome, Phase, Record, Request};

/// Whether a running benchmark was told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Continue,
    /// The reader cancelled; the worker has not said goodbye yet.
    End,
}

/// A benchmark as the reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What to measure.
    pub plan: Plan,
    /// The image to measure on.
    pub bitmap: Bitmap,
    /// What the page knows of where it runs.
    pub surroundings: Environment,
}

/// Where the benchmark is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Benchmark {
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
pub struct Running {
    /// What was asked for.
    pub order: Order,
    /// What it does.
    pub phase: Phase,
    /// How far it is with that, from 0 to 1.
    pub part: f64,
    /// Rounds that are done.
    pub rounds: u32,
    /// Samples so far, so that they outlive the worker.
    pub samples: Vec<Sample>,
    /// Whether it was told to end.
    pub wish: Wish,
}

/// A benchmark that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Everything it found.
    pub run: Run,
    /// How it ended, in the worker's terms.
    pub outcome: Outcome,
}

impl Benchmark {
    /// Whether classification must wait.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Queued(_) | Self::Running(_))
    }

    /// Begins a queued benchmark.
    pub fn begin(&mut self) -> Option<Request> {
        let Self::Queued(order) = self else { return None };
        let order = (**order).clone();
        let request = Request::Benchmark { plan: order.plan.clone(), bitmap: order.bitmap };
        let (phase, wish) = (Phase::Checking, Wish::Continue);
        *self = Self::Running(Box::new(Running {
            order,
            phase,
            part: 0.0,
            rounds: 0,
            samples: Vec::new(),
            wish,
        }));
        Some(request)
    }

    /// Goes on.
    pub fn progress(&mut self, phase: Phase, part: f64, rounds: u32, samples: Vec<Sample>) {
        if let Self::Running(running) = self {
            (running.phase, running.part, running.rounds) = (phase, part, rounds);
            running.samples.extend(samples);
        }
    }

    /// The reader cancels.
    pub fn cancel(&mut self) -> Option<Request> {
        match self {
            Self::Queued(_) => {
                *self = Self::Idle;
                None
            }
            Self::Running(running) => {
                running.wish = Wish::End;
                Some(Request::Cancel)
            }
            Self::Idle | Self::Over(_) => None,
        }
    }

    /// The worker reports the end.
    pub fn end(&mut self, record: Record, outcome: Outcome, device: Option<&DeviceReport>) {
        let order = match self {
            Self::Running(running) => &running.order,
            Self::Queued(order) => order,
            Self::Idle | Self::Over(_) => return,
        };
        let finish = match &outcome {
            Outcome::Complete if record.settled => Finish::Settled,
            Outcome::Complete => Finish::BudgetSpent,
            Outcome::Cancelled => Finish::Cancelled,
            Outcome::Failed(failure) => Finish::Failed(format!("{failure:?}")),
        };
        let run = Run {
            version: Run::VERSION,
            environment: environment(&order.surroundings, &record, device),
            plan: order.plan.clone(),
            finish,
            verifications: record.verifications,
            startups: record.startups,
            lower_bounds: record.lower_bounds,
            stages: record.stages,
            samples: record.samples,
        };
        *self = Self::Over(Box::new(Report { run, outcome }));
    }

    /// The worker ended; what it had told is kept.
    pub fn lose(&mut self, failure: &Failure, device: Option<&DeviceReport>) {
        let samples = match self {
            Self::Running(running) => std::mem::take(&mut running.samples),
            _ => Vec::new(),
        };
        self.end(Record { samples, ..Record::default() }, Outcome::Failed(failure.clone()), device);
    }
}

fn environment(surroundings: &Environment, record: &Record, device: Option<&DeviceReport>) -> Environment {
    let digests = record.digests.iter().map(|(network, digest)| (network.to_string(), digest.clone()));
    let adapter = device.and_then(|device| device.adapter.as_ref().filter(|_| device.kind.id() == "gpu"));
    let words = adapter.map(|adapter| {
        let parts = [&adapter.vendor, &adapter.architecture, &adapter.device, &adapter.description];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    });
    Environment {
        device: device.map_or_else(String::new, |device| device.kind.id().to_owned()),
        adapter: words.unwrap_or_default(),
        executor: device.map_or_else(String::new, |device| device.executor.id().to_owned()),
        timer_step_us: (record.timer_step.0 * 1e3).round() as u32,
        worker_memory: record.memory,
        weights: digests.collect(),
        ..surroundings.clone()
    }
}
