//! The five answers in small, beside the pad of a narrow screen: whoever draws sees them.

use leptos::prelude::*;

use super::card_view::card_of;
use super::diagram::DiagramView;
use crate::page::state::Page;
use crate::study::{Structure, Verdict};
use crate::web::palette::hue;

/// One line a structure: its wiring, its number, its answer. The cards say the same to screen readers.
#[component]
pub(crate) fn MiniAnswers() -> impl IntoView {
    let page = Page::get();
    let line = move |structure: Structure| {
        let card = card_of(page, structure);
        let verdict = move || card.with(|card| card.shown().map(|answer| answer.verdict));
        let text = move || match verdict() {
            None => "–".to_owned(),
            Some(Verdict::Contradiction) => "1+2".to_owned(),
            Some(verdict) => (page.texts().cards.verdict)(verdict),
        };
        view! {
            <li style=("--hue", hue(structure).css())>
                <DiagramView structure />
                <span>
                    {structure.label()}
                    {move || card.with(|card| card.cut > 0).then(|| view! { <span class="cut-note">"×"</span> })}
                </span>
                <strong class:contradiction=move || verdict() == Some(Verdict::Contradiction)>{text}</strong>
            </li>
        }
    };
    view! { <ul class="mini" aria-hidden="true">{Structure::ALL.into_iter().map(line).collect_view()}</ul> }
}
