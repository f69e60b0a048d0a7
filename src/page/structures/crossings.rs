//! The wires between backbones and heads, each a button that cuts it.

use leptos::prelude::*;

use super::card::Card;
use super::wire_path::{WIRES, center, through};
use crate::page::section::PageSection;
use crate::page::state::Page;
use crate::protocol::ToLab;
use crate::study::{Structure, Wire};

/// The wires of a structure, with a handle on each.
#[component]
pub(super) fn Crossings(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let wires: Vec<Wire> = Wire::of_structure(structure).collect();
    let count = wires.len();
    let is_cut = move |wire: Wire| page.cuts.with(|cuts| cuts.is_cut(wire));
    let path = move |(index, wire): (usize, Wire)| {
        let from = center(wire.backbone, structure.backbones());
        let to = center(wire.head, structure.heads().len());
        let path = through(from, center(index, count), to);
        view! { <path class="wire" class:cut=move || is_cut(wire) d=path vector-effect="non-scaling-stroke" /> }
    };
    let handle = move |wire: Wire| {
        let name = move || (page.texts().cards.wire)(structure, wire.backbone + 1, wire.head + 1);
        let title = move || format!("{}: {}", name(), page.texts().cards.wire_help);
        view! {
            <button type="button" class="handle" data-testid=format!("wire-{}", wire.id())
                aria-pressed=move || is_cut(wire).to_string() aria-label=name title=title
                disabled=move || card.with(|card| !card.can_cut) on:click=move |_| page.cut(wire)>
            </button>
        }
    };
    view! {
        <div class="crossings">
            <svg class="wires" viewBox=format!("0 0 100 {WIRES}") preserveAspectRatio="none" aria-hidden="true">
                {wires.iter().copied().enumerate().map(path).collect_view()}
            </svg>
            <div class="handles" role="group" aria-label=move || page.texts().cards.wires style=("--n", count.to_string())>
                {wires.iter().copied().map(handle).collect_view()}
            </div>
        </div>
    }
}

/// What is cut, below the grid, and how it is joined again.
#[component]
pub(super) fn CutLine() -> impl IntoView {
    let page = Page::get();
    let count = Memo::new(move |_| page.cuts.with(|cuts| cuts.wires().len()));
    view! {
        <div class="cut-line" role="status" data-testid="cuts">
            {move || (count.get() > 0).then(|| view! {
                <p>{(page.texts().cards.cuts)(count.get())}</p>
                {move || page.lab.is_connected().then(|| view! {
                    <a href=format!("#{}", PageSection::Accuracy.id()) data-testid="cut-test"
                        on:click=move |_| page.lab.send(&ToLab::Assess, &[])>
                        {page.texts().cards.cut_test}
                    </a>
                })}
                <button type="button" data-testid="mend" aria-keyshortcuts="Escape" on:click=move |_| page.mend()>
                    {page.texts().cards.mend}
                </button>
            })}
        </div>
    }
}
