//! From pointer events to points on the pad. Refuses to draw.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, PointerEvent};

use crate::image::Point;

/// Where a pointer event happened, in units of the element's box.
#[must_use]
pub fn place(event: &PointerEvent, bounds: &DomRect) -> Option<Point> {
    let within = |client: f64, start: f64, size: f64| (size > 0.0).then(|| ((client - start) / size) as f32);
    let x = within(f64::from(event.client_x()), bounds.left(), bounds.width())?;
    let y = within(f64::from(event.client_y()), bounds.top(), bounds.height())?;
    Some(Point { x: x.clamp(0.0, 1.0), y: y.clamp(0.0, 1.0) })
}

/// The events that the browser folded into this one, or this one where it does not tell.
#[must_use]
pub fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    // Absent in older Safari and on pages without HTTPS, so it cannot be called through its binding.
    let method = js_sys::Reflect::get(event, &JsValue::from_str("getCoalescedEvents")).ok();
    let call = method.and_then(|method| method.dyn_into::<js_sys::Function>().ok());
    let list =
        call.and_then(|call| call.call0(event).ok()).and_then(|list| list.dyn_into::<js_sys::Array>().ok());
    let events: Vec<PointerEvent> =
        list.iter().flat_map(js_sys::Array::iter).filter_map(|event| event.dyn_into().ok()).collect();
    if events.is_empty() { vec![event.clone()] } else { events }
}

/// The event that a primary button or a touch began; other buttons do not draw.
#[must_use]
pub fn draws(event: &PointerEvent) -> bool {
    event.is_primary() && event.button() == 0
}
