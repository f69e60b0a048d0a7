//! The browser's monotonic clock, and a way to let its event loop turn. Refuses statistics: `measure` has those.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::measure::Millis;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: i32);
}

/// Time since the worker started.
pub(super) fn now() -> Millis {
    Millis(performance_now())
}

/// Lets waiting messages and timers run. A microtask would not: those run before any message.
pub(super) async fn turn() {
    let promise = Promise::new(&mut |resolve, _| set_timeout(&resolve, 0));
    // A promise that only ever resolves.
    let _ = JsFuture::from(promise).await;
}
