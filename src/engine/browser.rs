//! Everything that the worker asks of the browser besides running on WebGPU. `simulated.rs` has the same names for the tests.

use std::cell::RefCell;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

use super::stored;
use crate::measure::{Bytes, Millis};
use crate::net::stored::StoredFile;
use crate::protocol::{LabReply, Reply, transfer};

pub(super) use super::adapter::judge;
pub(super) use super::stored::read as read_stored;
pub(super) use crate::net::{fetch, wait};
pub(super) use wasm_bindgen_futures::spawn_local as spawn;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Time since the worker started, by the browser's monotonic clock.
pub(super) fn now() -> Millis {
    Millis(performance_now())
}

/// Memory of this program, which never shrinks: the most it ever had.
pub(super) fn memory() -> Bytes {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &JsValue::from_str("buffer")).unwrap_or_default();
    let length = Reflect::get(&buffer, &JsValue::from_str("byteLength")).ok();
    Bytes(length.and_then(|length| length.as_f64()).unwrap_or_default() as u64)
}

/// Yields to the event loop, so that waiting messages are received: by a message to ourselves, which comes after them.
/// A microtask would run before them, and a timer cost 4 ms.
pub(super) async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return wait(Millis(0.0)).await };
    let (receiver, sender) = (channel.port1(), channel.port2());
    let promise = Promise::new(&mut |resolve, _| receiver.set_onmessage(Some(&resolve)));
    if sender.post_message(&JsValue::NULL).is_ok() {
        // A promise that only ever resolves.
        let _ = JsFuture::from(promise).await;
    }
    receiver.close();
}

/// Keeps a file for later visits, behind whatever else is to be done.
pub(super) fn keep(file: StoredFile, bytes: &[u8]) {
    let bytes = Uint8Array::from(bytes);
    spawn(async move { stored::keep(&file, &bytes).await });
}

thread_local! {
    static LAB: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
}

/// From now on the lab is at the other end of this port.
pub(super) fn connect_lab(port: MessagePort) {
    if let Some(earlier) = LAB.replace(Some(port)) {
        earlier.set_onmessage(None);
        earlier.close();
    }
}

/// Sends a message to the page. A page that is gone takes none, and nothing follows from that.
pub(super) fn post(reply: &Reply) {
    let _ = transfer::post(&js_sys::global(), reply, &[]);
}

/// Sends a message to the lab, if there is one.
pub(super) fn post_to_lab(reply: &LabReply) {
    LAB.with_borrow(|lab| drop(lab.as_ref().map(|lab| transfer::post(lab, reply, &[]))));
}
