//! The only holder of the workers: carries out what [`worker_model`] decides and brings it what happens.

pub(crate) mod latest_only;
pub(crate) mod restarts;
pub(crate) mod watchdog;
pub(crate) mod worker_model;

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{ErrorEvent, Event as DomEvent, MessageChannel, MessageEvent, MessagePort, Worker};

use self::worker_model::{Choice, Effect, Event, Generation, Program, WorkerModel};
use super::lab_port::LabPort;
use crate::protocol::transfer::{message_from, post};
use crate::protocol::{Failure, Request, ToLab};
use crate::study::Backbone;
use crate::web::browser;

/// A handle to the workers and to the page's model of them.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    model: RwSignal<WorkerModel>,
    workers: StoredValue<BTreeMap<Generation, HeldWorker>, LocalStorage>,
    lab: LabPort,
}

/// A worker with the listeners that live as long as it does.
struct HeldWorker {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(ErrorEvent)>,
    _unreadable: Closure<dyn Fn(DomEvent)>,
}

impl Drop for HeldWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

impl Client {
    /// Starts the first worker and the watchdog.
    pub(crate) fn start(choice: Choice, backbone: Backbone, lab: LabPort) -> Self {
        let model = RwSignal::new(WorkerModel::new(choice, backbone));
        let client = Self { model, workers: StoredValue::new_local(BTreeMap::new()), lab };
        client.handle(Event::Boot);
        set_interval(move || client.handle(Event::Tick), Duration::from_secs_f64(watchdog::TICK.0 / 1e3));
        client
    }

    /// The page's model of the workers, to read.
    pub(crate) const fn model(self) -> RwSignal<WorkerModel> {
        self.model
    }

    /// Takes in an event and carries out what follows from it.
    pub(crate) fn handle(self, event: Event) {
        let effects = self.model.try_update(|model| model.on(event, browser::now())).unwrap_or_default();
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Spawn(generation, program) => self.spawn(generation, program),
            Effect::Terminate(generation) => {
                self.workers.update_value(|workers| drop(workers.remove(&generation)));
            }
            Effect::Send(generation, request) => self.send(generation, &request, &[]),
            Effect::SendToLab(message) => self.lab.send(&message, &[]),
            Effect::ConnectLab(generation) => self.connect_lab(generation),
            Effect::Later(generation, wait) => {
                let due = move || self.handle(Event::ReplacementDue(generation));
                set_timeout(due, Duration::from_secs_f64(wait.0 / 1e3));
            }
        }
    }

    fn spawn(self, generation: Generation, program: Program) {
        match self.hold(generation, program) {
            Ok(held) => self.workers.update_value(|workers| drop(workers.insert(generation, held))),
            Err(error) => self.report(generation, browser::error_message(&error)),
        }
    }

    fn hold(self, generation: Generation, program: Program) -> Result<HeldWorker, JsValue> {
        let (meta, script) = script_of(program);
        let worker = Worker::new(&browser::meta(meta).unwrap_or_else(|| script.to_owned()))?;
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            self.handle(match message_from(&event) {
                Ok(reply) => Event::Received(generation, reply),
                Err(error) => Event::Broke(generation, Failure::Message { detail: error.to_string() }),
            });
        });
        let error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            // The reader is told on the page; without this the browser would also write it to the console.
            event.prevent_default();
            self.report(generation, error_text(&event, script));
        });
        let unreadable = Closure::<dyn Fn(DomEvent)>::new(move |_| {
            self.handle(Event::Broke(generation, Failure::Message { detail: "unreadable message".into() }));
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(unreadable.as_ref().unchecked_ref()));
        Ok(HeldWorker { worker, _message: message, _error: error, _unreadable: unreadable })
    }

    fn report(self, generation: Generation, detail: String) {
        // Deferred: `handle` borrows the model, so a synchronous callback would be re-entrant.
        let broke = Event::Broke(generation, Failure::Panicked { detail });
        set_timeout(move || self.handle(broke), Duration::ZERO);
    }

    fn send(self, generation: Generation, request: &Request, ports: &[&MessagePort]) {
        let post = |workers: &BTreeMap<_, HeldWorker>| {
            workers.get(&generation).map(|held| post(&held.worker, request, ports))
        };
        if let Some(Err(error)) = self.workers.with_value(post) {
            self.report(generation, browser::error_message(&error));
        }
    }

    fn connect_lab(self, generation: Generation) {
        match MessageChannel::new() {
            Ok(channel) => {
                self.send(generation, &Request::LabPort, &[&channel.port1()]);
                self.lab.send(&ToLab::WorkerPort, &[&channel.port2()]);
            }
            Err(error) => self.report(generation, browser::error_message(&error)),
        }
    }
}

/// The `<meta>` that names the script of a program, and the script beside the page where there is none. Trunk writes the
/// script, and `scripts/stamp` puts it with its version into the `<meta>`, so that no new page is joined to an old worker
/// from the browser's cache.
const fn script_of(program: Program) -> (&'static str, &'static str) {
    match program {
        Program::Cpu => ("cpu", "cpu_loader.js"),
        Program::Gpu => ("worker", "worker_loader.js"),
        Program::Plain => ("plain-worker", "plain_loader.js"),
    }
}

/// What an error event says; a script that could not be loaded says nothing.
fn error_text(event: &ErrorEvent, script: &str) -> String {
    let field = js_sys::Reflect::get(event, &"message".into()).ok();
    let message = field.and_then(|message| message.as_string()).filter(|text| !text.is_empty());
    message.unwrap_or_else(|| format!("{script} did not load"))
}
