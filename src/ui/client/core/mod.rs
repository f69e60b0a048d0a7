//! The page's whole picture of the worker, as one machine of plain values: events in, effects out.
//!
//! Refuses the browser: no worker, no timer, no signal. Replies of replaced workers are dropped here.

pub mod assessment;
pub mod benchmark;
pub mod event;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use assessment::{Assessed, Assessment};
pub use benchmark::{Benchmark, Report, Running, Wish};
pub use event::{Answer, Choice, Effect, Event, Phase, Standing};

use super::desk::{Desk, ImageId};
use super::restarts::{Blame, Next, Restarts};
use super::watch::{Look, Watch};
use crate::image::Glyph;
use crate::measure::Millis;
use crate::protocol::{
    DeviceKind, DeviceReport, Envelope, Executor, Failure, Generation, NetworkState, Outcome, Reply, Request,
    Ticket,
};
use crate::study::{Backbone, NetworkId, decide, softmax};

/// The page's picture of the worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Core {
    choice: Choice,
    backbone: Backbone,
    generation: Generation,
    born: Millis,
    phase: Phase,
    device: Option<DeviceReport>,
    standings: BTreeMap<NetworkId, Standing>,
    answers: BTreeMap<NetworkId, Answer>,
    image: ImageId,
    glyph: Option<Glyph>,
    desk: Desk,
    watch: Watch,
    restarts: Restarts,
    benchmark: Benchmark,
    assessment: Assessment,
    effects: Vec<Effect>,
}

impl Core {
    /// The executor asked for.
    #[must_use]
    pub const fn executor(&self) -> Executor {
        self.choice.executor
    }

    /// The picture before anything happened.
    #[must_use]
    pub fn new(choice: Choice, backbone: Backbone) -> Self {
        Self {
            choice,
            backbone,
            generation: Generation(0),
            born: Millis(0.0),
            phase: Phase::Booting,
            device: None,
            standings: BTreeMap::new(),
            answers: BTreeMap::new(),
            image: ImageId(0),
            glyph: None,
            desk: Desk::default(),
            watch: Watch::default(),
            restarts: Restarts::default(),
            benchmark: Benchmark::Idle,
            assessment: Assessment::default(),
            effects: Vec::new(),
        }
    }

    /// Takes in an event and returns what the browser must do, in order.
    #[must_use]
    pub fn on(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        match event {
            Event::Boot => self.spawn(now),
            Event::Heard(envelope) if envelope.generation == self.generation => self.hear(envelope.body, now),
            Event::Broke(generation, failure) if generation == self.generation => self.fail(&failure, now),
            Event::Heard(_) | Event::Broke(..) => {}
            Event::Tick => self.look(now),
            Event::ReplacementDue(generation) => {
                if generation == self.generation && matches!(self.phase, Phase::Replacing(_)) {
                    self.spawn(now);
                }
            }
            Event::Restart => {
                self.restarts = Restarts::default();
                self.effects.push(Effect::Terminate);
                self.spawn(now);
            }
            Event::Image(glyph) => self.see(glyph),
            Event::Backbone(backbone) => self.choose(backbone),
            Event::Retry(network) => self.retry(network),
            Event::StartBenchmark(order) => self.start_benchmark(order),
            Event::StartAssessment(order) => self.start_assessment(order),
            Event::Cancel => {
                let request = self.benchmark.cancel().or_else(|| self.assessment.cancel());
                self.effects.extend(request.map(|request| self.letter(request)));
            }
            Event::Seen(visibility) => {
                if self.phase == Phase::Running {
                    let seen = self.letter(Request::Seen(visibility));
                    self.effects.push(seen);
                }
            }
        }
        self.go_on();
        std::mem::take(&mut self.effects)
    }

    /// How the worker is.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The device of the worker, once it is open.
    #[must_use]
    pub const fn device(&self) -> Option<&DeviceReport> {
        self.device.as_ref()
    }

    /// The backbone in use.
    #[must_use]
    pub const fn backbone(&self) -> Backbone {
        self.backbone
    }

    /// How a network stands.
    #[must_use]
    pub fn standing(&self, network: NetworkId) -> Standing {
        self.standings.get(&network).cloned().unwrap_or(Standing::Absent)
    }

    /// The last answer of a network.
    #[must_use]
    pub fn answer(&self, network: NetworkId) -> Option<&Answer> {
        self.answers.get(&network)
    }

    /// The image on the pad; `None` when nothing is drawn.
    #[must_use]
    pub fn image(&self) -> Option<ImageId> {
        self.glyph.as_ref().map(|_| self.image)
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

    /// Whether a benchmark or an assessment has the worker.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.benchmark.is_busy() || self.assessment.is_busy()
    }

    /// The networks of the chosen backbone that answer.
    #[must_use]
    pub fn ready(&self) -> Vec<NetworkId> {
        let all = NetworkId::of(self.backbone);
        all.filter(|&network| self.standings.get(&network) == Some(&Standing::Ready)).collect()
    }

    fn letter(&self, body: Request) -> Effect {
        Effect::Send(Box::new(Envelope { generation: self.generation, body }))
    }

    fn spawn(&mut self, now: Millis) {
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.born = now;
        self.phase = Phase::Booting;
        self.device = None;
        self.standings.clear();
        self.desk.reset();
        self.watch = Watch::over_new_worker(now);
        self.effects.push(Effect::Spawn(self.generation));
    }

    /// The worker is given up; another follows, or the reader is asked.
    fn fail(&mut self, failure: &Failure, now: Millis) {
        let on_cpu = self.device.as_ref().is_some_and(|device| device.kind == DeviceKind::Cpu);
        let blame = if on_cpu || self.phase == Phase::Booting { Blame::Other } else { Blame::Gpu };
        self.effects.push(Effect::Terminate);
        let device = self.device.take();
        self.benchmark.lose(failure, device.as_ref());
        self.assessment.end(Outcome::Failed(failure.clone()));
        self.standings.clear();
        self.desk.reset();
        let lived = Millis(now.0 - self.born.0);
        // A new number: whatever the old worker still says is no longer heard.
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.phase = match self.restarts.after(failure, lived, blame) {
            Next::Replace(delay) => {
                self.effects.push(Effect::Later(self.generation, delay));
                Phase::Replacing(failure.clone())
            }
            Next::GiveUp => Phase::GivenUp(failure.clone()),
        };
    }

    fn look(&mut self, now: Millis) {
        if matches!(self.phase, Phase::Replacing(_) | Phase::GivenUp(_)) {
            return;
        }
        match self.watch.look(now) {
            // A benchmark gives signs of life by itself and is not to be disturbed.
            Look::Ask if !self.benchmark.is_busy() => {
                let ping = self.letter(Request::Ping(self.generation.0));
                self.effects.push(ping);
            }
            Look::Ask | Look::Wait => {}
            Look::Silent => {
                let detail = "no sign of life".to_owned();
                self.fail(&Failure::Panicked { detail }, now);
            }
        }
    }

    fn hear(&mut self, reply: Reply, now: Millis) {
        self.watch.heard();
        match reply {
            Reply::Listening => self.greet(),
            Reply::Started(device) => {
                self.device = Some(device);
                self.phase = Phase::Running;
            }
            Reply::Network { network, state } => self.note(network, state),
            Reply::Outputs { ticket, network, heads, latency, together } => {
                self.take_answer(ticket, network, &heads, (latency, together));
            }
            Reply::Classified { ticket } => self.desk.finish(ticket),
            Reply::BenchmarkProgress { stretch, part, rounds, samples } => {
                self.benchmark.progress(stretch, part, rounds, samples);
            }
            Reply::Benchmarked { record, outcome } => {
                self.benchmark.end(*record, outcome, self.device.as_ref());
            }
            Reply::AssessmentProgress { network, done, total } => {
                self.assessment.progress(network, done, total);
            }
            Reply::Assessed { network, logits, elapsed } => {
                if let Err(detail) = self.assessment.take(network, &logits, elapsed, self.device.clone()) {
                    self.assessment.end(Outcome::Failed(Failure::Inference { detail }));
                }
            }
            Reply::AssessmentOver(outcome) => self.assessment.end(outcome),
            Reply::Pong(_) => {}
            Reply::Failed(failure) => self.fail(&failure, now),
        }
    }

    fn greet(&mut self) {
        self.phase = Phase::Starting;
        let start = self.letter(Request::Start {
            device: self.choice.device,
            executor: self.choice.executor,
            base_url: self.choice.base_url.clone(),
            avoid_gpu: self.restarts.avoid_gpu(self.choice.device),
        });
        self.effects.push(start);
        self.load(NetworkId::of(self.backbone).collect());
    }

    /// The card leaves its failure at once: the reader sees that the click was heard, and cannot click twice.
    fn retry(&mut self, network: NetworkId) {
        if matches!(self.phase, Phase::Starting | Phase::Running) {
            self.standings.insert(network, Standing::Absent);
        }
        self.load(vec![network]);
    }

    fn load(&mut self, networks: Vec<NetworkId>) {
        if matches!(self.phase, Phase::Starting | Phase::Running) {
            let load = self.letter(Request::Load { networks });
            self.effects.push(load);
        }
    }

    fn note(&mut self, network: NetworkId, state: NetworkState) {
        let standing = match state {
            NetworkState::Loading { received, total } => Standing::Loading(received, total),
            NetworkState::Warming => Standing::Warming,
            NetworkState::Ready => Standing::Ready,
            NetworkState::Failed(failure) => Standing::Failed(failure),
        };
        if standing != Standing::Ready {
            self.desk.forget(network);
        }
        self.standings.insert(network, standing);
    }

    fn take_answer(
        &mut self,
        ticket: Ticket,
        network: NetworkId,
        logits: &[Vec<f32>],
        (latency, together): (Millis, usize),
    ) {
        let (Some(image), Some(device)) = (self.desk.image_of(ticket), &self.device) else { return };
        match decide(network.structure, logits) {
            Ok(verdict) => {
                let heads = logits.iter().map(|head| softmax(head)).collect();
                let (executor, device) = (device.executor, device.kind);
                self.answers
                    .insert(network, Answer { image, heads, verdict, latency, together, executor, device });
            }
            Err(error) => {
                let failure = Failure::Inference { detail: error.to_string() };
                self.standings.insert(network, Standing::Failed(failure));
            }
        }
    }

    fn see(&mut self, glyph: Option<Glyph>) {
        if self.glyph != glyph {
            self.image = ImageId(self.image.0.wrapping_add(1));
            self.glyph = glyph;
        }
    }

    fn choose(&mut self, backbone: Backbone) {
        if self.backbone != backbone && !self.is_busy() {
            self.backbone = backbone;
            self.load(NetworkId::of(backbone).collect());
        }
    }

    /// Only networks that answer can be measured, and one thing at a time.
    fn start_benchmark(&mut self, mut order: Box<benchmark::Order>) {
        let ready = self.ready();
        order.plan.networks.retain(|network| ready.contains(network));
        if !order.plan.networks.is_empty() && !self.is_busy() {
            self.benchmark = Benchmark::Queued(order);
        }
    }

    fn start_assessment(&mut self, mut order: assessment::Order) {
        let ready = self.ready();
        order.networks.retain(|network| ready.contains(network));
        if !order.networks.is_empty() && !self.is_busy() {
            self.assessment.state = assessment::State::Queued(order);
        }
    }

    /// Sends what was waiting for the worker to be free.
    fn go_on(&mut self) {
        if self.phase != Phase::Running || self.desk.is_busy() {
            return;
        }
        if let Some(request) = self.benchmark.begin().or_else(|| self.assessment.begin()) {
            let letter = self.letter(request);
            self.effects.push(letter);
        } else if let (false, Some(glyph)) = (self.is_busy(), self.glyph) {
            let ready = self.ready();
            if let Some((ticket, networks)) = self.desk.next(self.image, &ready) {
                let letter = self.letter(Request::Classify { ticket, glyph, networks });
                self.effects.push(letter);
            }
        }
    }
}
