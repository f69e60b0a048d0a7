//! What a reader is told of a copy: that it was made, or the text itself, to be copied by hand.

#![allow(unreachable_pub, reason = "leptos derives a `pub` function from every component")]

use leptos::html::Textarea;
use leptos::prelude::*;

use super::Language;
use super::clipboard::Copied;

/// A word where it was copied; where it was not, a selected field with the text. Nothing before.
#[component]
pub(crate) fn CopyOutcome(
    /// What became of the last copy.
    outcome: RwSignal<Option<Copied>>,
    /// The language of the program.
    language: RwSignal<Language>,
) -> impl IntoView {
    move || {
        outcome.get().map(|copied| match copied {
            Copied::Yes => {
                let word = move || match language.get() {
                    Language::English => "Copied.",
                    Language::Korean => "복사했습니다.",
                };
                view! { <span class="note" role="status" data-testid="copied">{word}</span> }.into_any()
            }
            Copied::No(text) => by_hand(text, language).into_any(),
        })
    }
}

fn by_hand(text: String, language: RwSignal<Language>) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Set here, as a value that comes later would end the selection.
            field.set_value(&text);
            let _ = field.focus();
            field.select();
        }
    });
    let words = move || match language.get() {
        Language::English => "The browser does not let this page copy. Please copy it from here:",
        Language::Korean => "브라우저가 이 페이지의 복사를 허용하지 않습니다. 여기에서 직접 복사해 주세요:",
    };
    view! {
        <label class="by-hand">
            <span class="note" role="status">{words}</span>
            <textarea node_ref=field readonly rows="2" data-testid="by-hand"></textarea>
        </label>
    }
}
