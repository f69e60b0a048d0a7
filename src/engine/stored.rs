//! Weights out of the browser's store and into it. Whoever reads a file judges it as one that was fetched.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Response;

use crate::net::property;
use crate::net::stored::{StoredFile, call, open};

/// The file as it is kept; `None` where it is not.
pub(super) async fn read(file: &StoredFile) -> Option<Vec<u8>> {
    let cache = open().await.ok()?;
    let response = call(&cache, "match", &[file.address().into()]).await.ok()?;
    let buffer = call(&response, "arrayBuffer", &[]).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Keeps a file; where there is no room for it, the oldest go first.
pub(super) async fn keep(file: &StoredFile, bytes: &Uint8Array) {
    let Ok(cache) = open().await else { return };
    loop {
        let Ok(response) = Response::new_with_opt_js_u8_array(Some(bytes)) else { return };
        match call(&cache, "put", &[file.address().into(), response.into()]).await {
            Err(error) if is_quota(&error) && remove_oldest(&cache).await => {}
            _ => return,
        }
    }
}

fn is_quota(error: &JsValue) -> bool {
    property(error, "name") == JsValue::from_str("QuotaExceededError")
}

/// Removes the file that was kept first; false where there is none.
async fn remove_oldest(cache: &JsValue) -> bool {
    let Ok(keys) = call(cache, "keys", &[]).await else { return false };
    let oldest = Array::from(&keys).get(0);
    call(cache, "delete", &[oldest]).await.is_ok_and(|removed| removed.is_truthy())
}
