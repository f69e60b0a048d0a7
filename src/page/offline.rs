//! The page kept for a visit without a network, by the service worker `public/sw.js`; and a newer version, once its files
//! are all here, which is used when the reader says so.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use super::state::Page;
use crate::web::browser::{self, property};

/// The service worker's file, beside the page: its folder is what it keeps.
const SERVICE_WORKER: &str = "sw.js";

/// Begins once all networks answer, so that it competes with nothing; not where data is to be saved, nor on a developer's own
/// machine, where every build would have to be agreed to.
pub(super) fn keep(page: Page) {
    let begun = Rc::new(Cell::new(false));
    let settled = Memo::new(move |_| page.client.model().with(|model| model.is_settled()));
    Effect::new(move |_| {
        if settled.get() && !begun.replace(true) {
            leptos::task::spawn_local(async move {
                // Without a service worker the page works as well, but for a visit without a network.
                let _ = register(page).await;
            });
        }
    });
}

async fn register(page: Page) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let container = property(&window.navigator(), "serviceWorker");
    if container.is_falsy() {
        return Ok(());
    }
    let registered = call(&container, "getRegistration", &[]).await?;
    let wanted = !browser::saves_data() && !browser::is_loopback();
    let registration = match registered.is_truthy() || !wanted {
        true => registered,
        false => call(&container, "register", &[SERVICE_WORKER.into()]).await?,
    };
    if registration.is_falsy() {
        return Ok(());
    }
    watch(page, &registration);
    Ok(())
}

/// Notices a newer version that waits, now and whenever one has come.
fn watch(page: Page, registration: &JsValue) {
    let own = registration.clone();
    let look = move || {
        page.newer.set(property(&own, "waiting").is_truthy());
    };
    look();
    let own = registration.clone();
    let found = Closure::<dyn Fn()>::new(move || {
        let installing = property(&own, "installing");
        let changed = Closure::<dyn Fn()>::new(look.clone());
        listen(&installing, "statechange", &changed);
        // As long as the page lives: versions are rare.
        changed.forget();
    });
    listen(registration, "updatefound", &found);
    found.forget();
}

/// A newer version, where one waits.
#[component]
pub(super) fn UpdateLine() -> impl IntoView {
    let page = Page::get();
    let busy = Memo::new(move |_| page.client.model().with(|model| model.is_busy()));
    let take = move |_| {
        page.keep_drawing_in_address();
        leptos::task::spawn_local(async {
            // It waits on where it cannot be reached; the next visit takes it.
            let _ = hand_over().await;
        });
    };
    view! {
        <Show when=move || page.newer.get()>
            <div class="mishap" data-testid="update">
                <p role="status">{move || page.texts().page.newer}</p>
                <button type="button" data-testid="update-use" disabled=busy on:click=take>
                    {move || page.texts().page.use_newer}
                </button>
            </div>
        </Show>
    }
}

/// Hands the page over to the version that waits, and loads it anew when that one has taken over.
async fn hand_over() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let container = property(&window.navigator(), "serviceWorker");
    let waiting = property(&call(&container, "getRegistration", &[]).await?, "waiting");
    let reload = Closure::<dyn Fn()>::new(move || drop(window.location().reload()));
    listen(&container, "controllerchange", &reload);
    // Until the page is loaded anew.
    reload.forget();
    let post: js_sys::Function = property(&waiting, "postMessage").dyn_into()?;
    post.call1(&waiting, &"use".into()).map(drop)
}

fn listen(target: &JsValue, event: &str, listener: &Closure<dyn Fn()>) {
    if let Some(target) = target.dyn_ref::<web_sys::EventTarget>() {
        let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    }
}

/// Calls a method that returns a promise, and awaits that.
async fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: js_sys::Function = property(object, method).dyn_into()?;
    let arguments: js_sys::Array = arguments.iter().collect();
    let promise: js_sys::Promise = method.apply(object, &arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}
