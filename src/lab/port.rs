//! The lab's end of the line to the page. Refuses what is said over it: `bench` decides.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{MessageEvent, MessagePort};

use crate::protocol::{FromLab, ToLab, from_text, to_text};
use crate::web::browser;

/// Where `index.html` leaves the port for the lab.
const PLACE: &str = "labPort";

/// The line to the page.
#[derive(Clone, Copy)]
pub struct Port(StoredValue<Option<MessagePort>, LocalStorage>);

impl Port {
    /// Takes the port that the page left and tells the page that somebody listens.
    #[must_use]
    pub fn open(hear: impl Fn(ToLab) + 'static) -> Self {
        let left = web_sys::window().map(|window| browser::property(&window, PLACE));
        let port = left.and_then(|left| left.dyn_into::<MessagePort>().ok());
        if let Some(port) = &port {
            let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                // Both programs are of one build; a line that is not understood is dropped.
                if let Ok(said) = from_text(&event.data().as_string().unwrap_or_default()) {
                    hear(said);
                }
            });
            port.set_onmessage(Some(message.as_ref().unchecked_ref()));
            // Lives as long as the page.
            message.forget();
        }
        let port = Self(StoredValue::new_local(port));
        port.tell(&FromLab::Listening);
        port
    }

    /// Tells the page something.
    pub fn tell(self, message: &FromLab) {
        if let Ok(text) = to_text(message) {
            self.0.with_value(|port| {
                let _ = port.as_ref().map(|port| port.post_message(&text.into()));
            });
        }
    }
}
