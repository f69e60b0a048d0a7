//! Weights kept in the browser's Cache API under their digests, so that a second visit needs no download of them. Whoever
//! reads compares the digest: what is kept can have been altered, too.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::property;
use crate::measure::Bytes;

/// Name of the cache; other apps of the same origin have theirs.
const CACHE: &str = "share-or-split weights";

/// Where the digests stand, relative to the page: an address that no server is ever asked for.
const FOLDER: &str = "weights/kept/";

/// The file with this digest, if it is kept. Where there is no such cache, nothing is.
pub(crate) async fn kept(base: &str, digest: &str) -> Option<Vec<u8>> {
    let cache = open().await?;
    let found = call(&cache, "match", &[address(base, digest)]).await.filter(JsValue::is_truthy)?;
    let buffer = call(&found, "arrayBuffer", &[]).await?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Keeps a file; the bytes are taken over at once. Where there is no room, those kept longest go first; where there is still
/// none, it is not kept.
pub(crate) fn keep(base: &str, digest: &str, bytes: &[u8]) -> impl Future<Output = ()> + use<> {
    let (address, bytes) = (address(base, digest), Uint8Array::from(bytes));
    async move {
        let Some(cache) = open().await else { return };
        loop {
            let Some(response) = response(&bytes) else { return };
            if call(&cache, "put", &[address.clone(), response]).await.is_some() {
                return;
            }
            // The keys come in the order in which they were put.
            let oldest = call(&cache, "keys", &[]).await.map(|keys| Array::from(&keys).get(0));
            let Some(oldest) = oldest.filter(JsValue::is_truthy) else { return };
            if call(&cache, "delete", &[oldest]).await.is_none() {
                return;
            }
        }
    }
}

/// How many files are kept, and their bytes together.
pub(crate) async fn list_kept() -> (usize, Bytes) {
    let Some(cache) = open().await else { return (0, Bytes(0)) };
    let keys = call(&cache, "keys", &[]).await.map(|keys| Array::from(&keys)).unwrap_or_default();
    let mut bytes = 0;
    for key in keys.iter() {
        let found = call(&cache, "match", &[key]).await.unwrap_or_default();
        let length = property(&found, "headers");
        let length = get_header(&length, "content-length").and_then(|length| length.parse::<u64>().ok());
        bytes += length.unwrap_or_default();
    }
    (keys.length() as usize, Bytes(bytes))
}

/// Deletes all that is kept.
pub(crate) async fn forget_kept() {
    let caches = property(&js_sys::global(), "caches");
    let _ = call(&caches, "delete", &[CACHE.into()]).await;
}

async fn open() -> Option<JsValue> {
    let caches = property(&js_sys::global(), "caches");
    call(&caches, "open", &[CACHE.into()]).await.filter(JsValue::is_truthy)
}

fn address(base: &str, digest: &str) -> JsValue {
    format!("{base}{FOLDER}{digest}").into()
}

/// A response with these bytes, and their number as a header.
fn response(bytes: &Uint8Array) -> Option<JsValue> {
    let class: Function = property(&js_sys::global(), "Response").dyn_into().ok()?;
    let (options, headers) = (Object::new(), Object::new());
    Reflect::set(&headers, &"content-length".into(), &bytes.length().to_string().into()).ok()?;
    Reflect::set(&options, &"headers".into(), &headers).ok()?;
    Reflect::construct(&class, &Array::of2(bytes, &options)).ok()
}

fn get_header(headers: &JsValue, name: &str) -> Option<String> {
    let get: Function = property(headers, "get").dyn_into().ok()?;
    get.call1(headers, &name.into()).ok()?.as_string()
}

/// Calls a method that returns a promise and awaits that; `None` where it is refused.
async fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = property(object, method).dyn_into().ok()?;
    let promise: Promise = method.apply(object, &arguments.iter().collect()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
