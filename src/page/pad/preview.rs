//! The 28x28 pixels as the networks see them: white on black in every color scheme.

use leptos::prelude::*;

use crate::page::state::Page;
use crate::web::thumbnail::Thumbnail;

/// The preview with its caption.
#[component]
pub fn Preview() -> impl IntoView {
    let page = Page::get();
    view! {
        <figure class="preview">
            <Thumbnail bitmap=page.bitmap.into() label=Signal::derive(move || page.texts().pad.preview_label.to_owned())
                testid="preview" />
            <figcaption>{move || page.texts().pad.preview}</figcaption>
        </figure>
    }
}
