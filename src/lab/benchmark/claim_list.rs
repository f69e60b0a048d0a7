//! The study's claims as tested with a run by `measure::claims`: a sentence each, with the figures behind it.

use leptos::prelude::*;

use crate::lab::state::Lab;
use crate::measure::Run;
use crate::measure::claims::{self, Correctness};
use crate::study::{Backbone, NetworkId, Rule};
use crate::web::format;

/// A tested claim.
#[derive(Debug, Clone, PartialEq)]
struct ClaimText {
    sentence: String,
    figures: Vec<String>,
}

/// The list of claims.
#[component]
pub(super) fn ClaimList(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let all =
        Memo::new(move |_| run.with(|run| run.as_ref().map_or_else(Vec::new, |run| claim_texts(lab, run))));
    let item = move |claim: ClaimText| {
        let behind = (!claim.figures.is_empty()).then(|| {
            let figures = claim.figures.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <details>
                    <summary>{move || lab.texts().benchmark.figures}</summary>
                    <ul class="note">{figures}</ul>
                </details>
            }
        });
        view! { <li>{claim.sentence}{behind}</li> }
    };
    view! {
        <section class="panel verdicts" data-testid="verdicts">
            <h3>{move || lab.texts().benchmark.claims}</h3>
            <ul>{move || all.get().into_iter().map(item).collect_view()}</ul>
        </section>
    }
}

fn claim_texts(lab: Lab, run: &Run) -> Vec<ClaimText> {
    let texts = &lab.texts().benchmark;
    let mut all = Vec::new();
    for cost in claims::costs(run) {
        all.push(ClaimText { sentence: (texts.cost)(&cost), figures: times_behind(run, cost.network) });
    }
    for backbone in run.backbones() {
        all.push(most_accurate(lab, backbone));
        let published = lab.published.get();
        let accuracy = |network: NetworkId| published.here()?.accuracy(network, Rule::AllHeads);
        if let Some(trade_off) = claims::trade_off(run, backbone, accuracy) {
            let point = |(network, summary): (NetworkId, crate::measure::Summary)| {
                let accuracy = accuracy(network).map_or_else(|| "–".to_owned(), format::percent);
                format!("{}: {accuracy}, {}", network.structure.label(), format::latency(summary.median))
            };
            let figures = run.summaries().into_iter().map(point).collect();
            all.push(ClaimText { sentence: (texts.trade_off)(&trade_off), figures });
        }
    }
    all
}

/// The medians that a ratio is made of.
fn times_behind(run: &Run, network: NetworkId) -> Vec<String> {
    let both = [network, network.baseline()];
    let summaries = run.summaries().into_iter().filter(|(other, _)| both.contains(other));
    let line = |(network, summary): (NetworkId, crate::measure::Summary)| {
        let ends = summary.interval;
        format!(
            "{}: {} [{:.3}, {:.3}], n = {}",
            network.structure.label(),
            format::latency(summary.median),
            ends.low,
            ends.high,
            summary.count
        )
    };
    summaries.map(line).collect()
}

fn most_accurate(lab: Lab, backbone: Backbone) -> ClaimText {
    let texts = &lab.texts().benchmark;
    let answers: Vec<Correctness> = lab.bench.with(|bench| {
        let found = &bench.assessment().found;
        let correctness = |network: NetworkId| Some((network.structure, found.get(&network)?.right.clone()));
        NetworkId::on_backbone(backbone).filter_map(correctness).collect()
    });
    let pairwise_tests = claims::pairwise_tests(&answers);
    let Some(accuracy_claim) = claims::accuracy_claim(&pairwise_tests) else {
        return ClaimText { sentence: texts.accuracy_missing.to_owned(), figures: Vec::new() };
    };
    let line = |test: &claims::PairwiseTest| {
        let mcnemar = test.mcnemar;
        format!(
            "{} / {}: {} / {}, McNemar p = {:.3}",
            claims::MOST_ACCURATE.label(),
            test.structure.label(),
            mcnemar.only_first,
            mcnemar.only_second,
            mcnemar.p
        )
    };
    ClaimText {
        sentence: (texts.accuracy_claim)(&accuracy_claim),
        figures: pairwise_tests.iter().map(line).collect(),
    }
}
