//! Serves `dist/` from a sub-path, as a static host would, and can spoil single files. Refuses anything but GET.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tiny_http::{Header, Request, Response, Server};

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
    /// A script with these lines before its own: a browser that is another in some respect.
    Prefixed(&'static str),
}

type Faults = Arc<Mutex<HashMap<String, Fault>>>;

/// A running static server on a free port; it ends when dropped.
pub(crate) struct Site {
    server: Arc<Server>,
    faults: Faults,
    thread: Option<JoinHandle<()>>,
}

/// The built page: where `scripts/build` puts it, or the folder that `DIST` names.
pub(crate) fn dist() -> PathBuf {
    std::env::var_os("DIST").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from)
}

impl Site {
    pub(crate) fn open() -> Self {
        assert!(dist().join("index.html").exists(), "there is no dist/index.html: run ./scripts/build first");
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let faults = Faults::default();
        let (listening, spoilt) = (Arc::clone(&server), Arc::clone(&faults));
        let thread = std::thread::spawn(move || {
            for request in listening.incoming_requests() {
                answer(request, &spoilt);
            }
        });
        Self { server, faults, thread: Some(thread) }
    }

    /// Address of the page with a query, e.g. `?device=cpu`.
    pub(crate) fn address(&self, query: &str) -> String {
        let port = self.server.server_addr().to_ip().unwrap().port();
        format!("http://127.0.0.1:{port}{SUB_PATH}{query}")
    }

    /// From now on the file (a path inside `dist/`) is spoilt.
    pub(crate) fn spoil(&self, file: &str, fault: Fault) {
        assert!(dist().join(file).exists(), "dist/{file} does not exist, so spoiling it would show nothing");
        self.faults.lock().unwrap().insert(file.to_owned(), fault);
    }

    /// From now on every file is as it should be.
    pub(crate) fn heal(&self) {
        self.faults.lock().unwrap().clear();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(request: Request, faults: &Faults) {
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    let Some(file) = path.strip_prefix(SUB_PATH) else {
        let _ = request.respond(Response::empty(404));
        return;
    };
    let file = if file.is_empty() { "index.html" } else { file }.to_owned();
    let inside = Path::new(&file).components().all(|part| matches!(part, Component::Normal(_)));
    let fault = faults.lock().unwrap().get(&file).copied();
    let response = match fs::read(dist().join(&file)) {
        Ok(bytes) if inside && !matches!(fault, Some(Fault::Missing)) => found(&file, spoilt(bytes, fault)),
        _ => Response::from_string("not here").with_status_code(404),
    };
    // A browser that goes away in the middle is no failure of the site.
    let _ = request.respond(response);
}

fn spoilt(mut bytes: Vec<u8>, fault: Option<Fault>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    match fault {
        Some(Fault::Truncated) => bytes.truncate(middle),
        Some(Fault::Altered) => bytes[middle] ^= 0x10,
        Some(Fault::Prefixed(lines)) => return [lines.as_bytes(), &bytes].concat(),
        Some(Fault::Missing) | None => {}
    }
    bytes
}

fn found(file: &str, bytes: Vec<u8>) -> Response<Cursor<Vec<u8>>> {
    let kind = match Path::new(file).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let header = |name: &str, value: &str| Header::from_bytes(name, value).unwrap();
    // Ten minutes, as GitHub Pages says: a retry must not be answered from the cache with the same spoilt file.
    Response::from_data(bytes)
        .with_header(header("Content-Type", kind))
        .with_header(header("Cache-Control", "max-age=600"))
}
