//! One try to fetch a file, as thin as the browser allows: it is given up when nothing comes for too long, and ended with
//! the try.

use std::pin::pin;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, RequestInit, Response};

use super::body::{AnswerHead, Body};
use super::tries::{Copies, Trouble};
use super::value::{error_message, property};
use super::wanted::{Arrival, FileLength, Wanted};
use crate::measure::{Bytes, Millis, within};
use crate::protocol::{Failure, Substitute};

/// Without this many bytes, or the head of an answer, for so long, a try is over: TCP has sent a lost packet again after
/// 1, 2 and 4 s by then. Three tries in a row end within 24 s, of the 30 s in which a stalled file must have failed.
const SILENCE: Millis = Millis(8_000.0);
/// After so much of it others need not wait for this file.
const QUIET: Millis = Millis(2_000.0);
/// Fewer bytes are no progress: at 2 KB/s no file here would ever be whole.
const PORTION: u64 = 16 << 10;

#[wasm_bindgen]
extern "C" {
    /// `fetch` of whatever global scope this program runs in: a window's or a worker's.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, options: &RequestInit) -> Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: i32);
}

/// Lets at least this much time pass: browsers stretch short waits to 4 ms, and those of hidden pages much further.
pub(crate) async fn wait(time: Millis) {
    let promise = Promise::new(&mut |resolve, _| set_timeout(&resolve, time.0 as i32));
    // A promise that only ever resolves.
    let _ = JsFuture::from(promise).await;
}

/// Ends a request when dropped, so that a try that is over holds no connection.
struct OpenRequest(Option<AbortController>);

impl Drop for OpenRequest {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Adds to the body what one request brings.
///
/// # Errors
/// Says why the body is not whole.
pub(super) async fn attempt(
    wanted: &Wanted<'_>,
    copies: Copies,
    body: &mut Body,
    progress: &dyn Fn(Arrival),
) -> Result<(), Trouble> {
    let (options, request) = (RequestInit::new(), OpenRequest(AbortController::new().ok()));
    options.set_cache(copies.mode());
    options.set_signal(request.0.as_ref().map(AbortController::signal).as_ref());
    if let (Some((range, version)), Ok(headers)) = (body.rest(), Headers::new()) {
        // Names and values that a header may have.
        let _ = headers.set("Range", &range).and_then(|()| headers.set("If-Range", version));
        options.set_headers(&headers);
    }
    let unreachable = |error: JsValue| Failure::FileUnreachable {
        file: wanted.file.to_owned(),
        detail: error_message(&error),
    };
    let answer = patient(JsFuture::from(global_fetch(wanted.url, &options)), progress).await;
    let Some(answer) = answer else { return Err(silent(wanted, body)) };
    let response: Response = answer.map_err(unreachable)?.dyn_into().map_err(unreachable)?;
    check_head(wanted, &response, body)?;
    let Some(stream) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|reader| unreachable(reader.into()))?;
    loop {
        match patient(portion(&reader, wanted, body, progress), progress).await {
            Some(Ok(End::OfPortion)) => {}
            Some(Ok(End::OfBody)) => return Ok(()),
            Some(Err(failure)) => return Err(failure.into()),
            None => return Err(silent(wanted, body)),
        }
    }
}

/// What a future comes to, or `None` after too long a silence; that it is quiet is told before.
async fn patient<T>(future: impl Future<Output = T>, progress: &dyn Fn(Arrival)) -> Option<T> {
    let mut future = pin!(future);
    if let Some(value) = within(QUIET, wait, future.as_mut()).await {
        return Some(value);
    }
    progress(Arrival::Quiet);
    within(Millis(SILENCE.0 - QUIET.0), wait, future).await
}

/// Looks at the head of an answer.
fn check_head(wanted: &Wanted<'_>, response: &Response, body: &mut Body) -> Result<(), Failure> {
    let headers = response.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    let head = AnswerHead {
        status: response.status(),
        etag: header("ETag"),
        content_range: header("Content-Range"),
        content_length: header("Content-Length"),
        encoded: header("Content-Encoding").is_some(),
    };
    let file = wanted.file.to_owned();
    let other_part = body.begin(&head).is_err();
    if !response.ok() {
        return Err(Failure::FileMissing { file, status: head.status });
    }
    if other_part {
        return Err(Failure::FileUnreachable { file, detail: "another part of it came".to_owned() });
    }
    if header("Content-Type").is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(Failure::FileReplaced { file, by: Substitute::WebPage });
    }
    Ok(())
}

enum End {
    OfPortion,
    OfBody,
}

/// Adds some bytes to the body, or all that are left.
async fn portion(
    reader: &ReadableStreamDefaultReader,
    wanted: &Wanted<'_>,
    body: &mut Body,
    progress: &dyn Fn(Arrival),
) -> Result<End, Failure> {
    let enough = body.received().0 + PORTION;
    while body.received().0 < enough {
        let Ok(step) = JsFuture::from(reader.read()).await else { return Err(stopped(wanted, body)) };
        if property(&step, "done").is_truthy() {
            return Ok(End::OfBody);
        }
        let Ok(chunk) = property(&step, "value").dyn_into::<Uint8Array>() else {
            return Err(stopped(wanted, body));
        };
        let Some(room) = body.grow(chunk.length() as usize) else {
            return Err(wanted.too_large());
        };
        chunk.copy_to(room);
        progress(Arrival::Received(body.received()));
    }
    Ok(End::OfPortion)
}

/// The connection broke, or nothing came.
fn stopped(wanted: &Wanted<'_>, body: &Body) -> Failure {
    let known: Option<Bytes> = match wanted.length {
        FileLength::Exactly(bytes) => Some(bytes),
        FileLength::AtMost(_) => body.total(),
    };
    Failure::FileStopped { file: wanted.file.to_owned(), received: body.received(), total: known }
}

fn silent(wanted: &Wanted<'_>, body: &Body) -> Trouble {
    Trouble { failure: stopped(wanted, body), silence: SILENCE }
}
