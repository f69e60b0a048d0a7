//! What a structure costs, beside the others: the size of its file and how long it takes.

use leptos::prelude::*;

use super::card::Card;
use crate::page::state::Page;
use crate::study::Structure;

/// Size and time, each as a bar and a number.
#[component]
pub(super) fn Cost(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let texts = move || &page.texts().cards;
    // Two backbones fill a bar: no structure has more.
    let size_part = move || structure.backbones() as f64 / 2.0;
    let size = move || {
        card.with(|card| {
            card.size.map_or_else(|| "–".to_owned(), |size| format!("{:.1} MB", size.megabytes()))
        })
    };
    let time_part = move || card.with(|card| card.time_ratio.map_or(0.0, |ratio| (ratio / 2.0).min(1.0)));
    let time = move || {
        card.with(|card| match card.time_ratio {
            Some(ratio) if structure != Structure::BASELINE => format!("{ratio:.1}×"),
            Some(_) => "1×".to_owned(),
            None if card.ran_together() => texts().one_pass.to_owned(),
            None => "–".to_owned(),
        })
    };
    view! {
        <dl class="cost">
            <dt>{move || texts().size}</dt>
            <dd>{bar(size_part)}<span class="number">{size}</span></dd>
            <dt title=move || texts().time_help>{move || texts().time}</dt>
            <dd title=move || texts().time_help>{bar(time_part)}<span class="number">{time}</span></dd>
        </dl>
    }
}

fn bar(part: impl Fn() -> f64 + Send + Sync + Clone + 'static) -> impl IntoView {
    view! { <span class="bar" aria-hidden="true"><span style=("--part", move || format!("{:.3}", part()))></span></span> }
}
