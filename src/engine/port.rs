//! The worker's end of the wire: replies go out here, with the generation the page gave. Refuses requests.

use std::cell::Cell;

use super::browser;
use crate::protocol::{Envelope, Failure, Generation, Reply, to_text};

thread_local! {
    /// One worker, one wire: also reached by the panic hook and by the GPU's error callback, which carry nothing.
    static GENERATION: Cell<Generation> = const { Cell::new(Generation(0)) };
}

/// From now on replies carry this generation.
pub(super) fn adopt(generation: Generation) {
    GENERATION.with(|cell| cell.set(generation));
}

/// Sends a reply to the page.
pub(super) fn send(reply: Reply) {
    let generation = GENERATION.with(Cell::get);
    if let Ok(text) = to_text(&Envelope { generation, body: reply }) {
        browser::post(&text);
    }
}

/// Tells the page that this worker cannot go on.
pub(super) fn fail(failure: Failure) {
    send(Reply::Failed(failure));
}
