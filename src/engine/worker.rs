//! The worker's entry: listens to the page and feeds the session one job at a time.
//!
//! A ping and a cancellation are heard at once, between two jobs of the event loop; everything else waits its turn.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use futures_util::StreamExt;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::attention::Attention;
use super::executor::Devices;
use super::port;
use super::session::Session;
use crate::measure::Millis;
use crate::protocol::{Envelope, Failure, Reply, Request, from_text};
use crate::study::NetworkId;

/// Something for the session to do.
pub(super) enum Job {
    /// The page asked.
    Asked(Box<Request>),
    /// A weights file came, after this time.
    Arrived { network: NetworkId, bytes: Vec<u8>, download: Millis },
}

/// Set when the page no longer wants the benchmark or the assessment that runs.
pub(super) type Cancel = Rc<Cell<bool>>;

/// Starts a worker that opens these devices. Does nothing outside a dedicated worker.
pub(super) fn start(devices: impl Devices + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    // With panic = "abort" nothing runs after this; the page replaces the worker.
    std::panic::set_hook(Box::new(|panic| port::fail(Failure::Panicked { detail: panic.to_string() })));
    let (jobs, mut inbox) = unbounded();
    let (cancel, attention) = (Cancel::default(), Attention::default());
    let mut session = Session::new(devices, jobs.clone(), Rc::clone(&cancel), attention.clone());
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(&event.data().as_string().unwrap_or_default(), &jobs, &cancel, &attention);
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    listener.forget();
    spawn_local(async move {
        while let Some(job) = inbox.next().await {
            session.handle(job).await;
        }
    });
    port::send(Reply::Listening);
}

fn hear(text: &str, jobs: &UnboundedSender<Job>, cancel: &Cancel, attention: &Attention) {
    let envelope = match from_text::<Envelope<Request>>(text) {
        Ok(envelope) => envelope,
        Err(error) => return port::fail(Failure::Message { detail: error.to_string() }),
    };
    port::adopt(envelope.generation);
    match envelope.body {
        Request::Ping(number) => port::send(Reply::Pong(number)),
        Request::Cancel => cancel.set(true),
        Request::Seen(visibility) => attention.hear(visibility),
        request => {
            if let Request::Benchmark { .. } | Request::Assess { .. } = request {
                cancel.set(false);
            }
            // The session is gone only when the worker is.
            let _ = jobs.unbounded_send(Job::Asked(Box::new(request)));
        }
    }
}
