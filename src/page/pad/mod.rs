//! Where digits come from: the drawing pad, the test digits, and the 28x28 pixels that become of them.
//!
//! Refuses preprocessing: `image` does it, from the strokes. Nothing here is ever read back from a canvas, because
//! browsers that resist fingerprinting alter what they give back.

pub mod choice;
pub mod pen;
pub mod preview;
pub mod samples;
pub mod surface;

use leptos::prelude::*;

use super::state::{Content, Pad, Page};
use preview::Preview;
use samples::Samples;
use surface::Surface;

/// The pad with its buttons, the preview and the samples.
#[component]
pub fn PadPanel() -> impl IntoView {
    let page = Page::get();
    let showing = move || match page.pad.with(|pad| pad.content().clone()) {
        Content::Sample { index, label, .. } => (page.texts().pad.showing)(index, label),
        Content::Drawn(_) => String::new(),
    };
    let hint = move || page.bitmap.get().and_then(|bitmap| bitmap.hint()).map(page.texts().pad.hint);
    view! {
        <section class="panel pad-panel" id="pad" aria-labelledby="pad-heading">
            <h2 id="pad-heading">{move || page.texts().pad.heading}</h2>
            <Surface />
            <div class="pad-row">
                <div class="buttons">
                    <button type="button" data-testid="undo" on:click=move |_| page.pad.update(Pad::undo)>
                        {move || page.texts().pad.undo}
                    </button>
                    <button type="button" data-testid="clear" on:click=move |_| page.pad.update(Pad::clear)>
                        {move || page.texts().pad.clear}
                    </button>
                </div>
                <Preview />
            </div>
            <p class="note pad-status" aria-live="polite">{showing}</p>
            <p class="hint" role="status" data-testid="hint">{hint}</p>
            <Samples />
            <p class="note keys">{move || page.texts().pad.keys}</p>
        </section>
    }
}
