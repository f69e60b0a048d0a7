//! The study's figures, fetched, and as charts: accuracies, its inference times and its ratios.
//!
//! Refuses to put its times and ours on one axis; only ratios stand side by side.

pub mod figures;
pub mod further;
pub mod further_panel;

use leptos::prelude::*;

pub use figures::Figures;

use further_panel::FurtherPanel;

use super::state::Lab;
use crate::chart::{BarChart, BarChartView, Unit};
use crate::web::Fetched;

/// The section with the study's figures.
#[component]
pub fn ReferencePanel() -> impl IntoView {
    let lab = Lab::get();
    let here = move || matches!(lab.figures.get(), Fetched::Here(_));
    let message = move || match lab.figures.get() {
        Fetched::Loading => lab.texts().reference.loading.to_owned(),
        Fetched::Failed(failure) => (lab.texts().reference.failed)(&lab.failure(&failure)),
        Fetched::Here(_) => String::new(),
    };
    let weights = move || match lab.published.get() {
        Fetched::Failed(failure) => (lab.texts().charts.weights_failed)(&lab.failure(&failure)),
        Fetched::Loading | Fetched::Here(_) => String::new(),
    };
    let failed = move || matches!(lab.figures.get(), Fetched::Failed(_));
    view! {
        <section class="reference" id="reference" aria-labelledby="reference-heading">
            <h2 id="reference-heading">{move || lab.texts().reference.heading}</h2>
            <p>{move || lab.texts().reference.introduction}</p>
            <p class="note" aria-live="polite">{message}</p>
            <p class="note" aria-live="polite">{weights}</p>
            <Show when=failed>
                <div class="buttons">
                    <button type="button" on:click=move |_| lab.fetch_figures()>
                        {move || lab.texts().reference.retry}
                    </button>
                </div>
            </Show>
            <Show when=here>
                <div class="charts">
                    <Ratios />
                    <Accuracies experiment=1 />
                    <Accuracies experiment=2 />
                    <Times experiment=1 />
                    <Times experiment=2 />
                </div>
            </Show>
        </section>
        <FurtherPanel />
    }
}

/// Time relative to structure 2: here and in the study.
#[component]
fn Ratios() -> impl IntoView {
    let lab = Lab::get();
    let figure = move || {
        let rows = lab.figures.get();
        let here = lab.bench.with(|bench| figures::measured(bench.benchmark()));
        let backbone = lab.bench.with(|bench| bench.backbone());
        rows.here().map_or_else(empty, |rows| rows.ratios(backbone, &here, lab.texts()))
    };
    let heading = move || {
        let backbone = lab.bench.with(|bench| bench.backbone());
        format!("{}, {}", lab.texts().reference.ratio_chart, backbone.name())
    };
    view! {
        <BarChartView chart=Memo::new(move |_| figure()) name="ratios" heading=Signal::derive(heading)
            note=Signal::derive(move || lab.texts().reference.ratio_note.to_owned()) />
    }
}

/// The study's accuracies of one experiment.
#[component]
fn Accuracies(experiment: u32) -> impl IntoView {
    let lab = Lab::get();
    let figure = move || {
        let rows = lab.figures.get();
        let published = lab.published.get();
        rows.here().map_or_else(empty, |rows| rows.accuracies(experiment, published.here(), lab.texts()))
    };
    let note = move || (lab.texts().reference.accuracy_note)(experiment, figures::ACCURACY_CUT);
    view! {
        <BarChartView chart=Memo::new(move |_| figure()) name=format!("accuracy-{experiment}")
            heading=Signal::derive(move || (lab.texts().reference.accuracy_chart)(experiment))
            note=Signal::derive(note) />
    }
}

/// The study's inference times of one experiment, on an axis of their own.
#[component]
fn Times(experiment: u32) -> impl IntoView {
    let lab = Lab::get();
    let figure = move || {
        let rows = lab.figures.get();
        rows.here().map_or_else(empty, |rows| rows.times(experiment, lab.texts()))
    };
    view! {
        <BarChartView chart=Memo::new(move |_| figure()) name=format!("study-times-{experiment}")
            heading=Signal::derive(move || (lab.texts().reference.time_chart)(experiment))
            note=Signal::derive(move || lab.texts().reference.time_note.to_owned()) />
    }
}

fn empty() -> BarChart {
    figures::figure(Vec::new(), String::new(), Unit::Ratio)
}
