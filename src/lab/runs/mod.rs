//! The lab's benchmark and assessment as one machine of plain values: events in, messages to page and worker out.
//!
//! The worker is leased from the page for each run: `Reserve`, `Granted`, then requests to the worker itself, `Release`.

pub(crate) mod assessment;
pub(crate) mod benchmark;
#[cfg(test)]
mod tests;

pub(crate) use assessment::Assessment;
pub(crate) use benchmark::{Benchmark, Report, Wish};

use crate::measure::Ended;
use crate::protocol::{DeviceReport, Failure, FromLab, LabReply, LabRequest, Quiet, Readiness, ToLab};
use crate::study::{Backbone, NetworkId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RunEvent {
    /// A message of the page.
    FromPage(ToLab),
    /// A message of the worker.
    FromWorker(LabReply),
    /// The worker sent what is no message.
    Unreadable(Failure),
    /// The reader starts a benchmark.
    StartBenchmark(Box<benchmark::Order>),
    /// The reader lets the test set run.
    StartAssessment(assessment::Order),
    /// The reader ends the benchmark or the assessment.
    Cancel,
}

/// A message to send.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RunEffect {
    SendToPage(FromLab),
    SendToWorker(LabRequest),
}

/// The benchmark, the assessment, and what is known of the worker they need.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bench {
    worker: Readiness,
    benchmark: Benchmark,
    assessment: Assessment,
}

impl Bench {
    /// Before the page sent anything.
    pub(crate) fn new(backbone: Backbone) -> Self {
        let worker = Readiness { backbone, ready: Vec::new(), idle: false, device: None };
        Self { worker, benchmark: Benchmark::default(), assessment: Assessment::default() }
    }

    /// Takes in an event and returns what is to be sent, in order.
    pub(crate) fn on(&mut self, event: RunEvent) -> Vec<RunEffect> {
        let was_busy = self.is_busy();
        let mut effects = Vec::new();
        match event {
            RunEvent::FromPage(ToLab::Worker(worker)) => self.worker = worker,
            RunEvent::FromPage(ToLab::Granted) => {
                let request = self.benchmark.begin().or_else(|| self.assessment.begin());
                effects
                    .push(request.map_or(RunEffect::SendToPage(FromLab::Release), RunEffect::SendToWorker));
            }
            RunEvent::FromPage(ToLab::Lost(failure)) => {
                self.benchmark.lose(&failure);
                self.assessment.end(Ended::Failed(failure));
                // What was leased is gone: there is nothing to give back.
                return effects;
            }
            // The lab's state takes these.
            RunEvent::FromPage(
                ToLab::Pad(_)
                | ToLab::Drawing(_)
                | ToLab::Diagnostics(_)
                | ToLab::Cut(_)
                | ToLab::Assess
                | ToLab::Language(_)
                | ToLab::WorkerPort,
            ) => {}
            RunEvent::FromWorker(reply) => {
                if let Err(failure) = self.take(reply) {
                    self.fail(failure, &mut effects);
                }
            }
            RunEvent::Unreadable(failure) => self.fail(failure, &mut effects),
            RunEvent::StartBenchmark(order) => effects.extend(self.start_benchmark(order)),
            RunEvent::StartAssessment(order) => effects.extend(self.start_assessment(order)),
            RunEvent::Cancel => {
                let request = self.benchmark.cancel().or_else(|| self.assessment.cancel());
                effects.extend(request.map(RunEffect::SendToWorker));
            }
        }
        if was_busy && !self.is_busy() {
            effects.push(RunEffect::SendToPage(FromLab::Release));
        }
        effects
    }

    /// The backbone in use on the page.
    pub(crate) const fn backbone(&self) -> Backbone {
        self.worker.backbone
    }

    /// Its networks that answer.
    pub(crate) fn ready(&self) -> &[NetworkId] {
        &self.worker.ready
    }

    /// What the worker runs on, once that is open.
    pub(crate) const fn device(&self) -> Option<&DeviceReport> {
        self.worker.device.as_ref()
    }

    /// The benchmark.
    pub(crate) const fn benchmark(&self) -> &Benchmark {
        &self.benchmark
    }

    /// The test set run through this device.
    pub(crate) const fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// Whether something runs or waits to run.
    pub(crate) const fn is_busy(&self) -> bool {
        self.benchmark.is_busy() || self.assessment.is_busy()
    }

    /// Nothing runs, and nothing is on its way that would disturb a measurement.
    pub(crate) const fn is_idle(&self) -> bool {
        self.worker.idle && !self.is_busy()
    }

    /// Only networks that answer can be measured, and one thing at a time.
    fn start_benchmark(&mut self, mut order: Box<benchmark::Order>) -> Option<RunEffect> {
        order.plan.networks.retain(|network| self.worker.ready.contains(network));
        if order.plan.networks.is_empty() || self.is_busy() {
            return None;
        }
        self.benchmark = Benchmark::Queued(order);
        Some(RunEffect::SendToPage(FromLab::Reserve(Quiet::Yes)))
    }

    fn start_assessment(&mut self, mut order: assessment::Order) -> Option<RunEffect> {
        order.networks.retain(|network| self.worker.ready.contains(network));
        if order.networks.is_empty() || self.is_busy() {
            return None;
        }
        self.assessment.state = assessment::State::Queued(order);
        Some(RunEffect::SendToPage(FromLab::Reserve(Quiet::No)))
    }

    fn take(&mut self, reply: LabReply) -> Result<(), Failure> {
        match reply {
            LabReply::BenchmarkProgress { phase, fraction, rounds, samples } => {
                self.benchmark.progress(phase, fraction, rounds, samples);
            }
            LabReply::Benchmarked { record, ended } => self.benchmark.end(*record, ended),
            LabReply::AssessmentProgress { network, done, total } => {
                self.assessment.progress(network, done, total);
            }
            LabReply::Assessed { network, shares, elapsed } => {
                let device = self.worker.device.clone();
                let taken = self.assessment.take(network, shares, elapsed, device);
                taken.map_err(|detail| Failure::Inference { detail })?;
            }
            LabReply::AssessmentOver(ended) => self.assessment.end(ended),
            // The lab's state takes these.
            LabReply::Answered { .. } => {}
        }
        Ok(())
    }

    /// What cannot be used ends the run, and the worker stops it, too.
    fn fail(&mut self, failure: Failure, effects: &mut Vec<RunEffect>) {
        if self.is_busy() {
            effects.push(RunEffect::SendToWorker(LabRequest::Cancel));
        }
        self.benchmark.lose(&failure);
        self.assessment.end(Ended::Failed(failure));
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new(Backbone::ResNet18)
    }
}
