//! The page's end of the line to its lab, and the loading of the lab's program. What the messages mean, `page::state` and
//! `client::worker_model` decide.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessageEvent, MessagePort};

use crate::measure::{Millis, within};
use crate::protocol::transfer::{message_from, post};
use crate::protocol::{FromLab, ToLab};
use crate::web::browser;

/// The function of `public/start.js` that loads the lab's program and leaves it a port: a program of wasm cannot import.
const OPEN: &str = "openLab";

/// For the lab's program: 380 KB take 8 s on a line of 400 kbit/s, the slowest that browsers offer to try pages on
/// ("Slow 3G"). Four times that; what comes later is taken all the same.
const LOADING: Millis = Millis(30_000.0);

/// Where the lab's program is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabProgram {
    /// It was not asked for.
    Waiting,
    /// It is on its way.
    Loading,
    /// It runs.
    Here,
    /// It could not be loaded, in the browser's words; without any where it did not come in time.
    Failed(Option<String>),
}

/// A line to the lab.
#[derive(Clone, Copy)]
pub(crate) struct LabPort {
    held: StoredValue<Option<HeldPort>, LocalStorage>,
    attempts: StoredValue<u32>,
    loading: RwSignal<LabProgram>,
}

struct HeldPort {
    port: MessagePort,
    _message: Closure<dyn Fn(MessageEvent)>,
}

impl Default for LabPort {
    fn default() -> Self {
        Self::new()
    }
}

impl LabPort {
    /// A line with nobody at its other end.
    pub(crate) fn new() -> Self {
        Self {
            held: StoredValue::new_local(None),
            attempts: StoredValue::new(0),
            loading: RwSignal::new(LabProgram::Waiting),
        }
    }

    /// Where the lab's program is.
    pub(crate) const fn loading(self) -> RwSignal<LabProgram> {
        self.loading
    }

    /// Whether somebody listens at the other end.
    pub(crate) fn is_connected(self) -> bool {
        self.loading.get() == LabProgram::Here
    }

    /// Sends a message, with the ports that go along. Without a lab nothing is encoded.
    pub(crate) fn send(self, message: &ToLab, ports: &[&MessagePort]) {
        if self.loading.get_untracked() != LabProgram::Here {
            return;
        }
        self.held.with_value(|held| {
            // A port takes any message; only a port that was transferred before is refused, and none is.
            let _ = held.as_ref().map(|held| post(&held.port, message, ports));
        });
    }

    /// Loads the lab, unless that was begun already; `receive` gets its messages.
    pub(crate) fn open(self, receive: impl Fn(FromLab) + 'static) {
        if matches!(self.loading.get_untracked(), LabProgram::Loading | LabProgram::Here) {
            return;
        }
        self.loading.set(LabProgram::Loading);
        let attempt = self.attempts.get_value() + 1;
        self.attempts.set_value(attempt);
        let opened = self.hold(receive);
        leptos::task::spawn_local(async move {
            let done = match opened {
                Ok(promise) => within(LOADING, browser::wait, JsFuture::from(promise)).await,
                Err(error) => Some(Err(error)),
            };
            let reason = match done {
                Some(Ok(_)) => return,
                Some(Err(error)) => Some(browser::error_message(&error)),
                None => None,
            };
            // An earlier attempt says nothing of a later one.
            let awaited = self.loading.get_untracked() == LabProgram::Loading;
            if awaited && self.attempts.get_value() == attempt {
                self.loading.set(LabProgram::Failed(reason));
            }
        });
    }

    fn hold(self, receive: impl Fn(FromLab) + 'static) -> Result<js_sys::Promise, JsValue> {
        let channel = MessageChannel::new()?;
        let loading = self.loading;
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // Both programs are of one build; a message that is not understood is dropped.
            let Ok(message) = message_from::<FromLab>(&event) else { return };
            if message == FromLab::Listening {
                loading.set(LabProgram::Here);
            }
            receive(message);
        });
        let port = channel.port1();
        port.set_onmessage(Some(message.as_ref().unchecked_ref()));
        self.held.set_value(Some(HeldPort { port, _message: message }));
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let open: js_sys::Function = browser::property(&window, OPEN).dyn_into()?;
        open.call1(&window, &channel.port2())?.dyn_into()
    }
}
