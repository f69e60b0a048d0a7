//! One structure's card. What it says is decided in [`Card`].

use leptos::prelude::*;

use super::card::{Card, CardAnswer};
use super::diagram::DiagramView;
use super::heads::Heads;
use crate::page::client::worker_model::{Answer, Event};
use crate::page::state::Page;
use crate::protocol::{Failure, NetworkState};
use crate::study::{NetworkId, Structure, Verdict};
use crate::web::palette::hue;

/// The card of a structure on the chosen backbone.
#[component]
pub(crate) fn StructureCard(
    /// The structure.
    structure: Structure,
) -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let card = Memo::new(move |_| model.with(|model| Card::new(model, network(model.backbone(), structure))));
    let heading = format!("card-{}-heading", structure.id());
    let own_heading = heading.clone();
    let stale = move || card.with(|card| matches!(card.answer, CardAnswer::Stale(_)));
    view! {
        <article class="panel card" class:stale=stale style=format!("--hue:{}", hue(structure).css())
            aria-labelledby=heading data-testid=format!("card-{}", structure.id())
            data-state=move || card.with(Card::state_id)
            data-verdict=move || card.with(Card::verdict_id)
            data-outputs=move || card.with(Card::outputs_json)
            data-executor=move || card.with(Card::executor)>
            <header>
                <span class="label">{structure.label()}</span>
                <h3 id=own_heading>{move || (page.texts().cards.name)(structure)}</h3>
            </header>
            <p class="explanation">{move || (page.texts().cards.explanation)(structure)}</p>
            <DiagramView structure=structure />
            <VerdictLine card=card />
            <Heads structure=structure card=card />
            <Status structure=structure card=card />
        </article>
    }
}

const fn network(backbone: crate::study::Backbone, structure: Structure) -> NetworkId {
    NetworkId { backbone, structure }
}

/// The verdict, large.
#[component]
fn VerdictLine(card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let verdict = move || card.with(|card| card.shown().map(|answer| answer.verdict));
    let text = move || verdict().map_or_else(|| "–".to_owned(), page.texts().cards.verdict);
    let remark = move || {
        let texts = &page.texts().cards;
        card.with(|card| match (&card.answer, &card.state) {
            (CardAnswer::Nothing, _) => texts.nothing,
            (CardAnswer::Stale(_), _) => texts.stale,
            (CardAnswer::Current(Answer { verdict: Verdict::Contradiction, .. }), _) => texts.contradiction,
            (CardAnswer::Waiting, Some(NetworkState::Ready)) => texts.waiting,
            (CardAnswer::Current(_) | CardAnswer::Waiting, _) => "",
        })
    };
    view! {
        <p class="verdict" class:contradiction=move || verdict() == Some(Verdict::Contradiction)>
            <strong>{text}</strong>
            <span class="note">{remark}</span>
        </p>
    }
}

/// How the network stands, or what produced its answer and how fast.
#[component]
fn Status(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let retry = move || {
        let network = model.with_untracked(|model| network(model.backbone(), structure));
        page.client.handle(Event::Retry(network));
    };
    move || {
        let texts = page.texts();
        match card.with(|card| card.state.clone()) {
            None => view! { <p class="note status">{texts.cards.absent}</p> }.into_any(),
            Some(NetworkState::Loading { received, total }) => {
                let part = received.0 as f64 / total.0.max(1) as f64;
                view! {
                    <p class="note status">
                        <progress value=part max="1" aria-label=(texts.cards.loading)(received, total)>
                        </progress>
                        {(texts.cards.loading)(received, total)}
                    </p>
                }
                .into_any()
            }
            Some(NetworkState::Warming) => {
                view! { <p class="note status">{texts.cards.warming}</p> }.into_any()
            }
            Some(NetworkState::Ready) => {
                view! { <p class="note status">{latency(page, card)}</p> }.into_any()
            }
            Some(NetworkState::Failed(Failure::NotPublished { .. })) => {
                view! { <p class="note status">{texts.cards.not_published}</p> }.into_any()
            }
            Some(NetworkState::Failed(failure)) => view! {
                <div class="status failure">
                    <p>{page.failure(&failure)}</p>
                    <button type="button" data-testid=format!("retry-{}", structure.id())
                        on:click=move |_| retry()>{texts.cards.retry}</button>
                </div>
            }
            .into_any(),
        }
    }
}

fn latency(page: Page, card: Memo<Card>) -> String {
    let texts = page.texts();
    let words = |answer: &Answer| {
        let (device, executor) =
            ((texts.device.kind)(answer.device), (texts.device.executor)(answer.executor));
        (texts.cards.latency)(answer.latency, answer.together, &format!("{device}, {executor}"))
    };
    card.with(|card| card.shown().map(words)).unwrap_or_default()
}
