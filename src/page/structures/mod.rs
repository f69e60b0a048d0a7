//! The five structures' cards and the choice of the backbone.

mod card;
mod card_view;
mod diagram;
mod heads;

use leptos::prelude::*;

use super::client::worker_model::Event;
use super::state::Page;
use crate::study::{Backbone, Structure};
use card_view::StructureCard;

/// The backbone switch and the five cards.
#[component]
pub(crate) fn StructuresPanel() -> impl IntoView {
    let page = Page::get();
    let verdicts = Memo::new(move |_| page.client.model().with(card::verdicts));
    let summary = move || match verdicts.get().as_slice() {
        [] => String::new(),
        all => (page.texts().cards.summary)(all),
    };
    view! {
        <section class="structures" aria-labelledby="structures-heading">
            <div class="structures-head">
                <h2 id="structures-heading">{move || page.texts().cards.heading}</h2>
                <BackboneSwitch />
            </div>
            <p class="summary" role="status" aria-live="polite" data-testid="summary">{summary}</p>
            <div class="cards">
                {Structure::ALL.into_iter().map(|structure| view! { <StructureCard structure=structure /> }).collect_view()}
            </div>
        </section>
    }
}

/// The choice of the backbone.
#[component]
fn BackboneSwitch() -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let chosen = Memo::new(move |_| model.with(|model| model.backbone()));
    let busy = Memo::new(move |_| model.with(|model| model.is_busy()));
    let button = move |backbone: Backbone| {
        view! {
            <button type="button" data-testid=format!("backbone-{}", backbone.id())
                aria-pressed=move || (chosen.get() == backbone).to_string() disabled=busy
                on:click=move |_| page.client.handle(Event::Backbone(backbone))>
                {backbone.name()}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=move || page.texts().page.backbone
            title=move || page.texts().page.backbone_help>
            <span class="switch-label" aria-hidden="true">{move || page.texts().page.backbone}</span>
            {Backbone::ALL.into_iter().map(button).collect_view()}
        </div>
    }
}
