//! A browser for the tests: `browser.rs` with the same names, its clock moved by hand, its server this folder.
//!
//! Everything is per thread, so each test has a browser of its own.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::measure::{Bytes, Millis};
use crate::net::stored::StoredFile;
use crate::net::{Arrival, Wanted};
use crate::protocol::{Failure, Fallback, GpuReport, LabReply, Reply, from_bytes, to_bytes};

/// Where the page lies, for `Request::Start`.
pub(super) const PAGE: &str = "test:/";
/// How far the clock moves each time it is read, so that loops which wait for it end.
const STEP: f64 = 0.01;

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static NOW: Cell<f64> = const { Cell::new(0.0) };
    static TO_PAGE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static TO_LAB: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static TASKS: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    static STALLED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    static STORED: RefCell<BTreeMap<String, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
    static FILES: RefCell<BTreeMap<String, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

pub(super) fn now() -> Millis {
    pass(Millis(STEP));
    Millis(NOW.get())
}

/// Moves the clock.
pub(super) fn pass(time: Millis) {
    NOW.set(NOW.get() + time.0);
}

pub(super) fn memory() -> Bytes {
    Bytes(1)
}

pub(super) async fn wait(time: Millis) {
    pass(time);
    turn().await;
}

pub(super) async fn turn() {
    let mut yielded = false;
    let once = |context: &mut Context<'_>| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
    };
    poll_fn(once).await;
}

/// No WebGPU anywhere.
pub(super) async fn judge() -> GpuReport {
    turn().await;
    GpuReport { adapter: None, against: Some(Fallback::NoWebGpu) }
}

/// There is always a lab.
pub(super) fn connect_lab(_: web_sys::MessagePort) {}

pub(super) fn post(reply: &Reply) {
    TO_PAGE.with_borrow_mut(|posted| posted.push(to_bytes(reply).unwrap()));
}

pub(super) fn post_to_lab(reply: &LabReply) {
    TO_LAB.with_borrow_mut(|posted| posted.push(to_bytes(reply).unwrap()));
}

/// What was sent to the page since the last call.
pub(super) fn replies() -> Vec<Reply> {
    TO_PAGE.take().iter().map(|bytes| from_bytes(bytes).unwrap()).collect()
}

/// What was sent to the lab since the last call.
pub(super) fn lab_replies() -> Vec<LabReply> {
    TO_LAB.take().iter().map(|bytes| from_bytes(bytes).unwrap()).collect()
}

pub(super) fn spawn(task: impl Future<Output = ()> + 'static) {
    TASKS.with_borrow_mut(|tasks| tasks.push(Box::pin(task)));
}

/// Puts a file on the server, in place of the one in this folder.
pub(super) fn serve(file: &str, bytes: Vec<u8>) {
    FILES.with_borrow_mut(|files| files.insert(file.to_owned(), bytes));
}

/// From now on the server sends half of the file and then nothing more.
pub(super) fn stall(file: &str) {
    STALLED.with_borrow_mut(|stalled| stalled.insert(file.to_owned()));
}

pub(super) async fn fetch(wanted: &Wanted<'_>, progress: impl Fn(Arrival)) -> Result<Vec<u8>, Failure> {
    let path = wanted.url.strip_prefix(PAGE).unwrap_or_default().split('?').next().unwrap_or_default();
    turn().await;
    let served = FILES.with_borrow(|files| files.get(path).cloned());
    let on_disk = || [path, &format!("public/{path}")].into_iter().find_map(|path| std::fs::read(path).ok());
    let missing = || Failure::FileMissing { file: wanted.file.to_owned(), status: 404 };
    let bytes = served.or_else(on_disk).ok_or_else(missing)?;
    let received = Bytes(bytes.len() as u64);
    if STALLED.with_borrow(|stalled| stalled.contains(path)) {
        progress(Arrival::Received(Bytes(received.0 / 2)));
        progress(Arrival::Quiet);
        return pending().await;
    }
    if received > wanted.length.limit() {
        return Err(wanted.too_large());
    }
    progress(Arrival::Received(received));
    wanted.judge(&bytes).map(|()| bytes)
}

/// What an earlier worker of this test kept.
pub(super) async fn read_stored(file: &StoredFile) -> Option<Vec<u8>> {
    turn().await;
    STORED.with_borrow(|stored| stored.get(&file.address()).cloned())
}

pub(super) fn keep(file: StoredFile, bytes: &[u8]) {
    STORED.with_borrow_mut(|stored| stored.insert(file.address(), bytes.to_vec()));
}

/// Spoils every file that is kept.
pub(super) fn spoil_stored() {
    STORED.with_borrow_mut(|stored| stored.values_mut().for_each(|bytes| bytes[0] ^= 1));
}

/// The event loop: runs a future to its end, and all that was spawned as far as it goes.
pub(super) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        let finished = future.as_mut().poll(&mut context);
        let mut tasks = TASKS.take();
        tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
        TASKS.with_borrow_mut(|spawned| spawned.append(&mut tasks));
        if let Poll::Ready(value) = finished {
            return value;
        }
    }
}
