//! Files from the server the page came from, with progress. Works in the page and in workers.
//!
//! Refuses to parse or to judge digests; it only refuses to take more bytes than it was told to expect.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

#[wasm_bindgen]
extern "C" {
    /// `fetch` of whatever global scope this program runs in.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, options: &RequestInit) -> Promise;
}

/// Room made before the first byte has come, at most: more than the largest weights file has (36 MB).
const LARGEST_ROOM: u64 = 48 << 20;

/// Why a file did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No answer, or the connection broke.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The server answered with an error.
    #[error("HTTP status {0}")]
    Status(u16),
    /// More bytes came than expected.
    #[error("more than {0} bytes")]
    TooLong(u64),
}

/// Downloads a file. `limit` bounds what is taken; `progress` hears the bytes received so far after every chunk.
///
/// # Errors
/// Returns a [`FetchError`] when the server does not answer, refuses, or sends more than `limit` bytes.
pub async fn fetch(url: &str, limit: u64, mut progress: impl FnMut(u64)) -> Result<Vec<u8>, FetchError> {
    let options = RequestInit::new();
    // A cached copy may be the broken one, or older than the manifest: the server is asked whether it still holds.
    options.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(global_fetch(url, &options)).await.map_err(unreachable)?;
    let response: Response = response.dyn_into().map_err(unreachable)?;
    if !response.ok() {
        return Err(FetchError::Status(response.status()));
    }
    let Some(body) = response.body() else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|_| FetchError::Status(0))?;
    let mut bytes = Vec::new();
    // Room at once for what is expected: a vector that grows step by step leaves holes in memory that never shrinks.
    // Where there is no room, the first chunk that does not fit says so.
    let _ = bytes.try_reserve_exact(limit.min(LARGEST_ROOM) as usize);
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        let done = Reflect::get(&step, &JsValue::from_str("done")).map_err(unreachable)?;
        if done.is_truthy() {
            return Ok(bytes);
        }
        let chunk = Reflect::get(&step, &JsValue::from_str("value")).map_err(unreachable)?;
        let chunk: Uint8Array = chunk.dyn_into().map_err(unreachable)?;
        if bytes.len() as u64 + u64::from(chunk.length()) > limit {
            return Err(FetchError::TooLong(limit));
        }
        let start = bytes.len();
        bytes.resize(start + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[start..]);
        progress(bytes.len() as u64);
    }
}

/// The browser's words for a failed request.
fn unreachable(error: JsValue) -> FetchError {
    let words = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    FetchError::Unreachable(words.unwrap_or_else(|| format!("{error:?}")))
}
