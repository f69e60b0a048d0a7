//! The browser's monotonic clock, its event loop's turns, and the program's memory. Refuses statistics: `measure` has those.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use crate::measure::{Bytes, Millis};

/// Steps of the clock that are looked at: at 0.1 ms each, 2 ms.
const STEPS_SEEN: usize = 20;

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

/// A clock that is read lap by lap.
pub(super) struct Laps(Millis);

impl Laps {
    pub(super) fn start() -> Self {
        Self(now())
    }

    /// Time since the lap before.
    pub(super) fn lap(&mut self) -> Millis {
        let (before, now) = (self.0, now());
        self.0 = now;
        Millis(now.0 - before.0)
    }
}

/// The smallest step that the clock takes, of some that are seen.
pub(super) fn step() -> Millis {
    let mut smallest = f64::INFINITY;
    for _ in 0..STEPS_SEEN {
        let start = now().0;
        let mut end = start;
        while end <= start {
            end = now().0;
        }
        smallest = smallest.min(end - start);
    }
    Millis(smallest)
}

/// Memory of this program, which never shrinks: the most it ever had.
pub(super) fn memory() -> Bytes {
    let memory = wasm_bindgen::memory();
    let buffer = Reflect::get(&memory, &JsValue::from_str("buffer")).unwrap_or_default();
    let length = Reflect::get(&buffer, &JsValue::from_str("byteLength")).ok();
    Bytes(length.and_then(|length| length.as_f64()).unwrap_or_default() as u64)
}

/// Lets at least this much time pass: browsers stretch short waits to 4 ms, and those of hidden pages much further.
pub(super) async fn wait(time: Millis) {
    let promise = Promise::new(&mut |resolve, _| set_timeout(&resolve, time.0 as i32));
    // A promise that only ever resolves.
    let _ = JsFuture::from(promise).await;
}

/// Lets waiting messages be heard, by a message to ourselves that comes after them. A microtask would run before them,
/// and a timer cost 4 ms.
pub(super) async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return wait(Millis(0.0)).await };
    let (heard, port) = (channel.port1(), channel.port2());
    let promise = Promise::new(&mut |resolve, _| heard.set_onmessage(Some(&resolve)));
    if port.post_message(&JsValue::NULL).is_ok() {
        // A promise that only ever resolves.
        let _ = JsFuture::from(promise).await;
    }
    heard.close();
}
