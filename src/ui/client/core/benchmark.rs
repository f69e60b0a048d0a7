//! The benchmark as the page sees it. Refuses statistics: `measure` has them.

use crate::image::Glyph;
use crate::measure::{Plan, Sample};
use crate::protocol::{DeviceReport, Failure, Outcome, Request};

/// Whether a running benchmark was told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    Continue,
    /// The reader cancelled; the worker has not said goodbye yet.
    End,
}

/// Where the benchmark is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Benchmark {
    /// None was run.
    #[default]
    Idle,
    /// It waits for the classification under way.
    Queued(Plan, Box<Glyph>),
    /// It runs.
    Running {
        /// What is measured.
        plan: Plan,
        /// Forwards done.
        done: u64,
        /// Forwards in all.
        total: u64,
        /// Whether it was told to end.
        wish: Wish,
    },
    /// It is over.
    Over(Box<Report>),
}

/// A benchmark that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was to be measured.
    pub plan: Plan,
    /// What was measured.
    pub samples: Vec<Sample>,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was measured on.
    pub device: Option<DeviceReport>,
}

impl Benchmark {
    /// Whether classification must wait.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Queued(..) | Self::Running { .. })
    }

    /// Begins a queued benchmark.
    pub fn begin(&mut self) -> Option<Request> {
        let Self::Queued(plan, glyph) = self else { return None };
        let request = Request::Benchmark { plan: plan.clone(), glyph: **glyph };
        let (plan, total) = (plan.clone(), plan.forwards());
        *self = Self::Running { plan, done: 0, total, wish: Wish::Continue };
        Some(request)
    }

    /// Counts on.
    pub const fn progress(&mut self, now_done: u64, now_total: u64) {
        if let Self::Running { done, total, .. } = self {
            (*done, *total) = (now_done, now_total);
        }
    }

    /// The reader cancels.
    pub fn cancel(&mut self) -> Option<Request> {
        match self {
            Self::Queued(..) => {
                *self = Self::Idle;
                None
            }
            Self::Running { wish, .. } => {
                *wish = Wish::End;
                Some(Request::CancelBenchmark)
            }
            Self::Idle | Self::Over(_) => None,
        }
    }

    /// The worker reports the end.
    pub fn end(&mut self, samples: Vec<Sample>, outcome: Outcome, device: Option<DeviceReport>) {
        if let Self::Running { plan, .. } | Self::Queued(plan, _) = self {
            *self = Self::Over(Box::new(Report { plan: plan.clone(), samples, outcome, device }));
        }
    }

    /// The worker ended and took the samples with it.
    pub fn lose(&mut self, failure: &Failure, device: Option<DeviceReport>) {
        self.end(Vec::new(), Outcome::Failed(failure.clone()), device);
    }
}
