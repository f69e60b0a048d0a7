//! Messages through the browser: each is one `ArrayBuffer` that is transferred, not copied, with the ports that go along.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, MessagePort};

use super::{WireError, from_bytes, to_bytes};

#[wasm_bindgen]
extern "C" {
    /// What a worker, a worker's own scope and a port have in common.
    type Endpoint;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &Endpoint, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;
}

/// Posts a message to a worker, from a worker to its page, or through a port.
///
/// # Errors
/// Fails with the browser's error when the other end takes no message or a port was transferred before.
pub(crate) fn post<T: Serialize>(to: &JsValue, message: &T, ports: &[&MessagePort]) -> Result<(), JsValue> {
    let bytes = to_bytes(message).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    let transfer = Array::of1(&buffer);
    for port in ports {
        transfer.push(port);
    }
    to.unchecked_ref::<Endpoint>().post_message(&buffer, &transfer)
}

/// The message that an event brings.
///
/// # Errors
/// Fails when its data is no `ArrayBuffer`, or not a message of this type.
pub(crate) fn message_from<T: DeserializeOwned>(event: &MessageEvent) -> Result<T, WireError> {
    let buffer = event.data().dyn_into::<ArrayBuffer>().ok();
    let bytes = buffer.map_or_else(Vec::new, |buffer| Uint8Array::new(&buffer).to_vec());
    from_bytes(&bytes)
}

/// The port that comes with a message.
#[must_use]
pub(crate) fn port_from(event: &MessageEvent) -> Option<MessagePort> {
    event.ports().get(0).dyn_into().ok()
}
