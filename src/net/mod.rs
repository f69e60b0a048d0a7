//! Files from the server that the page came from: one fetch for the page, its lab and its worker.

mod body;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use self::body::Body;
use crate::image::TestSet;
use crate::measure::Bytes;
use crate::protocol::Failure;

#[wasm_bindgen]
extern "C" {
    /// `fetch` of whatever global scope this program runs in: a window's or a worker's.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, options: &RequestInit) -> Promise;
}

/// Limit of [`TestSet::FILE`]: more than the 470,185 bytes of the compressed test set.
pub(crate) const TEST_SET_LIMIT: Bytes = Bytes(1 << 20);

/// Fetches a file, of `limit` bytes at most; `progress` gets the bytes received so far after every chunk. `file` is
/// what a failure calls it.
///
/// # Errors
/// Returns what the server or the browser said, and [`Failure::FileSize`] as soon as more than `limit` bytes come.
pub(crate) async fn fetch(
    url: &str,
    file: &str,
    limit: Bytes,
    mut progress: impl FnMut(Bytes),
) -> Result<Vec<u8>, Failure> {
    let unreachable =
        |error: JsValue| Failure::FileUnreachable { file: file.to_owned(), detail: error_message(&error) };
    let options = RequestInit::new();
    // A cached copy may be the broken one, or older than the page: the server is asked whether it still holds.
    options.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(global_fetch(url, &options)).await.map_err(unreachable)?;
    let response: Response = response.dyn_into().map_err(unreachable)?;
    if !response.ok() {
        return Err(Failure::FileMissing { file: file.to_owned(), status: response.status() });
    }
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|reader| unreachable(reader.into()))?;
    let mut body = Body::new(limit);
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        if property(&step, "done").is_truthy() {
            return Ok(body.into_bytes());
        }
        let chunk: Uint8Array = property(&step, "value").dyn_into().map_err(unreachable)?;
        let Some(room) = body.grow(chunk.length() as usize) else {
            return Err(too_large(file, limit));
        };
        chunk.copy_to(room);
        progress(body.received());
    }
}

/// More bytes than the limit came.
pub(crate) fn too_large(file: &str, limit: Bytes) -> Failure {
    Failure::FileSize { file: file.to_owned(), expected: limit, found: Bytes(limit.0.saturating_add(1)) }
}

/// Reads the file of test images.
///
/// # Errors
/// Returns [`Failure::FileInvalid`] for anything but the test set.
pub(crate) fn read_test_set(bytes: &[u8]) -> Result<TestSet, Failure> {
    TestSet::parse(bytes).map_err(|error| Failure::file_invalid(TestSet::FILE, error))
}

/// The browser's message for an error.
pub(crate) fn error_message(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "no reason given".to_owned())
}

/// A property, or `undefined` where the object does not have it or is not one.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
