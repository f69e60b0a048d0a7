//! Serves `dist/` from a sub-path, as a static host would, and injects faults into single files.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The page must not mind where it lies.
const SUB_PATH: &str = "/some/path/";

/// How a file is spoilt.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// 404.
    Missing,
    /// Only the first half, as if that were all.
    Truncated,
    /// One byte in the middle is another.
    Altered,
    /// A script with another text in the place of one.
    Replaced(&'static str, &'static str),
    /// A script with these lines in front: a browser that is another in some respect.
    Prefixed(&'static str),
    /// This status.
    Status(u16),
    /// The start page, as if it were the file.
    WebPage,
    /// The text by which large-file storage stands for the file.
    Pointer,
    /// One byte more than there are.
    Longer,
    /// The first half of whatever was asked for, then nothing: the connection stays open.
    Stalled,
    /// The first half of whatever was asked for, then the connection breaks.
    Broken,
    /// The connection breaks in the middle; who asks for the rest gets another file's, as if it were the same.
    Changing,
}

/// How a fault goes on.
#[derive(Clone, Copy)]
struct Spell {
    fault: Fault,
    /// Answers that it still spoils.
    left: usize,
}

/// What a site knows and does.
#[derive(Default)]
struct Host {
    spells: Mutex<HashMap<String, Spell>>,
    /// Files that were asked for, and how often with a range.
    asked: Mutex<HashMap<String, Asked>>,
    /// Whether it sends parts of files.
    parts: AtomicBool,
    /// Whether nobody answers.
    away: AtomicBool,
}

/// How often a file was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) in_all: usize,
    /// Of these, for a part.
    pub(crate) for_parts: usize,
}

/// What a body does when its bytes are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    End,
    Wait,
    Break,
}

/// Bytes, and what follows them.
struct Body {
    bytes: Option<hyper::body::Bytes>,
    then: Then,
}

impl Body {
    fn whole(bytes: impl Into<hyper::body::Bytes>) -> Self {
        Self { bytes: Some(bytes.into()), then: Then::End }
    }
}

impl hyper::body::Body for Body {
    type Data = hyper::body::Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match (self.bytes.take(), self.then) {
            (Some(bytes), _) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            (None, Then::End) => Poll::Ready(None),
            // Nobody wakes this: hyper drops it with the connection.
            (None, Then::Wait) => Poll::Pending,
            (None, Then::Break) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}

/// A running static server on a free port; it ends when dropped.
pub(crate) struct Site {
    address: SocketAddr,
    host: Arc<Host>,
    runtime: Option<Runtime>,
}

/// The built page: where `scripts/build` puts it, or the folder that `DIST` names.
pub(crate) fn dist() -> PathBuf {
    std::env::var_os("DIST").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from)
}

impl Site {
    pub(crate) fn open() -> Self {
        assert!(dist().join("index.html").exists(), "there is no dist/index.html: run ./scripts/build first");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let host = Arc::new(Host::default());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(serve(listener, Arc::clone(&host)));
        Self { address, host, runtime: Some(runtime) }
    }

    /// Address of the page with a query, e.g. `?device=cpu`.
    pub(crate) fn address(&self, query: &str) -> String {
        format!("http://{}{SUB_PATH}{query}", self.address)
    }

    /// The same by a name of this machine.
    pub(crate) fn address_at(&self, host: &str, query: &str) -> String {
        format!("http://{host}:{}{SUB_PATH}{query}", self.address.port())
    }

    /// From now on nobody answers.
    pub(crate) fn leave(&self) {
        self.host.away.store(true, Ordering::Relaxed);
    }

    /// From now on the file (a path inside `dist/`) is spoilt.
    pub(crate) fn spoil(&self, file: &str, fault: Fault) {
        self.spoil_first(file, fault, usize::MAX);
    }

    /// So many of the next answers with the file (a path inside `dist/`) are spoilt.
    pub(crate) fn spoil_first(&self, file: &str, fault: Fault, answers: usize) {
        assert!(dist().join(file).exists(), "dist/{file} does not exist, so spoiling it would show nothing");
        self.host.spells.lock().unwrap().insert(file.to_owned(), Spell { fault, left: answers });
    }

    /// From now on the site names versions and sends parts of files.
    pub(crate) fn send_parts(&self) {
        self.host.parts.store(true, Ordering::Relaxed);
    }

    /// Whether a browser has asked for the file (a path inside `dist/`).
    pub(crate) fn was_asked_for(&self, file: &str) -> bool {
        self.asked(file).in_all > 0
    }

    /// How often a browser has asked for the file (a path inside `dist/`).
    pub(crate) fn asked(&self, file: &str) -> Asked {
        self.host.asked.lock().unwrap().get(file).copied().unwrap_or_default()
    }

    /// Everything that a browser has asked for (paths inside `dist/`).
    pub(crate) fn asked_for(&self) -> Vec<String> {
        self.host.asked.lock().unwrap().keys().cloned().collect()
    }

    /// From now on every file is as it should be.
    pub(crate) fn heal(&self) {
        self.host.spells.lock().unwrap().clear();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Dropped within a test's runtime, where waiting for another is not allowed.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Answers every connection as it comes: a browser keeps several open, and a pool of threads may leave one waiting for
/// ever behind those that say nothing.
async fn serve(listener: std::net::TcpListener, host: Arc<Host>) {
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let host = Arc::clone(&host);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                // An error closes the connection without an answer.
                let answer = (!host.away.load(Ordering::Relaxed)).then(|| host.answer(&request));
                async { answer.ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionReset)) }
            });
            // A browser that goes away in the middle is no failure of the site.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Host {
    fn answer(&self, request: &Request<Incoming>) -> Response<Body> {
        if request.method() != Method::GET {
            return refused(StatusCode::METHOD_NOT_ALLOWED);
        }
        let Some(file) = request.uri().path().strip_prefix(SUB_PATH) else {
            return refused(StatusCode::NOT_FOUND);
        };
        let file = if file.is_empty() { "index.html" } else { file };
        let range = request.headers().get(RANGE).is_some();
        let mut asked = self.asked.lock().unwrap();
        let count = asked.entry(file.to_owned()).or_default();
        (count.in_all, count.for_parts) = (count.in_all + 1, count.for_parts + usize::from(range));
        let inside = Path::new(file).components().all(|component| matches!(component, Component::Normal(_)));
        let fault = self.fault(file);
        match (fs::read(dist().join(file)), fault) {
            (_, Some(Fault::Missing)) => refused(StatusCode::NOT_FOUND),
            (_, Some(Fault::Status(status))) => refused(StatusCode::from_u16(status).unwrap()),
            (_, Some(Fault::WebPage)) => found("index.html", &fs::read(dist().join("index.html")).unwrap()),
            (Ok(bytes), fault) if inside => self.send(file, bytes, fault, request.headers()),
            _ => refused(StatusCode::NOT_FOUND),
        }
    }

    /// The fault of the next answer with a file.
    fn fault(&self, file: &str) -> Option<Fault> {
        let mut spells = self.spells.lock().unwrap();
        let spell = spells.get_mut(file).filter(|spell| spell.left > 0)?;
        spell.left -= 1;
        Some(spell.fault)
    }

    fn send(&self, file: &str, bytes: Vec<u8>, fault: Option<Fault>, asked: &HeaderMap) -> Response<Body> {
        let bytes = spoilt(bytes, fault);
        if !self.parts.load(Ordering::Relaxed) {
            return cut(found(file, &bytes), fault);
        }
        let version = format!("\"{}\"", bytes.len());
        let text = |name| asked.get(name).and_then(|value| value.to_str().ok());
        let start =
            text(RANGE).and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        let start = start.filter(|_| text(IF_RANGE) == Some(&version)).filter(|&start| start < bytes.len());
        let mut response = found(file, &bytes[start.unwrap_or_default()..]);
        if let Some(start) = start {
            let range = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            response.headers_mut().insert(CONTENT_RANGE, range.parse().unwrap());
        }
        response.headers_mut().insert(ETAG, version.parse().unwrap());
        match (fault, start) {
            (Some(Fault::Changing), Some(_)) => {
                let other = response.body().bytes.iter().flatten().map(|byte| byte ^ 0x10);
                response.body_mut().bytes = Some(other.collect());
                response
            }
            _ => cut(response, fault),
        }
    }
}

/// Sends half of what it says it will, where the fault is that.
fn cut(mut response: Response<Body>, fault: Option<Fault>) -> Response<Body> {
    let then = match fault {
        Some(Fault::Stalled) => Then::Wait,
        Some(Fault::Broken | Fault::Changing) => Then::Break,
        _ => return response,
    };
    if let Some(bytes) = &mut response.body_mut().bytes {
        bytes.truncate(bytes.len() / 2);
    }
    response.body_mut().then = then;
    response
}

fn refused(status: StatusCode) -> Response<Body> {
    Response::builder().status(status).body(Body::whole("not here")).unwrap()
}

fn spoilt(mut bytes: Vec<u8>, fault: Option<Fault>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    match fault {
        Some(Fault::Truncated) => bytes.truncate(middle),
        Some(Fault::Altered) => bytes[middle] ^= 0x10,
        Some(Fault::Prefixed(lines)) => return [lines.as_bytes(), &bytes].concat(),
        Some(Fault::Longer) => bytes.push(0),
        Some(Fault::Replaced(from, to)) => {
            let text = String::from_utf8(bytes).expect("a script");
            assert!(text.contains(from), "there is no {from} to replace");
            return text.replace(from, to).into_bytes();
        }
        Some(Fault::Pointer) => {
            let size = bytes.len();
            let pointer =
                format!("version https://git-lfs.github.com/spec/v1\noid sha256:{:064}\nsize {size}\n", 0);
            return pointer.into_bytes();
        }
        _ => {}
    }
    bytes
}

fn found(file: &str, bytes: &[u8]) -> Response<Body> {
    let kind = match Path::new(file).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    // Ten minutes, as GitHub Pages says: a retry must not be answered from the cache with the same spoilt file.
    let response = Response::builder().header(CONTENT_TYPE, kind).header(CACHE_CONTROL, "max-age=600");
    let response = response.header(CONTENT_LENGTH, bytes.len());
    response.body(Body::whole(bytes.to_vec())).unwrap()
}
