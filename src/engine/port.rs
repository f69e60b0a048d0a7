//! The worker's end of the lines to the page and to the lab. Also reached by the panic hook and by the GPU's error
//! callback, which carry nothing: one worker, one page.

use super::browser;
use crate::protocol::{Failure, LabReply, Reply};

/// Sends a reply to the page.
pub(super) fn send(reply: Reply) {
    browser::post(&reply);
}

/// Sends a reply to the lab, and a sign of life to the page, which does not ping a worker that measures.
pub(super) fn send_to_lab(reply: LabReply) {
    browser::post_to_lab(&reply);
    send(Reply::Alive);
}

/// Tells the page that this worker cannot go on.
pub(super) fn fail(failure: Failure) {
    send(Reply::Failed(failure));
}
