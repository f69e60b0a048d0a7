//! Files from the server that the page came from: one fetch for the page, its lab and its worker.

mod body;
#[cfg_attr(test, allow(dead_code, reason = "in the tests `engine::simulated` keeps files"))]
mod kept;
mod tries;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use self::body::Body;
use self::tries::{SILENCE, Tries, continues};
use crate::image::TestSet;
use crate::measure::{Bytes, Millis};
use crate::protocol::Failure;
pub(crate) use kept::{forget_kept, list_kept};
#[cfg(not(test))]
pub(crate) use kept::{keep, kept};

#[wasm_bindgen]
extern "C" {
    /// `fetch` of whatever global scope this program runs in: a window's or a worker's.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, options: &RequestInit) -> Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Limit of [`TestSet::FILE`]: more than the 470,185 bytes of the compressed test set.
pub(crate) const TEST_SET_LIMIT: Bytes = Bytes(1 << 20);

/// Whether what the browser's own cache holds may be used as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CachePolicy {
    /// The server is asked whether it still holds: an address that may stand for another file tomorrow.
    Revalidate,
    /// It may: the address names its content.
    Reuse,
    /// It may not even be compared: it may be the broken one.
    Reload,
}

/// Fetches a file, of `limit` bytes at most; `progress` gets the bytes received so far after every chunk. `file` is
/// what a failure calls it. What may pass is tried again, from where it stopped if the host can do that.
///
/// # Errors
/// Returns what the server or the browser said at last, [`Failure::FileStalled`] where nothing came any more, and
/// [`Failure::FileSize`] as soon as more than `limit` bytes come.
pub(crate) async fn fetch(
    url: &str,
    file: &str,
    limit: Bytes,
    policy: CachePolicy,
    mut progress: impl FnMut(Bytes),
) -> Result<Vec<u8>, Failure> {
    let mut download = Download { url, file, policy, body: Body::new(limit), etag: None };
    let mut tries = Tries::default();
    loop {
        match download.fetch_rest(&mut progress).await {
            Ok(()) => return Ok(download.body.into_bytes()),
            Err(failure) => match tries.pause_after(&failure) {
                Some(pause) => sleep(pause).await,
                None => return Err(failure),
            },
        }
    }
}

/// A file on its way, and what of it is here.
struct Download<'a> {
    url: &'a str,
    file: &'a str,
    policy: CachePolicy,
    body: Body,
    /// Of the file that has begun: only the same is gone on with.
    etag: Option<String>,
}

impl Download<'_> {
    /// One try: the whole file, or the rest of it.
    async fn fetch_rest(&mut self, progress: &mut impl FnMut(Bytes)) -> Result<(), Failure> {
        let watch = Watch::new().ok_or_else(|| self.unreachable(&JsValue::UNDEFINED))?;
        let asked = global_fetch(self.url, &self.request(&watch)?);
        let response = watch.over(asked).await.map_err(|error| self.ended(&watch, &error))?;
        let response: Response = response.dyn_into().map_err(|error| self.unreachable(&error))?;
        if !response.ok() {
            return Err(Failure::FileMissing { file: self.file.to_owned(), status: response.status() });
        }
        let header = |name: &str| response.headers().get(name).ok().flatten();
        let range = header("content-range").unwrap_or_default();
        if response.status() != PARTIAL || !continues(&range, self.body.received().0) {
            self.body.clear();
        }
        // A weak one (`W/`) does not promise the same bytes.
        self.etag = header("etag").filter(|tag| tag.starts_with('"'));
        let Some(stream) = response.body() else { return Ok(()) };
        let reader: ReadableStreamDefaultReader =
            stream.get_reader().dyn_into().map_err(|reader| self.unreachable(&reader.into()))?;
        loop {
            let step = watch.over(reader.read()).await.map_err(|error| self.ended(&watch, &error))?;
            if property(&step, "done").is_truthy() {
                return Ok(());
            }
            let chunk: Uint8Array =
                property(&step, "value").dyn_into().map_err(|error| self.unreachable(&error))?;
            let Some(room) = self.body.grow(chunk.length() as usize) else {
                return Err(too_large(self.file, self.body.limit()));
            };
            chunk.copy_to(room);
            progress(self.body.received());
        }
    }

    fn request(&self, watch: &Watch) -> Result<RequestInit, Failure> {
        let options = RequestInit::new();
        options.set_cache(match self.policy {
            CachePolicy::Revalidate => RequestCache::NoCache,
            CachePolicy::Reuse => RequestCache::Default,
            CachePolicy::Reload => RequestCache::Reload,
        });
        options.set_signal(Some(&watch.controller.signal()));
        if let (Some(etag), Bytes(received @ 1..)) = (&self.etag, self.body.received()) {
            let headers = web_sys::Headers::new().map_err(|error| self.unreachable(&error))?;
            for (name, value) in [("range", format!("bytes={received}-")), ("if-range", etag.clone())] {
                headers.set(name, &value).map_err(|error| self.unreachable(&error))?;
            }
            options.set_headers(&headers);
        }
        Ok(options)
    }

    /// Why a try ended: our own patience, or what the browser says.
    fn ended(&self, watch: &Watch, error: &JsValue) -> Failure {
        if watch.controller.signal().aborted() {
            return Failure::FileStalled { file: self.file.to_owned(), received: self.body.received() };
        }
        self.unreachable(error)
    }

    fn unreachable(&self, error: &JsValue) -> Failure {
        Failure::FileUnreachable { file: self.file.to_owned(), detail: error_message(error) }
    }
}

/// Status of a part of a file.
const PARTIAL: u16 = 206;

/// Ends a request when nothing comes for [`SILENCE`].
struct Watch {
    controller: AbortController,
    end: Closure<dyn Fn()>,
}

impl Watch {
    fn new() -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let held = controller.clone();
        Some(Self { controller, end: Closure::new(move || held.abort()) })
    }

    /// Waits for one answer.
    async fn over(&self, promise: Promise) -> Result<JsValue, JsValue> {
        let timer = set_timeout(self.end.as_ref().unchecked_ref(), SILENCE.0 as i32);
        let answer = JsFuture::from(promise).await;
        clear_timeout(&timer);
        answer
    }
}

async fn sleep(time: Millis) {
    let promise = Promise::new(&mut |resolve, _| drop(set_timeout(&resolve, time.0 as i32)));
    // A promise that only ever resolves.
    let _ = JsFuture::from(promise).await;
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
