//! A head's question and its probabilities as bars with numbers.

use leptos::prelude::*;

use super::card::Card;
use crate::page::state::Page;
use crate::study::{HeadPlan, Structure};
use crate::web::format::probability;

/// All heads of a structure.
#[component]
pub(crate) fn Heads(
    /// The structure.
    structure: Structure,
    /// What its card shows.
    card: Memo<Card>,
) -> impl IntoView {
    let head = move |(index, plan): (usize, &HeadPlan)| head_view(structure, card, index, *plan);
    structure.heads().iter().enumerate().map(head).collect_view()
}

fn head_view(structure: Structure, card: Memo<Card>, head: usize, plan: HeadPlan) -> impl IntoView {
    let page = Page::get();
    let title = move || {
        let question = (page.texts().cards.question)(plan.grouping);
        match structure.heads().len() {
            1 => question.to_owned(),
            _ => format!("{}: {question}", (page.texts().cards.head)(head + 1)),
        }
    };
    let class = move |class: usize| {
        let value = move || {
            card.with(|card| {
                card.shown().and_then(|answer| answer.probabilities.get(head)?.get(class).copied())
            })
        };
        let name = move || (page.texts().cards.class)(plan.grouping, class);
        let width = move || format!("--part:{:.4}", value().unwrap_or(0.0));
        view! {
            <li>
                <span class="class-name">{name}</span>
                <span class="bar" aria-hidden="true"><span style=width></span></span>
                <span class="number">{move || value().map_or_else(|| "–".to_owned(), probability)}</span>
            </li>
        }
    };
    view! {
        <div class="head">
            <h4>{title}</h4>
            <ul class="classes">{(0..plan.grouping.classes()).map(class).collect_view()}</ul>
        </div>
    }
}
