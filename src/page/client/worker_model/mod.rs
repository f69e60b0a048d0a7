//! The page's whole model of the worker, a state machine of plain values: events in, effects out.
//!
//! No worker, no timer, no signal of the browser. Replies of replaced workers are dropped here.

pub(crate) mod event;
pub(crate) mod lease;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use event::{Answer, Choice, Effect, Event, Generation, WorkerPhase};
pub(crate) use lease::Lease;

use super::latest_only::{ImageId, LatestOnly};
use super::restarts::{Blame, Next, Restarts};
use super::watchdog::{Look, Watchdog};
use crate::image::Bitmap;
use crate::measure::{DeviceKind, ExecutorKind, Millis};
use crate::protocol::{
    DeviceReport, Failure, FromLab, HeadLogits, NetworkState, Pass, Readiness, Reply, Request, Ticket, ToLab,
};
use crate::study::{Backbone, Inside, NetworkId, decide, softmax};

/// The page's model of the worker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkerModel {
    choice: Choice,
    backbone: Backbone,
    generation: Generation,
    born: Millis,
    phase: WorkerPhase,
    device: Option<DeviceReport>,
    /// A network that is missing here was not spoken of by this worker yet.
    states: BTreeMap<NetworkId, NetworkState>,
    answers: BTreeMap<NetworkId, Answer>,
    image: ImageId,
    bitmap: Option<Bitmap>,
    queue: LatestOnly,
    watchdog: Watchdog,
    restarts: Restarts,
    lease: Lease,
    /// What was last sent to the lab; `None` while there is no lab.
    reported: Option<Readiness>,
    effects: Vec<Effect>,
}

impl WorkerModel {
    /// The executor asked for.
    pub(crate) const fn executor(&self) -> ExecutorKind {
        self.choice.executor
    }

    /// The worker that is listened to.
    pub(crate) const fn generation(&self) -> Generation {
        self.generation
    }

    /// Before anything happened.
    pub(crate) fn new(choice: Choice, backbone: Backbone) -> Self {
        Self {
            choice,
            backbone,
            generation: Generation(0),
            born: Millis(0.0),
            phase: WorkerPhase::Booting,
            device: None,
            states: BTreeMap::new(),
            answers: BTreeMap::new(),
            image: ImageId(0),
            bitmap: None,
            queue: LatestOnly::default(),
            watchdog: Watchdog::default(),
            restarts: Restarts::default(),
            lease: Lease::default(),
            reported: None,
            effects: Vec::new(),
        }
    }

    /// Takes in an event and returns what the browser must do, in order.
    pub(crate) fn on(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        match event {
            Event::Boot => self.spawn(now),
            Event::Received(generation, reply) if generation == self.generation => self.receive(reply, now),
            Event::Broke(generation, failure) if generation == self.generation => self.fail(&failure, now),
            Event::Received(..) | Event::Broke(..) => {}
            Event::Tick => self.check_life(now),
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
            Event::Image(bitmap) => self.set_image(bitmap),
            Event::Backbone(backbone) => self.choose(backbone),
            Event::Retry(network) => self.retry(network),
            Event::FromLab(message) => self.receive_from_lab(message),
            Event::Visibility(visibility) => {
                if self.phase == WorkerPhase::Running {
                    self.send(Request::Visibility(visibility));
                }
            }
        }
        self.use_free_worker();
        self.report_to_lab();
        std::mem::take(&mut self.effects)
    }

    /// How the worker is.
    pub(crate) const fn phase(&self) -> &WorkerPhase {
        &self.phase
    }

    /// The device of the worker, once it is open.
    pub(crate) const fn device(&self) -> Option<&DeviceReport> {
        self.device.as_ref()
    }

    /// The backbone in use.
    pub(crate) const fn backbone(&self) -> Backbone {
        self.backbone
    }

    /// Where a network is on its way; `None` when its worker has not spoken of it yet.
    pub(crate) fn state(&self, network: NetworkId) -> Option<&NetworkState> {
        self.states.get(&network)
    }

    /// The last answer of a network.
    pub(crate) fn answer(&self, network: NetworkId) -> Option<&Answer> {
        self.answers.get(&network)
    }

    /// The image on the pad; `None` when nothing is drawn.
    pub(crate) fn image(&self) -> Option<ImageId> {
        self.bitmap.as_ref().map(|_| self.image)
    }

    /// Whether the lab has the worker, or waits for it.
    pub(crate) fn is_busy(&self) -> bool {
        self.lease != Lease::None
    }

    /// Whether nothing more is awaited: every network of the backbone answers or has failed, or the worker was given up.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.phase, WorkerPhase::GivenUp(_))
            || NetworkId::on_backbone(self.backbone)
                .all(|network| self.state(network).is_some_and(NetworkState::is_settled))
    }

    /// The networks of the chosen backbone that answer.
    pub(crate) fn ready(&self) -> Vec<NetworkId> {
        let all = NetworkId::on_backbone(self.backbone);
        all.filter(|&network| self.state(network) == Some(&NetworkState::Ready)).collect()
    }

    fn send(&mut self, request: Request) {
        self.effects.push(Effect::Send(request));
    }

    fn send_to_lab(&mut self, message: ToLab) {
        self.effects.push(Effect::SendToLab(message));
    }

    /// Whether the worker takes requests.
    const fn listens(&self) -> bool {
        matches!(self.phase, WorkerPhase::Starting | WorkerPhase::Running)
    }

    fn spawn(&mut self, now: Millis) {
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.born = now;
        self.phase = WorkerPhase::Booting;
        self.device = None;
        self.states.clear();
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
        self.send_to_lab(ToLab::Lost(failure.clone()));
        self.states.clear();
        self.queue.reset();
        let lived = Millis(now.0 - self.born.0);
        // A new number: whatever the old worker still sends is dropped.
        self.generation = Generation(self.generation.0.wrapping_add(1));
        self.phase = match self.restarts.after(failure, lived, blame) {
            Next::Replace(delay) => {
                self.effects.push(Effect::Later(self.generation, delay));
                WorkerPhase::Replacing(failure.clone())
            }
            Next::GiveUp => WorkerPhase::GivenUp(failure.clone()),
        };
    }

    fn check_life(&mut self, now: Millis) {
        if matches!(self.phase, WorkerPhase::Replacing(_) | WorkerPhase::GivenUp(_)) {
            return;
        }
        match self.watchdog.look(now) {
            // A benchmark gives signs of life by itself and is not to be disturbed.
            Look::Ask if !self.lease.is_quiet() => self.send(Request::Ping),
            Look::Ask | Look::Wait => {}
            Look::Silent => {
                let detail = "no sign of life".to_owned();
                self.fail(&Failure::Panicked { detail }, now);
            }
        }
    }

    fn receive(&mut self, reply: Reply, now: Millis) {
        self.watchdog.reset();
        match reply {
            Reply::Listening => self.start_device(),
            Reply::Started(device) => {
                self.device = Some(device);
                self.phase = WorkerPhase::Running;
            }
            Reply::Network { network, state } => self.set_state(network, state),
            Reply::Answers { ticket, latency, answers, inside, pass } => {
                self.take_answers(ticket, latency, answers, inside);
                if pass == Pass::Last {
                    self.queue.finish(ticket);
                }
            }
            Reply::Alive => {}
            Reply::Failed(failure) => self.fail(&failure, now),
        }
    }

    fn start_device(&mut self) {
        self.phase = WorkerPhase::Starting;
        self.send(Request::Start {
            device: self.choice.device,
            executor: self.choice.executor,
            base_url: self.choice.base_url.clone(),
            avoid_gpu: self.restarts.avoid_gpu(self.choice.device),
        });
        self.load(NetworkId::on_backbone(self.backbone).collect());
        self.connect_lab();
    }

    /// Each worker gets a channel of its own to the lab, once both listen: what an old worker sent cannot arrive.
    fn connect_lab(&mut self) {
        if self.listens() && self.reported.is_some() {
            self.effects.push(Effect::ConnectLab);
        }
    }

    /// The card leaves its failure at once: the reader sees that the click was heard, and cannot click twice.
    fn retry(&mut self, network: NetworkId) {
        if self.listens() {
            self.states.remove(&network);
        }
        self.load(vec![network]);
    }

    fn load(&mut self, networks: Vec<NetworkId>) {
        if self.listens() {
            self.send(Request::Load { networks });
        }
    }

    fn set_state(&mut self, network: NetworkId, state: NetworkState) {
        if state != NetworkState::Ready {
            self.queue.forget(network);
        }
        self.states.insert(network, state);
    }

    fn take_answers(
        &mut self,
        ticket: Ticket,
        latency: Millis,
        answers: Vec<(NetworkId, HeadLogits)>,
        inside: Vec<(NetworkId, Inside)>,
    ) {
        let (Some(image), Some(device)) = (self.queue.image_for(ticket), &self.device) else { return };
        let (executor, device, together) = (device.executor, device.kind, answers.len());
        let mut inside: BTreeMap<NetworkId, Inside> = inside.into_iter().collect();
        for (network, logits) in answers {
            match decide(network.structure, &logits) {
                Ok(verdict) => {
                    let probabilities = logits.iter().map(|head| softmax(head)).collect();
                    let inside = inside.remove(&network);
                    let answer =
                        Answer { image, probabilities, verdict, inside, latency, together, executor, device };
                    self.answers.insert(network, answer);
                }
                Err(error) => {
                    let failure = Failure::Inference { detail: error.to_string() };
                    self.states.insert(network, NetworkState::Failed(failure));
                }
            }
        }
    }

    fn set_image(&mut self, bitmap: Option<Bitmap>) {
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

    fn receive_from_lab(&mut self, message: FromLab) {
        match message {
            // The lab was (re)loaded: drop its lease and send the full state.
            FromLab::Listening => {
                self.lease = Lease::None;
                let readiness = self.readiness();
                self.send_to_lab(ToLab::Worker(readiness.clone()));
                self.reported = Some(readiness);
                self.connect_lab();
            }
            FromLab::Reserve(quiet) => self.lease.ask(quiet),
            FromLab::Release => self.lease = Lease::None,
            // Not about the worker: the page's state answers.
            FromLab::Show(_) | FromLab::Drawing => {}
        }
    }

    fn readiness(&self) -> Readiness {
        Readiness {
            backbone: self.backbone,
            ready: self.ready(),
            idle: self.phase == WorkerPhase::Running && self.is_settled(),
            device: self.device.clone(),
        }
    }

    /// The lab learns of every change, once it listens.
    fn report_to_lab(&mut self) {
        let readiness = self.readiness();
        if self.reported.as_ref().is_some_and(|reported| *reported != readiness) {
            self.send_to_lab(ToLab::Worker(readiness.clone()));
            self.reported = Some(readiness);
        }
    }

    /// Gives a worker that is free to the lab, if it waits, or else the newest image.
    fn use_free_worker(&mut self) {
        if self.phase != WorkerPhase::Running || self.queue.is_busy() {
            return;
        }
        if self.lease.grant() {
            self.send_to_lab(ToLab::Granted);
        } else if let (false, Some(bitmap)) = (self.is_busy(), self.bitmap)
            && let Some((ticket, networks)) = self.queue.next(self.image, &self.ready())
        {
            self.send(Request::Classify { ticket, bitmap: Box::new(bitmap), networks });
        }
    }
}
