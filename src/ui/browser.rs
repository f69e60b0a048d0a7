//! The few things the page asks of the browser itself. Refuses state: every call stands alone and fails quietly or
//! with a [`Failure`].

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::measure::Millis;
use crate::protocol::Failure;

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
