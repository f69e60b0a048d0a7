//! The few things the page asks of the browser itself: every call stands alone and fails quietly or with a [`Failure`].

use std::time::Duration;

use leptos::ev;
use leptos::prelude::{set_timeout, window_event_listener};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Address;
use crate::measure::{Bytes, Millis};
use crate::net::{self, Wanted};
use crate::protocol::{Failure, PageVisibility};

pub(crate) use crate::net::stored::{StoredFile, clear as delete_stored_files, list as stored_files};
pub(crate) use crate::net::{error_message, property};

/// Key of the chosen language in the browser's storage.
const LANGUAGE_KEY: &str = "share-or-split.language";

/// Milliseconds since the page began.
pub(crate) fn now() -> Millis {
    Millis(web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now()))
}

/// Lets at least this much time pass.
pub(crate) async fn wait(time: Millis) {
    let passed = js_sys::Promise::new(&mut |resolve, _| {
        let resolve = move || drop(resolve.call0(&JsValue::NULL));
        set_timeout(resolve, Duration::from_secs_f64(time.0 / 1e3));
    });
    // A promise that only ever resolves.
    let _ = JsFuture::from(passed).await;
}

/// A number that differs from visit to visit.
pub(crate) fn seed() -> u64 {
    // Whole numbers below 2^53 are exact.
    (js_sys::Math::random() * 9e15) as u64
}

/// Size of the largest file that [`fetch`] takes: the largest there is, the manifest, has 55 kB.
const LARGEST_FILE: Bytes = Bytes(1 << 20);

/// The absolute URL of the page's folder, with its final slash: every file is found relative to it.
pub(crate) fn page_folder() -> String {
    absolute("./")
}

/// The absolute URL of a file given relative to the page.
pub(crate) fn absolute(relative: &str) -> String {
    let base = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten());
    let url = base.and_then(|base| web_sys::Url::new_with_base(relative, &base).ok());
    url.map_or_else(|| relative.to_owned(), |url| url.href())
}

/// The page's address, as it was meant.
pub(crate) fn asked() -> Address {
    let location = web_sys::window().map(|window| window.location());
    let read = |part: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location.as_ref().and_then(|location| part(location).ok()).unwrap_or_default()
    };
    Address::read(&read(web_sys::Location::search), &read(web_sys::Location::hash))
}

/// Writes the fragment of the page's address, without a step in the history.
pub(crate) fn set_fragment(fragment: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")));
    }
}

/// Whether the page comes from this machine itself, as a developer's does.
pub(crate) fn is_loopback() -> bool {
    let host = web_sys::window().and_then(|window| window.location().hostname().ok()).unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

/// Scrolls to the element with this id, if there is one, at once: a smooth scroll would aim where the element was when
/// it began.
pub(crate) fn scroll_to(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(element) = document.and_then(|document| document.get_element_by_id(id)) else { return };
    let options = js_sys::Object::new();
    // The options are a plain object: setting a property of it cannot fail.
    let _ = js_sys::Reflect::set(&options, &"behavior".into(), &"instant".into());
    if let Ok(scroll) = property(&element, "scrollIntoView").dyn_into::<js_sys::Function>() {
        let _ = scroll.call1(&element, &options);
    }
}

/// Puts the keyboard's focus on the element with this `data-testid`.
pub(crate) fn focus(testid: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let selector = format!("[data-testid='{testid}']");
    let found = document.and_then(|document| document.query_selector(&selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The page's address without parameters and fragment.
pub(crate) fn address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let read = |get: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location.as_ref().and_then(|location| get(location).ok()).unwrap_or_default()
    };
    read(web_sys::Location::origin) + &read(web_sys::Location::pathname)
}

/// The browser's user agent string.
pub(crate) fn user_agent() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Whether the browser asks to save data (`navigator.connection.saveData`); false where it does not say.
pub(crate) fn saves_data() -> bool {
    let connection = web_sys::window().map(|window| property(&window.navigator(), "connection"));
    connection.is_some_and(|connection| property(&connection, "saveData").is_truthy())
}

/// Logical processors (`navigator.hardwareConcurrency`); 0 where the browser does not say.
pub(crate) fn processors() -> u32 {
    let count = web_sys::window().map(|window| property(&window.navigator(), "hardwareConcurrency"));
    count.and_then(|count| count.as_f64()).map_or(0, |count| count as u32)
}

/// Whether the page is cross-origin isolated, which makes its clock finer: yes or no.
pub(crate) fn isolation() -> &'static str {
    let isolated = web_sys::window().map(|window| property(&window, "crossOriginIsolated"));
    if isolated.is_some_and(|isolated| isolated.is_truthy()) { "yes" } else { "no" }
}

/// The time in UTC, as ISO 8601 writes it.
pub(crate) fn time_in_utc() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// How long a saved file stays in memory: WebKit reads it only after the click, and where the browser asks for a place
/// first, it may read it when the reader has found one. A file is a megabyte at most.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// Saves a file through the browser's downloads.
pub(crate) fn save(name: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
    let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    follow(name, &address);
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&address)), KEPT);
}

/// Clicks a link that saves what lies at an address. It stands in the document meanwhile: not every browser follows one
/// that does not.
fn follow(name: &str, address: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(address);
    link.set_attribute("download", name).ok()?;
    document.body()?.append_child(&link).ok()?;
    link.click();
    link.remove();
    Some(())
}

/// The first file of an `<input type="file">` or a `DataTransfer`.
pub(crate) fn first_file(source: &JsValue) -> Option<web_sys::File> {
    property(&property(source, "files"), "0").dyn_into().ok()
}

/// The first file of a drop event.
pub(crate) fn dropped_file(event: &JsValue) -> Option<web_sys::File> {
    first_file(&property(event, "dataTransfer"))
}

/// For a file of the reader's, to be read and decoded: the largest that is taken has 32 MB, which a slow memory card gives
/// in 3 s, and 40 megapixels take a phone 2 s. Four times that, for what a cloud's folder has to fetch first.
pub(crate) const READING: Millis = Millis(20_000.0);

/// A file as text.
///
/// # Errors
/// Returns the browser's message when it cannot be read.
pub(crate) async fn read_text(file: &web_sys::File) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await.map_err(|error| error_message(&error))?;
    text.as_string().ok_or_else(|| "it is not text".to_owned())
}

/// Calls `send` now and whenever the page is shown or hidden.
pub(crate) fn watch_visibility(send: impl Fn(PageVisibility) + 'static) {
    let read = || {
        let document = web_sys::window().and_then(|window| window.document());
        let hidden = document.is_some_and(|document| document.hidden());
        if hidden { PageVisibility::Hidden } else { PageVisibility::Visible }
    };
    send(read());
    // It bubbles from the document to the window.
    window_event_listener(ev::visibilitychange, move |_| send(read()));
}

/// The reader's languages, the remembered choice first.
pub(crate) fn languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let chosen = remembered(LANGUAGE_KEY);
    let listed = window.navigator().languages();
    chosen.into_iter().chain(listed.iter().filter_map(|tag| tag.as_string())).collect()
}

/// Remembers a chosen language, where the browser allows that.
pub(crate) fn remember_language(tag: &str) {
    remember(LANGUAGE_KEY, tag);
}

/// What was remembered under a key.
pub(crate) fn remembered(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Remembers something until the next visit, where the browser allows that.
pub(crate) fn remember(key: &str, value: &str) {
    let _ = storage().map(|storage| storage.set_item(key, value));
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Tells the document its language and title.
pub(crate) fn name_document(tag: &str, title: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("lang", tag);
    }
}

/// What `index.html` says in a `<meta>` of this name.
pub(crate) fn meta(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let found = document.query_selector(&format!("meta[name='{name}']")).ok().flatten()?;
    found.get_attribute("content")
}

/// Removes what `index.html` shows until the page runs.
pub(crate) fn remove_placeholder() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(placeholder) = document.and_then(|document| document.get_element_by_id("placeholder")) {
        placeholder.remove();
    }
}

/// Fetches a file given relative to the page.
///
/// # Errors
/// Returns what the server or the browser said.
pub(crate) async fn fetch(relative: &str) -> Result<Vec<u8>, Failure> {
    net::fetch(&Wanted::confirmed(&absolute(relative), relative, LARGEST_FILE), |_| {}).await
}
