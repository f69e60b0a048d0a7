//! What reaches the session: requests of the page and of the lab, and files that arrived. A ping, a cancellation and a
//! change of visibility do not wait in the queue: they are taken in between two turns of the event loop.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;

use super::visibility::VisibilityLog;
use crate::measure::Millis;
use crate::protocol::{LabRequest, PageVisibility, Request};
use crate::study::NetworkId;

/// Something for the session to do.
pub(super) enum Job {
    Page(Request),
    Lab(LabRequest),
    /// A weights file came, after this time.
    Arrived {
        network: NetworkId,
        bytes: Vec<u8>,
        download: Millis,
    },
}

/// Set when the lab no longer wants the benchmark or the assessment that runs.
pub(super) type Cancel = Rc<Cell<bool>>;

/// The session's end of both lines.
#[derive(Clone)]
pub(super) struct Inbox {
    jobs: UnboundedSender<Job>,
    cancel: Cancel,
    visibility: VisibilityLog,
}

impl Inbox {
    pub(super) const fn new(jobs: UnboundedSender<Job>, cancel: Cancel, visibility: VisibilityLog) -> Self {
        Self { jobs, cancel, visibility }
    }

    pub(super) fn record_visibility(&self, visibility: PageVisibility) {
        self.visibility.record(visibility);
    }

    pub(super) fn push_page(&self, request: Request) {
        self.push(Job::Page(request));
    }

    /// A cancellation ends what runs, and a new run takes back an earlier one; a question does not.
    pub(super) fn push_lab(&self, request: LabRequest) {
        match request {
            LabRequest::Cancel => return self.cancel.set(true),
            LabRequest::Benchmark { .. } | LabRequest::Assess { .. } => self.cancel.set(false),
            LabRequest::Answer { .. } => {}
        }
        self.push(Job::Lab(request));
    }

    fn push(&self, job: Job) {
        // The session is gone only when the worker is.
        let _ = self.jobs.unbounded_send(job);
    }
}
