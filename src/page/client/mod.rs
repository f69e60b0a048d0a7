//! The only holder of the worker: carries out what [`model`] decides and brings it what happens.
//!
//! Refuses decisions: they are all in `model`, natively tested.

pub mod latest_only;
pub mod restarts;
pub mod watchdog;
pub mod worker_model;

use std::time::Duration;

use leptos::prelude::*;
use serde::de::IgnoredAny;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{ErrorEvent, Event as DomEvent, MessageEvent, Worker};

pub use self::latest_only::ImageId;

use self::worker_model::{Choice, Effect, Event, WorkerModel};
use super::lab_port::LabPort;
use crate::protocol::{Envelope, ExecutorKind, Failure, Generation, Reply, from_text, to_text};
use crate::study::Backbone;
use crate::web::browser;

/// The script that starts the worker's program, beside the page. Trunk writes it, and `scripts/stamp` puts it with its
/// version into `<meta name="worker">`, so that no new page is joined to an old worker from the browser's cache.
const WORKER: &str = "worker_loader.js";
/// The same with burn's own operations, several times as large, for the executor `Plain`.
const PLAIN_WORKER: &str = "plain_loader.js";

/// A handle to the worker and to the page's picture of it.
#[derive(Clone, Copy)]
pub struct Client {
    model: RwSignal<WorkerModel>,
    worker: StoredValue<Option<Held>, LocalStorage>,
    lab: LabPort,
}

/// A worker with the listeners that live as long as it does.
struct Held {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(ErrorEvent)>,
    _garbled: Closure<dyn Fn(DomEvent)>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

impl Client {
    /// Starts the first worker and the watch over it.
    #[must_use]
    pub fn start(choice: Choice, backbone: Backbone, lab: LabPort) -> Self {
        let model = RwSignal::new(WorkerModel::new(choice, backbone));
        let client = Self { model, worker: StoredValue::new_local(None), lab };
        client.tell(Event::Boot);
        set_interval(move || client.tell(Event::Tick), Duration::from_secs_f64(watchdog::TICK.0 / 1e3));
        client
    }

    /// The page's picture of the worker, to read.
    #[must_use]
    pub const fn model(self) -> RwSignal<WorkerModel> {
        self.model
    }

    /// Something happened: the picture changes and the worker is told what follows.
    pub fn tell(self, event: Event) {
        let effects = self.model.try_update(|model| model.on(event, browser::now())).unwrap_or_default();
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Spawn(generation) => self.spawn(generation),
            Effect::Terminate => self.worker.set_value(None),
            Effect::Send(letter) => {
                let text = to_text(&letter).map_err(|error| error.to_string());
                self.send(letter.generation, text);
            }
            Effect::Post(text) => self.send(self.model.with_untracked(WorkerModel::generation), Ok(text)),
            Effect::Tell(message) => self.lab.tell(&message),
            Effect::Later(generation, wait) => {
                let due = move || self.tell(Event::ReplacementDue(generation));
                set_timeout(due, Duration::from_secs_f64(wait.0 / 1e3));
            }
        }
    }

    fn spawn(self, generation: Generation) {
        match self.hold(generation) {
            Ok(held) => self.worker.set_value(Some(held)),
            Err(error) => self.report(generation, browser::error_message(&error)),
        }
    }

    fn hold(self, generation: Generation) -> Result<Held, wasm_bindgen::JsValue> {
        let (meta, script) = match self.model.with_untracked(WorkerModel::executor) {
            ExecutorKind::Fused => ("worker", WORKER),
            ExecutorKind::Plain => ("plain-worker", PLAIN_WORKER),
        };
        let worker = Worker::new(&browser::meta(meta).unwrap_or_else(|| script.to_owned()))?;
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            self.hear(event.data().as_string().unwrap_or_default(), generation)
        });
        let error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            // The reader is told on the page; without this the browser would also write it to the console.
            event.prevent_default();
            self.report(generation, event_words(&event));
        });
        let garbled = Closure::<dyn Fn(DomEvent)>::new(move |_| {
            self.tell(Event::Broke(generation, Failure::Message { detail: "unreadable message".into() }));
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(garbled.as_ref().unchecked_ref()));
        Ok(Held { worker, _message: message, _error: error, _garbled: garbled })
    }

    fn report(self, generation: Generation, detail: String) {
        // Never from within the call that is being carried out.
        let broke = Event::Broke(generation, Failure::Panicked { detail });
        set_timeout(move || self.tell(broke), Duration::ZERO);
    }

    fn hear(self, text: String, generation: Generation) {
        match from_text::<Envelope<Reply<IgnoredAny>>>(&text) {
            Ok(Envelope { generation, body: Reply::Lab(_) }) => self.tell(Event::ForLab(generation, text)),
            Ok(envelope) => self.tell(Event::Heard(addressed(envelope, generation))),
            Err(error) => {
                self.tell(Event::Broke(generation, Failure::Message { detail: error.to_string() }));
            }
        }
    }

    fn send(self, generation: Generation, text: Result<String, String>) {
        let sent = text.and_then(|text| {
            let post = |held: &Option<Held>| held.as_ref().map(|held| held.worker.post_message(&text.into()));
            let posted = self.worker.with_value(post).unwrap_or(Ok(()));
            posted.map_err(|error| browser::error_message(&error))
        });
        if let Err(detail) = sent {
            self.report(generation, detail);
        }
    }
}

/// What an error event says; a script that could not be loaded says nothing.
fn event_words(event: &ErrorEvent) -> String {
    let field = js_sys::Reflect::get(event, &"message".into()).ok();
    let message = field.and_then(|message| message.as_string()).filter(|text| !text.is_empty());
    message.unwrap_or_else(|| format!("{WORKER} did not load"))
}

/// A worker that was asked nothing yet does not know its number: what comes through its own channel is its own.
fn addressed<L>(envelope: Envelope<Reply<L>>, generation: Generation) -> Envelope<Reply<L>> {
    match envelope.body {
        body @ (Reply::Listening | Reply::Failed(_)) => Envelope { generation, body },
        body => Envelope { generation: envelope.generation, body },
    }
}
