//! Weights kept in the browser's Cache API, each under an address that says what it is. Where there is no such store, or
//! it refuses, nothing is kept and nothing fails.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::value::property;
use crate::measure::Bytes;

/// Name of the cache: an origin's other pages have theirs beside it.
const CACHE: &str = "share-or-split-weights";
/// Nothing is ever fetched from below this address; copies of the page on one origin share what they keep.
const ROOT: &str = "/share-or-split-weights/";

/// What a kept file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StoredFile {
    /// SHA-256, in hexadecimal.
    pub(crate) digest: String,
    pub(crate) bytes: Bytes,
    /// Relative to the weights' folder.
    pub(crate) name: String,
}

impl StoredFile {
    /// Where it is kept, on the page's origin.
    pub(crate) fn address(&self) -> String {
        format!("{ROOT}{}/{}/{}", self.digest, self.bytes.0, self.name)
    }

    /// Reads an address, with its origin or without.
    fn from_address(address: &str) -> Option<Self> {
        let mut parts = address.split_once(ROOT)?.1.splitn(3, '/');
        let (digest, bytes, name) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = Bytes(bytes.parse().ok()?);
        Some(Self { digest: digest.to_owned(), bytes, name: name.to_owned() })
    }
}

/// What is kept, the oldest first.
pub(crate) async fn list() -> Vec<StoredFile> {
    let Ok(cache) = open().await else { return Vec::new() };
    let Ok(keys) = call(&cache, "keys", &[]).await else { return Vec::new() };
    let address = |request: JsValue| property(&request, "url").as_string();
    Array::from(&keys).iter().filter_map(|key| StoredFile::from_address(&address(key)?)).collect()
}

/// Deletes all that is kept.
pub(crate) async fn clear() {
    // Where there is no store, nothing is kept.
    let _ = call(&storage(), "delete", &[CACHE.into()]).await;
}

fn storage() -> JsValue {
    property(&js_sys::global(), "caches")
}

/// The cache of this page.
pub(crate) async fn open() -> Result<JsValue, JsValue> {
    call(&storage(), "open", &[CACHE.into()]).await
}

/// What a method's promise comes to. Absent methods fail as refused ones do: a page over plain http has no such store,
/// one in a frame without an origin may not touch it.
pub(crate) async fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = property(object, method).dyn_into()?;
    let promise: Promise =
        Reflect::apply(&method, object, &arguments.iter().collect::<Array>())?.dyn_into()?;
    JsFuture::from(promise).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_kept_there_and_any_other_address_nothing() {
        let file = StoredFile { digest: "0a".into(), bytes: Bytes(7), name: "resnet18/2.safetensors".into() };
        for origin in ["", "https://example.org"] {
            let address = format!("{origin}{}", file.address());
            assert_eq!(StoredFile::from_address(&address), Some(file.clone()));
        }
        for other in ["/elsewhere/0a/7/x", "/share-or-split-weights/0a/x/y", "/share-or-split-weights/0a/7"] {
            assert_eq!(StoredFile::from_address(other), None, "{other}");
        }
    }
}
