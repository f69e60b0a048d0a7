//! A polyfill: what burn's runtime and wgpu read of WebGPU's objects and panic without, where a browser or a graphics card
//! does not have it. On the prototypes of this worker's realm, so nobody else sees it.

use js_sys::{Array, Object, Reflect, Set};
use wasm_bindgen::{JsCast, JsValue};

use super::super::adapter::get;

/// Where an adapter is described, and again on its device: older browsers have neither.
const DESCRIPTIONS: [(&str, &str); 2] = [("GPUAdapter", "info"), ("GPUDevice", "adapterInfo")];

/// What wgpu reads as text; numbers and flags may be missing.
const TEXTS: [&str; 4] = ["vendor", "architecture", "device", "description"];

/// Gives adapters an empty description where the browser describes none.
pub(super) fn describe_adapters() {
    let empty = Object::new();
    for name in TEXTS {
        // A plain object takes any property.
        let _ = Reflect::set(&empty, &name.into(), &JsValue::from_str(""));
    }
    for (interface, name) in DESCRIPTIONS {
        let prototype = prototype(interface);
        if !Reflect::has(&prototype, &name.into()).unwrap_or(true) {
            define(&prototype, name, &empty);
        }
    }
}

/// Lets the adapter claim `timestamp-query` and no other feature, once its device is open: CubeCL looks at the adapter to
/// choose how it would time a kernel, panics in wasm without timestamps, and is never asked to time one.
pub(super) fn claim_timestamps() {
    let claimed = Set::new(&Array::of1(&"timestamp-query".into()));
    define(&prototype("GPUAdapter"), "features", &claimed);
}

fn prototype(interface: &str) -> JsValue {
    get(&get(&js_sys::global(), interface), "prototype")
}

fn define(prototype: &JsValue, name: &str, value: &JsValue) {
    let property = Object::new();
    let _ = Reflect::set(&property, &"value".into(), value);
    // What is no object takes none: then the runtime says what it misses.
    let _ =
        prototype.dyn_ref::<Object>().map(|object| Reflect::define_property(object, &name.into(), &property));
}
