//! Serves `dist/` from a sub-path, as a static host would, and injects faults into single files.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
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
}

type Body = http_body_util::Full<hyper::body::Bytes>;
type Faults = Arc<Mutex<HashMap<String, Fault>>>;
/// Files that were asked for.
type Asked = Arc<Mutex<HashSet<String>>>;

/// A running static server on a free port; it ends when dropped.
pub(crate) struct Site {
    address: SocketAddr,
    faults: Faults,
    asked: Asked,
    away: Arc<AtomicBool>,
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
        let (faults, asked, away) = (Faults::default(), Asked::default(), Arc::<AtomicBool>::default());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(serve(listener, Arc::clone(&faults), Arc::clone(&asked), Arc::clone(&away)));
        Self { address, faults, asked, away, runtime: Some(runtime) }
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
        self.away.store(true, Ordering::SeqCst);
    }

    /// From now on the file (a path inside `dist/`) is spoilt.
    pub(crate) fn spoil(&self, file: &str, fault: Fault) {
        assert!(dist().join(file).exists(), "dist/{file} does not exist, so spoiling it would show nothing");
        self.faults.lock().unwrap().insert(file.to_owned(), fault);
    }

    /// Whether a browser has asked for the file (a path inside `dist/`).
    pub(crate) fn was_asked_for(&self, file: &str) -> bool {
        self.asked.lock().unwrap().contains(file)
    }

    /// Everything that a browser has asked for (paths inside `dist/`).
    pub(crate) fn asked_for(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().cloned().collect()
    }

    /// From now on every file is as it should be.
    pub(crate) fn heal(&self) {
        self.faults.lock().unwrap().clear();
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
async fn serve(listener: std::net::TcpListener, faults: Faults, asked: Asked, away: Arc<AtomicBool>) {
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (faults, asked, away) = (Arc::clone(&faults), Arc::clone(&asked), Arc::clone(&away));
        tokio::spawn(async move {
            let service = service_fn(|request| {
                // An error closes the connection without an answer.
                let is_away = away.load(Ordering::SeqCst);
                let answer = (!is_away).then(|| answer(&request, &faults, &asked));
                async { answer.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::ConnectionReset)) }
            });
            // A browser that goes away in the middle is no failure of the site.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn answer(request: &Request<Incoming>, faults: &Faults, asked: &Asked) -> Response<Body> {
    if request.method() != Method::GET {
        return refused(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Some(file) = request.uri().path().strip_prefix(SUB_PATH) else {
        return refused(StatusCode::NOT_FOUND);
    };
    let file = if file.is_empty() { "index.html" } else { file };
    asked.lock().unwrap().insert(file.to_owned());
    let inside = Path::new(file).components().all(|component| matches!(component, Component::Normal(_)));
    let fault = faults.lock().unwrap().get(file).copied();
    match fs::read(dist().join(file)) {
        Ok(bytes) if inside && !matches!(fault, Some(Fault::Missing)) => found(file, spoilt(bytes, fault)),
        _ => refused(StatusCode::NOT_FOUND),
    }
}

fn refused(status: StatusCode) -> Response<Body> {
    Response::builder().status(status).body(Body::from("not here")).unwrap()
}

fn spoilt(mut bytes: Vec<u8>, fault: Option<Fault>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    match fault {
        Some(Fault::Truncated) => bytes.truncate(middle),
        Some(Fault::Altered) => bytes[middle] ^= 0x10,
        Some(Fault::Replaced(from, to)) => {
            let text = String::from_utf8(bytes).expect("a script");
            assert!(text.contains(from), "there is no {from} to replace");
            return text.replace(from, to).into_bytes();
        }
        Some(Fault::Prefixed(lines)) => return [lines.as_bytes(), &bytes].concat(),
        Some(Fault::Missing) | None => {}
    }
    bytes
}

fn found(file: &str, bytes: Vec<u8>) -> Response<Body> {
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
    response.body(Body::from(bytes)).unwrap()
}
