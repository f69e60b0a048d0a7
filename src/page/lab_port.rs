//! The page's end of the line to its lab, and the loading of the lab's program. Refuses what is said over it: the page
//! and `client::worker_model` decide.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessageEvent, MessagePort};

use crate::protocol::{FromLab, ToLab, from_text, to_text};
use crate::web::browser;

/// The function of `index.html` that loads the lab's program and leaves it a port: a program of wasm cannot import.
const OPEN: &str = "openLab";

/// Where the lab's program is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loading {
    /// It was not asked for.
    Waiting,
    /// It is on its way.
    Loading,
    /// It runs.
    Here,
    /// It could not be loaded, in the browser's words.
    Failed(String),
}

/// A line to the lab.
#[derive(Clone, Copy)]
pub struct LabPort {
    held: StoredValue<Option<Held>, LocalStorage>,
    loading: RwSignal<Loading>,
}

struct Held {
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
    #[must_use]
    pub fn new() -> Self {
        Self { held: StoredValue::new_local(None), loading: RwSignal::new(Loading::Waiting) }
    }

    /// Where the lab's program is.
    #[must_use]
    pub const fn loading(self) -> RwSignal<Loading> {
        self.loading
    }

    /// Tells the lab something; what nobody can hear is not said.
    pub fn tell(self, message: &ToLab) {
        if self.loading.get_untracked() != Loading::Here {
            return;
        }
        if let Ok(text) = to_text(message) {
            self.held.with_value(|held| {
                let _ = held.as_ref().map(|held| held.port.post_message(&text.into()));
            });
        }
    }

    /// Loads the lab, unless that was begun already; `hear` gets what it says.
    pub fn open(self, hear: impl Fn(FromLab) + 'static) {
        if matches!(self.loading.get_untracked(), Loading::Loading | Loading::Here) {
            return;
        }
        self.loading.set(Loading::Loading);
        let loading = self.loading;
        let opened = self.hold(hear);
        leptos::task::spawn_local(async move {
            let done = match opened {
                Ok(promise) => JsFuture::from(promise).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                loading.set(Loading::Failed(browser::error_message(&error)));
            }
        });
    }

    fn hold(self, hear: impl Fn(FromLab) + 'static) -> Result<js_sys::Promise, JsValue> {
        let channel = MessageChannel::new()?;
        let loading = self.loading;
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            // Both programs are of one build; a line that is not understood is dropped.
            let Ok(said) = from_text::<FromLab>(&text) else { return };
            if said == FromLab::Listening {
                loading.set(Loading::Here);
            }
            hear(said);
        });
        let port = channel.port1();
        port.set_onmessage(Some(message.as_ref().unchecked_ref()));
        self.held.set_value(Some(Held { port, _message: message }));
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let open: js_sys::Function = browser::property(&window, OPEN).dyn_into()?;
        open.call1(&window, &channel.port2())?.dyn_into()
    }
}
