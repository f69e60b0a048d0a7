//! Whether the page was visible while a sample was taken: what the page reports is kept until the benchmark asks.

use std::cell::Cell;
use std::rc::Rc;

use crate::protocol::PageVisibility;

/// Shared between the worker's listener and the benchmark.
#[derive(Clone, Default)]
pub(super) struct VisibilityLog(Rc<SharedVisibility>);

#[derive(Default)]
struct SharedVisibility {
    now: Cell<PageVisibility>,
    /// Hidden when the page was hidden at any time since the last question.
    since: Cell<PageVisibility>,
}

impl VisibilityLog {
    pub(super) fn record(&self, visibility: PageVisibility) {
        self.0.now.set(visibility);
        if visibility == PageVisibility::Hidden {
            self.0.since.set(visibility);
        }
    }

    /// Hidden when the page was hidden at any time since the last call.
    pub(super) fn since_last(&self) -> PageVisibility {
        self.0.since.replace(self.0.now.get())
    }
}
