//! The GPU takes over: its worker is made ready behind the CPU's, which answers meanwhile, and follows it between two
//! classifications. What is on the pad is asked anew, and the CPU's answers stay until the GPU's are there.
//!
//! Both fetch the weights: the second time they come from the browser's cache, by the digest in their address.

use super::known_worker::{KnownWorker, Succession};
use super::life::silent;
use super::log::Entry;
use super::{Effect, Generation, Lease, Program, WorkerModel, WorkerPhase};
use crate::measure::Millis;
use crate::page::client::restarts::{Next, no_answer};
use crate::page::client::watchdog::{Look, SILENCE};
use crate::protocol::{
    DeviceChoice, Failure, Fallback, GpuReport, NetworkState, PageVisibility, Reply, Request,
};
use crate::study::NetworkId;

impl WorkerModel {
    /// The CPU's program has looked at the GPU.
    pub(super) fn learn_of_gpu(&mut self, report: GpuReport) {
        // A CPU's worker that replaces another looks, too, while the GPU's may be on its way already.
        if self.succession != Succession::Looking {
            return;
        }
        let usable = report.against.is_none();
        self.succession = if usable { Succession::Due } else { Succession::None };
        if let Some(device) = &mut self.worker.device {
            device.adapter = report.adapter;
            device.fallback = report.against;
        }
    }

    pub(super) fn spawn_successor(&mut self, now: Millis) {
        let (generation, program) = (self.number(), Program::Gpu);
        self.log.add(Entry::Began(generation, program));
        self.succession = Succession::Worker(Box::new(KnownWorker::new(generation, program, now)));
        self.effects.push(Effect::Spawn(generation, program));
    }

    pub(super) fn receive_from_successor(&mut self, generation: Generation, reply: Reply) {
        let Some(worker) = self.successor().filter(|worker| worker.generation == generation) else { return };
        worker.watchdog.reset();
        match reply {
            Reply::Listening => {
                worker.listens = true;
                self.start_successor();
            }
            Reply::Started(device) => worker.device = Some(device),
            Reply::Network { network, state } => drop(worker.states.insert(network, state)),
            Reply::Ran { network, forward } => drop(worker.forwards.insert(network, forward)),
            Reply::Failed(failure) => self.fail_successor(&failure),
            Reply::Answers { .. } | Reply::Alive | Reply::Gpu(_) => {}
        }
    }

    pub(super) fn break_successor(&mut self, generation: Generation, failure: &Failure) {
        if self.successor().is_some_and(|worker| worker.generation == generation) {
            self.fail_successor(failure);
        }
    }

    pub(super) fn check_life_of_successor(&mut self, now: Millis) {
        match self.successor().map(|worker| worker.watchdog.look(now, SILENCE)) {
            Some(Look::Ask) => self.send_to_successor(Request::Ping),
            Some(Look::Silent) => self.fail_successor(&silent()),
            Some(Look::Wait) | None => {}
        }
    }

    pub(super) fn load_on_successor(&mut self, networks: Vec<NetworkId>) {
        if self.successor().is_some_and(|worker| worker.listens) {
            self.send_to_successor(Request::Load { networks });
        }
    }

    pub(super) fn forget_on_successor(&mut self, network: NetworkId) {
        if let Some(worker) = self.successor() {
            worker.states.remove(&network);
        }
    }

    pub(super) fn show_successor(&mut self, visibility: PageVisibility) {
        if self.successor().is_some_and(|worker| worker.listens) {
            self.send_to_successor(Request::Visibility(visibility));
        }
    }

    pub(super) fn end_successor(&mut self) {
        if let Some(worker) = self.successor() {
            let generation = worker.generation;
            self.effects.push(Effect::Terminate(generation));
        }
        self.succession = Succession::None;
    }

    /// Goes on with what the last event has made possible.
    pub(super) fn advance_succession(&mut self, now: Millis) {
        match &self.succession {
            Succession::Due if self.worker.states.values().any(NetworkState::is_settled) => {
                self.spawn_successor(now);
            }
            Succession::Worker(worker) => {
                if let Some(failure) = worker.unshared_failure(&self.worker, self.backbone) {
                    self.fail_successor(&failure);
                } else if worker.device.is_some() && worker.is_settled(self.wanted()) {
                    self.take_over();
                }
            }
            _ => {}
        }
    }

    /// The GPU's worker is ready: it follows as soon as nothing is under way, if it is not too late.
    fn take_over(&mut self) {
        if self.queue.is_busy() || matches!(self.lease, Lease::Granted(_)) {
            return;
        }
        let Succession::Worker(worker) = std::mem::replace(&mut self.succession, Succession::None) else {
            return;
        };
        let late = worker.too_late_beside(&self.worker, self.backbone);
        if let Some(against) = late {
            self.effects.push(Effect::Terminate(worker.generation));
            self.refuse_gpu(against);
            return;
        }
        self.log.add(Entry::TookOver(worker.generation));
        let before = std::mem::replace(&mut self.worker, *worker);
        self.effects.push(Effect::Terminate(before.generation));
        self.phase = WorkerPhase::Running;
        self.queue.reset();
        self.connect_lab();
    }

    /// The GPU's worker failed before it answered: another is tried, or the CPU goes on.
    fn fail_successor(&mut self, failure: &Failure) {
        let Some(generation) = self.successor().map(|worker| worker.generation) else { return };
        self.end_successor();
        self.log.add(Entry::Failed(generation, failure.clone()));
        match self.restarts.after_successor(failure) {
            Next::Replace(delay) => {
                let generation = self.number();
                self.succession = Succession::Again(generation);
                self.effects.push(Effect::Later(generation, delay));
            }
            Next::GiveUp => {
                self.refuse_gpu(no_answer(failure).unwrap_or_else(|| reason_against(failure)));
            }
        }
    }

    fn refuse_gpu(&mut self, against: Fallback) {
        if let Some(device) = &mut self.worker.device {
            device.fallback = Some(against.clone());
        }
        self.against_gpu = Some(against);
    }

    fn start_successor(&mut self) {
        let (device, base_url) = (DeviceChoice::Gpu, self.choice.base_url.clone());
        self.send_to_successor(Request::Start { device, base_url, avoid_gpu: None });
        if self.visibility == PageVisibility::Hidden {
            self.send_to_successor(Request::Visibility(self.visibility));
        }
        self.load_on_successor(self.wanted().collect());
    }

    fn send_to_successor(&mut self, request: Request) {
        if let Some(worker) = self.successor() {
            let generation = worker.generation;
            self.effects.push(Effect::Send(generation, request));
        }
    }

    fn successor(&mut self) -> Option<&mut KnownWorker> {
        match &mut self.succession {
            Succession::Worker(worker) => Some(worker),
            _ => None,
        }
    }
}

/// Why the GPU is not taken after a failure of its worker.
fn reason_against(failure: &Failure) -> Fallback {
    match failure {
        Failure::DeviceUnavailable { against } => against.clone(),
        Failure::DeviceLost { detail }
        | Failure::Inference { detail }
        | Failure::Panicked { detail }
        | Failure::Message { detail } => Fallback::InitFailed(detail.clone()),
        file => Fallback::InitFailed(format!("{file:?}")),
    }
}
