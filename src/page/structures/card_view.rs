//! One structure's column. What it says is decided in [`Card`].

use leptos::prelude::*;

use super::card::{Card, CardAnswer};
use super::cost::Cost;
use super::diagram::DiagramView;
use super::heads::Heads;
use super::plane::DecisionPlane;
use super::wiring::Wiring;
use crate::page::client::worker_model::{Answer, Event};
use crate::page::state::{Content, Page};
use crate::protocol::{Failure, NetworkState};
use crate::study::{Backbone, Digit, NetworkId, Structure, Verdict};
use crate::web::palette::hue;

/// The column of a structure on the chosen backbone.
#[component]
pub(crate) fn StructureCard(
    /// The structure.
    structure: Structure,
) -> impl IntoView {
    let page = Page::get();
    let card = card_of(page, structure);
    let heading = format!("card-{}-heading", structure.id());
    let own_heading = heading.clone();
    let stale = move || card.with(|card| matches!(card.answer, CardAnswer::Stale(_)));
    // On a narrow screen a card is a row that opens; elsewhere everything is seen anyway.
    let open = RwSignal::new(false);
    let layers = format!("card-{}-layers", structure.id());
    let own_layers = layers.clone();
    view! {
        <article class="card" class:stale=stale class:open=open style=("--hue", hue(structure).css())
            aria-labelledby=heading data-testid=format!("card-{}", structure.id())
            data-state=move || card.with(Card::state_id)
            data-verdict=move || card.with(Card::verdict_id)
            data-outputs=move || card.with(Card::outputs_json)
            data-joint=move || card.with(Card::joint_json)
            data-shares=move || card.with(Card::shares_json)
            data-executor=move || card.with(Card::executor)>
            <header title=move || (page.texts().cards.explanation)(structure)>
                <DiagramView structure=structure />
                <h3 id=own_heading>
                    <span class="label">{structure.label()}</span>
                    " "
                    {move || (page.texts().cards.name)(structure)}
                </h3>
            </header>
            <VerdictLine card=card />
            <button type="button" class="quiet opener" aria-expanded=move || open.get().to_string()
                aria-controls=layers on:click=move |_| open.update(|open| *open = !*open)>
                {move || page.texts().cards.layers}
            </button>
            <div class="layers" id=own_layers><Wiring structure card /></div>
            <div class="heads"><Heads structure=structure card=card /></div>
            <Cost structure card />
            <DecisionPlane structure card />
            <Status structure=structure card=card />
        </article>
    }
}

/// What the card of a structure shows, on the chosen backbone.
pub(super) fn card_of(page: Page, structure: Structure) -> Memo<Card> {
    let model = page.client.model();
    Memo::new(move |_| {
        model
            .with(|model| page.cuts.with(|cuts| Card::new(model, network(model.backbone(), structure), cuts)))
    })
}

const fn network(backbone: Backbone, structure: Structure) -> NetworkId {
    NetworkId { backbone, structure }
}

/// The digit that the pad's test image shows.
fn true_digit(page: Page) -> Option<Digit> {
    page.pad.with(|pad| match pad.content() {
        Content::TestImage { label, .. } => Some(*label),
        Content::Drawn(_) | Content::Picture(_) => None,
    })
}

/// The verdict, large, and in words how sure it is.
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
            (CardAnswer::Current(answer), _) => {
                card.joint().map_or("", |joint| (texts.sureness)(joint.sureness(answer.verdict)))
            }
            (CardAnswer::Waiting, Some(NetworkState::Ready)) => texts.waiting,
            (CardAnswer::Waiting, _) => "",
        })
    };
    let cut = Memo::new(move |_| card.with(|card| card.cut));
    let judged = move || {
        let (digit, answered) = (true_digit(page)?, card.with(|card| Some(card.current()?.verdict))?);
        Some(answered == Verdict::Digit(digit))
    };
    view! {
        <p class="verdict" class:contradiction=move || verdict() == Some(Verdict::Contradiction)>
            <strong>{text}</strong>
            <span class="note">
                <span title=move || page.texts().cards.sureness_help>{remark}</span>
                {move || (cut.get() > 0).then(|| view! {
                    <span class="cut-note">{(page.texts().cards.cut)(cut.get())}</span>
                })}
                {move || judged().map(|right| view! {
                    <span class="judged" class:wrong=!right>{(page.texts().cards.judged)(right)}</span>
                })}
            </span>
        </p>
    }
}

/// How a network that does not answer yet stands.
#[component]
fn Status(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let load = move || {
        let network = model.with_untracked(|model| network(model.backbone(), structure));
        page.client.handle(Event::Load(network));
    };
    move || {
        let texts = page.texts();
        match card.with(|card| card.state.clone()) {
            None if card.with(|card| card.left_out) => view! {
                <div class="status">
                    <p class="note">{texts.cards.left_out}</p>
                    <button type="button" data-testid=format!("load-{}", structure.id())
                        on:click=move |_| load()>{texts.cards.load}</button>
                </div>
            }
            .into_any(),
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
            Some(NetworkState::Ready) => ().into_any(),
            Some(NetworkState::Failed(Failure::NotPublished { .. })) => {
                view! { <p class="note status">{texts.cards.not_published}</p> }.into_any()
            }
            Some(NetworkState::Failed(failure)) => view! {
                <div class="status failure">
                    <p>{page.failure(&failure)}</p>
                    <button type="button" data-testid=format!("retry-{}", structure.id())
                        on:click=move |_| load()>{texts.cards.retry}</button>
                </div>
            }
            .into_any(),
        }
    }
}
