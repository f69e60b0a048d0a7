//! The five structures side by side on one grid, and the choice of the backbone.

mod card;
mod card_view;
mod cost;
mod crossings;
mod diagram;
mod heads;
mod mini;
mod plane;
mod wire_path;
mod wiring;

use leptos::prelude::*;

pub(super) use self::mini::MiniAnswers;

use super::client::worker_model::Event;
use super::i18n::StageDetail;
use super::state::Page;
use crate::measure::Stage;
use crate::study::{Backbone, StageMeans, Structure};
use card_view::StructureCard;
use crossings::CutLine;
use wiring::SelectedStage;

/// From this probability on a drawing is said to be none of 0, 1, 2.
const PROBABLY: f32 = 0.5;

/// The backbone switch, what all five say, and a column for each.
#[component]
pub(crate) fn StructuresPanel() -> impl IntoView {
    let page = Page::get();
    provide_context(SelectedStage(RwSignal::new(None)));
    let verdicts = Memo::new(move |_| {
        page.client.model().with(|model| page.cuts.with(|cuts| card::verdicts(model, cuts)))
    });
    let ood = Memo::new(move |_| {
        let none_of_them = page.client.model().with(|model| {
            page.cuts.with(|cuts| page.test_records.with(|records| card::ood(model, cuts, records)))
        });
        none_of_them.filter(|&probability| probability >= PROBABLY)
    });
    let summary = move || match verdicts.get().as_slice() {
        [] => page.texts().cards.no_summary.to_owned(),
        all if page.cuts.with(|cuts| cuts.wires().is_empty()) => (page.texts().cards.summary)(all),
        all => format!("{} {}", (page.texts().cards.summary)(all), page.texts().cards.summary_cut),
    };
    view! {
        <section class="panel structures" aria-labelledby="structures-heading">
            <div class="structures-head">
                <h2 id="structures-heading" class="heard">{move || page.texts().cards.heading}</h2>
                <p class="summary" role="status" aria-live="polite" data-testid="summary">
                    {summary}
                    {move || ood.get().map(|probability| view! {
                        " "
                        <span class="ood" data-testid="ood" title=page.texts().cards.ood_help>
                            {(page.texts().cards.ood)(probability)}
                        </span>
                    })}
                </p>
                <BackboneSwitch />
            </div>
            <p class="lead">
                {move || page.texts().cards.lead.map(|(term, text)| view! { <span><b>{term}</b>" "{text}</span> })}
            </p>
            <div class="five">
                <Gutter />
                {Structure::ALL.into_iter().map(|structure| view! { <StructureCard structure=structure /> }).collect_view()}
            </div>
            <CutLine />
            <Detail />
            <p class="note planes">{move || page.texts().cards.planes}</p>
        </section>
    }
}

/// The names of the stages beside their rows; each selects its stage in all five.
#[component]
fn Gutter() -> impl IntoView {
    let SelectedStage(selected) = expect_context();
    let page = Page::get();
    let name = move |stage: Stage| {
        let side = StageMeans::SIDES[stage as usize];
        let toggle = move |_| {
            selected.update(|selected| *selected = (*selected != Some(stage)).then_some(stage));
        };
        view! {
            <button type="button" class="stage-name" aria-pressed=move || (selected.get() == Some(stage)).to_string()
                on:click=toggle>
                {move || (page.texts().cards.stage)(stage)}
                <small>{format!("{side}×{side}")}</small>
            </button>
        }
    };
    view! { <div class="gutter">{Stage::ALL.into_iter().map(name).collect_view()}</div> }
}

/// What the stage is that is pointed at, and which structures have it once.
#[component]
fn Detail() -> impl IntoView {
    let SelectedStage(selected) = expect_context();
    let page = Page::get();
    let text = move || match selected.get() {
        Some(stage) => {
            let (once, twice): (Vec<_>, Vec<_>) =
                Structure::ALL.into_iter().partition(|structure| structure.backbones() == 1);
            let backbone = page.client.model().with(|model| model.backbone());
            let cost = backbone.stage_costs()[stage as usize];
            let side = StageMeans::SIDES[stage as usize];
            (page.texts().cards.stage_detail)(StageDetail { stage, side, cost, once: &once, twice: &twice })
        }
        None => page.texts().cards.stage_hint.to_owned(),
    };
    view! { <p class="note detail" aria-live="polite">{text}</p> }
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
