//! The lab's benchmark and assessment as one machine of plain values: events in, words to the page out.
//!
//! Refuses the browser: no worker, no port, no signal. The worker is borrowed from the page for each run.

pub mod assessment;
pub mod benchmark;
#[cfg(test)]
mod tests;

pub use assessment::Assessment;
pub use benchmark::{Benchmark, Report, Wish};

use crate::protocol::{
    Envelope, Failure, FromLab, Generation, LabReply, Outcome, Quiet, Readiness, Reply, Request, ToLab,
    from_text, to_text,
};
use crate::study::{Backbone, NetworkId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The page said something.
    Told(ToLab),
    /// The reader starts a benchmark.
    StartBenchmark(Box<benchmark::Order>),
    /// The reader lets the test set run.
    StartAssessment(assessment::Order),
    /// The reader ends the benchmark or the assessment.
    Cancel,
}

/// The benchmark, the assessment, and what is known of the worker they need.
#[derive(Debug, Clone, PartialEq)]
pub struct Bench {
    worker: Readiness,
    benchmark: Benchmark,
    assessment: Assessment,
}

impl Bench {
    /// Before anything was heard of the worker.
    #[must_use]
    pub fn new(backbone: Backbone) -> Self {
        let worker =
            Readiness { generation: Generation(0), backbone, ready: Vec::new(), idle: false, device: None };
        Self { worker, benchmark: Benchmark::default(), assessment: Assessment::default() }
    }

    /// Takes in an event and returns what the page is to be told, in order.
    #[must_use]
    pub fn on(&mut self, event: Event) -> Vec<FromLab> {
        let was_busy = self.is_busy();
        let mut words = Vec::new();
        match event {
            Event::Told(ToLab::Worker(worker)) => self.worker = worker,
            Event::Told(ToLab::Granted) => {
                let request = self.benchmark.begin().or_else(|| self.assessment.begin());
                words.push(request.map_or(FromLab::Release, |request| self.letter(request)));
            }
            Event::Told(ToLab::Heard(text)) => self.hear(&text, &mut words),
            Event::Told(ToLab::Lost(failure)) => {
                self.benchmark.lose(&failure, self.worker.device.as_ref());
                self.assessment.end(Outcome::Failed(failure));
                // What was lent is gone: there is nothing to give back.
                return words;
            }
            Event::Told(ToLab::Pad(_) | ToLab::Language(_)) => {}
            Event::StartBenchmark(order) => words.extend(self.start_benchmark(order)),
            Event::StartAssessment(order) => words.extend(self.start_assessment(order)),
            Event::Cancel => {
                let request = self.benchmark.cancel().or_else(|| self.assessment.cancel());
                words.extend(request.map(|request| self.letter(request)));
            }
        }
        if was_busy && !self.is_busy() {
            words.push(FromLab::Release);
        }
        words
    }

    /// The backbone in use on the page.
    #[must_use]
    pub const fn backbone(&self) -> Backbone {
        self.worker.backbone
    }

    /// Its networks that answer.
    #[must_use]
    pub fn ready(&self) -> &[NetworkId] {
        &self.worker.ready
    }

    /// The benchmark.
    #[must_use]
    pub const fn benchmark(&self) -> &Benchmark {
        &self.benchmark
    }

    /// The test set run through this device.
    #[must_use]
    pub const fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// Whether something runs or waits to run.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.benchmark.is_busy() || self.assessment.is_busy()
    }

    /// Nothing runs, and nothing is on its way that would disturb a measurement.
    #[must_use]
    pub const fn is_idle(&self) -> bool {
        self.worker.idle && !self.is_busy()
    }

    fn letter(&self, body: Request) -> FromLab {
        let letter = Envelope { generation: self.worker.generation, body };
        to_text(&letter).map_or(FromLab::Release, FromLab::Post)
    }

    /// Only networks that answer can be measured, and one thing at a time.
    fn start_benchmark(&mut self, mut order: Box<benchmark::Order>) -> Option<FromLab> {
        order.plan.networks.retain(|network| self.worker.ready.contains(network));
        if order.plan.networks.is_empty() || self.is_busy() {
            return None;
        }
        self.benchmark = Benchmark::Queued(order);
        Some(FromLab::Reserve(Quiet::Yes))
    }

    fn start_assessment(&mut self, mut order: assessment::Order) -> Option<FromLab> {
        order.networks.retain(|network| self.worker.ready.contains(network));
        if order.networks.is_empty() || self.is_busy() {
            return None;
        }
        self.assessment.state = assessment::State::Queued(order);
        Some(FromLab::Reserve(Quiet::No))
    }

    fn hear(&mut self, text: &str, words: &mut Vec<FromLab>) {
        match from_text::<Envelope<Reply>>(text) {
            Ok(Envelope { generation, .. }) if generation != self.worker.generation => {}
            Ok(Envelope { body: Reply::Lab(reply), .. }) => {
                if let Err(failure) = self.take(reply) {
                    self.fail(failure, words);
                }
            }
            Ok(_) => {}
            Err(error) => self.fail(Failure::Message { detail: error.to_string() }, words),
        }
    }

    fn take(&mut self, reply: LabReply) -> Result<(), Failure> {
        match reply {
            LabReply::BenchmarkProgress { phase, part, rounds, samples } => {
                self.benchmark.progress(phase, part, rounds, samples);
            }
            LabReply::Benchmarked { record, outcome } => {
                self.benchmark.end(*record, outcome, self.worker.device.as_ref());
            }
            LabReply::AssessmentProgress { network, done, total } => {
                self.assessment.progress(network, done, total);
            }
            LabReply::Assessed { network, logits, elapsed } => {
                let device = self.worker.device.clone();
                let taken = self.assessment.take(network, &logits, elapsed, device);
                taken.map_err(|detail| Failure::Inference { detail })?;
            }
            LabReply::AssessmentOver(outcome) => self.assessment.end(outcome),
        }
        Ok(())
    }

    /// What cannot be used ends the run, and the worker stops it, too.
    fn fail(&mut self, failure: Failure, words: &mut Vec<FromLab>) {
        if self.is_busy() {
            words.push(self.letter(Request::Cancel));
        }
        self.benchmark.lose(&failure, self.worker.device.as_ref());
        self.assessment.end(Outcome::Failed(failure));
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new(Backbone::ResNet18)
    }
}
