//! The section with the study's figures: its accuracies, inference times and time ratios as charts.
//!
//! Its times and ours are never on one axis; only ratios stand side by side.

mod finding_list;
mod further_experiments;
mod seed_chart;
mod seed_panel;
pub(super) mod study_charts;

use leptos::prelude::*;

use super::i18n::Word;
use super::state::Lab;
use super::word_list::WordList;
use crate::chart::BarChartView;
use crate::study::Rule;
use crate::web::Fetched;
use finding_list::FindingList;
use further_experiments::FurtherPanel;
use seed_panel::ReplicationPanel;

/// The section of the page, and the one with the study's further experiments.
#[component]
pub(super) fn ReferencePanel() -> impl IntoView {
    let lab = Lab::get();
    let weights = move || match lab.published.get() {
        Fetched::Failed(failure) => (lab.texts().charts.weights_failed)(&lab.failure(&failure)),
        Fetched::Loading | Fetched::Here(_) => String::new(),
    };
    view! {
        <section class="reference" id="study" aria-labelledby="reference-heading">
            <h2 id="reference-heading">{move || lab.texts().reference.heading}</h2>
            <FindingList />
            <p>{move || lab.texts().reference.introduction}</p>
            <WordList words=Word::OF_STUDY />
            <p class="note" aria-live="polite">{weights}</p>
            <ReplicationPanel />
            <div class="charts">
                <Ratios />
                {Rule::ALL.map(|rule| view! { <Accuracies rule /> })}
                {Rule::ALL.map(|rule| view! { <StudyTimes rule /> })}
            </div>
        </section>
        <FurtherPanel />
    }
}

/// Time relative to structure 2: here and in the study.
#[component]
fn Ratios() -> impl IntoView {
    let lab = Lab::get();
    let chart = move || {
        let here = lab.bench.with(|bench| study_charts::measured(bench.benchmark()));
        let backbone = lab.bench.with(|bench| bench.backbone());
        study_charts::ratios(backbone, &here, lab.texts())
    };
    let heading = move || {
        let backbone = lab.bench.with(|bench| bench.backbone());
        format!("{}, {}", lab.texts().reference.ratio_chart, backbone.name())
    };
    view! {
        <BarChartView chart=Memo::new(move |_| chart()) name="ratios" heading=Signal::derive(heading)
            note=Signal::derive(move || lab.texts().reference.ratio_note.to_owned()) />
    }
}

/// Accuracies by one rule: these weights and the study's.
#[component]
fn Accuracies(rule: Rule) -> impl IntoView {
    let lab = Lab::get();
    let chart = move || study_charts::accuracies(rule, lab.published.get().here(), lab.texts());
    let note = move || (lab.texts().reference.accuracy_note)(rule, study_charts::ACCURACY_CUT);
    view! {
        <BarChartView chart=Memo::new(move |_| chart()) name=format!("accuracy-{}", rule.experiment())
            heading=Signal::derive(move || (lab.texts().reference.accuracy_chart)(rule))
            note=Signal::derive(note) />
    }
}

/// The study's inference times in one experiment, on an axis of their own.
#[component]
fn StudyTimes(rule: Rule) -> impl IntoView {
    let lab = Lab::get();
    let chart = move || study_charts::study_times(rule, lab.texts());
    view! {
        <BarChartView chart=Memo::new(move |_| chart()) name=format!("study-times-{}", rule.experiment())
            heading=Signal::derive(move || (lab.texts().reference.time_chart)(rule))
            note=Signal::derive(move || lab.texts().reference.time_note.to_owned()) />
    }
}
