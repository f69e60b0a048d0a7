//! What a run says of the study, one sentence each, with the figures behind it. Refuses judgement: `measure::claims` has it.

use leptos::prelude::*;

use crate::lab::state::Lab;
use crate::measure::Run;
use crate::measure::claims::{self, Correctness};
use crate::study::{Backbone, NetworkId, Rule};
use crate::web::format;

/// A verdict: its sentence, and the figures behind it.
#[derive(Debug, Clone, PartialEq)]
struct Verdict {
    sentence: String,
    figures: Vec<String>,
}

/// The verdicts.
#[component]
pub fn Verdicts(
    /// The run.
    run: Memo<Option<Run>>,
) -> impl IntoView {
    let lab = Lab::get();
    let all =
        Memo::new(move |_| run.with(|run| run.as_ref().map_or_else(Vec::new, |run| verdicts(lab, run))));
    let item = move |verdict: Verdict| {
        // What has no figures yet has nothing to unfold.
        let behind = (!verdict.figures.is_empty()).then(|| {
            let figures = verdict.figures.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <details>
                    <summary>{move || lab.texts().benchmark.figures}</summary>
                    <ul class="note">{figures}</ul>
                </details>
            }
        });
        view! { <li>{verdict.sentence}{behind}</li> }
    };
    view! {
        <section class="panel verdicts" data-testid="verdicts">
            <h3>{move || lab.texts().benchmark.claims}</h3>
            <ul>{move || all.get().into_iter().map(item).collect_view()}</ul>
        </section>
    }
}

fn verdicts(lab: Lab, run: &Run) -> Vec<Verdict> {
    let texts = &lab.texts().benchmark;
    let mut all = Vec::new();
    for cost in claims::costs(run) {
        all.push(Verdict { sentence: (texts.cost)(&cost), figures: times_behind(run, cost.network) });
    }
    for backbone in run.backbones() {
        all.push(most_accurate(lab, backbone));
        let published = lab.published.get();
        let accuracy =
            |network: NetworkId| published.here()?.of(network).map(|entry| entry.accuracy(Rule::AllHeads));
        if let Some(trade_off) = claims::trade_off(run, backbone, accuracy) {
            let point = |(network, summary): (NetworkId, crate::measure::Summary)| {
                let accuracy = accuracy(network).map_or_else(|| "–".to_owned(), format::percent);
                format!("{}: {accuracy}, {}", network.structure.label(), format::latency(summary.median))
            };
            let figures = run.summaries().into_iter().map(point).collect();
            all.push(Verdict { sentence: (texts.trade_off)(&trade_off), figures });
        }
    }
    all
}

/// The medians that a ratio is made of.
fn times_behind(run: &Run, network: NetworkId) -> Vec<String> {
    let both = [network.structure, crate::study::Structure::BASELINE];
    let mine = run
        .summaries()
        .into_iter()
        .filter(|(other, _)| other.backbone == network.backbone && both.contains(&other.structure));
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
    mine.map(line).collect()
}

fn most_accurate(lab: Lab, backbone: Backbone) -> Verdict {
    let texts = &lab.texts().benchmark;
    let answers: Vec<Correctness> = lab.bench.with(|bench| {
        let found = &bench.assessment().found;
        let of = |network: NetworkId| Some((network.structure, found.get(&network)?.right.clone()));
        NetworkId::on_backbone(backbone).filter_map(of).collect()
    });
    let pairwise_tests = claims::pairwise_tests(&answers);
    let Some(accuracy_claim) = claims::accuracy_claim(&pairwise_tests) else {
        return Verdict { sentence: texts.accuracy_missing.to_owned(), figures: Vec::new() };
    };
    let line = |rival: &claims::PairwiseTest| {
        let mcnemar = rival.mcnemar;
        format!(
            "(4)-1 / {}: {} / {}, McNemar p = {:.3}",
            rival.structure.label(),
            mcnemar.only_first,
            mcnemar.only_second,
            mcnemar.p
        )
    };
    Verdict {
        sentence: (texts.accuracy_claim)(&accuracy_claim),
        figures: pairwise_tests.iter().map(line).collect(),
    }
}
