//! The page's whole model of its workers, a state machine of plain values: events in, effects out.
//!
//! One worker answers. Where the GPU may be taken this is the CPU's at first, until the GPU's is ready behind it
//! (`takeover`). No worker, no timer, no signal of the browser. Replies of replaced workers are dropped here.

pub(crate) mod event;
mod known_worker;
pub(crate) mod lease;
mod life;
pub(crate) mod log;
mod recent_latency;
mod takeover;
#[cfg(test)]
mod takeover_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use event::{Answer, AutoLoad, Choice, Effect, Event, Generation, Program, WorkerPhase};
pub(crate) use lease::Lease;

use self::known_worker::{KnownWorker, Succession};
use self::log::{Entry, Log};
use super::latest_only::{ImageId, LatestOnly};
use super::restarts::Restarts;
use crate::image::Bitmap;
use crate::measure::{Bytes, Millis};
use crate::protocol::{
    Continuation, DeviceReport, Failure, Fallback, FromLab, HeadLogits, NetworkState, PageVisibility,
    Readiness, Reply, Request, Ticket, ToLab,
};
use crate::study::{Backbone, Inside, NetworkId, decide, softmax};

/// The page's model of its workers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkerModel {
    choice: Choice,
    backbone: Backbone,
    /// What the reader asked for.
    asked: BTreeSet<NetworkId>,
    /// The number that was given last.
    newest: Generation,
    /// The worker that answers.
    worker: KnownWorker,
    phase: WorkerPhase,
    succession: Succession,
    /// What was found against the GPU, for the workers that follow.
    against_gpu: Option<Fallback>,
    visibility: PageVisibility,
    answers: BTreeMap<NetworkId, Answer>,
    /// Bytes of the files, as the manifest gives them.
    sizes: BTreeMap<NetworkId, Bytes>,
    image: ImageId,
    bitmap: Option<Bitmap>,
    queue: LatestOnly,
    restarts: Restarts,
    lease: Lease,
    /// What was last sent to the lab; `None` while there is no lab.
    reported: Option<Readiness>,
    effects: Vec<Effect>,
    /// What ended the last worker that ended, until the reader has seen it.
    mishap: Option<Failure>,
    log: Log,
}

impl WorkerModel {
    /// Before anything happened.
    pub(crate) fn new(choice: Choice, backbone: Backbone) -> Self {
        Self {
            worker: KnownWorker::new(Generation(0), choice.first_program(), Millis(0.0)),
            choice,
            backbone,
            asked: BTreeSet::new(),
            newest: Generation(0),
            phase: WorkerPhase::Booting,
            succession: Succession::None,
            against_gpu: None,
            visibility: PageVisibility::Visible,
            answers: BTreeMap::new(),
            sizes: BTreeMap::new(),
            image: ImageId(0),
            bitmap: None,
            queue: LatestOnly::default(),
            restarts: Restarts::default(),
            lease: Lease::default(),
            reported: None,
            effects: Vec::new(),
            mishap: None,
            log: Log::default(),
        }
    }

    /// Takes in an event and returns what the browser must do, in order.
    pub(crate) fn on(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        self.log.set_clock(now);
        match event {
            Event::Boot => self.spawn(now),
            Event::Received(generation, reply) if generation == self.worker.generation => {
                self.receive(reply, now);
            }
            Event::Broke(generation, failure) if generation == self.worker.generation => {
                self.fail(&failure, now);
            }
            Event::Received(generation, reply) => self.receive_from_successor(generation, reply),
            Event::Broke(generation, failure) => self.break_successor(generation, &failure),
            Event::Tick => self.check_life(now),
            Event::ReplacementDue(generation) => {
                let replacing = matches!(self.phase, WorkerPhase::Replacing(_));
                if generation == self.worker.generation && replacing {
                    self.spawn(now);
                } else if self.succession == Succession::Again(generation) {
                    self.spawn_successor(now);
                }
            }
            Event::Restart => self.restart(now),
            Event::Image(bitmap) => self.set_image(bitmap),
            Event::Backbone(backbone) => self.choose(backbone),
            Event::Load(network) => self.load_asked(network),
            Event::FromLab(message) => self.receive_from_lab(message),
            Event::Inject(fault) => self.inject(fault),
            Event::MishapSeen => self.mishap = None,
            Event::Visibility(visibility) => self.see(visibility),
        }
        self.advance_succession(now);
        self.use_free_worker();
        self.report_to_lab();
        std::mem::take(&mut self.effects)
    }

    /// How the worker is.
    pub(crate) const fn phase(&self) -> &WorkerPhase {
        &self.phase
    }

    /// What ended the last worker that ended, until the reader has seen it.
    pub(crate) const fn mishap(&self) -> Option<&Failure> {
        self.mishap.as_ref()
    }

    /// What happened to the workers.
    pub(crate) const fn log(&self) -> &Log {
        &self.log
    }

    /// The device of the worker, once it is open.
    pub(crate) const fn device(&self) -> Option<&DeviceReport> {
        self.worker.device.as_ref()
    }

    /// The backbone in use.
    pub(crate) const fn backbone(&self) -> Backbone {
        self.backbone
    }

    /// Where a network is on its way; `None` when its worker has not spoken of it yet.
    pub(crate) fn state(&self, network: NetworkId) -> Option<&NetworkState> {
        self.worker.states.get(&network)
    }

    /// Whether the GPU is to take over from the CPU, which answers meanwhile.
    pub(crate) const fn gpu_follows(&self) -> bool {
        matches!(self.succession, Succession::Due | Succession::Again(_) | Succession::Worker(_))
    }

    /// The last answer of a network.
    pub(crate) fn answer(&self, network: NetworkId) -> Option<&Answer> {
        self.answers.get(&network)
    }

    /// The size of a network's file, once its download was begun.
    pub(crate) fn size(&self, network: NetworkId) -> Option<Bytes> {
        self.sizes.get(&network).copied()
    }

    /// The lower quartile of a network's last latencies, where it ran in a pass of its own often enough.
    pub(crate) fn recent_latency(&self, network: NetworkId) -> Option<Millis> {
        self.worker.latencies.get(&network)?.lower_quartile()
    }

    /// The image on the pad; `None` when nothing is drawn.
    pub(crate) fn image(&self) -> Option<ImageId> {
        self.bitmap.as_ref().map(|_| self.image)
    }

    /// Whether the lab has the worker, or waits for it.
    pub(crate) fn is_busy(&self) -> bool {
        self.lease != Lease::None
    }

    /// Whether nothing more is awaited: every network of the backbone answers or has failed and no GPU is to take over, or
    /// the worker was given up.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.phase, WorkerPhase::GivenUp(_))
            || self.succession == Succession::None && self.worker.is_settled(self.wanted())
    }

    /// The networks of the chosen backbone that are to be loaded.
    fn wanted(&self) -> impl Iterator<Item = NetworkId> {
        NetworkId::on_backbone(self.backbone).filter(|network| !self.is_left_out(*network))
    }

    /// Whether a network waits for the reader to ask for it, as the browser is to save data.
    pub(crate) fn is_left_out(&self, network: NetworkId) -> bool {
        !self.choice.comes_unasked(network) && !self.asked.contains(&network)
    }

    /// The networks of the chosen backbone that answer.
    pub(crate) fn ready(&self) -> Vec<NetworkId> {
        NetworkId::on_backbone(self.backbone).filter(|&network| self.worker.is_ready(network)).collect()
    }

    fn send(&mut self, request: Request) {
        self.effects.push(Effect::Send(self.worker.generation, request));
    }

    fn send_to_lab(&mut self, message: ToLab) {
        self.effects.push(Effect::SendToLab(message));
    }

    /// Whether the worker takes requests.
    const fn listens(&self) -> bool {
        matches!(self.phase, WorkerPhase::Starting | WorkerPhase::Running)
    }

    fn see(&mut self, visibility: PageVisibility) {
        self.visibility = visibility;
        if self.listens() {
            self.send(Request::Visibility(visibility));
        }
        self.show_successor(visibility);
    }

    fn receive(&mut self, reply: Reply, now: Millis) {
        self.worker.watchdog.reset();
        match reply {
            Reply::Listening => self.start_device(),
            Reply::Started(device) => {
                self.log.add(Entry::Opened(self.worker.generation, device.clone()));
                self.worker.device = Some(device);
                self.phase = WorkerPhase::Running;
            }
            Reply::Network { network, state } => self.set_state(network, state),
            Reply::Answers { ticket, latency, answers, inside, pass } => {
                self.take_answers(ticket, latency, answers, inside);
                if pass == Continuation::Last {
                    self.queue.finish(ticket);
                }
            }
            Reply::Alive => {}
            Reply::Failed(failure) => self.fail(&failure, now),
            Reply::Gpu(report) => self.learn_of_gpu(report),
            Reply::Ran { network, forward } => drop(self.worker.forwards.insert(network, forward)),
        }
    }

    /// Each worker gets a channel of its own to the lab, once both listen: what an old worker sent cannot arrive.
    fn connect_lab(&mut self) {
        if self.listens() && self.reported.is_some() {
            self.effects.push(Effect::ConnectLab(self.worker.generation));
        }
    }

    /// The card leaves its failure at once: the reader sees that the click was heard, and cannot click twice.
    fn load_asked(&mut self, network: NetworkId) {
        self.asked.insert(network);
        if self.listens() {
            self.worker.states.remove(&network);
        }
        self.forget_on_successor(network);
        self.load_everywhere(&[network]);
    }

    fn load(&mut self, networks: Vec<NetworkId>) {
        if self.listens() {
            self.send(Request::Load { networks });
        }
    }

    fn load_everywhere(&mut self, networks: &[NetworkId]) {
        self.load(networks.to_vec());
        self.load_on_successor(networks.to_vec());
    }

    fn set_state(&mut self, network: NetworkId, state: NetworkState) {
        if state != NetworkState::Ready {
            self.queue.forget(network);
        }
        if let NetworkState::Loading { total, .. } = state {
            self.sizes.insert(network, total);
        }
        self.worker.states.insert(network, state);
    }

    fn take_answers(
        &mut self,
        ticket: Ticket,
        latency: Millis,
        answers: Vec<(NetworkId, HeadLogits)>,
        inside: Vec<(NetworkId, Inside)>,
    ) {
        let (Some(image), Some(device)) = (self.queue.image_for(ticket), &self.worker.device) else { return };
        let (executor, device, together) = (device.executor, device.kind, answers.len());
        let mut inside: BTreeMap<NetworkId, Inside> = inside.into_iter().collect();
        for (network, logits) in answers {
            match decide(network.structure, &logits) {
                Ok(verdict) => {
                    let probabilities = logits.iter().map(|head| softmax(head)).collect();
                    let inside = inside.remove(&network);
                    if together == 1 {
                        self.worker.latencies.entry(network).or_default().add(latency);
                    }
                    let answer =
                        Answer { image, probabilities, verdict, inside, latency, together, executor, device };
                    self.answers.insert(network, answer);
                }
                Err(error) => {
                    let failure = Failure::Inference { detail: error.to_string() };
                    self.worker.states.insert(network, NetworkState::Failed(failure));
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
            let networks: Vec<NetworkId> = self.wanted().collect();
            self.load_everywhere(&networks);
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
            FromLab::Show(_)
            | FromLab::Drawing
            | FromLab::TestRecords(_)
            | FromLab::Diagnostics
            | FromLab::Fail(_) => {}
        }
    }

    fn readiness(&self) -> Readiness {
        Readiness {
            backbone: self.backbone,
            ready: self.ready(),
            idle: self.phase == WorkerPhase::Running && self.is_settled(),
            device: self.worker.device.clone(),
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
