//! Where images come from: the drawing pad, the test images, and the 28x28 pixels that become of them.
//!
//! Nothing drawn is ever read back from a canvas: `image` computes the pixels from the strokes. Only a picture from elsewhere
//! has to go through one.

mod dropped;
mod key_pen;
mod surface;
mod test_images;

use leptos::prelude::*;

use self::surface::Surface;
use self::test_images::TestImages;
use super::state::{Content, Pad, Page};
use super::structures::MiniAnswers;
use crate::web::thumbnail::Thumbnail;

/// The pad with its buttons, the preview and the test images.
#[component]
pub(super) fn PadPanel() -> impl IntoView {
    let page = Page::get();
    let showing = move || match page.pad.with(|pad| pad.content().clone()) {
        Content::TestImage { index, label, .. } => (page.texts().pad.showing)(index, label),
        Content::Drawn(_) => String::new(),
        Content::Picture(_) => page.texts().pad.showing_picture.to_owned(),
    };
    let hint = move || page.bitmap.get().and_then(|bitmap| bitmap.hint()).map(page.texts().pad.hint);
    view! {
        <section class="panel pad-panel" aria-labelledby="pad-heading">
            <h2 id="pad-heading" class="heard">{move || page.texts().pad.heading}</h2>
            <div class="pad-top" id="pad">
            <Surface />
            <MiniAnswers />
            <div class="pad-row">
                <div class="buttons">
                    <button type="button" class="icon" data-testid="undo" on:click=move |_| page.pad.update(Pad::undo)
                        aria-label=move || page.texts().pad.undo title=move || page.texts().pad.undo>
                        <TurnBack />
                    </button>
                    <button type="button" data-testid="redo" on:click=move |_| page.pad.update(Pad::redo)
                        class="icon forth" disabled=move || page.pad.with(|pad| !pad.can_redo())
                        aria-label=move || page.texts().pad.redo title=move || page.texts().pad.redo>
                        <TurnBack />
                    </button>
                    <button type="button" data-testid="clear" on:click=move |_| page.pad.update(Pad::clear)>
                        {move || page.texts().pad.clear}
                    </button>
                </div>
                <Preview />
            </div>
            </div>
            <div class="pad-rest">
            <p class="note pad-status" aria-live="polite">{showing}</p>
            <p class="hint" role="status" data-testid="hint">{hint}</p>
            <TestImages />
            <p class="note only-three">{move || page.texts().pad.only_three}</p>
            <p class="note keys">{move || page.texts().pad.keys}</p>
            </div>
        </section>
    }
}

/// An arrow that turns back; the style sheet mirrors it for the way forth.
#[component]
fn TurnBack() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7.5 4 3.5 8l4 4M4 8h8a4.25 4.25 0 0 1 0 8.5H8.5" /></svg>
    }
}

/// The 28x28 pixels as the networks see them, with a caption.
#[component]
fn Preview() -> impl IntoView {
    let page = Page::get();
    view! {
        <figure class="preview">
            <Thumbnail bitmap=page.bitmap.into() label=Signal::derive(move || page.texts().pad.preview_label.to_owned())
                testid="preview" />
            <figcaption>{move || page.texts().pad.preview}</figcaption>
        </figure>
    }
}
