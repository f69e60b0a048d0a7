//! The worker's entry: listens to the page and, through the port that the page sends, to the lab, and feeds the session
//! one job at a time.

use std::rc::Rc;

use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use super::browser;
use super::executor::Devices;
use super::job::{Cancel, Inbox};
use super::port;
use super::session::Session;
use super::visibility::VisibilityLog;
use crate::protocol::transfer::{message_from, port_from};
use crate::protocol::{Failure, Reply, Request, WireError};

/// Starts a worker that opens these devices. Does nothing outside a dedicated worker.
pub(super) fn start(devices: impl Devices + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    // With panic = "abort" nothing runs after this; the page replaces the worker.
    std::panic::set_hook(Box::new(|panic| port::fail(Failure::Panicked { detail: panic.to_string() })));
    let (jobs, mut queue) = unbounded();
    let (cancel, visibility) = (Cancel::default(), VisibilityLog::default());
    let inbox = Inbox::new(jobs.clone(), Rc::clone(&cancel), visibility.clone());
    let mut session = Session::new(devices, jobs, cancel, visibility);
    let listener =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receive_from_page(&event, &inbox));
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    listener.forget();
    spawn_local(async move {
        while let Some(job) = queue.next().await {
            session.handle(job).await;
        }
    });
    port::send(Reply::Listening);
}

fn receive_from_page(event: &MessageEvent, inbox: &Inbox) {
    match message_from(event) {
        Ok(Request::Ping) => port::send(Reply::Alive),
        Ok(Request::Visibility(visibility)) => inbox.record_visibility(visibility),
        Ok(Request::LabPort) => {
            if let Some(lab) = port_from(event) {
                listen_to_lab(lab, inbox.clone());
            }
        }
        Ok(request) => inbox.push_page(request),
        Err(error) => fail(&error),
    }
}

fn listen_to_lab(lab: MessagePort, inbox: Inbox) {
    let listener =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match message_from(&event) {
            Ok(request) => inbox.push_lab(request),
            Err(error) => fail(&error),
        });
    lab.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // A few bytes for each time that the lab is loaded.
    listener.forget();
    browser::connect_lab(lab);
}

fn fail(error: &WireError) {
    port::fail(Failure::Message { detail: error.to_string() });
}
