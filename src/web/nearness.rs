//! Whether a section is in view or about to be: what costs something waits for that.

use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside the window a section is near, in window heights.
const MARGIN: &str = "50%";

/// An observer that stops with its owner.
struct Watched {
    observer: IntersectionObserver,
    _closure: Closure<dyn Fn(js_sys::Array)>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Whether a section is near, from when it is there. Where the browser cannot tell, it is.
pub(crate) fn watch_nearness(node: NodeRef<Section>) -> RwSignal<bool> {
    let near = RwSignal::new(false);
    let watched = StoredValue::new_local(None::<Watched>);
    Effect::new(move |_| {
        let Some(section) = node.get() else { return };
        let seen = watch(&section, near);
        if seen.is_none() {
            near.set(true);
        }
        watched.set_value(seen);
    });
    near
}

fn watch(element: &web_sys::Element, near: RwSignal<bool>) -> Option<Watched> {
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.pop().dyn_into::<IntersectionObserverEntry>();
        let is_near = last.is_ok_and(|entry| entry.is_intersecting());
        if near.try_get_untracked().is_some_and(|was_near| was_near != is_near) {
            near.set(is_near);
        }
    });
    let init = IntersectionObserverInit::new();
    init.set_root_margin(MARGIN);
    let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &init).ok()?;
    observer.observe(element);
    Some(Watched { observer, _closure: closure })
}
