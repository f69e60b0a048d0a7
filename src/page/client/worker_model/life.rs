//! How the worker that answers begins and ends: it is started, watched, replaced when it fails, and given up.

use super::known_worker::{KnownWorker, Succession};
use super::log::Entry;
use super::{Effect, Generation, Lease, Program, WorkerModel, WorkerPhase};
use crate::measure::{DeviceKind, Millis};
use crate::page::client::restarts::{Blame, Next, Restarts, no_answer};
use crate::page::client::watchdog::{Look, SILENCE, SILENCE_OF_READY};
use crate::protocol::{DeviceChoice, Failure, Fault, PageVisibility, Request, ToLab};

impl WorkerModel {
    /// The number of a new worker.
    pub(super) fn number(&mut self) -> Generation {
        self.newest = Generation(self.newest.0.wrapping_add(1));
        self.newest
    }

    pub(super) fn spawn(&mut self, now: Millis) {
        let (generation, program) = (self.number(), self.choice.first_program());
        self.worker = KnownWorker::new(generation, program, now);
        self.phase = WorkerPhase::Booting;
        self.queue.reset();
        self.log.add(Entry::Began(generation, program));
        self.effects.push(Effect::Spawn(generation, program));
    }

    /// The reader wants it all anew.
    pub(super) fn restart(&mut self, now: Millis) {
        self.restarts = Restarts::default();
        self.mishap = None;
        self.against_gpu = None;
        self.end_successor();
        self.effects.push(Effect::Terminate(self.worker.generation));
        self.spawn(now);
    }

    /// The worker is given up; another follows, or the reader is asked.
    pub(super) fn fail(&mut self, failure: &Failure, now: Millis) {
        let on_cpu = self.worker.device.as_ref().is_some_and(|device| device.kind == DeviceKind::Cpu)
            || self.worker.program == Program::Cpu;
        let blame = if on_cpu || self.phase == WorkerPhase::Booting { Blame::Other } else { Blame::Gpu };
        let lived = Millis(now.0 - self.worker.born.0);
        let wanted = self.worker.to_fail;
        self.log.add(Entry::Failed(self.worker.generation, failure.clone()));
        self.effects.push(Effect::Terminate(self.worker.generation));
        // A new number: whatever the old worker still sends is dropped.
        self.worker = KnownWorker::new(self.number(), self.choice.first_program(), now);
        self.lease = Lease::None;
        self.send_to_lab(ToLab::Lost(failure.clone()));
        self.queue.reset();
        self.mishap = Some(failure.clone());
        let next = if wanted {
            Next::again()
        } else {
            self.against_gpu = no_answer(failure).or_else(|| self.against_gpu.take());
            self.restarts.after(failure, lived, blame, self.choice.device)
        };
        self.phase = match next {
            Next::Replace(delay) => {
                self.effects.push(Effect::Later(self.worker.generation, delay));
                WorkerPhase::Replacing(failure.clone())
            }
            Next::GiveUp => WorkerPhase::GivenUp(failure.clone()),
        };
    }

    /// The reader wants to see what becomes of a fault.
    pub(super) fn inject(&mut self, fault: Fault) {
        if !self.listens() {
            return;
        }
        self.worker.to_fail = true;
        match fault {
            Fault::Terminated => self.effects.push(Effect::Terminate(self.worker.generation)),
            fault => self.send(Request::Fail(fault)),
        }
    }

    pub(super) fn check_life(&mut self, now: Millis) {
        self.check_life_of_successor(now);
        if matches!(self.phase, WorkerPhase::Replacing(_) | WorkerPhase::GivenUp(_)) {
            return;
        }
        let ready = self.lease == Lease::None && self.worker.is_settled(self.wanted());
        match self.worker.watchdog.look(now, if ready { SILENCE_OF_READY } else { SILENCE }) {
            // A benchmark gives signs of life by itself and is not to be disturbed.
            Look::Ask if !self.lease.is_quiet() => self.send(Request::Ping),
            Look::Ask | Look::Wait => {}
            Look::Silent => self.fail(&silent(), now),
        }
    }

    pub(super) fn start_device(&mut self) {
        self.phase = WorkerPhase::Starting;
        self.worker.listens = true;
        let (device, base_url) = (self.choice.device, self.choice.base_url.clone());
        let avoid_gpu = self.against_gpu.clone().or_else(|| self.restarts.avoid_gpu(device));
        let looks =
            self.worker.program == Program::Cpu && device == DeviceChoice::Auto && avoid_gpu.is_none();
        if looks && self.succession == Succession::None {
            self.succession = Succession::Looking;
        }
        self.send(Request::Start { device, base_url, avoid_gpu });
        if self.visibility == PageVisibility::Hidden {
            self.send(Request::Visibility(self.visibility));
        }
        self.load(self.wanted().collect());
        self.connect_lab();
    }
}

/// The failure of a worker that says nothing any more.
pub(super) fn silent() -> Failure {
    Failure::Panicked { detail: "no sign of life".to_owned() }
}
