//! Values of the browser, whatever they are.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// The browser's message for an error.
pub(crate) fn error_message(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "no reason given".to_owned())
}

/// A property, or `undefined` where the object does not have it or is not one.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
