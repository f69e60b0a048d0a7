//! Whether the page is being looked at, as the page tells it. Refuses to measure: it only remembers.

use std::cell::Cell;
use std::rc::Rc;

use crate::protocol::PageVisibility;

/// Shared between the ear of the worker and the benchmark.
#[derive(Clone, Default)]
pub(super) struct Attention(Rc<State>);

#[derive(Default)]
struct State {
    now: Cell<PageVisibility>,
    /// Hidden at some time since it was last asked.
    lapsed: Cell<PageVisibility>,
}

impl Attention {
    /// The page said how it is.
    pub(super) fn hear(&self, visibility: PageVisibility) {
        self.0.now.set(visibility);
        if visibility == PageVisibility::Hidden {
            self.0.lapsed.set(visibility);
        }
    }

    /// How it was since the last question: hidden when it was hidden at any time.
    pub(super) fn since_last(&self) -> PageVisibility {
        self.0.lapsed.replace(self.0.now.get())
    }
}
