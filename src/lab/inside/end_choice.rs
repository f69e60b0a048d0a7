//! Which of the images that a morph can end with it ends with.

use leptos::prelude::*;

use crate::lab::ends::Ends;

/// The images to choose from, and the one that the reader chose.
#[derive(Clone, Copy)]
pub(super) struct EndChoice {
    /// Where the morph begins, and what looks most like that.
    pub(super) ends: Memo<Option<Ends>>,
    /// The test image that the reader chose.
    pub(super) chosen: RwSignal<Option<usize>>,
}

impl EndChoice {
    /// The test image at the end.
    pub(super) fn target(self) -> Option<usize> {
        self.chosen.get().or_else(|| self.ends.with(|ends| ends.as_ref().and_then(Ends::nearest_other)))
    }
}
