//! The words that a section uses and a reader may not know, folded away below its introduction.

use leptos::prelude::*;

use super::i18n::{Word, explained};
use super::state::Lab;

/// A list of words with what each means.
#[component]
pub(super) fn WordList(
    /// The words, in the order in which they are met.
    words: &'static [Word],
) -> impl IntoView {
    let lab = Lab::get();
    let line = move |&word: &Word| {
        let (term, meaning) = explained(lab.language.get(), word);
        view! { <div><dt>{term}</dt><dd>{meaning}</dd></div> }
    };
    view! {
        <details class="words" data-testid="words">
            <summary>{move || lab.texts().words}</summary>
            <dl>{move || words.iter().map(line).collect_view()}</dl>
        </details>
    }
}
