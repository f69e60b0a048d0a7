//! The lab's ends of its lines: to the page, through the port that `public/start.js` leaves, and to the worker, through the
//! port that the page sends. What the messages mean, `runs` and `state` decide.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{MessageEvent, MessagePort};

use crate::protocol::transfer::{message_from, port_from, post};
use crate::protocol::{FromLab, LabReply, LabRequest, ToLab, WireError};
use crate::web::browser;

/// Where `public/start.js` leaves the port to the page.
const PAGE_PORT: &str = "labPort";

/// Takes the port that the page left; `None` where another lab has it.
pub(super) fn take_left() -> Option<MessagePort> {
    let window = web_sys::window()?;
    let port = browser::property(&window, PAGE_PORT).dyn_into().ok()?;
    // A property that a script has set.
    let _ = js_sys::Reflect::delete_property(&window, &PAGE_PORT.into());
    Some(port)
}

/// The lines to the page and to the worker.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    page: StoredValue<MessagePort, LocalStorage>,
    worker: StoredValue<Option<WorkerPort>, LocalStorage>,
}

/// A port to one worker, with the listener that lives as long as it does.
struct WorkerPort {
    port: MessagePort,
    _message: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for WorkerPort {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

impl Ports {
    /// Listens at the port to the page, and tells the page so.
    pub(super) fn open(
        page: MessagePort,
        from_page: impl Fn(ToLab) + 'static,
        from_worker: impl Fn(Result<LabReply, WireError>) + Clone + 'static,
    ) -> Self {
        let ports = Self { page: StoredValue::new_local(page.clone()), worker: StoredValue::new_local(None) };
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // Both programs are of one build; a message that is not understood is dropped.
            let Ok(message) = message_from(&event) else { return };
            match message {
                ToLab::WorkerPort => {
                    let port = port_from(&event).map(|port| listen(port, from_worker.clone()));
                    ports.worker.set_value(port);
                }
                // What this worker sent and is still on its way is not awaited.
                ToLab::Lost(_) => ports.worker.set_value(None),
                _ => {}
            }
            from_page(message);
        });
        page.set_onmessage(Some(message.as_ref().unchecked_ref()));
        // Lives as long as the page.
        message.forget();
        ports.send_to_page(FromLab::Listening);
        ports
    }

    /// Sends a message to the page.
    pub(super) fn send_to_page(self, message: FromLab) {
        // Only a port that was transferred before refuses a message.
        self.page.with_value(|page| drop(post(page, &message, &[])));
    }

    /// Sends a request to the worker; without one there is nobody to measure.
    pub(super) fn send_to_worker(self, request: &LabRequest) {
        self.worker.with_value(|worker| drop(worker.as_ref().map(|worker| post(&worker.port, request, &[]))));
    }
}

fn listen(port: MessagePort, receive: impl Fn(Result<LabReply, WireError>) + 'static) -> WorkerPort {
    let message =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receive(message_from(&event)));
    port.set_onmessage(Some(message.as_ref().unchecked_ref()));
    WorkerPort { port, _message: message }
}
