//! The few things the page asks of the browser itself. Refuses state: every call stands alone and fails quietly or
//! with a [`Failure`].

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::measure::Millis;
use crate::protocol::{Failure, PageVisibility};

/// Under which name a chosen language is remembered.
const LANGUAGE_KEY: &str = "share-or-split.language";

/// Milliseconds since the page began.
#[must_use]
pub fn now() -> Millis {
    Millis(web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now()))
}

/// A number that differs from visit to visit.
#[must_use]
pub fn seed() -> u64 {
    // Whole numbers below 2^53 are exact.
    (js_sys::Math::random() * 9e15) as u64
}

/// The absolute URL of a file given relative to the page.
#[must_use]
pub fn absolute(relative: &str) -> String {
    let base =
        web_sys::window().and_then(|window| window.document()).and_then(|it| it.base_uri().ok().flatten());
    let url = base.and_then(|base| web_sys::Url::new_with_base(relative, &base).ok());
    url.map_or_else(|| relative.to_owned(), |url| url.href())
}

/// The part of the page's address behind its `#`.
#[must_use]
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The page's address without parameters and fragment.
#[must_use]
pub fn address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |get: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location.as_ref().and_then(|location| get(location).ok()).unwrap_or_default()
    };
    part(web_sys::Location::origin) + &part(web_sys::Location::pathname)
}

/// What the browser calls itself.
#[must_use]
pub fn user_agent() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Logical processors that the browser tells of.
#[must_use]
pub fn processors() -> u32 {
    let count = web_sys::window().map(|window| property(&window.navigator(), "hardwareConcurrency"));
    count.and_then(|count| count.as_f64()).map_or(0, |count| count as u32)
}

/// Whether the page is isolated from others, which makes its clock finer.
#[must_use]
pub fn isolation() -> &'static str {
    let isolated = web_sys::window().map(|window| property(&window, "crossOriginIsolated"));
    if isolated.is_some_and(|isolated| isolated.is_truthy()) { "yes" } else { "no" }
}

/// The time in UTC, as ISO 8601 writes it.
#[must_use]
pub fn time_in_utc() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Saves a file through the browser's downloads.
pub fn save(name: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
    if let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) {
        save_from(name, &address);
        let _ = web_sys::Url::revoke_object_url(&address);
    }
}

/// Saves what lies at an address, such as a picture as a `data:` URL.
pub fn save_from(name: &str, address: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        link.set_href(address);
        let _ = link.set_attribute("download", name);
        link.click();
    }
}

/// Puts text into the clipboard, where the browser allows that.
pub fn copy(text: &str) {
    let Some(window) = web_sys::window() else { return };
    let clipboard = property(&window.navigator(), "clipboard");
    let write: Option<js_sys::Function> = property(&clipboard, "writeText").dyn_into().ok();
    if let Some(write) = write {
        let _ = write.call1(&clipboard, &text.into());
    }
}

/// The first of the files that something brings: a field of a form, or what was dropped.
#[must_use]
pub fn first_file(bringer: &JsValue) -> Option<web_sys::File> {
    property(&property(bringer, "files"), "0").dyn_into().ok()
}

/// What was dropped by an event.
#[must_use]
pub fn dropped_file(event: &JsValue) -> Option<web_sys::File> {
    first_file(&property(event, "dataTransfer"))
}

/// A file as text.
///
/// # Errors
/// Returns the browser's words when it cannot be read.
pub async fn text_of(file: &web_sys::File) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await.map_err(|error| words(&error))?;
    text.as_string().ok_or_else(|| "it is not text".to_owned())
}

/// Tells, now and from then on, whether the page can be seen.
pub fn watch_visibility(tell: impl Fn(PageVisibility) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let look = move |document: &web_sys::Document| {
        let hidden = property(document, "hidden").is_truthy();
        tell(if hidden { PageVisibility::Hidden } else { PageVisibility::Visible });
    };
    let watched = document.clone();
    let changed = Closure::<dyn Fn()>::new(move || look(&watched));
    let _ = document.add_event_listener_with_callback("visibilitychange", changed.as_ref().unchecked_ref());
    // Lives as long as the page.
    changed.forget();
}

/// Tells whenever the part of the address behind its `#` changes.
pub fn watch_fragment(tell: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let changed = Closure::<dyn Fn()>::new(tell);
    let _ = window.add_event_listener_with_callback("hashchange", changed.as_ref().unchecked_ref());
    // Lives as long as the page.
    changed.forget();
}

/// Tells the first time that the page is scrolled.
pub fn watch_scrolling(tell: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    once.set_passive(true);
    let scrolled = Closure::<dyn Fn()>::new(tell);
    let listener = scrolled.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback_and_add_event_listener_options("scroll", listener, &once);
    // Lives as long as the page.
    scrolled.forget();
}

/// A property, or `undefined` where the object does not have it or is not one.
#[must_use]
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The parameters of the page's address, decoded.
#[must_use]
pub fn parameters() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let parsed = web_sys::UrlSearchParams::new_with_str(&search).ok();
    let entries = parsed.and_then(|parsed| js_sys::try_iter(&parsed).ok().flatten());
    let pair = |entry: Result<JsValue, JsValue>| {
        let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    entries.into_iter().flatten().filter_map(pair).collect()
}

/// The reader's languages, the remembered choice first.
#[must_use]
pub fn languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let chosen = storage().and_then(|storage| storage.get_item(LANGUAGE_KEY).ok().flatten());
    let listed = window.navigator().languages();
    chosen.into_iter().chain(listed.iter().filter_map(|tag| tag.as_string())).collect()
}

/// Remembers a chosen language, where the browser allows that.
pub fn remember_language(tag: &str) {
    let _ = storage().map(|storage| storage.set_item(LANGUAGE_KEY, tag));
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Tells the document its language and title.
pub fn name_document(tag: &str, title: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("lang", tag);
    }
}

/// What `index.html` says in a `<meta>` of this name.
#[must_use]
pub fn meta(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let found = document.query_selector(&format!("meta[name='{name}']")).ok().flatten()?;
    found.get_attribute("content")
}

/// Removes what `index.html` shows until the page runs.
pub fn remove_placeholder() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(placeholder) = document.and_then(|document| document.get_element_by_id("placeholder")) {
        placeholder.remove();
    }
}

/// Fetches a file given relative to the page.
///
/// # Errors
/// Returns what the server or the browser said.
pub async fn fetch(relative: &str) -> Result<Vec<u8>, Failure> {
    let file = || relative.to_owned();
    let unreachable = |error: JsValue| Failure::FileUnreachable { file: file(), detail: words(&error) };
    let window = web_sys::window().ok_or_else(|| unreachable(JsValue::NULL))?;
    let options = web_sys::RequestInit::new();
    // A cached copy may be the broken one, or older than the page: the server is asked whether it still holds.
    options.set_cache(web_sys::RequestCache::NoCache);
    let asked = window.fetch_with_str_and_init(&absolute(relative), &options);
    let answer = JsFuture::from(asked).await.map_err(unreachable)?;
    let response: web_sys::Response = answer.dyn_into().map_err(unreachable)?;
    if !response.ok() {
        return Err(Failure::FileMissing { file: file(), status: response.status() });
    }
    let body = response.array_buffer().map_err(unreachable)?;
    let buffer = JsFuture::from(body).await.map_err(unreachable)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The browser's words for an error.
#[must_use]
pub fn words(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "no reason given".to_owned())
}
