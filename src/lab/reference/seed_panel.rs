//! The part of the study's section about many trainings with other seeds: sentences, chart and tables from one file.

use leptos::html::Section;
use leptos::prelude::*;

use super::seed_chart::{StructureTable, seed_chart, seed_tables};
use super::study_charts::ACCURACY_CUT;
use crate::chart::BarChartView;
use crate::lab::seed_findings::{ensemble_finding, overview, signal_finding, unknown_finding};
use crate::lab::state::Lab;
use crate::measure::Trainings;
use crate::study::{Rule, Structure};
use crate::web::Fetched;
use crate::web::nearness::{Margin, watch_nearness};
use crate::web::structure_name::StructureName;

/// What the trainings say; until they are here, nothing, and why if they do not come.
#[component]
pub(super) fn ReplicationPanel() -> impl IntoView {
    let lab = Lab::get();
    let node = NodeRef::<Section>::new();
    let near = watch_nearness(node, Margin::Window);
    let asked_for = Memo::new(move |before: Option<&bool>| before.is_some_and(|asked| *asked) || near.get());
    Effect::new(move |_| {
        if asked_for.get() {
            lab.fetch_trainings();
        }
    });
    let content = move || match lab.trainings.get() {
        Fetched::Loading => ().into_any(),
        Fetched::Failed(failure) => {
            let sentence = move || (lab.texts().seeds.failed)(&lab.failure(&failure));
            view! { <p class="note" data-testid="replication-failed">{sentence}</p> }.into_any()
        }
        Fetched::Here(trainings) => {
            view! { <TrainingsView trainings=StoredValue::new((*trainings).clone()) /> }.into_any()
        }
    };
    view! { <section class="reference" node_ref=node data-testid="replication" aria-live="polite">{content}</section> }
}

/// A sentence about the trainings, in the reader's language.
fn sentence(
    trainings: StoredValue<Trainings>,
    text: impl Fn(&Trainings) -> String + Send + Sync + 'static,
) -> impl IntoView {
    view! { <p>{move || trainings.with_value(&text)}</p> }
}

#[component]
fn TrainingsView(trainings: StoredValue<Trainings>) -> impl IntoView {
    let lab = Lab::get();
    let seeds = trainings.with_value(|trainings| trainings.seeds.len());
    let chart = move || trainings.with_value(|trainings| seed_chart(trainings, lab.texts()));
    let tables = move || {
        let tables = trainings.with_value(|trainings| seed_tables(trainings, lab.texts()));
        tables.map(|one| table(one, lab.texts().benchmark.structure)).into_iter().collect_view()
    };
    view! {
        <h3>{move || lab.texts().seeds.heading}</h3>
        {sentence(trainings, move |found| (lab.texts().seeds.overview)(&overview(found)))}
        <details>
            <summary>{move || lab.texts().seeds.statistics}</summary>
            <ul class="findings">{move || comparisons(lab, trainings)}</ul>
            {sentence(trainings, move |found| (lab.texts().seeds.recipe)(found))}
        </details>
        {sentence(trainings, move |found| (lab.texts().seeds.ensemble)(&ensemble_finding(found)))}
        {sentence(trainings, move |found| (lab.texts().seeds.signal)(&signal_finding(found)))}
        {sentence(trainings, move |found| (lab.texts().seeds.unknown)(&unknown_finding(found)))}
        <div data-testid="replication-chart">
            <BarChartView chart=Memo::new(move |_| chart()) name="replication"
                heading=Signal::derive(move || (lab.texts().seeds.chart)(seeds))
                note=Signal::derive(move || (lab.texts().seeds.chart_note)(ACCURACY_CUT)) />
        </div>
        <details data-testid="replication-table">
            <summary>{move || lab.texts().seeds.tables}</summary>
            {tables}
        </details>
    }
}

/// An item for every structure but (2), with a sentence for each rule.
fn comparisons(lab: Lab, trainings: StoredValue<Trainings>) -> impl IntoView {
    let told = |structure: Structure| -> Vec<String> {
        trainings.with_value(|trainings| {
            let all = Rule::ALL.into_iter().flat_map(|rule| trainings.compared(rule));
            let about = all.filter(|one| one.structure == structure);
            about.map(|one| (lab.texts().seeds.compared)(&one, trainings.seeds.len())).collect()
        })
    };
    let item = |structure: Structure| {
        let testid = format!("replication-sentence-{}", structure.id());
        view! { <li data-testid=testid>{told(structure).join(" ")}</li> }
    };
    Structure::ALL.into_iter().filter(|structure| *structure != Structure::BASELINE).map(item).collect_view()
}

fn table(table: StructureTable, structure: &'static str) -> impl IntoView {
    let StructureTable { caption, columns, rows } = table;
    let row = |(structure, cells): (Structure, Vec<String>)| {
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! {
            <tr data-structure=structure.id()><th scope="row"><StructureName structure /></th>{cells}</tr>
        }
    };
    let columns = columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="scroll">
            <table>
                <caption>{caption}</caption>
                <thead><tr><th scope="col">{structure}</th>{columns}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
