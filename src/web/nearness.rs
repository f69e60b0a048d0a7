//! Whether a section is in view or about to be: what costs something waits for that.

use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside the window a section is near, as CSS writes a margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Margin {
    /// Not at all: for what the networks are asked, which would slow a drawing above it.
    None,
    /// A window's height: for what is fetched.
    Window,
}

impl Margin {
    const fn css(self) -> &'static str {
        match self {
            Self::None => "0px",
            Self::Window => "100%",
        }
    }
}

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
pub(crate) fn watch_nearness(node: NodeRef<Section>, margin: Margin) -> RwSignal<bool> {
    let near = RwSignal::new(false);
    let watched = StoredValue::new_local(None::<Watched>);
    Effect::new(move |_| {
        let Some(section) = node.get() else { return };
        let seen = watch(&section, margin, near);
        if seen.is_none() {
            near.set(true);
        }
        watched.set_value(seen);
    });
    near
}

fn watch(element: &web_sys::Element, margin: Margin, near: RwSignal<bool>) -> Option<Watched> {
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.pop().dyn_into::<IntersectionObserverEntry>();
        let is_near = last.is_ok_and(|entry| entry.is_intersecting());
        if near.try_get_untracked().is_some_and(|was_near| was_near != is_near) {
            near.set(is_near);
        }
    });
    let init = IntersectionObserverInit::new();
    init.set_root_margin(margin.css());
    let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &init).ok()?;
    observer.observe(element);
    Some(Watched { observer, _closure: closure })
}
