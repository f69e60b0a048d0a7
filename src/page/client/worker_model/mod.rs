//! The page's whole picture of the worker, as one machine of plain values: events in, effects out.
//!
//! Refuses the browser: no worker, no timer, no signal. Replies of replaced workers are dropped here.

pub mod event;
pub mod lease;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

pub use event::{Answer, Choice, Effect, Event, Standing, WorkerPhase};
pub use lease::Lease;

use super::latest_only::{ImageId, LatestOnly};
use super::restarts::{Blame, Next, Restarts};
use super::watchdog::{Look, Watchdog};
use crate::image::Bitmap;
use crate::measure::Millis;
use crate::protocol::{
    DeviceKind, DeviceReport, Envelope, ExecutorKind, Failure, FromLab, Generation, NetworkState, Readiness,
    Reply, Request, Ticket, ToLab,
};
use crate::study::{Backbone, NetworkId, decide, softmax};

/// The page's picture of the worker.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerModel {
    choice: Choice,
    backbone: Backbone,
    generation: Generation,
    born: Millis,
    phase: WorkerPhase,
    device: Option<DeviceReport>,
    standings: BTreeMap<NetworkId, Standing>,
    answers: BTreeMap<NetworkId, Answer>,
    image: ImageId,
    bitmap: Option<Bitmap>,
    queue: LatestOnly,
    watchdog: Watchdog,
    restarts: Restarts,
    lease: Lease,
    /// What the lab was last told of the worker; `None` while there is no lab.
    told: Option<Readiness>,
    effects: Vec<Effect>,
}

impl WorkerModel {
    /// The executor asked for.
    #[must_use]
    pub const fn executor(&self) -> ExecutorKind {
        self.choice.executor
    }

    /// Number of the worker.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// The picture before anything happened.
    #[must_use]
    pub fn new(choice: Choice, backbone: Backbone) -> Self {
        Self {
            choice,
            backbone,
            generation: Generation(0),
            born: Millis(0.0),
            phase: WorkerPhase::Booting,
            device: None,
            standings: BTreeMap::new(),
            answers: BTreeMap::new(),
            image: ImageId(0),
            bitmap: None,
            queue: LatestOnly::default(),
            watchdog: Watchdog::default(),
            restarts: Restarts::default(),
            lease: Lease::default(),
            told: None,
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
            Event::ForLab(generation, text) if generation == self.generation => {
                self.watchdog.heard();
                self.effects.push(Effect::Tell(ToLab::Heard(text)));
            }
            Event::Heard(_) | Event::ForLab(..) | Event::Broke(..) => {}
            Event::Tick => self.look(now),
            Event::ReplacementDue(generation) => {
                if generation == self.generation && matches!(self.phase, WorkerPhase::Replacing(_)) {
                    self.spawn(now);
                }
            }
            Event::Restart => {
                self.restarts = Restarts::default();
                self.effects.push(Effect::Terminate);
                self.spawn(now);
            }
            Event::Image(bitmap) => self.see(bitmap),
            Event::Backbone(backbone) => self.choose(backbone),
            Event::Retry(network) => self.retry(network),
            Event::Lab(said) => self.lab(said),
            Event::Seen(visibility) => {
                if self.phase == WorkerPhase::Running {
                    let seen = self.letter(Request::Seen(visibility));
                    self.effects.push(seen);
                }
            }
        }
        self.go_on();
        self.tell_lab();
        std::mem::take(&mut self.effects)
    }

    /// How the worker is.
    #[must_use]
    pub const fn phase(&self) -> &WorkerPhase {
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
        self.bitmap.as_ref().map(|_| self.image)
    }

    /// Whether the lab has the worker, or waits for it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.lease != Lease::None
    }

    /// Whether every network of the backbone answers or has failed, or the worker was given up: no download is needed
    /// more urgently than another.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.phase, WorkerPhase::GivenUp(_))
            || NetworkId::on_backbone(self.backbone)
                .all(|network| matches!(self.standing(network), Standing::Ready | Standing::Failed(_)))
    }

    /// The networks of the chosen backbone that answer.
    #[must_use]
    pub fn ready(&self) -> Vec<NetworkId> {
        let all = NetworkId::on_backbone(self.backbone);
        all.filter(|&network| self.standings.get(&network) == Some(&Standing::Ready)).collect()
    }

    fn letter(&self, body: Request) -> Effect {
        Effect::Send(Box::new(Envelope { generation: self.generation, body }))
    }

    fn spawn(&mut self, now: Millis) {
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.born = now;
        self.phase = WorkerPhase::Booting;
        self.device = None;
        self.standings.clear();
        self.queue.reset();
        self.watchdog = Watchdog::over_new_worker(now);
        self.effects.push(Effect::Spawn(self.generation));
    }

    /// The worker is given up; another follows, or the reader is asked.
    fn fail(&mut self, failure: &Failure, now: Millis) {
        let on_cpu = self.device.as_ref().is_some_and(|device| device.kind == DeviceKind::Cpu);
        let blame = if on_cpu || self.phase == WorkerPhase::Booting { Blame::Other } else { Blame::Gpu };
        self.effects.push(Effect::Terminate);
        self.device = None;
        self.lease = Lease::None;
        self.effects.push(Effect::Tell(ToLab::Lost(failure.clone())));
        self.standings.clear();
        self.queue.reset();
        let lived = Millis(now.0 - self.born.0);
        // A new number: whatever the old worker still says is no longer heard.
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.phase = match self.restarts.after(failure, lived, blame) {
            Next::Replace(delay) => {
                self.effects.push(Effect::Later(self.generation, delay));
                WorkerPhase::Replacing(failure.clone())
            }
            Next::GiveUp => WorkerPhase::GivenUp(failure.clone()),
        };
    }

    fn look(&mut self, now: Millis) {
        if matches!(self.phase, WorkerPhase::Replacing(_) | WorkerPhase::GivenUp(_)) {
            return;
        }
        match self.watchdog.look(now) {
            // A benchmark gives signs of life by itself and is not to be disturbed.
            Look::Ask if !self.lease.is_quiet() => {
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

    fn hear(&mut self, reply: Reply<IgnoredAny>, now: Millis) {
        self.watchdog.heard();
        match reply {
            Reply::Listening => self.greet(),
            Reply::Started(device) => {
                self.device = Some(device);
                self.phase = WorkerPhase::Running;
            }
            Reply::Network { network, state } => self.note(network, state),
            Reply::Outputs { ticket, network, heads, latency, together } => {
                self.take_answer(ticket, network, &heads, (latency, together));
            }
            Reply::Classified { ticket } => self.queue.finish(ticket),
            Reply::Lab(_) | Reply::Pong(_) => {}
            Reply::Failed(failure) => self.fail(&failure, now),
        }
    }

    fn greet(&mut self) {
        self.phase = WorkerPhase::Starting;
        let start = self.letter(Request::Start {
            device: self.choice.device,
            executor: self.choice.executor,
            base_url: self.choice.base_url.clone(),
            avoid_gpu: self.restarts.avoid_gpu(self.choice.device),
        });
        self.effects.push(start);
        self.load(NetworkId::on_backbone(self.backbone).collect());
    }

    /// The card leaves its failure at once: the reader sees that the click was heard, and cannot click twice.
    fn retry(&mut self, network: NetworkId) {
        if matches!(self.phase, WorkerPhase::Starting | WorkerPhase::Running) {
            self.standings.insert(network, Standing::Absent);
        }
        self.load(vec![network]);
    }

    fn load(&mut self, networks: Vec<NetworkId>) {
        if matches!(self.phase, WorkerPhase::Starting | WorkerPhase::Running) {
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
            self.queue.forget(network);
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
        let (Some(image), Some(device)) = (self.queue.image_of(ticket), &self.device) else { return };
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

    fn see(&mut self, bitmap: Option<Bitmap>) {
        if self.bitmap != bitmap {
            self.image = ImageId(self.image.0.wrapping_add(1));
            self.bitmap = bitmap;
        }
    }

    fn choose(&mut self, backbone: Backbone) {
        if self.backbone != backbone && !self.is_busy() {
            self.backbone = backbone;
            self.load(NetworkId::on_backbone(backbone).collect());
        }
    }

    fn lab(&mut self, said: FromLab) {
        match said {
            // What it did not hear is told again.
            FromLab::Listening => {
                let now = self.readiness();
                self.lease = Lease::None;
                self.effects.push(Effect::Tell(ToLab::Worker(now.clone())));
                self.told = Some(now);
            }
            FromLab::Reserve(quiet) => self.lease.ask(quiet),
            FromLab::Post(text) if self.lease.is_granted() => self.effects.push(Effect::Post(text)),
            FromLab::Release => self.lease = Lease::None,
            FromLab::Post(_) | FromLab::Show(_) => {}
        }
    }

    fn readiness(&self) -> Readiness {
        let settled = |network| {
            matches!(self.standing(network), Standing::Ready | Standing::Failed(_) | Standing::Absent)
        };
        Readiness {
            generation: self.generation,
            backbone: self.backbone,
            ready: self.ready(),
            idle: self.phase == WorkerPhase::Running && NetworkId::on_backbone(self.backbone).all(settled),
            device: self.device.clone(),
        }
    }

    /// The lab learns of every change, once it listens.
    fn tell_lab(&mut self) {
        let now = self.readiness();
        if self.told.as_ref().is_some_and(|told| *told != now) {
            self.effects.push(Effect::Tell(ToLab::Worker(now.clone())));
            self.told = Some(now);
        }
    }

    /// Sends what was waiting for the worker to be free.
    fn go_on(&mut self) {
        if self.phase != WorkerPhase::Running || self.queue.is_busy() {
            return;
        }
        if self.lease.grant() {
            self.effects.push(Effect::Tell(ToLab::Granted));
        } else if let (false, Some(bitmap)) = (self.is_busy(), self.bitmap) {
            let ready = self.ready();
            if let Some((ticket, networks)) = self.queue.next(self.image, &ready) {
                let letter = self.letter(Request::Classify { ticket, bitmap, networks });
                self.effects.push(letter);
            }
        }
    }
}
